import type { names as en } from '../en/names.ts';

export const names: typeof en = {
  pages: {
    'media-type': 'Mediatype selecteren',
    management: 'Mediabeheer',
    outputs: 'Mediumtype',
    properties: 'Media-eigenschappen',
    security: 'Beveiliging',
    'task-sequence': 'Takenreeks',
    'boot-image': 'Opstartinstallatiekopie',
    images: 'Installatiekopieën',
    applications: 'Toepassingen',
    packages: 'Pakketten',
    'driver-packages': 'Stuurprogrammapakketten',
    'distribution-points': 'Distributiepunten',
    customization: 'Aanpassing',
    prerequisites: 'Vereisten',
    summary: 'Samenvatting',
    progress: 'Voortgang',
    completion: 'Voltooiing',
  },
  views: {
    wizard: 'Nieuwe media',
    inspect: 'Inspecteren',
    verify: 'Controleren',
    update: 'Bijwerken',
    'write-image': 'Image schrijven',
    history: 'Geschiedenis',
    sites: 'Sites',
    settings: 'Instellingen',
  },
};

import type { names as en } from '../en/names.ts';

export const names: typeof en = {
  pages: {
    'media-type': 'Medientyp wählen',
    management: 'Medienverwaltung',
    outputs: 'Medientyp',
    properties: 'Medieneigenschaften',
    security: 'Sicherheit',
    'task-sequence': 'Tasksequenz',
    'boot-image': 'Startimage',
    images: 'Images',
    applications: 'Anwendungen',
    packages: 'Pakete',
    'driver-packages': 'Treiberpakete',
    'distribution-points': 'Verteilungspunkte',
    customization: 'Anpassung',
    prerequisites: 'Voraussetzungen',
    summary: 'Zusammenfassung',
    progress: 'Status',
    completion: 'Abschluss',
  },
  views: {
    wizard: 'Neues Medium',
    inspect: 'Untersuchen',
    verify: 'Prüfen',
    update: 'Aktualisieren',
    'write-image': 'Image schreiben',
    history: 'Verlauf',
    sites: 'Standorte',
    settings: 'Einstellungen',
  },
};

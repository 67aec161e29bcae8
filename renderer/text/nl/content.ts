import type { content as en } from '../en/content.ts';

export const content: typeof en = {
  title: {
    images: 'Installatiekopieën',
    applications: 'Toepassing selecteren',
    packages: 'Pakket selecteren',
    driverPackages: 'Stuurprogrammapakket selecteren',
    distributionPoints: 'Distributiepunten',
  },
  intro: {
    images:
      'De installatiekopie van het besturingssysteem die op de media komt, en welke van de kopieën erin.',
    applications:
      'Toepassingen die de media bevatten naast waar de takenreeks naar verwijst. U hoeft niets te kiezen.',
    packages:
      'Pakketten die de media bevatten naast waar de takenreeks naar verwijst. U hoeft niets te kiezen.',
    driverPackages:
      'Stuurprogrammapakketten die de media bevatten naast waar de takenreeks naar verwijst. U hoeft niets te kiezen.',
    distributionPoints: 'Waar de inhoud voor de media vandaan komt. Zonder keuze van een van de site.',
  },
  empty: {
    images: 'Geen installatiekopieën',
    applications: 'Geen toepassingen',
    packages: 'Geen pakketten',
    driverPackages: 'Geen stuurprogrammapakketten',
    distributionPoints: 'Geen distributiepunten',
  },
  emptyBody: 'De site heeft er geen, of uw account mag ze niet zien.',
  failed: 'De lijsten van de site konden niet worden gelezen',
  readAt: 'Gelezen op {{time}}',
  name: 'Naam',
  packageId: 'Pakket-id',
  version: 'Versie',
  manufacturer: 'Fabrikant',
  size: 'Grootte',
  server: 'Server',
  location: 'Locatie',
  pointKind: 'Soort',
  isGateway: 'Cloudbeheergateway',
  isServer: 'Server van de site',
  protocol: 'Protocol',
  chosen_one: '{{count}} gekozen',
  chosen_other: '{{count}} gekozen',
  noneChosen: 'Niets gekozen.',
  removeAll: 'Alles verwijderen',
  gone: '{{id}} (niet meer in de site)',
  imagePackage: 'Installatiekopiepakket',
  imageIndex: 'Installatiekopie-index',
  imageIndexHint: 'Een installatiekopiepakket kan meerdere edities bevatten.',
  help: {
    applications: {
      title: 'Toepassingen',
      text: 'De media maken de inhoud alleen aanwezig; wat wordt geïnstalleerd, bepaalt de takenreeks. Bij uitvoering zoekt die eerst op de media.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    packages: {
      title: 'Pakketten',
      text: 'De media maken de inhoud alleen aanwezig; wat wordt uitgevoerd, bepaalt de takenreeks. Bij uitvoering zoekt die eerst op de media.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    driverPackages: {
      title: 'Stuurprogrammapakketten',
      text: 'Voor apparaten waarvan de takenreeks de stuurprogramma’s als pakket toepast. De media maken ze alleen aanwezig.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    distributionPoints: {
      title: 'Distributiepunten',
      text: 'Alle inhoud die de media nodig hebben, moet naar ten minste één ervan zijn gedistribueerd. Druk na het distribueren op Vernieuwen; de wizard hoeft niet opnieuw te worden gestart.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    images: {
      title: 'Installatiekopiepakket',
      text: 'De installatiekopie die vóór levering op de schijf wordt toegepast. De takenreeks vindt die daar dan.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-prestaged-media',
    },
    imageIndex: {
      title: 'Installatiekopie-index',
      text: 'Een bestand met installatiekopieën (WIM) kan er meerdere bevatten; de index zegt welke wordt gebruikt.',
    },
  },
};

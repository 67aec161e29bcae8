import type { content as en } from '../en/content.ts';

export const content: typeof en = {
  title: {
    images: 'Images',
    applications: 'Anwendung auswählen',
    packages: 'Paket auswählen',
    driverPackages: 'Treiberpaket auswählen',
    distributionPoints: 'Verteilungspunkte',
  },
  intro: {
    images: 'Das Betriebssystemimage, das auf das Medium kommt, und welches der darin enthaltenen.',
    applications:
      'Anwendungen, die das Medium über das hinaus enthält, worauf die Tasksequenz verweist. Es muss nichts ausgewählt werden.',
    packages:
      'Pakete, die das Medium über das hinaus enthält, worauf die Tasksequenz verweist. Es muss nichts ausgewählt werden.',
    driverPackages:
      'Treiberpakete, die das Medium über das hinaus enthält, worauf die Tasksequenz verweist. Es muss nichts ausgewählt werden.',
    distributionPoints: 'Woher der Inhalt für das Medium kommt. Ohne Auswahl von einem des Standorts.',
  },
  empty: {
    images: 'Keine Betriebssystemimages',
    applications: 'Keine Anwendungen',
    packages: 'Keine Pakete',
    driverPackages: 'Keine Treiberpakete',
    distributionPoints: 'Keine Verteilungspunkte',
  },
  emptyBody: 'Der Standort hat keine, oder Ihr Konto darf sie nicht sehen.',
  failed: 'Die Listen des Standorts konnten nicht gelesen werden',
  readAt: 'Gelesen am {{time}}',
  name: 'Name',
  packageId: 'Paket-ID',
  version: 'Version',
  manufacturer: 'Hersteller',
  size: 'Größe',
  server: 'Server',
  location: 'Ort',
  pointKind: 'Art',
  isGateway: 'Cloudverwaltungsgateway',
  isServer: 'Server des Standorts',
  protocol: 'Protokoll',
  chosen_one: '{{count}} ausgewählt',
  chosen_other: '{{count}} ausgewählt',
  noneChosen: 'Nichts ausgewählt.',
  removeAll: 'Alle entfernen',
  gone: '{{id}} (nicht mehr am Standort)',
  imagePackage: 'Imagepaket',
  imageIndex: 'Imageindex',
  imageIndexHint: 'Ein Imagepaket kann mehrere Editionen enthalten.',
  help: {
    applications: {
      title: 'Anwendungen',
      text: 'Das Medium stellt den Inhalt nur bereit; was installiert wird, entscheidet die Tasksequenz. Zur Laufzeit sucht sie zuerst auf dem Medium.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    packages: {
      title: 'Pakete',
      text: 'Das Medium stellt den Inhalt nur bereit; was ausgeführt wird, entscheidet die Tasksequenz. Zur Laufzeit sucht sie zuerst auf dem Medium.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    driverPackages: {
      title: 'Treiberpakete',
      text: 'Für Geräte, deren Treiber die Tasksequenz als Paket anwendet. Das Medium stellt sie nur bereit.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    distributionPoints: {
      title: 'Verteilungspunkte',
      text: 'Jeder Inhalt, den das Medium braucht, muss an mindestens einen davon verteilt sein. Drücken Sie nach dem Verteilen „Aktualisieren“; der Assistent muss nicht neu gestartet werden.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    images: {
      title: 'Imagepaket',
      text: 'Das Image, das vor der Auslieferung auf den Datenträger angewendet wird. Die Tasksequenz findet es dann dort vor.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-prestaged-media',
    },
    imageIndex: {
      title: 'Imageindex',
      text: 'Eine Imagedatei (WIM) kann mehrere enthalten; der Index sagt, welches verwendet wird.',
    },
  },
};

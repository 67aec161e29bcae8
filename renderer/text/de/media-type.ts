import type { mediaType as en } from '../en/media-type.ts';

export const mediaType: typeof en = {
  title: 'Medientyp wählen',
  intro: 'Der Zweck des Mediums bestimmt, wo es startet und was darauf liegt.',
  kindLabel: 'Medientyp',
  starts: 'Startet: {{where}}',
  carries: 'Enthält: {{what}}',
  notBuilt: 'noch nicht verfügbar',
  notBuiltBar:
    'Diese Art von Medien kann noch nicht erstellt werden. Sie können alle Seiten bis zur Zusammenfassung ausfüllen und die Anforderung speichern; sie ist verwendbar, sobald es so weit ist.',
  bootable: {
    name: 'Startbare Medien',
    what: 'Für einen Computer, dessen Windows nicht mehr startet: Er wird über das Netzwerk neu installiert, auch über das Internet durch ein Cloudverwaltungsgateway.',
    starts: 'vom Stick oder von der CD; fragt dann einen Verwaltungspunkt oder das Gateway',
    carries: 'das Startimage; alles andere wird heruntergeladen',
  },
  standalone: {
    name: 'Eigenständige Medien',
    what: 'Für Orte ohne Netzwerk: eine vollständige Betriebssystembereitstellung auf einem Medium.',
    starts: 'vom Stick oder von der DVD; kein Netzwerk erforderlich',
    carries: 'Startimage, Tasksequenz und alle Inhalte, auf die sie verweist',
  },
  prestaged: {
    name: 'Vorab bereitgestellte Medien',
    what: 'Für den Hersteller oder die Vorbereitung: Das Betriebssystem liegt auf der Festplatte, bevor der Computer geliefert wird.',
    starts: 'von der damit bespielten Festplatte; der erste Start fragt einen Verwaltungspunkt',
    carries: 'Startimage, Betriebssystemimage und gewählte Inhalte als WIM-Datei',
  },
  capture: {
    name: 'Erfassungsmedien',
    what: 'Um aus einem Referenzcomputer ein Betriebssystemimage zu erstellen.',
    starts: 'im vollständigen Windows des Referenzcomputers oder vom Medium',
    carries: 'Startimage und die Erfassungstasksequenz',
  },
  unattended: 'Unbeaufsichtigte Betriebssystembereitstellung zulassen',
  unattendedHint:
    'Auf dem Gerät wird nicht nach Netzwerkeinstellungen oder optionalen Tasksequenzen gefragt. Ein Medienkennwort wird weiterhin verlangt.',
  site: 'Standort',
  connection: 'Verbindung',
  siteHint: 'Startimages, Gateways und Tasksequenzen stammen von diesem Standort.',
  siteReading: 'Der Standort wird gelesen…',
  siteIs: '{{code}} · {{name}} · Version {{version}}',
  siteOffline: 'Der Standort antwortet nicht; verwendet wird der Stand vom {{time}}.',
  siteFailed: 'Der Standort konnte nicht gelesen werden',
  sitesFailed: 'Die Standortverbindungen konnten nicht gelesen werden',
  manageSites: 'Standortverbindungen',
  lab: 'Laborstandort (eingebaut)',
  help: {
    page: {
      title: 'Medientyp wählen',
      text: 'Startbare Medien enthalten ein Startimage und den Weg zum Standort. Nur sie funktionieren über ein Cloudverwaltungsgateway.\n\nEigenständige Medien enthalten alles und benötigen kein Netzwerk.\n\nVorab bereitgestellte Medien sind eine WIM-Datei, die vor der Auslieferung auf eine Festplatte angewendet wird.\n\nErfassungsmedien erstellen aus einem Referenzcomputer ein Betriebssystemimage.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-task-sequence-media',
    },
    unattended: {
      title: 'Unbeaufsichtigte Bereitstellung',
      text: 'Das Gerät fragt nicht nach Netzwerkeinstellungen und bietet keine optionalen Tasksequenzen an. Das Kennwort des Mediums wird weiterhin verlangt.\n\nFür einen Start ganz ohne Fragen stellen Sie die Tasksequenz für „Nur Medien und PXE (ausgeblendet)“ bereit und setzen die Medienvariable SMSTSPreferredAdvertID auf die ID der Bereitstellung.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
    site: {
      title: 'Standort',
      text: 'Das Medium wird aus den Listen dieses Standorts erstellt und dort registriert. Weitere Standorte fügen Sie unter „Standorte“ hinzu.\n\nDer Laborstandort ist eingebaut: Er verhält sich wie ein Configuration Manager-Standort und benötigt nur diesen Computer.\n\nMicrosoft empfiehlt, startbare und vorab bereitgestellte Medien an einem primären Standort zu erstellen; einem Standort der zentralen Verwaltung fehlen die Daten der Stammzertifikate und die Clientports der untergeordneten Standorte.',
    },
  },
};

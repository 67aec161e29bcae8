import type { settings as en } from '../en/settings.ts';

export const settings: typeof en = {
  title: 'Einstellungen',
  intro: 'Änderungen gelten sofort.',
  look: 'Sprache und Darstellung',
  language: 'Sprache',
  languages: { system: 'Wie das System', en: 'English', de: 'Deutsch', nl: 'Nederlands' },
  theme: 'Farben',
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel', 'high-contrast': 'Hoher Kontrast' },
  drives: 'Laufwerke',
  largeDrive: 'Nachfragen bei Laufwerken über (GB)',
  largeDriveHint: 'Von 8 bis 2048.',
  showLoop: 'Loop-Geräte und eingehängte Datenträgerabbilder anzeigen',
  showLoopHint: 'Nur für Tests und das Labor. Es sind Dateien, keine Sticks.',
  files: 'Dateien',
  defaultFolder: 'Ordner für neue Dateien',
  about: 'Über das Programm',
  version: 'Version',
  runsIn: 'Läuft in',
  hosts: {
    electron: 'einem eigenen Fenster',
    web: 'einem Browser, nur auf diesem Computer erreichbar',
    direct: 'einem Test',
  },
  data: 'Datenordner',
  failed: 'Die Einstellungen konnten nicht gespeichert werden',
  help: {
    language: {
      title: 'Sprache',
      text: 'Die Sprache dieses Fensters, der Hinweise in Fehlermeldungen und der Voraussetzungen. Protokollzeilen und Codes bleiben englisch, damit alle, die Ihnen helfen, sie lesen können.',
    },
    theme: {
      title: 'Farben',
      text: 'Hell, dunkel oder hoher Kontrast. „Wie das System“ folgt der Einstellung des Computers, auch wenn sie sich ändert.',
    },
    largeDrive: {
      title: 'Große Laufwerke',
      text: 'Sticks sind selten größer als 256 GB, Sicherungsfestplatten meistens. Ein Laufwerk über dieser Größe wird erst beschrieben, nachdem Sie seinen Namen eingegeben haben.',
    },
    showLoop: {
      title: 'Loop-Geräte',
      text: 'Loop-Geräte und eingehängte Datenträgerabbilder sind Dateien, die wie Laufwerke aussehen. Zum Testen werden sie anstelle eines Sticks beschrieben. Kein Computer kann von ihnen starten.',
    },
    defaultFolder: {
      title: 'Ordner für neue Dateien',
      text: 'Hier beginnen die Dateidialoge. Jede Datei kann trotzdem an einen anderen Ort.',
    },
  },
};

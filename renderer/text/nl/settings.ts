import type { settings as en } from '../en/settings.ts';

export const settings: typeof en = {
  title: 'Instellingen',
  intro: 'Wijzigingen gelden meteen.',
  look: 'Taal en weergave',
  language: 'Taal',
  languages: { system: 'Zoals het systeem', en: 'English', de: 'Deutsch', nl: 'Nederlands' },
  theme: 'Kleuren',
  themes: { system: 'Zoals het systeem', light: 'Licht', dark: 'Donker', 'high-contrast': 'Hoog contrast' },
  drives: 'Stations',
  largeDrive: 'Vragen bij stations groter dan (GB)',
  largeDriveHint: 'Van 8 tot 2048.',
  showLoop: 'Loop-apparaten en gekoppelde schijfkopieën tonen',
  showLoopHint: 'Alleen voor tests en het lab. Het zijn bestanden, geen sticks.',
  files: 'Bestanden',
  defaultFolder: 'Map voor nieuwe bestanden',
  about: 'Over het programma',
  version: 'Versie',
  runsIn: 'Draait in',
  hosts: {
    electron: 'een eigen venster',
    web: 'een browser, alleen op deze computer bereikbaar',
    direct: 'een test',
  },
  data: 'Gegevensmap',
  failed: 'De instellingen konden niet worden opgeslagen',
  help: {
    language: {
      title: 'Taal',
      text: 'De taal van dit venster, van het advies bij fouten en van de vereisten. Logregels en codes blijven Engels, zodat iedereen die u helpt ze kan lezen.',
    },
    theme: {
      title: 'Kleuren',
      text: 'Licht, donker of hoog contrast. “Zoals het systeem” volgt de instelling van de computer, ook als die verandert.',
    },
    largeDrive: {
      title: 'Grote stations',
      text: 'Sticks zijn zelden groter dan 256 GB, back-upschijven meestal wel. Een station boven deze grootte wordt pas beschreven nadat u de naam hebt getypt.',
    },
    showLoop: {
      title: 'Loop-apparaten',
      text: 'Loop-apparaten en gekoppelde schijfkopieën zijn bestanden die op stations lijken. Testers beschrijven ze in plaats van een stick. Geen computer kan ervan opstarten.',
    },
    defaultFolder: {
      title: 'Map voor nieuwe bestanden',
      text: 'Hier beginnen de bestandsdialogen. Elk bestand kan nog steeds ergens anders heen.',
    },
  },
};

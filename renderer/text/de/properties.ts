import type { properties as en } from '../en/properties.ts';

export const properties: typeof en = {
  title: 'Medieneigenschaften',
  intro: 'Die WIM-Datei, die auf Festplatten angewendet wird, und was darin vermerkt ist.',
  wim: 'Mediendatei',
  wimHint: 'Eine WIM-Datei; sie wird auf die Festplatten neuer Computer angewendet.',
  createdBy: 'Erstellt von',
  version: 'Version',
  comment: 'Kommentar',
  left_one: 'noch {{count}} Zeichen',
  left_other: 'noch {{count}} Zeichen',
  tooLong_one: '{{count}} Zeichen zu viel',
  tooLong_other: '{{count}} Zeichen zu viel',
  help: {
    wim: {
      title: 'Mediendatei',
      text: 'Der ganze Pfad der WIM-Datei. Den Ordner muss es geben. Eine vorhandene Datei wird erst ersetzt, wenn die neue vollständig ist.\n\nDie WIM-Datei wird beim Hersteller oder in der Vorbereitung auf eine formatierte Festplatte angewendet. Beim ersten Start fragt der Computer einen Verwaltungspunkt nach seiner Tasksequenz.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-prestaged-media',
    },
    notes: {
      title: 'Vermerke im Medium',
      text: 'Wer das Medium erstellt hat, welche Version es ist und ein Kommentar werden darin gespeichert, damit man später weiß, was es ist. Höchstens 50, 32 und 127 Zeichen.',
      link: 'https://learn.microsoft.com/powershell/module/configurationmanager/new-cmprestagemedia',
    },
  },
};

import type { properties as en } from '../en/properties.ts';

export const properties: typeof en = {
  title: 'Media-eigenschappen',
  intro: 'Het WIM-bestand dat op schijven wordt toegepast, en wat erin is genoteerd.',
  wim: 'Mediabestand',
  wimHint: 'Een WIM-bestand; het wordt op de schijven van nieuwe computers toegepast.',
  createdBy: 'Gemaakt door',
  version: 'Versie',
  comment: 'Opmerking',
  left_one: 'nog {{count}} teken',
  left_other: 'nog {{count}} tekens',
  tooLong_one: '{{count}} teken te veel',
  tooLong_other: '{{count}} tekens te veel',
  help: {
    wim: {
      title: 'Mediabestand',
      text: 'Het volledige pad van het WIM-bestand. De map moet bestaan. Een bestaand bestand wordt pas vervangen wanneer het nieuwe volledig is.\n\nHet WIM-bestand wordt bij de fabrikant of tijdens de voorbereiding op een geformatteerde schijf toegepast. Bij de eerste start vraagt de computer een beheerpunt om zijn takenreeks.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-prestaged-media',
    },
    notes: {
      title: 'Notities in de media',
      text: 'Wie de media heeft gemaakt, welke versie het is en een opmerking worden erin opgeslagen, zodat later duidelijk is wat het is. Ten hoogste 50, 32 en 127 tekens.',
      link: 'https://learn.microsoft.com/powershell/module/configurationmanager/new-cmprestagemedia',
    },
  },
};

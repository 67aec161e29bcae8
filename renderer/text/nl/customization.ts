import type { customization as en } from '../en/customization.ts';

export const customization: typeof en = {
  title: 'Aanpassing',
  intro:
    'Wat de takenreeks van de media leest en wat wordt uitgevoerd voordat die wordt gekozen. Niets hiervan is nodig.',
  variables: 'Variabelen',
  noVariables: 'Geen variabelen',
  noVariablesBody:
    'Voeg er een toe om de takenreeks een waarde te geven, zoals een computernaam of een tijdzone.',
  addVariable: 'Variabele toevoegen',
  name: 'Naam',
  value: 'Waarde',
  hidden: 'Verborgen',
  hiddenValue: 'Verborgen waarde',
  hiddenValueOf: 'Verborgen waarde van {{name}}',
  hiddenIsSet: 'Er is een waarde ingesteld.',
  variableNumber: 'Variabele {{number}}',
  unnamed: 'zonder naam',
  removed: 'De variabele {{name}} is verwijderd.',
  emptyValueHint: 'Leeg: het apparaat vraagt erom.',
  valueUse: '{{used}} van {{limit}} tekens',
  use: '{{used}} van {{limit}} tekens gebruikt door namen en waarden',
  useTooMuch: '{{used}} tekens; voor namen en waarden samen zijn er maar {{limit}} mogelijk',
  prestart: 'Prestart-opdracht',
  enablePrestart: 'Prestart-opdracht inschakelen',
  commandLine: 'Opdrachtregel',
  commandLineHint: 'Wordt uitgevoerd na het wachtwoord en voordat een takenreeks wordt gekozen.',
  needsInterpreter:
    'In Windows PE moet de opdracht met cmd /c beginnen. Anders blijft een venster open en wacht de implementatie voor altijd.',
  prestartFiles: 'Bestanden voor de prestart-opdracht opnemen',
  prestartFilesHint: 'Alle bestanden van het pakket komen op de media; een pakket zonder programma volstaat.',
  noPackage: 'Geen pakket',
  help: {
    variables: {
      title: 'Variabelen',
      text: 'Namen hebben 1 tot 256 letters, cijfers, ‘_’ en ‘-’, beginnen met een letter en zijn niet hoofdlettergevoelig. Een waarde heeft hoogstens 4000 tekens; namen en waarden samen 8192.\n\nBij een variabele met een lege waarde vraagt het apparaat erom. Verborgen waarden worden gemaskeerd getypt, blijven alleen in het geheugen en verschijnen nooit in logboeken of aanvraagbestanden; op de media zijn alle variabelen met het mediawachtwoord versleuteld.\n\nNamen die met ‘_’ beginnen, zijn alleen-lezen.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/understand/using-task-sequence-variables',
    },
    prestart: {
      title: 'Prestart-opdracht',
      text: 'Een programma dat op het apparaat wordt uitgevoerd voordat om beleid wordt gevraagd. Het mag vensters tonen en variabelen instellen. Een opdracht op de media gaat vóór een in de opstartinstallatiekopie; nooit worden beide uitgevoerd.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/understand/prestart-commands-for-task-sequence-media',
    },
    prestartFiles: {
      title: 'Bestanden voor de prestart-opdracht',
      text: 'Een pakket van de site waarvan de inhoud naar de media wordt gekopieerd. Het moet naar een distributiepunt zijn gedistribueerd.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/understand/prestart-commands-for-task-sequence-media',
    },
  },
};

import type { taskSequence as en } from '../en/task-sequence.ts';

export const taskSequence: typeof en = {
  title: 'Takenreeks',
  introBootable:
    'Opstartbare media bevatten geen takenreeks: het apparaat toont wat ervoor is geïmplementeerd. Kies er hier een als de controle van de vereisten die ook moet bekijken.',
  intro: {
    standalone: 'De takenreeks die op de media komt, samen met alle inhoud waarnaar die verwijst.',
    prestaged: 'De takenreeks waarvoor de voorbereide installatiekopie wordt gemaakt.',
    capture: 'Opnamemedia brengen hun eigen takenreeks mee.',
  },
  taskSequence: 'Takenreeks',
  name: 'Naam',
  id: 'Pakket-id',
  version: 'Versie',
  date: 'Gewijzigd',
  references: 'Verwijzingen',
  state: 'Status',
  enabled: 'ingeschakeld',
  disabled: 'uitgeschakeld',
  details: 'De gekozen takenreeks',
  facts_one: '{{id}} · versie {{version}} · gewijzigd {{date}} · verwijst naar {{count}} inhoudsitem',
  facts_other: '{{id}} · versie {{version}} · gewijzigd {{date}} · verwijst naar {{count}} inhoudsitems',
  disabledHint:
    'Deze takenreeks is in de console uitgeschakeld; apparaten krijgen die pas aangeboden nadat die is ingeschakeld.',
  removeChoice: 'Keuze verwijderen',
  empty: 'Geen takenreeksen',
  emptyBody: 'De site heeft er geen, of uw account mag ze niet zien.',
  failed: 'De lijsten van de site konden niet worden gelezen',
  detectDependencies: 'Gekoppelde toepassingsafhankelijkheden detecteren en toevoegen aan deze media',
  detectDependenciesHint: 'Ook toepassingen waarvan die van de takenreeks afhangen, komen op de media.',
  help: {
    taskSequence: {
      title: 'Takenreeks',
      text: 'Voor zelfstandige en voorbereide media is die nodig. Bij opstartbare media maakt die geen deel uit van de media; die wordt alleen voor de pagina Vereisten gebruikt.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    detectDependencies: {
      title: 'Toepassingsafhankelijkheden',
      text: 'Zonder die mist een toepassing op de media misschien wat zij nodig heeft. De pagina’s van Microsoft spreken elkaar tegen over de vraag of zelfstandige media afhankelijkheden ondersteunen; probeer de media voordat ze worden verstuurd.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
  },
};

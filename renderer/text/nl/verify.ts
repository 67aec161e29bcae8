import type { verify as en } from '../en/verify.ts';

export const verify: typeof en = {
  title: 'Controleren',
  intro: 'Is elk bestand zoals het gemaakt is? Met de aanvraag wordt ook elke sector vergeleken.',
  sectors: 'Elke sector vergelijken',
  sectorsHint:
    'Vraagt de aanvraag waarmee de media zijn gemaakt en de site; vindt ook wijzigingen buiten bestanden.',
  request: 'Aanvraagbestand',
  start: 'Controleren',
  running: 'Controleren…',
  failed: 'Controleren is mislukt',
  requestFailed: 'De aanvraag kon niet worden gelezen',
  requestWrong: 'Het bestand bevat geen aanvraag die deze versie begrijpt.',
  cancel: 'Annuleren',
  cancelled: 'Het controleren is geannuleerd.',
  intact: 'Intact',
  intactBody: 'Alle {{count}} bestanden zijn zoals ze gemaakt zijn.',
  notIntact: 'Niet intact',
  differences_one: 'Eén bestand wijkt af',
  differences_other: '{{count}} bestanden wijken af',
  more: 'en nog {{count}}',
  file: 'Bestand',
  state: 'Toestand',
  states: {
    missing: 'ontbreekt',
    changed: 'gewijzigd',
    added: 'toegevoegd',
    unreadable: 'niet leesbaar',
  },
  sectorsSame: '{{bytes}} sector voor sector vergeleken: geen verschil.',
  sectorsDiffer_one: 'Eén reeks sectoren wijkt af.',
  sectorsDiffer_other: '{{count}} reeksen sectoren wijken af.',
  sectorsNote:
    'Een systeem dat de stick alleen heeft gekoppeld, kan sectoren hebben gewijzigd waarin geen bestand ligt; dat is geen schade.',
  another: 'Iets anders controleren',
  problems: 'Wat er mis is',
  help: {
    sectors: {
      title: 'Elke sector vergelijken',
      text: 'Aanvraag en opstartinstallatiekopie van de site geven opnieuw de exacte indeling: partitietabel, FAT’s, mappen. Alles wordt met de media vergeleken. Windows schrijft bij het koppelen van een stick iets op deze plaatsen; dat wordt gemeld en is geen schade.',
    },
  },
};

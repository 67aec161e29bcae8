import type { prerequisites as en } from '../en/prerequisites.ts';

export const prerequisites: typeof en = {
  title: 'Vereisten',
  intro:
    'Wat moet gelden zodat een apparaat de takenreeks via {{cmg}} bereikt. De site is bevraagd; er is niets gewijzigd.',
  nothingTitle: 'Voor dit soort media valt er niets te controleren',
  nothingBody:
    'Deze voorwaarden horen bij implementatie van het besturingssysteem via een cloudbeheergateway (CMG). Het gekozen medium vindt een beheerpunt in uw eigen netwerk, dus geen ervan is van toepassing. Kies op de pagina “Mediabeheer” op internet gebaseerde media om een CMG te gebruiken.',
  noCmgTitle: 'Er is nog geen CMG gekozen',
  noCmgBody:
    'De voorwaarden worden voor één CMG gecontroleerd. Kies deze op de pagina “Opstartinstallatiekopie”.',
  toPage: 'Naar “{{page}}”',
  checking: 'De site wordt bevraagd over {{cmg}}…',
  checkingAgain: 'Wordt opnieuw gecontroleerd…',
  failed: 'De vereisten konden niet worden gecontroleerd',
  recheck: 'Opnieuw controleren',
  checkedAt: 'Gecontroleerd op {{time}}',
  filter: 'Weergeven',
  filterAll: 'Alle ({{count}})',
  filterAttention: 'Vraagt aandacht ({{count}})',
  state: {
    fail: 'Niet voldaan',
    warning: 'Let op',
    unknown: 'Niet vast te stellen',
    pass: 'Voldaan',
  },
  group: '{{state}} ({{count}})',
  blocking: 'blokkeert',
  mandatory: 'verplicht',
  recommended: 'aanbevolen',
  expandAll: 'Alles uitvouwen',
  collapseAll: 'Alles samenvouwen',
  must: 'Wat moet gelden',
  why: 'Waarom',
  found: 'Vastgesteld',
  evidence: 'Waar het is gelezen',
  console: 'Oplossing in de console',
  cmdlet: 'Hetzelfde als cmdlet',
  lookHere: 'Waar te kijken',
  microsoft: 'Pagina van Microsoft',
  allMet: 'Aan alles wat van hieruit te controleren is, is voldaan.',
  noAttention: 'Niets vraagt aandacht.',
  blockedTitle: 'Zoals het nu is, zou het medium nutteloos zijn',
  blockedBody: 'Los {{ids}} op de site op en controleer opnieuw. Eerder gaat de wizard niet verder.',
  unmetTitle_one: 'Aan één verplichte voorwaarde is niet voldaan',
  unmetTitle_other: 'Aan {{count}} verplichte voorwaarden is niet voldaan',
  unmetBody_one:
    'U kunt doorgaan: het medium wordt gemaakt en start op, maar de implementatie mislukt waarschijnlijk op het apparaat totdat dit op de site is opgelost. Het staat ook op de pagina “Samenvatting”.',
  unmetBody_other:
    'U kunt doorgaan: het medium wordt gemaakt en start op, maar de implementatie mislukt waarschijnlijk op het apparaat totdat ze op de site zijn opgelost. Ze staan ook op de pagina “Samenvatting”.',
  help: {
    page: {
      title: 'Vereisten',
      text: 'Takenreeksen via een cloudbeheergateway hangen af van instellingen op veel plaatsen in de console. Deze pagina leest ze van de site en zegt van elk: voldaan, niet voldaan, let op, of niet vast te stellen. Er wordt nooit gegokt: wat niet gelezen kan worden, wordt zo genoemd.\n\nVouw een rij uit om te zien wat is bekeken, wat is vastgesteld en hoe het in de console of met een cmdlet wordt opgelost.\n\nHet meeste kan ook na het maken van het medium op de site worden opgelost. Alleen wat het medium zelf nutteloos maakt, houdt de wizard tegen.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/deploy-task-sequence-over-internet',
    },
  },
};

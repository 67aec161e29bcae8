import type { completion as en } from '../en/completion.ts';

export const completion: typeof en = {
  title: 'Voltooiing',
  headline: {
    all_one: 'De uitvoer is gereed en gecontroleerd.',
    all_other: 'Alle {{count}} uitvoeren zijn gereed en gecontroleerd.',
    some: '{{verified}} van {{total}} uitvoeren zijn gereed en gecontroleerd.',
    none: 'Er is geen uitvoer gereedgekomen.',
    cancelled: 'De uitvoering is geannuleerd.',
    cancelledSome: 'De uitvoering is geannuleerd; {{verified}} van {{total}} uitvoeren waren al gereed.',
  },
  someBody: 'Wat is mislukt of geannuleerd, start geen computer op. De redenen staan in de rijen hieronder.',
  failedTitle: 'De uitvoering is mislukt',
  results: 'Resultaten',
  hash: 'SHA-256',
  verifyNow: 'Nu controleren',
  verifyRow: '{{name}} nu controleren',
  medium: 'Het medium',
  facts: {
    mediaId: 'Media-id',
    thumbprint: 'Certificaatvingerafdruk (SHA-1)',
    label: 'Label',
    kind: 'Soort',
    site: 'Site',
    cmg: 'Cloudbeheergateway (CMG)',
    bootImage: 'Opstartinstallatiekopie',
    content: 'Inhoud',
    created: 'Gemaakt',
    stops: 'Werkt tot',
  },
  notes: 'Goed om te weten',
  note: {
    'weak-algorithm': 'De mediavariabelen zijn beveiligd met AES-128; AES-256 is de standaard.',
    'no-password-allowed': 'Zonder wachtwoord kan iedereen die het medium vindt, alles erop lezen.',
    'unattended-without-password':
      'Zonder toezicht en zonder wachtwoord: wie er een computer mee opstart, wist die computer.',
    'certificate-end-unknown':
      'Wanneer het certificaatbestand eindigt, is bekend zodra het met zijn wachtwoord is geopend.',
    'token-end-unknown':
      'Het mediatoken kan eerder eindigen dan het certificaat; de site meldt dat wanneer het medium wordt geregistreerd.',
    'gateway-without-content':
      'De gateway is niet ingeschakeld voor inhoud: takenreeksen met inhoud kunnen er niet over lopen.',
    'no-password': 'Het medium heeft geen wachtwoord: iedereen die het vindt, kan alles erop lezen.',
    'weak-password': 'Het wachtwoord is zwak: het kan in afzienbare tijd worden gekraakt.',
    'certificate-outlives-token':
      'Het mediatoken eindigt eerder dan het certificaat; dan werkt het medium niet meer.',
    'history-not-written': 'Het medium is goed, maar kon niet in de geschiedenis worden vastgelegd.',
  },
  next: 'Hoe verder',
  more: 'Meer van hetzelfde maken',
  moreHint:
    'Dezelfde keuzes met nieuwe uitvoer; het wachtwoord wordt opnieuw gevraagd. Het wordt een medium met een eigen id.',
  newMedium: 'Nieuw medium',
  printLabel: 'Labels afdrukken',
  gone: 'Deze uitvoering is niet meer bekend. Wat is gemaakt, staat in de geschiedenis.',
  toHistory: 'Geschiedenis openen',
  print: {
    title: 'Labels afdrukken',
    paper: 'Papier',
    a4: 'A4-vel met 24 labels van 70 × 37 mm',
    single: 'Labelprinter, 70 × 37 mm',
    count: 'Aantal labels',
    firstPlace: 'Eerste vrije label',
    firstPlaceHint: 'Op een aangebroken vel; rij voor rij geteld vanaf linksboven.',
    hint: 'Druk af op werkelijke grootte (100 %), zonder marges en zonder kopteksten.',
    action: 'Afdrukken',
    site: 'Site {{site}}',
    created: 'Gemaakt {{date}}',
    until: 'Werkt tot {{date}}',
    qr: 'QR-code met de media-id {{id}}',
  },
  help: {
    page: {
      title: 'Voltooiing',
      text: 'Elke uitvoer met wat ervan geworden is. “Gecontroleerd” betekent dat alles van het station of uit het bestand is teruggelezen en overeenkomt met wat geschreven moest worden.\n\nMedia-id en vingerafdruk van het certificaat benoemen het medium in de console: met de vingerafdruk kan het onder Beveiliging > Certificaten worden geblokkeerd.',
    },
    print: {
      title: 'Labels',
      text: 'Een label houdt sticks uit elkaar: wat het is, voor welke site en gateway, tot wanneer het werkt, en de media-id als QR-code om het in de geschiedenis te vinden.\n\nDe grootte is die van gangbare labelvellen: 70 × 37 mm, 24 op een A4-pagina.',
    },
  },
};

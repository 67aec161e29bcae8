import type { completion as en } from '../en/completion.ts';

export const completion: typeof en = {
  title: 'Abschluss',
  headline: {
    all_one: 'Das Ziel ist fertig und überprüft.',
    all_other: 'Alle {{count}} Ziele sind fertig und überprüft.',
    some: '{{verified}} von {{total}} Zielen sind fertig und überprüft.',
    none: 'Kein Ziel wurde fertig.',
    cancelled: 'Der Lauf wurde abgebrochen.',
    cancelledSome: 'Der Lauf wurde abgebrochen; {{verified}} von {{total}} Zielen waren schon fertig.',
  },
  someBody:
    'Was fehlgeschlagen ist oder abgebrochen wurde, startet keinen Computer. Die Gründe stehen in den Zeilen darunter.',
  failedTitle: 'Der Lauf ist fehlgeschlagen',
  results: 'Ergebnisse',
  hash: 'SHA-256',
  verifyNow: 'Jetzt überprüfen',
  verifyRow: '{{name}} jetzt überprüfen',
  medium: 'Das Medium',
  facts: {
    mediaId: 'Medien-ID',
    thumbprint: 'Zertifikatfingerabdruck (SHA-1)',
    label: 'Bezeichnung',
    kind: 'Art',
    site: 'Standort',
    cmg: 'Cloudverwaltungsgateway (CMG)',
    bootImage: 'Startimage',
    content: 'Inhalt',
    created: 'Erstellt',
    stops: 'Funktioniert bis',
  },
  notes: 'Wissenswert',
  note: {
    'weak-algorithm': 'Die Medienvariablen sind mit AES-128 geschützt; Standard ist AES-256.',
    'no-password-allowed': 'Ohne Kennwort kann jeder, der das Medium findet, alles darauf lesen.',
    'unattended-without-password':
      'Unbeaufsichtigt und ohne Kennwort: Wer einen Computer davon startet, löscht diesen Computer.',
    'certificate-end-unknown':
      'Wann die Zertifikatdatei endet, ist bekannt, sobald sie mit ihrem Kennwort geöffnet wurde.',
    'token-end-unknown':
      'Das Medientoken kann vor dem Zertifikat enden; der Standort sagt es, wenn das Medium registriert wird.',
    'gateway-without-content':
      'Das Gateway ist nicht für Inhalte aktiviert: Tasksequenzen mit Inhalten können darüber nicht laufen.',
    'no-password': 'Das Medium hat kein Kennwort: Jeder, der es findet, kann alles darauf lesen.',
    'weak-password': 'Das Kennwort ist schwach: Es kann in absehbarer Zeit gebrochen werden.',
    'certificate-outlives-token':
      'Das Medientoken endet vor dem Zertifikat; dann hört das Medium auf zu funktionieren.',
    'history-not-written': 'Das Medium ist gut, konnte aber nicht im Verlauf vermerkt werden.',
  },
  next: 'Wie weiter',
  more: 'Weitere davon erstellen',
  moreHint:
    'Dieselbe Auswahl mit neuen Zielen; das Kennwort wird erneut abgefragt. Es entsteht ein Medium mit eigener ID.',
  newMedium: 'Neues Medium',
  printLabel: 'Etiketten drucken',
  gone: 'Dieser Lauf ist nicht mehr bekannt. Was erstellt wurde, steht im Verlauf.',
  toHistory: 'Verlauf öffnen',
  print: {
    title: 'Etiketten drucken',
    paper: 'Papier',
    a4: 'A4-Bogen mit 24 Etiketten von 70 × 37 mm',
    single: 'Etikettendrucker, 70 × 37 mm',
    count: 'Anzahl der Etiketten',
    firstPlace: 'Erstes freies Etikett',
    firstPlaceHint: 'Auf einem angebrochenen Bogen; zeilenweise von oben links gezählt.',
    hint: 'Drucken Sie in tatsächlicher Größe (100 %), ohne Ränder und ohne Kopfzeilen.',
    action: 'Drucken',
    site: 'Standort {{site}}',
    created: 'Erstellt {{date}}',
    until: 'Funktioniert bis {{date}}',
    qr: 'QR-Code mit der Medien-ID {{id}}',
  },
  help: {
    page: {
      title: 'Abschluss',
      text: 'Jedes Ziel mit dem, was daraus geworden ist. „Überprüft“ heißt, dass alles vom Laufwerk oder aus der Datei zurückgelesen wurde und dem entspricht, was geschrieben werden sollte.\n\nMedien-ID und Fingerabdruck des Zertifikats benennen das Medium in der Konsole: Mit dem Fingerabdruck lässt es sich unter „Sicherheit > Zertifikate“ sperren.',
    },
    print: {
      title: 'Etiketten',
      text: 'Ein Etikett hält Sticks auseinander: was es ist, für welchen Standort und welches Gateway, bis wann es funktioniert, und die Medien-ID als QR-Code, um es im Verlauf zu finden.\n\nDie Größe entspricht üblichen Etikettenbogen: 70 × 37 mm, 24 auf einer A4-Seite.',
    },
  },
};

import type { verify as en } from '../en/verify.ts';

export const verify: typeof en = {
  title: 'Prüfen',
  intro: 'Ist jede Datei so, wie sie erstellt wurde? Mit der Anforderung wird auch jeder Sektor verglichen.',
  sectors: 'Jeden Sektor vergleichen',
  sectorsHint:
    'Braucht die Anforderung, aus der das Medium erstellt wurde, und den Standort; findet auch Änderungen außerhalb von Dateien.',
  request: 'Anforderungsdatei',
  start: 'Prüfen',
  running: 'Wird geprüft…',
  failed: 'Die Prüfung ist fehlgeschlagen',
  requestFailed: 'Die Anforderung konnte nicht gelesen werden',
  requestWrong: 'Die Datei enthält keine Anforderung, die diese Version versteht.',
  cancel: 'Abbrechen',
  cancelled: 'Die Prüfung wurde abgebrochen.',
  intact: 'Unversehrt',
  intactBody: 'Alle {{count}} Dateien sind so, wie sie erstellt wurden.',
  notIntact: 'Nicht unversehrt',
  differences_one: 'Eine Datei weicht ab',
  differences_other: '{{count}} Dateien weichen ab',
  more: 'und {{count}} weitere',
  file: 'Datei',
  state: 'Zustand',
  states: {
    missing: 'fehlt',
    changed: 'verändert',
    added: 'hinzugefügt',
    unreadable: 'nicht lesbar',
  },
  sectorsSame: '{{bytes}} Sektor für Sektor verglichen: keine Abweichung.',
  sectorsDiffer_one: 'Ein Sektorbereich weicht ab.',
  sectorsDiffer_other: '{{count}} Sektorbereiche weichen ab.',
  sectorsNote:
    'Ein System, das den Stick nur eingehängt hat, kann Sektoren geändert haben, in denen keine Datei liegt; das ist kein Schaden.',
  another: 'Anderes prüfen',
  problems: 'Was nicht stimmt',
  help: {
    sectors: {
      title: 'Jeden Sektor vergleichen',
      text: 'Anforderung und Startimage des Standorts ergeben noch einmal die genaue Anordnung: Partitionstabelle, FATs, Verzeichnisse. Alles wird mit dem Medium verglichen. Windows schreibt beim Einhängen eines Sticks etwas in diese Bereiche; das wird gemeldet und ist kein Schaden.',
    },
  },
};

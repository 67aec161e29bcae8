import type { prerequisites as en } from '../en/prerequisites.ts';

export const prerequisites: typeof en = {
  title: 'Voraussetzungen',
  intro:
    'Was gelten muss, damit ein Gerät die Tasksequenz über {{cmg}} erreicht. Der Standort wurde befragt; geändert wurde dort nichts.',
  nothingTitle: 'Für diese Art von Medien gibt es nichts zu prüfen',
  nothingBody:
    'Diese Bedingungen gehören zur Betriebssystembereitstellung über ein Cloudverwaltungsgateway (CMG). Das gewählte Medium findet einen Verwaltungspunkt in Ihrem eigenen Netzwerk, deshalb gilt keine davon. Wählen Sie auf der Seite „Medienverwaltung“ internetbasierte Medien, um ein CMG zu verwenden.',
  noCmgTitle: 'Es ist noch kein CMG gewählt',
  noCmgBody:
    'Die Bedingungen werden für ein bestimmtes CMG geprüft. Wählen Sie es auf der Seite „Startimage“.',
  toPage: 'Zu „{{page}}“',
  checking: 'Der Standort wird zu {{cmg}} befragt…',
  checkingAgain: 'Wird erneut geprüft…',
  failed: 'Die Voraussetzungen konnten nicht geprüft werden',
  recheck: 'Erneut prüfen',
  checkedAt: 'Geprüft am {{time}}',
  filter: 'Anzeigen',
  filterAll: 'Alle ({{count}})',
  filterAttention: 'Erfordert Aufmerksamkeit ({{count}})',
  state: {
    fail: 'Nicht erfüllt',
    warning: 'Zu beachten',
    unknown: 'Nicht feststellbar',
    pass: 'Erfüllt',
  },
  group: '{{state}} ({{count}})',
  blocking: 'blockiert',
  mandatory: 'erforderlich',
  recommended: 'empfohlen',
  expandAll: 'Alle aufklappen',
  collapseAll: 'Alle zuklappen',
  must: 'Was gelten muss',
  why: 'Warum',
  found: 'Festgestellt',
  evidence: 'Wo es gelesen wurde',
  console: 'Abhilfe in der Konsole',
  cmdlet: 'Dasselbe als Cmdlet',
  lookHere: 'Wo nachzusehen ist',
  microsoft: 'Seite von Microsoft',
  allMet: 'Alles, was sich von hier aus prüfen lässt, ist erfüllt.',
  noAttention: 'Nichts erfordert Aufmerksamkeit.',
  blockedTitle: 'So wie es ist, wäre das Medium nutzlos',
  blockedBody:
    'Beheben Sie {{ids}} am Standort und prüfen Sie erneut. Vorher geht der Assistent nicht weiter.',
  unmetTitle_one: 'Eine erforderliche Bedingung ist nicht erfüllt',
  unmetTitle_other: '{{count}} erforderliche Bedingungen sind nicht erfüllt',
  unmetBody_one:
    'Sie können weitergehen: Das Medium wird erstellt und startet, aber die Bereitstellung schlägt auf dem Gerät wahrscheinlich fehl, bis sie am Standort behoben ist. Sie steht auch auf der Seite „Zusammenfassung“.',
  unmetBody_other:
    'Sie können weitergehen: Das Medium wird erstellt und startet, aber die Bereitstellung schlägt auf dem Gerät wahrscheinlich fehl, bis sie am Standort behoben sind. Sie stehen auch auf der Seite „Zusammenfassung“.',
  help: {
    page: {
      title: 'Voraussetzungen',
      text: 'Tasksequenzen über ein Cloudverwaltungsgateway hängen von Einstellungen an vielen Stellen der Konsole ab. Diese Seite liest sie vom Standort und sagt zu jeder: erfüllt, nicht erfüllt, zu beachten oder nicht feststellbar. Sie rät nie: Was nicht gelesen werden kann, wird so benannt.\n\nKlappen Sie eine Zeile auf, um zu sehen, was betrachtet und was festgestellt wurde und wie es in der Konsole oder mit einem Cmdlet behoben wird.\n\nDas meiste lässt sich auch nach dem Erstellen des Mediums am Standort beheben. Nur was das Medium selbst nutzlos macht, hält den Assistenten an.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/deploy-task-sequence-over-internet',
    },
  },
};

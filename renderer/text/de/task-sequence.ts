import type { taskSequence as en } from '../en/task-sequence.ts';

export const taskSequence: typeof en = {
  title: 'Tasksequenz',
  introBootable:
    'Startbare Medien enthalten keine Tasksequenz: Das Gerät listet auf, was ihm bereitgestellt ist. Wählen Sie hier eine aus, wenn die Prüfung der Voraussetzungen auch sie ansehen soll.',
  intro: {
    standalone: 'Die Tasksequenz, die mit allen Inhalten, auf die sie verweist, auf das Medium kommt.',
    prestaged: 'Die Tasksequenz, für die das vorab bereitgestellte Image erstellt wird.',
    capture: 'Erfassungsmedien bringen ihre eigene Tasksequenz mit.',
  },
  taskSequence: 'Tasksequenz',
  name: 'Name',
  id: 'Paket-ID',
  version: 'Version',
  date: 'Geändert',
  references: 'Verweise',
  state: 'Status',
  enabled: 'aktiviert',
  disabled: 'deaktiviert',
  details: 'Die ausgewählte Tasksequenz',
  facts_one: '{{id}} · Version {{version}} · geändert {{date}} · verweist auf {{count}} Inhalt',
  facts_other: '{{id}} · Version {{version}} · geändert {{date}} · verweist auf {{count}} Inhalte',
  disabledHint:
    'Diese Tasksequenz ist in der Konsole deaktiviert; Geräten wird sie erst nach dem Aktivieren angeboten.',
  removeChoice: 'Auswahl entfernen',
  empty: 'Keine Tasksequenzen',
  emptyBody: 'Der Standort hat keine, oder Ihr Konto darf sie nicht sehen.',
  failed: 'Die Listen des Standorts konnten nicht gelesen werden',
  detectDependencies: 'Zugeordnete Anwendungsabhängigkeiten erkennen und diesem Medium hinzufügen',
  detectDependenciesHint: 'Auch Anwendungen, von denen die der Tasksequenz abhängen, kommen auf das Medium.',
  help: {
    taskSequence: {
      title: 'Tasksequenz',
      text: 'Für eigenständige und vorab bereitgestellte Medien ist sie erforderlich. Bei startbaren Medien ist sie nicht Teil des Mediums; sie dient nur der Seite „Voraussetzungen“.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    detectDependencies: {
      title: 'Anwendungsabhängigkeiten',
      text: 'Ohne sie fehlt einer Anwendung auf dem Medium vielleicht, was sie braucht. Microsofts Seiten widersprechen sich darin, ob eigenständige Medien Abhängigkeiten unterstützen; probieren Sie das Medium aus, bevor es verschickt wird.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
  },
};

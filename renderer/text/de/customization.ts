import type { customization as en } from '../en/customization.ts';

export const customization: typeof en = {
  title: 'Anpassung',
  intro:
    'Was die Tasksequenz vom Medium liest und was läuft, bevor sie ausgewählt wird. Nichts davon ist erforderlich.',
  variables: 'Variablen',
  noVariables: 'Keine Variablen',
  noVariablesBody:
    'Fügen Sie eine hinzu, um der Tasksequenz einen Wert zu übergeben, etwa einen Computernamen oder eine Zeitzone.',
  addVariable: 'Variable hinzufügen',
  name: 'Name',
  value: 'Wert',
  hidden: 'Verborgen',
  hiddenValue: 'Verborgener Wert',
  hiddenValueOf: 'Verborgenen Wert von {{name}}',
  hiddenIsSet: 'Ein Wert ist festgelegt.',
  variableNumber: 'Variable {{number}}',
  unnamed: 'ohne Namen',
  removed: 'Die Variable {{name}} wurde entfernt.',
  emptyValueHint: 'Leer: Das Gerät fragt danach.',
  valueUse: '{{used}} von {{limit}} Zeichen',
  use: '{{used}} von {{limit}} Zeichen durch Namen und Werte belegt',
  useTooMuch: '{{used}} Zeichen; für Namen und Werte zusammen sind nur {{limit}} möglich',
  prestart: 'Prestart-Befehl',
  enablePrestart: 'Prestart-Befehl aktivieren',
  commandLine: 'Befehlszeile',
  commandLineHint: 'Läuft nach dem Kennwort und bevor eine Tasksequenz ausgewählt wird.',
  needsInterpreter:
    'In Windows PE muss der Befehl mit cmd /c beginnen. Sonst bleibt ein Fenster offen, und die Bereitstellung wartet für immer.',
  prestartFiles: 'Dateien für den Prestart-Befehl einschließen',
  prestartFilesHint: 'Alle Dateien des Pakets kommen auf das Medium; ein Paket ohne Programm genügt.',
  noPackage: 'Kein Paket',
  help: {
    variables: {
      title: 'Variablen',
      text: 'Namen haben 1 bis 256 Buchstaben, Ziffern, „_“ und „-“, beginnen mit einem Buchstaben und unterscheiden keine Groß- und Kleinschreibung. Ein Wert hat höchstens 4000 Zeichen; Namen und Werte zusammen 8192.\n\nBei einer Variablen mit leerem Wert fragt das Gerät danach. Verborgene Werte werden verdeckt eingegeben, bleiben nur im Arbeitsspeicher und erscheinen nie in Protokollen oder Anforderungsdateien; auf dem Medium sind alle Variablen mit dem Medienkennwort verschlüsselt.\n\nNamen, die mit „_“ beginnen, sind schreibgeschützt.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/understand/using-task-sequence-variables',
    },
    prestart: {
      title: 'Prestart-Befehl',
      text: 'Ein Programm, das auf dem Gerät läuft, bevor nach Richtlinien gefragt wird. Es darf Fenster zeigen und Variablen setzen. Ein Befehl auf dem Medium geht einem im Startimage vor; nie laufen beide.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/understand/prestart-commands-for-task-sequence-media',
    },
    prestartFiles: {
      title: 'Dateien für den Prestart-Befehl',
      text: 'Ein Paket des Standorts, dessen Inhalt auf das Medium kopiert wird. Es muss an einen Verteilungspunkt verteilt sein.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/understand/prestart-commands-for-task-sequence-media',
    },
  },
};

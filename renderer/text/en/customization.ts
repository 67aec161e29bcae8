/** Words of: Customization. */
export const customization = {
  title: 'Customization',
  intro:
    'What the task sequence reads from the medium, and what runs before it is chosen. Nothing here is needed.',
  variables: 'Variables',
  noVariables: 'No variables',
  noVariablesBody: 'Add one to hand the task sequence a value, such as a computer name or a time zone.',
  addVariable: 'Add a variable',
  name: 'Name',
  value: 'Value',
  hidden: 'Hidden',
  hiddenValue: 'Hidden value',
  hiddenValueOf: 'hidden value of {{name}}',
  hiddenIsSet: 'A value is set.',
  variableNumber: 'Variable {{number}}',
  unnamed: 'without a name',
  removed: 'The variable {{name}} was removed.',
  emptyValueHint: 'Empty: the device asks for it.',
  valueUse: '{{used}} of {{limit}} characters',
  use: '{{used}} of {{limit}} characters used by names and values',
  useTooMuch: '{{used}} characters; only {{limit}} are possible for names and values together',
  prestart: 'Prestart command',
  enablePrestart: 'Enable prestart command',
  commandLine: 'Command line',
  commandLineHint: 'Runs after the password and before a task sequence is chosen.',
  needsInterpreter:
    'In Windows PE the command has to begin with cmd /c. Without it a window stays open and the deployment waits for ever.',
  prestartFiles: 'Include files for the prestart command',
  prestartFilesHint: 'All files of the package are put on the medium; a package without a program is enough.',
  noPackage: 'No package',
  help: {
    variables: {
      title: 'Variables',
      text: 'Names have 1 to 256 letters, digits, “_” and “-”, begin with a letter, and are not case-sensitive. A value has at most 4000 characters; names and values together 8192.\n\nA variable with an empty value makes the device ask for it. Hidden values are typed masked, are kept in memory only, and never appear in logs or request files; on the medium all variables are encrypted with the media password.\n\nNames that begin with “_” are read-only.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/understand/using-task-sequence-variables',
    },
    prestart: {
      title: 'Prestart command',
      text: 'A program that runs on the device before policy is asked for. It may show windows, and set variables. A command on the medium wins over one in the boot image; never both run.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/understand/prestart-commands-for-task-sequence-media',
    },
    prestartFiles: {
      title: 'Files for the prestart command',
      text: 'A package of the site whose content is copied to the medium. It must have been distributed to a distribution point.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/understand/prestart-commands-for-task-sequence-media',
    },
  },
};

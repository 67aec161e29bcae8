/** Words of: Task sequence. */
export const taskSequence = {
  title: 'Task sequence',
  introBootable:
    'Bootable media carry no task sequence: the device lists what is deployed to it. Choose one here if the check of the prerequisites should look at it, too.',
  intro: {
    standalone: 'The task sequence that is put on the medium together with all content it references.',
    prestaged: 'The task sequence the prestaged image is made for.',
    capture: 'Capture media bring their own task sequence.',
  },
  taskSequence: 'Task sequence',
  name: 'Name',
  id: 'Package ID',
  version: 'Version',
  date: 'Changed',
  references: 'References',
  state: 'State',
  enabled: 'enabled',
  disabled: 'disabled',
  details: 'The chosen task sequence',
  facts_one: '{{id}} · version {{version}} · changed {{date}} · references {{count}} content item',
  facts_other: '{{id}} · version {{version}} · changed {{date}} · references {{count}} content items',
  disabledHint:
    'This task sequence is disabled in the console; devices are not offered it until it is enabled.',
  removeChoice: 'Remove the choice',
  empty: 'No task sequences',
  emptyBody: 'The site has none, or your account may not see them.',
  failed: 'The lists of the site could not be read',
  detectDependencies: 'Detect associated application dependencies and add them to this media',
  detectDependenciesHint:
    'Applications on which those of the task sequence depend are put on the medium, too.',
  help: {
    taskSequence: {
      title: 'Task sequence',
      text: 'For stand-alone and prestaged media it is needed. For bootable media it is not part of the medium; it is only used for the page Prerequisites.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    detectDependencies: {
      title: 'Application dependencies',
      text: 'Without them an application on the medium may miss what it needs. Microsoft’s pages contradict each other on whether stand-alone media support dependencies; try the medium before it is posted.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
  },
};

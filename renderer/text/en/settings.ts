/** Words of: Settings. */
export const settings = {
  title: 'Settings',
  intro: 'Changes are kept at once.',
  look: 'Language and look',
  language: 'Language',
  languages: { system: 'As the system', en: 'English', de: 'Deutsch', nl: 'Nederlands' },
  theme: 'Colours',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark', 'high-contrast': 'High contrast' },
  drives: 'Drives',
  largeDrive: 'Ask before drives larger than (GB)',
  largeDriveHint: 'From 8 to 2048.',
  showLoop: 'List loop devices and attached disk images',
  showLoopHint: 'For tests and the lab only. They are files, not sticks.',
  files: 'Files',
  defaultFolder: 'Folder for new files',
  about: 'About',
  version: 'Version',
  runsIn: 'Runs in',
  hosts: { electron: 'its own window', web: 'a browser, served on this computer only', direct: 'a test' },
  data: 'Data folder',
  failed: 'The settings could not be kept',
  help: {
    language: {
      title: 'Language',
      text: 'The language of this window, of advice in errors and of the prerequisites. Log lines and codes stay English, so that everybody who helps you can read them.',
    },
    theme: {
      title: 'Colours',
      text: 'Light, dark or high contrast. “As the system” follows the setting of the computer, also when it changes.',
    },
    largeDrive: {
      title: 'Large drives',
      text: 'Sticks are seldom larger than 256 GB, backup disks usually are. A drive above this size is written only after you have typed its name.',
    },
    showLoop: {
      title: 'Loop devices',
      text: 'Loop devices and attached disk images are files that look like drives. Testers write to them instead of a stick. Nobody can boot a computer from them.',
    },
    defaultFolder: {
      title: 'Folder for new files',
      text: 'Where the file dialogs begin. Each file can still go elsewhere.',
    },
  },
};

/**
 * Every text of Software Center and the client's own screens. Tabs and buttons are the product's words.
 * Trap: tests wait for some of these lines on the serial console; change them together.
 */
import { shownSeconds } from '../../text.ts';
import type { Tab } from './model.ts';

export const text = {
  heading: 'Software Center',
  tabs: {
    'operating-systems': 'Operating Systems',
    applications: 'Applications',
    history: 'Installation status',
    device: 'Device',
  } satisfies Readonly<Record<Tab, string>>,

  listIntro: {
    'operating-systems': 'Operating systems your organisation offers to this computer.',
    applications: 'Applications your organisation offers to this computer.',
    history: 'What was installed on this computer, the newest first.',
    device: 'This computer as your organisation knows it.',
  } satisfies Readonly<Record<Tab, string>>,
  empty: {
    'operating-systems':
      'No operating system is offered to this computer at the moment. Press R to ask again.',
    applications: 'No application is offered to this computer at the moment. Press R to ask again.',
    history: 'Nothing was installed from here yet.',
    device: '',
  } satisfies Readonly<Record<Tab, string>>,
  states: { available: 'Available', installing: 'Installing', installed: 'Installed', failed: 'Failed' },
  required: 'Required',
  results: { running: 'Installing', succeeded: 'Installed', failed: 'Failed' },

  keysList: 'Tab: next page   Up, Down: select   Enter: details   R: refresh',
  keysEmpty: 'Tab: next page   R: refresh',
  keysDetails: 'Enter: install   Esc: back',
  keysBack: 'Esc: back',
  keysConfirm: 'I: install now   Esc: back',
  refreshing: 'Asking your organisation what is new ...',
  refreshed: (time: string) => `Up to date as of ${time}.`,
  refreshFailed: (code: string, cause: string) => `${code}: ${cause}`,
  busy: 'Something is being installed; wait until it has ended.',

  labelName: 'Name:',
  labelVersion: 'Version:',
  labelState: 'Status:',
  labelPurpose: 'Purpose:',
  labelDeployment: 'Deployment:',
  labelDownload: 'Content:',
  purposeAvailable: 'Available, you decide when',
  purposeRequired: 'Required by your organisation',
  download: {
    'when-needed': 'Downloaded from the internet when a step needs it',
    'before-start': 'Downloaded before the start',
    never: 'Read at the distribution point',
  },
  whatHappensUpgrade:
    'Programs and data stay. The computer restarts during the installation; keep it switched on and connected.',
  whatHappensBootImage:
    'The computer restarts into the boot image of your organisation and goes on there, without any stick or disc.',
  confirmHeading: 'Install an operating system',
  confirmQuestion: (name: string) => `Install "${name}" on this computer now?`,
  confirmUpgrade:
    'This installs a new operating system. The computer restarts, takes a while and cannot be used meanwhile. Save your work first.',
  confirmWipe:
    'This installs a new operating system. Everything on this computer can be removed: programs, settings and files. Save what you need somewhere else first.',
  requiredHeading: 'Required by your organisation',
  requiredIntro: (name: string) => `"${name}" has to be installed on this computer.`,
  requiredKeys: 'I: install now   S: remind me in an hour',
  requiredKeysFinal: 'I: install now',
  requiredIn: (seconds: number) => `It begins by itself in ${shownSeconds(seconds)}.`,

  deviceName: 'Computer name:',
  deviceSystem: 'Operating system:',
  deviceWorkgroup: 'Workgroup:',
  deviceSite: 'Site:',
  deviceGateway: 'Gateway:',
  deviceClient: 'Client ID:',
  deviceToken: 'Token valid until:',
  devicePolicy: 'Last policy:',
  deviceInventory: 'Last inventory:',
  deviceAddress: 'Network address:',
  none: 'none yet',

  historyStarted: 'Started:',
  historyEnded: 'Ended:',
  historyResult: 'Result:',
  historyDetail: 'Details:',

  startHeading: 'Contoso Lab Workstation',
  startSystem: 'Starting ...',
  startSteps: {
    registering: 'Introducing this computer to your organisation ...',
    token: 'Asking for the pass of this computer ...',
    policy: 'Asking what is ready for this computer ...',
    reporting: 'Telling your organisation what is installed ...',
  },
  startUnmanaged: 'This system was not set up by your organisation: there is no client in it.',

  downloadHeading: 'Downloading',
  downloadAll: 'Everything is downloaded before the installation begins.',
  downloadProgress: (done: string, total: string) => `${done} of ${total}`,
  restartHeading: 'Restart',
  restartText: 'The installation goes on after a restart of the computer. Save your work now.',
  restartKeys: 'R: restart now',
  failedKeys: 'Enter: Software Center',
  failedCloses: (seconds: number) => `Software Center opens by itself in ${shownSeconds(seconds)}.`,
} as const;

/** "2026-11-20 18:05", the time of the computer's clock in UTC. */
export function shownDate(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

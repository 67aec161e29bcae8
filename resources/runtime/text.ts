/**
 * Every text a person sees on the device, in one table. Cause and remedy of errors are in main/base/errors.
 * Trap: tests and the boot tests wait for some of these lines on the serial console; change them together.
 */
export const text = {
  starting: 'Starting',
  lookingForMedium: 'Looking for the stick or disc this computer was started from ...',
  waitingForMedium: (seconds: number) => `Still looking. Some sticks need a while (${seconds} s).`,
  mediumFound: (where: string) => `Medium found on ${where}.`,

  passwordHeading: 'Password',
  passwordIntro: 'This medium is protected. Type its password and press Enter.',
  passwordLabel: 'Password:',
  passwordWrong: 'That is not the password of this medium.',
  passwordTries: (count: number) =>
    `Wrong ${counted(count, 'time')} so far. Nothing is lost; check Caps Lock and the spelling.`,
  passwordPause: (seconds: number) => `Please wait ${seconds} s before the next try.`,
  fieldKeys: 'Enter: go on   Backspace: delete   Ctrl+U: delete all',
  passwordChecking: 'Checking the password ...',
  passwordRight: 'The password is right.',

  prestartHeading: 'Preparation',
  prestartRunning: 'Your organisation runs a command before the task sequence ...',

  networkHeading: 'Network',
  networkLooking: 'Looking for a wired network connection ...',
  networkAsking: (adapter: string) => `Cable found on ${adapter}. Asking the network for an address ...`,
  networkReady: (address: string) => `Connected. The address of this computer is ${address}.`,

  gatewayHeading: 'Connecting',
  gatewayContact: (host: string) => `Connecting to ${host} ...`,
  gatewayToken: 'The server is the right one. Showing the pass of this medium ...',
  gatewayPolicy: 'Asking what is ready for this computer ...',
  gatewayReading: (count: number) => `Reading ${counted(count, 'instruction')} ...`,
  gatewayContent: (count: number) => `Looking for ${counted(count, 'package')} ...`,
  gatewayRetry: (attempt: number, attempts: number, seconds: number) =>
    `No answer. Attempt ${attempt} of ${attempts} in ${seconds} s.`,
  gatewayBusy: (attempt: number, attempts: number, seconds: number) =>
    `The gateway is busy. Attempt ${attempt} of ${attempts} in ${seconds} s.`,

  chooseHeading: 'Select a task sequence',
  chooseIntro: 'Select a task sequence to run: arrow keys or its number, then Enter.',
  chooseKeys: 'Up, Down or number: select   Enter: run',
  confirmHeading: 'Ready',
  confirmIntro: (name: string) => `The task sequence "${name}" is ready to run on this computer.`,
  confirmKeys: 'Enter: start   P: power off',
  variablesHeading: 'Task sequence variables',
  variablesIntro: (name: string) => `Your organisation asks for a value for "${name}".`,

  runHeading: 'Running',
  runKeep: 'Leave the computer switched on and the cable connected.',
  runStep: (group: string, step: string) => (group === '' ? step : `${group}: ${step}`),
  runCount: (number: number, count: number) => `Step ${number} of ${count}`,
  runBytes: (what: string, done: string, total: string) => `${what}: ${done} of ${total}`,
  runRemaining: (share: string, time: string) => `${share}, about ${time} left`,
  runRestart: 'The task sequence goes on after a restart.',
  runRestartKeys: 'Enter: restart now',

  resumeHeading: 'Interrupted task sequence',
  resumeLooking: 'Looking for a task sequence that was interrupted ...',
  resumePower: (name: string, step: string) =>
    `"${name}" was interrupted on this computer: it went off during ${step}.`,
  resumePlanned: (name: string) => `"${name}" goes on now.`,
  resumeStep: (number: number) => `step ${number}`,
  resumeGoesOn: 'It goes on where it stopped. What was done so far is kept.',
  resumeKeys: 'Enter: go on   A: start anew',
  resumeIn: (seconds: number) => `It goes on by itself in ${shownSeconds(seconds)}.`,
  resumeElsewhere: (name: string) =>
    `"${name}" goes on in the system on this computer's own drive, not from this stick or disc.`,
  resumeElsewhereKeys: 'Enter: restart into the installed system   A: start anew',

  finishedHeading: 'Task sequence finished',
  finishedText: (name: string) => `Task sequence finished: "${name}" ended successfully.`,
  finishedTolerated: (count: number) =>
    count === 1
      ? '1 step failed and was set to continue on error.'
      : `${count} steps failed and were set to continue on error.`,
  finishedKeys: 'R: restart   P: power off',
  finishedRemove: 'Remove the stick or disc now, so the computer starts from its own drive.',
  restartIn: (seconds: number) => `The computer restarts in ${shownSeconds(seconds)}.`,
  endHeading: 'End',
  restartNow: 'Restarting ...',
  powerOffNow: 'Switching off ...',

  errorHeading: 'Something went wrong',
  errorTaskSequence: 'Task sequence error',
  errorCode: (code: string) => `Error ${code}`,
  errorCause: 'What happened:',
  errorRemedy: 'What to do:',
  errorHelpDesk: 'Tell the help desk:',
  errorKeys: 'R: try again   N: restart the computer   P: power off   Q: QR code',
  errorKeysFinal: 'N: restart the computer   P: power off   Q: QR code',
  errorCodeHeading: 'For the help desk',
  errorCodeIntro: 'Photograph this code and send the picture, or let the help desk read it.',
  errorCodeKeys: 'Enter: back',
  errorRestartIn: (seconds: number) => `The computer restarts by itself in ${shownSeconds(seconds)}.`,
} as const;

/** "1 time", "2 times" */
function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** "45 s", and whole minutes from two on: "15 minutes" */
export function shownSeconds(seconds: number): string {
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} s`;
}

/** "20 s", "4 min", "1 h 10 min": a time nobody knows exactly. */
export function shownDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds / 5) * 5)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "5.2 MB" */
export function shownBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let index = -1;
  while (value >= 1000 && index < units.length - 1) {
    value /= 1000;
    index++;
  }
  return `${value.toFixed(1)} ${units[index] ?? ''}`;
}

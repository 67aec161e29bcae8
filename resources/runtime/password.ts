/**
 * Opens Variables.dat. A wrong password is told as such; from the third wrong one on there is a pause that doubles, and
 * nothing is ever locked: the attack worth fearing has a copy of the file and no keyboard.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { decodeVariablesDat, type DecodedVariables } from '#formats/variables-dat/index.ts';
import type { View } from './console/terminal.ts';
import type { Medium } from './medium.ts';
import type { Session } from './session.ts';
import { text } from './text.ts';

const FREE_TRIES = 2;
const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 300;

/** Pause after the n-th wrong password (1-based), seconds. */
export function pauseSeconds(wrongCount: number): number {
  if (wrongCount <= FREE_TRIES) return 0;
  return Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (wrongCount - FREE_TRIES - 1));
}

/** Asks until the password is right. @throws MediaError E_RT_MEDIUM_DAMAGED when the file itself is not readable. */
export async function openVariables(session: Session, medium: Medium): Promise<DecodedVariables> {
  if (!medium.bootstrap.isPasswordRequired) {
    const opened = tryPassword(medium, undefined);
    if (opened !== undefined) return opened;
    throw new MediaError('E_RT_MEDIUM_DAMAGED', 'TsmBootstrap.ini says no password, Variables.dat has one');
  }
  for (let wrongCount = 0; ;) {
    const wrong =
      wrongCount === 0 ? [] : ['', { label: text.passwordWrong, text: '' }, text.passwordTries(wrongCount)];
    const view: View = {
      heading: text.passwordHeading,
      lines: [text.passwordIntro, ...wrong],
      keys: text.fieldKeys,
    };
    for (let left = pauseSeconds(wrongCount); left > 0; left--) {
      session.console.show({ ...view, ticker: text.passwordPause(left) });
      await session.platform.clock.sleep(1000);
    }
    const password = await session.console.askText(view, { label: text.passwordLabel, isHidden: true });
    // Decrypting takes a moment on a slow computer; the field goes so that nobody types on, and so does what was said
    // about the password before.
    session.console.show({ heading: text.passwordHeading, lines: [text.passwordChecking] });
    const opened = tryPassword(medium, password);
    if (opened !== undefined) {
      session.log.write('Password', `accepted after ${wrongCount} wrong one(s)`);
      session.console.show({ heading: text.passwordHeading, lines: [text.passwordRight] });
      return opened;
    }
    wrongCount++;
    session.log.write('Password', `wrong password number ${wrongCount}`, 'warning');
  }
}

/** undefined: the password is wrong. */
function tryPassword(medium: Medium, password: string | undefined): DecodedVariables | undefined {
  // An empty password is never right and is refused by the format itself.
  if (password === '') return undefined;
  try {
    return decodeVariablesDat(medium.variablesDat, password);
  } catch (error) {
    if (isMediaError(error) && error.code === 'E_VARIABLES_PASSWORD') return undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw new MediaError('E_RT_MEDIUM_DAMAGED', `Variables.dat: ${why}`, { cause: error });
  }
}

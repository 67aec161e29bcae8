/** Screens of the client beside Software Center: the notice of a restart, a failed task sequence, a system without a client. */
import { isMediaError } from '#base/errors/media-error.ts';
import { printable } from '../console/terminal.ts';
import type { RestartRequest } from '../engine/ports.ts';
import { askWithCountdown, failureLines, say, type Session } from '../session.ts';
import { text as deviceText } from '../text.ts';
import { text } from './software-center/text.ts';

/** How the program ended; "ended" only in tests. */
export type ClientOutcome = 'restarted' | 'powered-off' | 'ended';

/** Default of SMSTSErrorDialogTimeout, seconds (configmgr-spec 6.3). */
const ERROR_DIALOG_SECONDS = 900;

/** Says that the computer restarts and leaves time to save work, when there is some. */
export async function announceRestart(session: Session, restart: RestartRequest): Promise<void> {
  if (restart.delaySeconds <= 0) return;
  await askWithCountdown(session, {
    view: {
      heading: text.restartHeading,
      lines: [restart.message === undefined ? text.restartText : printable(restart.message)],
      keys: text.restartKeys,
    },
    keys: ['r'],
    seconds: restart.delaySeconds,
    otherwise: 'r',
    ticker: deviceText.restartIn,
  });
}

/** What failed and what to tell the help desk; goes away by itself after a while. */
export async function showFailed(session: Session, error: unknown, place: string): Promise<void> {
  const code = isMediaError(error) ? error.code : 'E_RT_DEFECT';
  const message = error instanceof Error ? error.message : String(error);
  const configured = Number(session.variables.get('SMSTSErrorDialogTimeout') ?? ERROR_DIALOG_SECONDS);
  await askWithCountdown(session, {
    view: {
      heading: deviceText.errorTaskSequence,
      tone: 'error',
      lines: failureLines(
        code,
        printable(place === '' ? code : `${code}, ${place}`),
        printable(session.variables.redact(message)),
      ),
      keys: text.failedKeys,
    },
    keys: ['\n'],
    seconds: Number.isFinite(configured) && configured > 0 ? configured : ERROR_DIALOG_SECONDS,
    otherwise: '\n',
    ticker: text.failedCloses,
  });
}

export async function showUnmanaged(session: Session): Promise<'restart' | 'power-off'> {
  const view = {
    heading: text.startHeading,
    lines: [text.startUnmanaged],
    keys: deviceText.finishedKeys,
  };
  return (await session.console.askKey(view, ['r', 'p'])) === 'p' ? 'power-off' : 'restart';
}

export async function leave(session: Session, how: 'restart' | 'power-off'): Promise<ClientOutcome> {
  session.log.write('End', how);
  say(session, deviceText.endHeading, how === 'restart' ? deviceText.restartNow : deviceText.powerOffNow);
  if (how === 'restart') await session.platform.restart();
  else await session.platform.powerOff();
  return how === 'restart' ? 'restarted' : 'powered-off';
}

/**
 * A task sequence that was interrupted on this computer, by a restart it asked for or by a power cut: found on the disks,
 * offered, taken up. Found before the password is asked for, because the state holds what the medium would give.
 * Trap: a run that waits for the installed system must not be run here; the stick was simply left in.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { printable, type View } from './console/terminal.ts';
import { restoreVariables } from './engine/variables.ts';
import { askWithCountdown, say, type Session } from './session.ts';
import type { RunKeeper } from './state/run-keeper.ts';
import { leaveStagedStart, releaseSystem } from './state/staged-start.ts';
import type { SavedRun } from './state/state-file.ts';
import { text } from './text.ts';

const GOES_ON_SECONDS = 30;

export type ResumeChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'resume'; readonly run: SavedRun }
  /** The run waits for the installed system. */
  | { readonly kind: 'restart' };

/**
 * What to do about a run that waits on a disk.
 * @throws MediaError E_TS_STATE_DAMAGED, E_TS_STATE_MISSING (started from the disk to go on, and there is nothing)
 */
export async function chooseResume(
  session: Session,
  keeper: RunKeeper,
  options: { readonly isFromDisk: boolean },
): Promise<ResumeChoice> {
  say(session, text.resumeHeading, text.resumeLooking);
  const found = await keeper.find();
  if (found === undefined) {
    if (!options.isFromDisk) return { kind: 'none' };
    // The next start shall not come here again.
    await leaveStagedStart(session.platform.disks, keeper);
    throw new MediaError(
      'E_TS_STATE_MISSING',
      'no volume of this computer holds the state of a task sequence',
    );
  }
  const { run, volume } = found;
  const { position, sequence, runId } = run.engine;
  session.log.write('Resume', `Run ${runId} of "${sequence.name}" on ${volume.device}: ${position.kind}`);
  if (position.kind === 'finished') {
    // The power went between the end and what follows it.
    if (position.hasSucceeded) await releaseSystem(session.platform.disks, keeper);
    await keeper.clear();
    return { kind: 'none' };
  }
  const environment = position.kind === 'restarting' ? position.into : position.environment;
  const name = printable(sequence.name);
  if (environment === 'installed-system') {
    const view = {
      heading: text.resumeHeading,
      lines: [text.resumeElsewhere(name)],
      keys: text.resumeElsewhereKeys,
    };
    const choice = await decide(session, keeper, { view, choice: { kind: 'restart' } });
    // Here, too, the power may have gone before the disk was told.
    if (choice.kind === 'restart') await releaseSystem(session.platform.disks, keeper);
    return choice;
  }
  // A restart the sequence asked for is nothing to decide about.
  if (position.kind === 'restarting' || options.isFromDisk) return { kind: 'resume', run };
  const step = text.resumeStep(position.kind === 'running' ? position.step : position.next);
  const view = {
    heading: text.resumeHeading,
    lines: [text.resumePower(name, step), '', text.resumeGoesOn],
    keys: text.resumeKeys,
  };
  return await decide(session, keeper, { view, choice: { kind: 'resume', run } });
}

/** Takes the variables of the run as those of the session. */
export async function takeUp(session: Session, run: SavedRun): Promise<void> {
  session.variables = restoreVariables(run.engine.variables);
  // The facts of the computer are looked up anew: a dock may have been unplugged.
  for (const [name, value] of Object.entries(await session.platform.machineFacts()))
    session.variables.setInternal(name, value);
  session.variables.setInternal('_SMSTSInWinPE', 'true');
  session.variables.setInternal('_SMSTSLogPath', session.platform.workFolder);
}

interface Question {
  readonly view: View;
  /** What Enter, or nobody, chooses. */
  readonly choice: ResumeChoice;
}

async function decide(session: Session, keeper: RunKeeper, question: Question): Promise<ResumeChoice> {
  const key = await askWithCountdown(session, {
    view: question.view,
    keys: ['\n', 'a'],
    seconds: GOES_ON_SECONDS,
    otherwise: '\n',
    ticker: text.resumeIn,
  });
  if (key !== 'a') return question.choice;
  session.log.write('Resume', 'The person at the computer starts anew; the waiting run is given up');
  await keeper.clear();
  return { kind: 'none' };
}

/**
 * What history says of task sequences: begun, ended, and settled at the next start when the end was never written down.
 * Trap: an entry that says "running" locks Software Center, so none may say so when nothing runs or waits.
 */
import { isMediaError } from '#base/errors/media-error.ts';
import type { EngineState } from '../engine/state.ts';
import type { VariableStore } from '../engine/variables.ts';
import type { ClientStore, HistoryEntry } from './store.ts';

type Result = Pick<HistoryEntry, 'result' | 'detail'>;

/** The run ended in the boot image, which took its state away, or the power went before there was any. */
const NOTHING_LEFT =
  'E_TS_STATE_MISSING: the task sequence was interrupted before its first step, or ended in the boot image; smsts.log has the rest';
/** The state of an end keeps no error. */
const FAILED_BEFORE = 'E_TS_STEP_FAILED: the computer went off before the cause was kept; smsts.log names it';

export class RunHistory {
  readonly #store: ClientStore;
  readonly #now: () => Date;

  constructor(store: ClientStore, now: () => Date) {
    this.#store = store;
    this.#now = now;
  }

  async remember(
    header: Pick<EngineState, 'runId' | 'startedAt' | 'sequence'>,
    state: Result,
  ): Promise<void> {
    await this.#store.remember({
      id: header.runId,
      deployment: header.sequence.advertisementId,
      name: header.sequence.name,
      kind: 'task-sequence',
      started: header.startedAt,
      ended: state.result === 'running' ? undefined : this.#now().toISOString(),
      ...state,
    });
  }

  /**
   * Ends every entry that is called running, but not the one of a run that still waits.
   * @param known state that was found on the disk, undefined when there is none
   * @param detail why, for entries that state says nothing of
   * @returns how many there were
   */
  async settle(known: EngineState | undefined, detail = NOTHING_LEFT): Promise<number> {
    const isOpen = (one: HistoryEntry): boolean =>
      one.result === 'running' && !(one.id === known?.runId && known.position.kind !== 'finished');
    const open = (await this.#store.history()).filter(isOpen);
    // The oldest first, since what is remembered comes first.
    for (const one of open.reverse()) {
      const ended = one.id === known?.runId ? endOf(known) : ({ result: 'failed', detail } as const);
      await this.#store.remember({ ...one, ...ended, ended: this.#now().toISOString() });
    }
    return open.length;
  }
}

/** Longest words of an error, characters. */
const MAX_WORDS = 500;

/** Code and message of an error, as history keeps them: what is hidden is masked before it could be cut in two. */
export function wordsOf(error: unknown, variables: Pick<VariableStore, 'redact'>): string {
  const code = isMediaError(error) ? error.code : 'E_RT_DEFECT';
  const message = error instanceof Error ? error.message : String(error);
  return `${code}: ${variables.redact(message)}`.slice(0, MAX_WORDS);
}

/** A word about steps that failed and were allowed to. */
export function toleratedDetail(count: number): string {
  return count === 0 ? '' : `${count} step(s) failed and were set to continue on error`;
}

function endOf({ position, toleratedCount }: EngineState): Result {
  return position.kind === 'finished' && position.hasSucceeded
    ? { result: 'succeeded', detail: toleratedDetail(toleratedCount) }
    : { result: 'failed', detail: FAILED_BEFORE };
}

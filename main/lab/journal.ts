/**
 * What happened at the lab, one JSON object per line in `<data>/journal.jsonl` and the newest in memory for tests.
 * Trap: a journal outlives the run and is attached to bug reports. Details that are or look like secrets are replaced
 * before they are kept; callers still must not pass them. What a caller or a device passes never replaces the time, area
 * and event of an entry.
 */
import { createWriteStream, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';

const RING_SIZE = 20_000;
/** A journal larger than this at a start becomes the former one, in place of the former one before it. */
const MAX_JOURNAL_BYTES = 16 * 1024 * 1024;
const HIDDEN = '[not recorded]';
const SECRET_NAMES =
  /password|passwd|secret|authorization|cookie|pfx|privatekey|^token$|^(media|access|bearer)_?token$/i;
// A compact JWT, or a credential as a header carries it.
const SECRET_VALUES = /eyJ[\w-]{8,}\.[\w-]*\.?[\w-]*|\b(Basic|Bearer)\s+\S+/g;

export type JournalDetails = Readonly<Record<string, unknown>>;

export interface JournalEntry extends JournalDetails {
  /** ISO 8601, the lab's clock. */
  readonly time: string;
  readonly area: 'lab' | 'adminservice' | 'management-point' | 'gateway' | 'content' | 'sts' | 'status';
  /** A stable word: "request", "refused", "certificate-registered". */
  readonly event: string;
}

export interface LabJournal {
  record(area: JournalEntry['area'], event: string, details?: JournalDetails): void;
  /** Oldest first; the last 20,000. */
  entries(): readonly JournalEntry[];
  /**
   * The first entry, past or future, that satisfies the predicate.
   * @throws MediaError E_LAB_WAIT when none came within `timeoutMs`.
   */
  waitFor(predicate: (entry: JournalEntry) => boolean, timeoutMs: number): Promise<JournalEntry>;
  /** Called for every entry from now on; returns the function that ends it. */
  subscribe(listener: (entry: JournalEntry) => void): () => void;
  close(): Promise<void>;
}

/** Opens the journal of a data folder; new entries are appended to what is there, unless that has grown too large. */
export function openJournal(dataFolder: string, clock: () => Date): LabJournal {
  const path = join(dataFolder, 'journal.jsonl');
  const former = statSync(path, { throwIfNoEntry: false });
  if (former !== undefined && former.size > MAX_JOURNAL_BYTES) {
    renameSync(path, join(dataFolder, 'journal.former.jsonl'));
  }
  const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
  const ended = new Promise<void>((resolve) => {
    file.once('close', resolve);
  });
  file.on('error', () => {
    // A deleted data folder must not stop a running lab; the entries stay in memory.
  });
  const ring: JournalEntry[] = [];
  const listeners = new Set<(entry: JournalEntry) => void>();
  const subscribe: LabJournal['subscribe'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    record(area, event, details = {}) {
      const head = { time: clock().toISOString(), area, event };
      const entry: JournalEntry = { ...head, ...withoutSecrets(details), ...head };
      ring.push(entry);
      if (ring.length > RING_SIZE) ring.splice(0, ring.length - RING_SIZE);
      if (!file.destroyed && !file.writableEnded) file.write(`${JSON.stringify(entry)}\n`);
      for (const listener of [...listeners]) listener(entry);
    },
    entries: () => [...ring],
    subscribe,
    waitFor: (predicate, timeoutMs) =>
      new Promise((resolve, reject) => {
        const past = ring.find(predicate);
        if (past !== undefined) {
          resolve(past);
          return;
        }
        const timer = setTimeout(() => {
          stop();
          const last = ring
            .slice(-8)
            .map((entry) => `${entry.area}:${entry.event}`)
            .join(', ');
          reject(new MediaError('E_LAB_WAIT', `nothing fitting came within ${timeoutMs} ms; last: ${last}`));
        }, timeoutMs);
        const stop = subscribe((entry) => {
          if (!predicate(entry)) return;
          clearTimeout(timer);
          stop();
          resolve(entry);
        });
      }),
    async close() {
      file.end();
      await ended;
    },
  };
}

function withoutSecrets(details: JournalDetails): JournalDetails {
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [name, hide(name, value)]));
}

function hide(name: string, value: unknown): unknown {
  if (SECRET_NAMES.test(name)) return HIDDEN;
  if (typeof value === 'string') return value.replaceAll(SECRET_VALUES, HIDDEN);
  if (Array.isArray(value)) return value.map((one: unknown) => hide('', one));
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === 'object' && value !== null) return withoutSecrets({ ...value });
  return value;
}

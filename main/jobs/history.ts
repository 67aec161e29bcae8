/**
 * The media made on this computer: what each is, on what it lies, and until when it works. Kept in one file, without
 * secrets, so that a stick that comes back can be told and one that ends can be replaced in time.
 * Trap: a medium that is written to further drives later is the same medium; its outputs join those already there.
 */
import { z } from 'zod';
import type { MediaError } from '#base/errors/media-error.ts';
import { expiryOf, type Expiry } from '#media/expiry.ts';
import { createJsonStore } from '#platform/json-store.ts';
import { plainObject } from '#platform/plain-json.ts';
import type { Clock } from '#platform/clock.ts';

const instant = z.iso.datetime();

const historyOutput = z.strictObject({
  kind: z.enum(['drive', 'iso', 'image', 'wim']),
  /** The path of a file; of a drive what the system calls it, "SanDisk Ultra (/dev/sdb)". */
  name: z.string(),
  /** Of a drive, when it has one. */
  serial: z.string().nullable(),
  /** Of the file, or of the drive; 0 when it was not written. */
  sizeBytes: z.int().nonnegative(),
  /** Of the whole file, lower-case hexadecimal; null for drives. */
  sha256: z.string().nullable(),
  outcome: z.enum(['verified', 'failed', 'cancelled']),
});

const mediaRecord = z.strictObject({
  mediaId: z.string().min(1),
  kind: z.enum(['bootable', 'standalone', 'prestaged', 'capture']),
  label: z.string(),
  createdAt: instant,
  worksUntil: instant,
  /** What is known to end it. */
  expirySources: z.array(
    z.strictObject({ source: z.enum(['certificate', 'media-token', 'validity-range']), at: instant }),
  ),
  siteCode: z.string(),
  siteName: z.string(),
  /** The name of the connection, "lab" or the host of a URL. */
  connection: z.string(),
  /** Internet-based media: the gateway's host name. */
  cmg: z.string().nullable(),
  bootImage: z.strictObject({ packageId: z.string(), name: z.string(), version: z.string() }),
  /** SHA-1 of the media certificate, as the console shows it. */
  thumbprint: z.string(),
  outputs: z.array(historyOutput),
  /** The request it was made from; makes "more of the same" possible. */
  request: plainObject,
  builderVersion: z.string(),
});

export type HistoryOutput = Readonly<z.output<typeof historyOutput>>;
/** What is stored of one medium. */
export type MediaRecord = Readonly<z.output<typeof mediaRecord>>;
/** The same with what is true at this moment. */
export type HistoryEntry = MediaRecord & { readonly expiry: Expiry };

export interface History {
  /** Newest first. @throws MediaError E_STORE_* */
  list(): Promise<readonly HistoryEntry[]>;
  /** Adds a medium, or its outputs to those it has. @throws MediaError E_STORE_* */
  add(record: MediaRecord): Promise<void>;
  /** Forgets a medium; false when it is not there. The medium itself keeps working. @throws MediaError E_STORE_* */
  forget(mediaId: string): Promise<boolean>;
}

export interface HistoryOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly onProblem?: ((problem: MediaError) => void) | undefined;
}

/** The history in a folder. */
export function createHistory({ folder, clock, onProblem }: HistoryOptions): History {
  const store = createJsonStore<readonly MediaRecord[]>({
    folder,
    name: 'history.json',
    version: 1,
    schema: z.array(mediaRecord),
    empty: [],
    onProblem,
  });
  return {
    async list() {
      const now = clock();
      const entries = (await store.read()).map((record) => ({
        ...record,
        expiry: expiryOfRecord(record, now),
      }));
      return entries.sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
    },
    async add(record) {
      await store.update((records) => joined(records, record));
    },
    async forget(mediaId) {
      let isThere = false;
      await store.update((records) => {
        const others = records.filter((one) => !isSameId(one.mediaId, mediaId));
        isThere = others.length < records.length;
        return others;
      });
      return isThere;
    },
  };
}

function joined(records: readonly MediaRecord[], added: MediaRecord): readonly MediaRecord[] {
  const known = records.find((one) => isSameId(one.mediaId, added.mediaId));
  if (known === undefined) return [...records, added];
  const together = { ...known, outputs: [...known.outputs, ...added.outputs] };
  return records.map((one) => (one === known ? together : one));
}

/** "{0F…}" of the console and "0f…" typed by hand are the same. */
function isSameId(a: string, b: string): boolean {
  const bare = (id: string): string => id.toLowerCase().replaceAll(/[{}]/g, '');
  return bare(a) === bare(b);
}

function expiryOfRecord(record: MediaRecord, now: Date): Expiry {
  const { createdAt, expirySources: sources, cmg } = record;
  return expiryOf({ createdAt, sources, isForGateway: cmg !== null }, now);
}

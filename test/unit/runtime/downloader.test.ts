/**
 * A download at every number of connections a way to the storage may be worth. The storage is a buffer, the way is a
 * number, the file on the disk is a real one.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MIB } from '#base/units.ts';
import { sha256Hex } from '#base/hash.ts';
import type { BlobRequest } from '../../../resources/runtime/content/blob-http.ts';
import { downloadFiles, type DownloadContext } from '../../../resources/runtime/content/downloader.ts';
import { FileJob } from '../../../resources/runtime/content/file-job.ts';
import { placesOf } from '../../../resources/runtime/content/under-way.ts';
import { tempFolder } from '../../support/temp.ts';

const RECORD_BYTES = 16 * 1024;

/** Hands on `bytes` as TLS does, a record at a time in memory that is used again. */
function storageOf(bytes: Buffer, roundTripMs: number): DownloadContext['http'] & { readonly most: number } {
  const record = Buffer.alloc(RECORD_BYTES);
  let running = 0;
  let most = 0;
  return {
    roundTripMs,
    isRoundTripKnown: true,
    onRoundTrip: undefined,
    get most() {
      return most;
    },
    get: async ({ range, onChunk }: BlobRequest) => {
      running += 1;
      most = Math.max(most, running);
      for (let at = range.first; at <= range.last; at += RECORD_BYTES) {
        await turn();
        const count = bytes.copy(record, 0, at, Math.min(at + RECORD_BYTES, range.last + 1));
        await onChunk(record.subarray(0, count));
        record.fill(0);
      }
      running -= 1;
    },
  };
}

test('a file arrives whole over any number of connections', async () => {
  const bytes = randomBytes(24 * MIB + 7);
  const file = { path: 'one.bin', sizeBytes: bytes.length, sha256: sha256Hex(bytes) };
  const folder = await tempFolder('download');
  // Connections come in steps of 2.5 ms: from 4 near by to 32 far away.
  for (let connections = 4; connections <= 32; connections += 1) {
    const http = storageOf(bytes, connections * 2.5);
    const places = placesOf(folder, `PS1000${connections}`, file);
    await downloadFiles([new FileJob(file, places)], contextOf(http));
    expect((await readFile(places.target)).equals(bytes), `${connections} connections`).toBe(true);
    // Far away a file of this size is not worth all of them.
    expect(http.most).toBeLessThanOrEqual(connections);
    expect(http.most).toBeGreaterThanOrEqual(Math.min(connections, 15));
  }
}, 60_000);

test('a download that was cancelled before it began says so, and asks the storage for nothing', async () => {
  const bytes = randomBytes(1000);
  const file = { path: 'one.bin', sizeBytes: bytes.length, sha256: sha256Hex(bytes) };
  const http = storageOf(bytes, 10);
  const places = placesOf(await tempFolder('download'), 'PS100001', file);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(downloadFiles([new FileJob(file, places)], { ...contextOf(http), signal })).rejects.toThrow(
    'enough',
  );
  expect(http.most).toBe(0);
});

test('a disk that can neither be written nor closed is told by its first word', async () => {
  const bytes = randomBytes(1000);
  const file = { path: 'one.bin', sizeBytes: bytes.length, sha256: sha256Hex(bytes) };
  const job = new FileJob(file, placesOf(await tempFolder('download'), 'PS100001', file));
  job.open = () => Promise.reject(new Error('first'));
  job.close = () => Promise.reject(new Error('second'));
  await expect(downloadFiles([job], contextOf(storageOf(bytes, 10)))).rejects.toThrow('first');
});

function contextOf(http: DownloadContext['http']): DownloadContext {
  const url = new URL('https://storage.contoso.test/one.bin');
  return {
    http,
    urls: { of: () => ({ url, generation: 1 }), renew: never },
    clock: { now: () => new Date(), sleep: never },
    log: () => undefined,
    onBytes: () => undefined,
  };
}

async function never(): Promise<void> {
  await Promise.reject(new Error('nothing was refused, nothing is waited for'));
}

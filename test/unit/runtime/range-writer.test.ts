/** Bytes of a range on their way to the disk, when the connection that brought them is lost while the disk is slow. */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RangeWriter } from '../../../resources/runtime/content/file-job.ts';

/** A disk that takes a few turns for every write. */
function slowDisk(): {
  readonly bytes: Buffer;
  readonly store: (at: number, bytes: Uint8Array) => Promise<void>;
} {
  const bytes = Buffer.alloc(40, '.');
  return {
    bytes,
    store: async (at, data) => {
      const copy = Buffer.from(data);
      for (let turns = 0; turns < 5; turns += 1) await turn();
      copy.copy(bytes, at);
    },
  };
}

test('what comes over the next connection stays behind what still waits, and the end waits for both', async () => {
  for (const next of ['', 'ijklmnop', 'ijklmnopqrstuvwxyz']) {
    const { bytes, store } = slowDisk();
    let hasEnded = false;
    const writer = new RangeWriter(0, 4, { store, onEnd: () => (hasEnded = true) });
    // Nobody waits for these two, as after a connection that broke off.
    void writer.take(Buffer.from('abcdefgh'));
    if (next !== '') void writer.take(Buffer.from(next));
    await writer.end();
    expect([bytes.toString('latin1').replaceAll('.', ''), hasEnded]).toEqual([`abcdefgh${next}`, true]);
  }
});

test('a part of a byte too much in the size of its buffers loses nothing', async () => {
  const { bytes, store } = slowDisk();
  const writer = new RangeWriter(0, 4.5, { store, onEnd: () => undefined });
  await writer.take(Buffer.from('abcdefghijklm'));
  await writer.end();
  expect(bytes.toString('latin1').replaceAll('.', '')).toBe('abcdefghijklm');
});

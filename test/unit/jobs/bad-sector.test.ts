/** Where a drive is bad does not depend on how much one call takes: one of several takes a chunk, a lone one takes two. */
import type { FileHandle } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { rawDevice } from '#devices/raw-device.ts';
import { beginRun } from '#jobs/drive-batch.ts';
import type { DriveResult } from '#jobs/drive-run.ts';
import type { DriveSystem } from '#jobs/drive-system.ts';
import { seededRandom } from '#platform/random.ts';
import { STAGE_CHUNK_BYTES as CHUNK, STAGE_IMAGE as IMAGE } from '../../support/drive-stage.ts';
import { FakeMachine } from '../../support/fake-drives.ts';
import { fakeSources, imageMedium } from '../../support/fake-sources.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const SIZE = 2 * 1024 * 1024;
/** In the second half of two chunks, and where the search for counterfeit capacity does not come. */
const BAD = 13 * CHUNK + 7 * 512;

/** What the system gives for a drive with a bad sector; what lies before it is done and told. */
function badHandle(kind: 'read' | 'write'): FileHandle {
  const bytes = new Uint8Array(SIZE);
  let isWritten = false;
  const doneOf = (position: number, length: number, isBad: boolean): number => {
    if (!isBad || position > BAD || position + length <= BAD) return length;
    if (position === BAD) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    return BAD - position;
  };
  const handle = {
    async read(target: Uint8Array, at: number, length: number, position: number) {
      await Promise.resolve();
      const bytesRead = doneOf(position, length, kind === 'read' && isWritten);
      target.set(bytes.subarray(position, position + bytesRead), at);
      return { bytesRead };
    },
    async write(source: Uint8Array, at: number, length: number, position: number) {
      await Promise.resolve();
      const bytesWritten = doneOf(position, length, kind === 'write');
      bytes.set(source.subarray(at, at + bytesWritten), position);
      isWritten ||= position <= BAD && position + bytesWritten > BAD;
      return { bytesWritten };
    },
    sync: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  // Sound: a raw device calls nothing else, and with these arguments.
  return handle as unknown as FileHandle;
}

async function resultOf(kind: 'read' | 'write', loneChunks: number): Promise<DriveResult> {
  const clock = new VirtualClock();
  const machine = new FakeMachine(clock);
  const { drive, target } = machine.plug('/dev/sda', { sizeBytes: SIZE });
  const device = rawDevice(badHandle(kind), {
    name: '/dev/sda',
    sizeBytes: SIZE,
    alignmentBytes: 512,
    isPresent: () => Promise.resolve(true),
  });
  const system: DriveSystem = {
    list: () => machine.list(),
    isPresent: (identity) => machine.isPresent(identity),
    openForWriting: () => Promise.resolve({ drive, device }),
  };
  const run = await beginRun({
    system,
    medium: imageMedium('/image', IMAGE.length),
    openSource: fakeSources({ '/image': IMAGE }).openSource,
    clock,
    chunkBytes: CHUNK,
    loneChunks,
    random: seededRandom('bad sector'),
  });
  const result = await clock.run(run.add(target));
  await clock.run(run.end());
  return result;
}

test.each((['read', 'write'] as const).flatMap((kind) => [1, 2].map((loneChunks) => ({ kind, loneChunks }))))(
  'a sector that cannot be $kind, $loneChunks chunks at a time, is told by its place',
  async (one) => {
    expect(await resultOf(one.kind, one.loneChunks)).toMatchObject({
      outcome: 'failed',
      error: { code: 'E_DEVICE_MEDIA' },
      offset: BAD,
      // To the end of the call, which is the same for both.
      badBytes: 14 * CHUNK - BAD,
      retries: 5,
    });
  },
);

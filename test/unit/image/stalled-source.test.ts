/** A drive fails while its source lets it wait: that is told at once, and it is the drive's error that counts. */
import { expect, test } from 'vitest';
import type { ContentFile, ImagePlan } from '#base/extent.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { executePlan } from '#image/execute.ts';
import { BrokenDevice, ramDevice } from '../../support/ram-device.ts';

const CHUNK = 64 * 1024;
/** Chunks the source gives before it stalls. */
const READY = 3;

interface Scene {
  readonly plan: ImagePlan;
  readonly device: BlockDevice;
  /** Ends the write under way with an error. */
  readonly breakDrive: (error: Error) => void;
  readonly failSource: (error: Error) => void;
  readonly isClosed: () => boolean;
}

/** What only ever fails, and when the test says so. */
function failing(): { readonly promise: Promise<never>; readonly fail: (error: Error) => void } {
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  promise.catch(() => undefined);
  return { promise, fail };
}

/** The last write there is content for waits for `breakDrive`; the source stalls before chunk `READY`. */
function scene(): Scene {
  const stall = failing();
  const broken = failing();
  let isClosed = false;
  const content: ContentFile = {
    name: 'image',
    sizeBytes: 16 * CHUNK,
    open: (signal) => {
      let given = 0;
      signal.addEventListener('abort', () => {
        stall.fail(new Error('aborted'));
      });
      return Promise.resolve({
        readInto: async (target) => {
          given += target.length;
          if (given > READY * CHUNK) await stall.promise;
          target.fill(1);
          return target.length;
        },
        close: () => {
          isClosed = true;
          return Promise.resolve();
        },
      });
    },
  };
  const ram = ramDevice({ sizeBytes: 16 * CHUNK, alignmentBytes: 512 });
  const device: BlockDevice = {
    ...ram,
    write: async (offset, source) => {
      if (offset === (READY - 1) * CHUNK) await broken.promise;
      await ram.write(offset, source);
    },
  };
  return {
    plan: {
      sizeBytes: 16 * CHUNK,
      extents: [{ offset: 0, length: 16 * CHUNK, source: { kind: 'content', content } }],
      writtenLast: [{ offset: 0, length: 512 }],
    },
    device,
    breakDrive: broken.fail,
    failSource: stall.fail,
    isClosed: () => isClosed,
  };
}

/** Everything that does not wait for the drive or the source comes to rest. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function outcome(work: Promise<unknown>): Promise<unknown> {
  const waits = rest().then(() => 'still waits');
  return await Promise.race([work.catch((error: unknown) => error), waits]);
}

test.each(['full', 'update'] as const)(
  '%s: a source that stalls for ever does not hide that the drive failed',
  async (mode) => {
    const { plan, device, breakDrive, isClosed } = scene();
    const work = executePlan(plan, device, { chunkBytes: CHUNK, mode });
    expect(await outcome(work)).toBe('still waits');
    const error = new BrokenDevice('pulled out');
    breakDrive(error);
    expect(await outcome(work)).toBe(error);
    expect(isClosed()).toBe(true);
  },
);

test('a source that fails after the drive leaves the error of the drive', async () => {
  const { plan, device, breakDrive, failSource } = scene();
  const work = executePlan(plan, device, { chunkBytes: CHUNK });
  await outcome(work);
  const error = new BrokenDevice('pulled out');
  breakDrive(error);
  await Promise.resolve();
  failSource(new Error('the server is gone'));
  expect(await outcome(work)).toBe(error);
});

test('a drive that fails after its source leaves the error of the source', async () => {
  const { plan, device, breakDrive, failSource } = scene();
  const work = executePlan(plan, device, { chunkBytes: CHUNK });
  await outcome(work);
  failSource(new Error('the server is gone'));
  await outcome(work);
  breakDrive(new BrokenDevice('pulled out'));
  expect(await outcome(work)).toMatchObject({ code: 'E_IMAGE_CONTENT_READ' });
});

test('cancelling while the source stalls stays cancelling, also when the drive fails on the way out', async () => {
  const { plan, device, breakDrive } = scene();
  const abort = new AbortController();
  const work = executePlan(plan, device, { chunkBytes: CHUNK, signal: abort.signal });
  await outcome(work);
  abort.abort();
  await outcome(work);
  breakDrive(new BrokenDevice('pulled out'));
  expect(await outcome(work)).toMatchObject({ code: 'E_CANCELLED' });
});

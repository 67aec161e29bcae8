/** Everything a drive or a source can do to a run, and what comes of it: a result with code and place, no table left. */
import { expect, test } from 'vitest';
import { MediaError, toErrorData } from '#base/errors/media-error.ts';
import type { DriveResult } from '#jobs/drive-run.ts';
import { driveStage, STAGE_CHUNK_BYTES as CHUNK, STAGE_IMAGE as IMAGE } from '../support/drive-stage.ts';
import type { DeviceCall, FakeDrive, FakeDriveOptions } from '../support/fake-drives.ts';
import { imageMedium } from '../support/fake-sources.ts';

/** A lone drive is written two chunks at a time; where a write fails, as much may be bad. */
const CALL = 2 * CHUNK;

const io = new MediaError('E_DEVICE_IO', 'EIO: i/o error');

/** The first sector of the image is the last thing written. */
function starts(drive: FakeDrive): boolean {
  return Buffer.compare(drive.ram.bytes.subarray(0, 512), IMAGE.subarray(0, 512)) === 0;
}

async function one(
  options: FakeDriveOptions,
): Promise<{ result: DriveResult; drive: FakeDrive; atMs: number }> {
  const { clock, machine, add, run, sources } = await driveStage();
  const drive = machine.plug('/dev/sda', options);
  const { result, atMs } = await clock.run(add(drive));
  await clock.run(run.end());
  expect([...sources.closed]).toEqual([...sources.opened]);
  return { result, drive, atMs };
}

/** Calls of a run without faults, by kind. */
const { drive: healthy } = await one({});

test('a run without faults opens, probes, writes, reads back and closes', () => {
  expect(healthy).toMatchObject({ opened: 1, closed: 1 });
  expect(starts(healthy)).toBe(true);
});

test.each<{ what: string; faulty: FakeDriveOptions; expected: unknown }>([
  {
    what: 'cannot be opened',
    faulty: { failAt: { kind: 'open', nth: 0, error: new MediaError('E_DEVICE_READ_ONLY', 'locked') } },
    expected: { outcome: 'failed', error: { code: 'E_DEVICE_READ_ONLY', message: 'locked' }, offset: null },
  },
  {
    what: 'is too small',
    faulty: { sizeBytes: 19 * CHUNK },
    expected: { outcome: 'failed', error: { code: 'E_IMAGE_TOO_LARGE' }, offset: null, badBytes: null },
  },
  {
    what: 'has one error that passes',
    faulty: { failAt: { kind: 'write', nth: 14, error: io } },
    expected: { outcome: 'verified', retries: 1 },
  },
  {
    what: 'has an error while flushing that passes',
    faulty: { failAt: { kind: 'flush', nth: 3, error: io } },
    expected: { outcome: 'verified', retries: 1 },
  },
  {
    what: 'is broken in one place',
    faulty: { failAt: { kind: 'write', nth: 14, error: io, staysBroken: true } },
    // Two calls are under way, each of which is tried five times again.
    expected: {
      outcome: 'failed',
      error: { code: 'E_DEVICE_MEDIA' },
      badBytes: CALL,
      offset: expect.any(Number),
    },
  },
  {
    what: 'has an error that passes before it cannot flush any more',
    faulty: {
      failAt: [
        { kind: 'write', nth: 14, error: new MediaError('E_DEVICE_IO', 'EIO: i/o error') },
        { kind: 'flush', nth: 3, error: io, staysBroken: true },
      ],
    },
    // What was ridden out has nothing to do with it, so it gives no place.
    expected: { outcome: 'failed', error: { code: 'E_DEVICE_MEDIA' }, offset: null, badBytes: null },
  },
  {
    what: 'is switched to read-only underway',
    faulty: {
      failAt: {
        kind: 'write',
        nth: 14,
        error: new MediaError('E_DEVICE_READ_ONLY', 'EROFS'),
        staysBroken: true,
      },
    },
    expected: { outcome: 'failed', error: { code: 'E_DEVICE_READ_ONLY' }, badBytes: CALL, retries: 0 },
  },
  {
    what: 'takes less than it is given',
    faulty: {
      failAt: { kind: 'write', nth: 14, error: new MediaError('E_DEVICE_SHORT_WRITE', 'took 512 of 65536') },
    },
    expected: { outcome: 'failed', error: { code: 'E_DEVICE_SHORT_WRITE' }, badBytes: CALL },
  },
  {
    what: 'flips a bit',
    faulty: { flipAt: 13 * CHUNK + 77 },
    expected: {
      outcome: 'failed',
      error: { code: 'E_IMAGE_VERIFY_MISMATCH' },
      offset: 13 * CHUNK,
      badBytes: CHUNK,
    },
  },
  {
    what: 'flips a bit of the boot sector',
    faulty: { flipAt: 1 },
    expected: { outcome: 'failed', error: { code: 'E_IMAGE_VERIFY_MISMATCH' }, offset: 0 },
  },
  {
    what: 'has half of the size it claims',
    faulty: { sizeBytes: 2 * 1024 * 1024, wrapBytes: 1024 * 1024 },
    expected: { outcome: 'failed', error: { code: 'E_DEVICE_COUNTERFEIT' }, offset: 1024 * 1024 },
  },
  {
    what: 'is pulled out',
    faulty: { goneAtMs: 100 },
    expected: { outcome: 'failed', error: { code: 'E_DEVICE_GONE' } },
  },
  {
    what: 'throws what nobody expects',
    faulty: { failAt: { kind: 'read', nth: 9, error: new Error('surprise') } },
    expected: { outcome: 'failed', error: { code: 'E_DEVICE_IO', message: '/dev/sda: surprise' } },
  },
  {
    what: 'fails only when it is closed',
    faulty: { failAt: { kind: 'close', nth: 0, error: io } },
    expected: { outcome: 'verified' },
  },
])('a drive that $what', async ({ faulty, expected }) => {
  const { result, drive, atMs } = await one(faulty);
  expect(result).toMatchObject({ device: '/dev/sda', ...(expected as object) });
  expect(starts(drive)).toBe(result.outcome === 'verified');
  expect(drive.counts.close).toBe(drive.opened);
  expect(atMs).toBeLessThan(60_000);
});

test('a drive cancelled while it is read back does not start, although its first zeros need a second try', async () => {
  const { clock, machine, add, run, states } = await driveStage();
  const nth = healthy.counts.write;
  const drive = machine.plug('/dev/sda', { failAt: { kind: 'write', nth, error: io } });
  const work = add(drive);
  while (states.at(-1)?.state.phase !== 'verify') await clock.pass(1);
  expect(starts(drive)).toBe(true);
  run.cancel();
  expect((await clock.run(work)).result).toEqual({ device: '/dev/sda', outcome: 'cancelled', retries: 1 });
  expect(starts(drive)).toBe(false);
  await clock.run(run.end());
});

test('a drive that hangs while it is read back loses its boot sector when the system lets go of it', async () => {
  const { clock, machine, add, run } = await driveStage();
  const drive = machine.plug('/dev/sda', { hangAt: { kind: 'read', nth: healthy.counts.read - 1 } });
  const { result } = await clock.run(add(drive));
  expect(result).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_HANGS' } });
  await clock.run(run.end());
  expect([starts(drive), drive.closed]).toEqual([true, 0]);
  drive.letGo();
  await clock.pass(1000);
  expect([starts(drive), drive.closed]).toEqual([false, 1]);
});

test('a drive that is pulled out at any moment is reported as gone within five seconds', async () => {
  for (let goneAtMs = 5; goneAtMs < 150; goneAtMs += 7) {
    const { result, drive, atMs } = await one({ goneAtMs });
    if (result.outcome === 'verified') expect(goneAtMs).toBeGreaterThan(100);
    else {
      expect(result).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_GONE' } });
      expect(atMs - goneAtMs).toBeLessThan(5000);
    }
    expect(drive.closed).toBe(1);
  }
});

test.each<{ kind: DeviceCall; staysBroken: boolean }>([
  { kind: 'write', staysBroken: true },
  { kind: 'write', staysBroken: false },
  { kind: 'read', staysBroken: true },
  { kind: 'flush', staysBroken: true },
])(
  'whichever $kind fails (for good: $staysBroken), no bad medium starts and every drive is closed',
  async ({ kind, staysBroken }) => {
    const error = new MediaError('E_DEVICE_ACCESS', 'EACCES');
    for (let nth = 0; nth < healthy.counts[kind]; nth += 1) {
      const { result, drive } = await one({ failAt: { kind, nth, error, staysBroken } });
      expect(result).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_ACCESS' } });
      expect(starts(drive), `${kind} ${nth}`).toBe(false);
      expect(drive.closed).toBe(1);
    }
  },
);

const GROWING = imageMedium('/image', IMAGE.length, true);

test('a source slower than the drives: they wait for it and end right after it', async () => {
  const { clock, machine, add, run, sources } = await driveStage(GROWING);
  const drives = ['/dev/sda', '/dev/sdb', '/dev/sdc'].map((device) => machine.plug(device));
  const all = Promise.all(drives.map((drive) => add(drive)));
  for (let part = 1; part <= 20; part += 1) {
    await clock.pass(1000);
    run.source({ id: 'image', availableBytes: part * CHUNK });
  }
  for (const { result, atMs } of await clock.run(all)) {
    expect(result.outcome).toBe('verified');
    expect(atMs).toBeGreaterThan(20_000);
    expect(atMs).toBeLessThan(20_200);
  }
  await clock.run(run.end());
  expect([...sources.opened]).toEqual([['/image', 1]]);
});

test('a source that fails in the middle fails every drive that needs more of it, and none of them starts', async () => {
  const { clock, machine, add, run } = await driveStage(GROWING);
  const early = machine.plug('/dev/sda');
  run.source({ id: 'image', availableBytes: 7 * CHUNK + 5 });
  const first = add(early);
  await clock.pass(60_000);
  run.source({ id: 'image', failed: toErrorData(new MediaError('E_SITE_CONTENT', 'the server is gone')) });
  const late = machine.plug('/dev/sdb');
  const ended = await clock.run(Promise.all([first, add(late)]));
  for (const { result } of ended) {
    expect(result).toMatchObject({
      outcome: 'failed',
      error: { code: 'E_SITE_CONTENT', message: 'the server is gone' },
      offset: null,
    });
  }
  expect([starts(early), starts(late), early.closed, late.closed]).toEqual([false, false, 1, 1]);
  await clock.run(run.end());
});

test.each(
  [1003, 1008, 1012].flatMap((goneAtMs) => [false, true].map((isUpdate) => ({ goneAtMs, isUpdate }))),
)(
  'a drive pulled out at $goneAtMs ms is told at once although its source stalls (update: $isUpdate)',
  async ({ goneAtMs, isUpdate }) => {
    const { clock, machine, add, run } = await driveStage(GROWING);
    const drive = machine.plug('/dev/sda', { goneAtMs });
    const work = add(drive, { isUpdate });
    await clock.pass(1000);
    // What this lets be written takes 13 ms at least.
    run.source({ id: 'image', availableBytes: 5 * CHUNK });
    await clock.pass(5000);
    run.source({ id: 'image', failed: toErrorData(new MediaError('E_SITE_CONTENT', 'the server is gone')) });
    const { result, atMs } = await clock.run(work);
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_GONE' } });
    expect(atMs).toBeLessThan(1100);
    await clock.run(run.end());
  },
);

test('a growing source that has less than was told fails the drive instead of filling it up', async () => {
  const { clock, machine, add, run } = await driveStage(imageMedium('/image', IMAGE.length + 1, true));
  const drive = machine.plug('/dev/sda');
  run.source({ id: 'image', availableBytes: IMAGE.length + 1 });
  const { result } = await clock.run(add(drive));
  expect(result).toMatchObject({
    outcome: 'failed',
    error: {
      code: 'E_IMAGE_CONTENT_CHANGED',
      message: `"/image" was planned with ${IMAGE.length + 1} bytes, it ended after ${IMAGE.length}`,
    },
    offset: null,
  });
  expect(starts(drive)).toBe(false);
  await clock.run(run.end());
});

test('a source that never starts: drives wait for hours without being taken for stuck, and can be cancelled', async () => {
  const { clock, machine, add, run } = await driveStage(GROWING);
  const all = Promise.all(['/dev/sda', '/dev/sdb'].map((device) => add(machine.plug(device))));
  await clock.pass(3 * 3_600_000);
  run.cancel('/dev/sda');
  await clock.pass(1000);
  run.source({ id: 'image', availableBytes: IMAGE.length });
  const [first, second] = await clock.run(all);
  expect(first?.result.outcome).toBe('cancelled');
  expect((first?.atMs ?? 0) - 3 * 3_600_000).toBeLessThan(100);
  expect(second?.result.outcome).toBe('verified');
  await clock.run(run.end());
});

test('an update writes what differs and keeps the rest', async () => {
  const { clock, machine, add, run } = await driveStage();
  const drive = machine.plug('/dev/sda');
  await clock.run(add(drive));
  drive.ram.bytes[12 * CHUNK + 3] = (drive.ram.bytes[12 * CHUNK + 3] ?? 0) ^ 1;
  const { result } = await clock.run(add(drive, { isUpdate: true }));
  expect(result).toMatchObject({ outcome: 'verified' });
  if (result.outcome !== 'verified') return;
  expect(result.bytesWritten).toBeLessThan(5 * CHUNK);
  expect(result.bytesKept).toBeGreaterThan(14 * CHUNK);
  expect(Buffer.compare(drive.ram.bytes.subarray(0, IMAGE.length), IMAGE)).toBe(0);
  await clock.run(run.end());
});

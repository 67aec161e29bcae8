/** Many drives at once, under a virtual clock: each at its own time, whatever the others do. */
import { expect, test } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import type { DriveResult } from '#jobs/drive-run.ts';
import { STOP_LIMIT_MS, STOP_SILENCE_LIMIT_MS, SILENCE_LIMIT_MS } from '#jobs/drive-watchdog.ts';
import { driveStage, STAGE_CHUNK_BYTES, STAGE_IMAGE } from '../../support/drive-stage.ts';
import type { FakeDrive, FakeDriveOptions, FakeMachine } from '../../support/fake-drives.ts';
import { imageMedium } from '../../support/fake-sources.ts';

const CHUNK = STAGE_CHUNK_BYTES;
const IMAGE = STAGE_IMAGE;
const MB = 1e6;

const SPEEDS = [5, 8, 11, 16, 20, 30, 60, 90].map((speed) => speed * MB);

function eight(machine: FakeMachine, special: Readonly<Record<number, FakeDriveOptions>> = {}): FakeDrive[] {
  return SPEEDS.map((writeSpeed, index) =>
    machine.plug(`/dev/sd${'abcdefgh'.charAt(index)}`, {
      writeSpeed,
      readSpeed: 3 * writeSpeed,
      ...special[index],
    }),
  );
}

/** Decimals of a millisecond: a lone drive gets its bytes in fewer calls, so their times add up in other roundings. */
const SAME = 6;
const aloneAt = new Map<number, Promise<number>>();

/** When the drive is done that shares the run with nobody. */
function alone(index: number): Promise<number> {
  const known = aloneAt.get(index) ?? runAlone(index);
  aloneAt.set(index, known);
  return known;
}

async function runAlone(index: number): Promise<number> {
  const { clock, machine, add, run } = await driveStage();
  const drive = eight(machine)[index];
  if (drive === undefined) throw new Error('no such drive');
  const { atMs, result } = await clock.run(add(drive));
  expect(result.outcome).toBe('verified');
  await clock.run(run.end());
  return atMs;
}

test('eight drives of different speed end exactly when each of them alone would', async () => {
  const { clock, machine, add, run, sources } = await driveStage();
  const drives = eight(machine);
  const ended = await clock.run(Promise.all(drives.map((drive) => add(drive))));
  await clock.run(run.end());
  const times = await Promise.all(SPEEDS.map((_, index) => alone(index)));
  for (const [index, { atMs }] of ended.entries()) expect(atMs).toBeCloseTo(times[index] ?? 0, SAME);
  expect(times.toSorted((a, b) => b - a)).toEqual(times);
  for (const [index, { result }] of ended.entries()) {
    expect(result).toMatchObject({ outcome: 'verified', sizeBytes: IMAGE.length, bytesKept: 0, retries: 0 });
    expect(Buffer.compare(drives[index]?.ram.bytes.subarray(0, IMAGE.length) ?? IMAGE, IMAGE)).toBe(0);
    expect(drives[index]).toMatchObject({ opened: 1, closed: 1 });
  }
  expect([...sources.opened]).toEqual([['/image', 1]]);
  expect([...sources.closed]).toEqual([['/image', 1]]);
});

test('a lone drive gets and gives two chunks with each call; one of several, and one to be updated, gets one', async () => {
  const { clock, machine, add, run } = await driveStage();
  // Nothing but the medium itself has a call that begins here.
  const lengths = ({ ram }: FakeDrive): readonly number[] =>
    ram.calls
      .splice(0)
      .flatMap((call) => ('offset' in call && call.offset === 2 * CHUNK ? [call.length] : []));
  const [first, second] = eight(machine);
  if (first === undefined || second === undefined) throw new Error('no drives');
  await clock.run(add(first));
  expect(lengths(first)).toEqual([2 * CHUNK, 2 * CHUNK]);
  await clock.run(Promise.all([add(first), add(second)]));
  expect([first, second].map(lengths)).toEqual([
    [CHUNK, CHUNK],
    [CHUNK, CHUNK],
  ]);
  first.ram.bytes.fill(1, 0, 4 * CHUNK);
  await clock.run(add(first, { isUpdate: true }));
  // Compared, written, verified.
  expect(lengths(first)).toEqual([CHUNK, CHUNK, CHUNK]);
  await clock.run(run.end());
});

const io = new MediaError('E_DEVICE_IO', 'EIO: i/o error, write');

test.each<{ what: string; faulty: FakeDriveOptions; outcome: DriveResult['outcome'] }>([
  {
    what: 'fails',
    faulty: { failAt: { kind: 'write', nth: 9, error: io, staysBroken: true } },
    outcome: 'failed',
  },
  { what: 'hangs', faulty: { hangAt: { kind: 'write', nth: 9 } }, outcome: 'failed' },
  { what: 'is pulled out', faulty: { goneAtMs: 30 }, outcome: 'failed' },
  { what: 'hangs while it is opened', faulty: { hangAt: { kind: 'open', nth: 0 } }, outcome: 'failed' },
  { what: 'hangs while it is closed', faulty: { hangAt: { kind: 'close', nth: 0 } }, outcome: 'verified' },
  { what: 'is very slow', faulty: { writeSpeed: 5000 }, outcome: 'verified' },
])('a drive that $what changes nothing for the others', async ({ faulty, outcome }) => {
  const { clock, machine, add, run } = await driveStage();
  const drives = eight(machine, { 3: faulty });
  const ended = await clock.run(Promise.all(drives.map((drive) => add(drive))));
  await clock.run(run.end());
  expect(ended[3]?.result.outcome).toBe(outcome);
  for (const [index, { atMs, result }] of ended.entries()) {
    if (index === 3) continue;
    expect(result.outcome).toBe('verified');
    expect(atMs).toBeCloseTo(await alone(index), SAME);
  }
});

test('a cancelled drive stops within a chunk, does not start, and changes nothing for the others', async () => {
  const { clock, machine, add, run } = await driveStage();
  const drives = eight(machine);
  const all = Promise.all(drives.map((drive) => add(drive)));
  const [slowest] = drives;
  if (slowest === undefined) throw new Error('no drive');
  await clock.pass(500);
  const written = slowest.counts.write;
  run.cancel(slowest.drive.device);
  const ended = await clock.run(all);
  await clock.run(run.end());
  expect(ended[0]?.result).toEqual({ device: '/dev/sda', outcome: 'cancelled', retries: 0 });
  // Four buffers under way at most, then the zeros over what is written last.
  const perChunkMs = (CHUNK / 5 / MB) * 1000;
  expect((ended[0]?.atMs ?? 0) - 500).toBeLessThanOrEqual(6 * perChunkMs);
  // Zeros over the backup table, the partition table and the boot sector.
  expect(slowest.counts.write - written).toBeLessThanOrEqual(3);
  expect(slowest.ram.bytes.subarray(0, 64 * 1024).every((byte) => byte === 0)).toBe(true);
  expect(slowest.closed).toBe(1);
  for (let index = 1; index < 8; index += 1) expect(ended[index]?.atMs).toBeCloseTo(await alone(index), SAME);
});

test('cancelling all ends all, also one that waits for its source', async () => {
  const { clock, machine, add, run } = await driveStage(imageMedium('/image', IMAGE.length, true));
  run.source({ id: 'image', availableBytes: 3 * CHUNK + 1 });
  const drives = eight(machine);
  const all = Promise.all(drives.map((drive) => add(drive)));
  await clock.pass(5000);
  run.cancel();
  const ended = await clock.run(all);
  expect(ended.map(({ result }) => result.outcome)).toEqual(drives.map(() => 'cancelled'));
  // Zeros over the first sectors, that is all there is to do.
  for (const { atMs } of ended) expect(atMs - 5000).toBeLessThan(50);
  await clock.run(run.end());
});

test('a drive joins while others are written, and a finished one may be written again', async () => {
  const { clock, machine, add, run } = await driveStage();
  const first = machine.plug('/dev/sda', { writeSpeed: 5 * MB });
  const second = machine.plug('/dev/sdb', { writeSpeed: 90 * MB });
  const slow = add(first);
  await clock.pass(77);
  const { result, atMs } = await clock.run(add(second));
  expect(result.outcome).toBe('verified');
  const again = await clock.run(add(second));
  expect(again.result.outcome).toBe('verified');
  expect(again.atMs - atMs).toBeCloseTo(atMs - 77, 6);
  expect((await clock.run(slow)).atMs).toBeGreaterThan(again.atMs);
  await clock.run(run.end());
});

test('the same drive is not written twice at the same time, and nothing joins a run that has ended', async () => {
  const { clock, machine, add, run } = await driveStage();
  const drive = machine.plug('/dev/sda');
  const first = add(drive);
  const second = await clock.run(add(drive));
  expect(second.result).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_IN_USE' } });
  expect((await clock.run(first)).result.outcome).toBe('verified');
  expect(drive.opened).toBe(1);
  await clock.run(run.end());
  expect((await add(drive)).result).toMatchObject({ outcome: 'failed', error: { code: 'E_CANCELLED' } });
});

test('a drive that hangs is given up after minutes, and refused until the system lets go of it', async () => {
  const { clock, machine, add, run } = await driveStage();
  const drive = machine.plug('/dev/sda', { hangAt: { kind: 'write', nth: 9 } });
  const { result, atMs } = await clock.run(add(drive));
  expect(result).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_HANGS' } });
  expect(atMs).toBeGreaterThan(SILENCE_LIMIT_MS);
  expect(atMs).toBeLessThan(SILENCE_LIMIT_MS + 3000);
  expect(drive.closed).toBe(0);
  const writes = drive.counts.write;
  expect((await add(drive)).result).toMatchObject({ error: { code: 'E_DEVICE_IN_USE' } });
  await clock.run(run.end());
  drive.letGo();
  await clock.pass(1000);
  expect(drive.closed).toBe(1);
  // Nothing was sent after it was given up.
  expect(drive.counts.write).toBe(writes);
});

test('a hanging drive that is cancelled answers soon', async () => {
  const { clock, machine, add, run } = await driveStage();
  const drive = machine.plug('/dev/sda', { hangAt: { kind: 'write', nth: 9 } });
  const work = add(drive);
  await clock.pass(20_000);
  run.cancel('/dev/sda');
  const { result, atMs } = await clock.run(work);
  expect(result.outcome).toBe('cancelled');
  expect(atMs - 20_000).toBeLessThanOrEqual(STOP_SILENCE_LIMIT_MS + 1000);
  await clock.run(run.end());
});

test('a drive that is only slow has a limit, too, once it is cancelled', async () => {
  const { clock, machine, add, run } = await driveStage();
  const work = add(machine.plug('/dev/sda', { writeSpeed: CHUNK / 9 }));
  await clock.pass(20_000);
  run.cancel();
  const { result, atMs } = await clock.run(work);
  expect(result.outcome).toBe('cancelled');
  expect(atMs - 20_000).toBeLessThanOrEqual(STOP_LIMIT_MS + 1000);
  await clock.run(run.end());
});

test('a drive that hangs because it was pulled out is reported as gone within five seconds', async () => {
  const { clock, machine, add, run } = await driveStage();
  const drive = machine.plug('/dev/sda', { hangAt: { kind: 'write', nth: 9 }, goneAtMs: 10_000 });
  const { result, atMs } = await clock.run(add(drive));
  expect(result).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_GONE' } });
  expect(atMs).toBeLessThan(15_000);
  await clock.run(run.end());
});

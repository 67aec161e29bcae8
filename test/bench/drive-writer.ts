/**
 * Writing and verifying drives, beside dd, dd with cmp, and etcher-sdk, on loop devices in one run.
 * `npm run bench:drives [-- [--rounds N] [--without-etcher] [--sticks | --one]]`; needs root, losetup, 14 GB in the temporary
 * folder (TMPDIR moves it), 9 GB in /dev/shm, and about 17 minutes with three rounds. Contestants take turns being first; medians and ratios are printed
 * with the targets and whether they were reached.
 * Trap: a ratio of medians of one run on a quiet machine says something; seconds of two runs do not.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { throttleGroup, whyNoThrottle, type ThrottleGroup } from '../support/throttled-loop.ts';
import { buildBareLoop, runBareLoop } from './bare-contestant.ts';
import { attachLoops, type BenchLoops } from './bench-loops.ts';
import { runDd, runEtcher, runOurs } from './drive-contestants.ts';
import { imageSpec, makeImage, treeSpec } from './drive-media.ts';
import {
  lastUsable,
  lastWritten,
  medianOf,
  printTable,
  printUnequal,
  ratio,
  takeTurns,
  type Contestant,
} from './drive-rounds.ts';
import { installEtcher } from './etcher-install.ts';
import { describeLoad, describeMachine, megabytes } from './figures.ts';
import { generateTree } from './tree.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const ONE_DRIVE_BYTES = 4 * GIB;
const FOUR_DRIVES_BYTES = 2 * GIB;
const UNEQUAL_BYTES = 512 * MIB;
/** Bytes per second written. */
const STICK_SPEED = 40e6;
const UNEQUAL_SPEEDS = [STICK_SPEED, STICK_SPEED, STICK_SPEED, 15e6] as const;
const READ_SPEED = 80e6;
const FAST_DRIVES = 3;
const WRITER = join(import.meta.dirname, '../../dist/media-builder-writer.cjs');

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    'without-etcher': { type: 'boolean', default: false },
    /** Only the drives with the speed of sticks. */
    sticks: { type: 'boolean', default: false },
    /** Only one drive over ext4, for its processor time. */
    one: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const verdicts: string[] = [];
const folder = await mkdtemp(join(tmpdir(), 'media-builder-drives-'));
const memoryFolder = await mkdtemp('/dev/shm/media-builder-drives-');
try {
  await main();
} finally {
  await rm(folder, { recursive: true, force: true });
  await rm(memoryFolder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const etcher = values['without-etcher'] ? undefined : await installEtcher();
  // Node reads these certificates at its start (60 ms), and sudo and pkexec do not hand the name on to the writer.
  delete process.env['NODE_EXTRA_CA_CERTS'];
  console.log(`machine: ${describeMachine()}; ${rounds} rounds`);
  const image = join(folder, 'image');
  if (!values.sticks) {
    await makeImage(image, ONE_DRIVE_BYTES);
    const places = [
      ['loop over ext4, direct', folder],
      ['loop over tmpfs', memoryFolder],
    ] as const;
    for (const [name, place] of places.slice(0, values.one ? 1 : undefined)) {
      await withLoops(place, 1, ONE_DRIVE_BYTES, (loops) => oneDrive(name, image, loops, etcher));
    }
  }
  if (!values.one) await severalDrives(image, etcher);
  await rm(image);
  if (!values.sticks && !values.one) await withLoops(folder, 1, 2 * GIB, updateInPlace);
  console.log(`\n| target | measured | |\n|---|---|---|\n${verdicts.join('\n')}`);
  console.log(`\nload at the end: ${describeLoad()}`);
}

async function severalDrives(image: string, etcher: string | undefined): Promise<void> {
  if (!values.sticks) {
    await makeImage(image, FOUR_DRIVES_BYTES);
    for (const [name, place] of [
      ['loops over ext4, direct', folder],
      ['loops over tmpfs', memoryFolder],
    ] as const) {
      await withLoops(place, 4, FOUR_DRIVES_BYTES, (loops) => fourDrives(name, image, loops, etcher));
    }
  }
  await makeImage(image, UNEQUAL_BYTES);
  const reason = whyNoThrottle();
  if (reason === undefined) {
    await withLoops(memoryFolder, 4, UNEQUAL_BYTES, (loops) => equalSticks(image, loops));
    await withLoops(memoryFolder, 4, UNEQUAL_BYTES, (loops) => unequalDrives(image, loops, etcher));
  } else console.log(`four drives with the speed of sticks: NOT RUN: ${reason}`);
}

async function oneDrive(
  title: string,
  image: string,
  { devices }: BenchLoops,
  etcher: string | undefined,
): Promise<void> {
  const [device = ''] = devices;
  const bareLoop = await buildBareLoop(folder);
  const results = await takeTurns(`one drive of 4 GiB, ${title}`, { image, rounds }, [
    { name: 'dd + cmp', run: () => runDd(image, devices, { verify: true }) },
    {
      name: 'bare loop',
      run: () => runBareLoop(bareLoop, { image, device, sizeBytes: ONE_DRIVE_BYTES }),
    },
    { name: 'ours', run: () => runOurs(WRITER, imageSpec(image, ONE_DRIVE_BYTES), devices) },
    ...etcherContestants(etcher, image, devices, { buffers: [2, 16] }),
  ]);
  printTable(results, 'dd + cmp');
  const written = ratio(results, 'dd + cmp', 'ours', lastWritten);
  const usable = ratio(results, 'ours', 'dd + cmp', lastUsable);
  const perGib = (name: string): number =>
    medianOf(results, name, ({ cpuSeconds }) => cpuSeconds) / (ONE_DRIVE_BYTES / GIB);
  const cpu = perGib('ours');
  judge(`one drive, ${title}: write at least 1.0 x dd`, `${written.toFixed(2)} x`, written >= 1);
  judge(
    `one drive, ${title}: write + verify at most 0.6 x dd + cmp`,
    `${usable.toFixed(2)} x`,
    usable <= 0.6,
  );
  judge(
    `one drive, ${title}: processor at most 0.6 s per GiB (the bare loop: ${perGib('bare loop').toFixed(2)} s)`,
    `${cpu.toFixed(2)} s`,
    cpu <= 0.6,
  );
}

async function fourDrives(
  title: string,
  image: string,
  { devices }: BenchLoops,
  etcher: string | undefined,
): Promise<void> {
  const results = await takeTurns(`four drives of 2 GiB, ${title}`, { image, rounds }, [
    { name: 'four dd', run: () => runDd(image, devices, { verify: false }) },
    { name: 'ours', run: () => runOurs(WRITER, imageSpec(image, FOUR_DRIVES_BYTES), devices) },
    // What Etcher itself takes for four drives: 2 + 3 x 32.
    ...etcherContestants(etcher, image, devices, { buffers: [98] }),
  ]);
  printTable(results, 'four dd');
  const written = ratio(results, 'four dd', 'ours', lastWritten);
  judge(`four drives, ${title}: write at least 0.95 x four dd`, `${written.toFixed(2)} x`, written >= 0.95);
  const peak = Math.max(...(results.get('ours') ?? []).map(({ peakBytes }) => peakBytes ?? Number.NaN));
  judge(`four drives, ${title}: memory of the writer at most 150 MB`, megabytes(peak), peak <= 150e6);
}

/** The loops as drives with speeds of their own; the last speed is that of all further ones. */
function throttled(devices: readonly string[], speeds: readonly number[]): ThrottleGroup {
  return throttleGroup(
    devices.map((device, index) => ({
      device,
      writeBytesPerSecond: speeds[index] ?? speeds.at(-1) ?? Number.NaN,
      readBytesPerSecond: READ_SPEED,
    })),
  );
}

/** Four drives that are each as slow as a stick: nobody is limited by what all share. */
async function equalSticks(image: string, { devices }: BenchLoops): Promise<void> {
  const group = throttled(devices, [STICK_SPEED]);
  try {
    const unequal = { group, waitFor: devices.length };
    const spec = imageSpec(image, UNEQUAL_BYTES);
    const results = await takeTurns('four equal drives, 512 MiB at 40 MB/s each', { image, rounds }, [
      { name: 'four dd', run: () => runDd(image, devices, { verify: false, unequal }) },
      { name: 'ours', run: () => runOurs(WRITER, spec, devices, { unequal }) },
    ]);
    printTable(results, 'four dd');
    const written = ratio(results, 'four dd', 'ours', lastWritten);
    const name = 'four drives of 40 MB/s each: write at least 0.95 x four dd';
    judge(name, `${written.toFixed(2)} x`, written >= 0.95);
  } finally {
    group.remove();
  }
}

async function unequalDrives(
  image: string,
  { devices }: BenchLoops,
  etcher: string | undefined,
): Promise<void> {
  const group = throttled(devices, UNEQUAL_SPEEDS);
  try {
    // The slow drive is there to disturb; nobody waits for its end.
    const unequal = { group, waitFor: FAST_DRIVES };
    const spec = imageSpec(image, UNEQUAL_BYTES);
    const results = await takeTurns('four unequal drives, 512 MiB at 40/40/40/15 MB/s', { image, rounds }, [
      { name: 'four dd', run: () => runDd(image, devices, { verify: false, unequal }) },
      { name: 'ours', run: () => runOurs(WRITER, spec, devices, { unequal }) },
      ...etcherContestants(etcher, image, devices, { buffers: [98], group }).map((one) => ({
        ...one,
        rounds: 1,
      })),
    ]);
    printUnequal(results);
    const own = medianOf(results, 'four dd', ({ writtenSeconds }) =>
      Math.max(...writtenSeconds.slice(0, FAST_DRIVES)),
    );
    const worst = medianOf(results, 'ours', ({ usableSeconds }) =>
      Math.max(...usableSeconds.slice(0, FAST_DRIVES)),
    );
    const name = 'unequal drives: slowest of the fast ones usable within 1.55 x its own dd';
    judge(name, `${(worst / own).toFixed(2)} x`, worst / own <= 1.55);
  } finally {
    group.remove();
  }
}

/** A medium of 1.5 GiB, then the same with other boot variables. */
async function updateInPlace({ devices }: BenchLoops): Promise<void> {
  const tree = join(folder, 'tree');
  await generateTree(tree, 7);
  const full = await runOurs(WRITER, await treeSpec(tree, 'first'), devices);
  const update = await runOurs(WRITER, await treeSpec(tree, 'second'), devices, { isUpdate: true });
  const [before, after] = [full, update].map(({ results: [result] }) =>
    result?.outcome === 'verified' ? result.bytesWritten : Number.NaN,
  );
  const share = (100 * (after ?? Number.NaN)) / (before ?? Number.NaN);
  console.log(`\nupdate in place: ${after} bytes written, a full write is ${before}`);
  console.log(
    `  ${lastUsable(update).toFixed(2)} s until verified, a full write ${lastUsable(full).toFixed(2)} s`,
  );
  judge(
    'update of the boot variables writes at most 10 % of a full write',
    `${share.toFixed(2)} %`,
    share <= 10,
  );
}

function etcherContestants(
  etcher: string | undefined,
  image: string,
  devices: readonly string[],
  { buffers, group }: { readonly buffers: readonly number[]; readonly group?: ThrottleGroup },
): readonly Contestant[] {
  if (etcher === undefined) return [];
  return buffers.map((count) => ({
    name: `etcher-sdk, ${count} buffers`,
    run: () => runEtcher(etcher, image, devices, { buffers: count, group }),
  }));
}

function judge(target: string, measured: string, isReached: boolean): void {
  verdicts.push(`| ${target} | ${measured} | ${isReached ? 'reached' : 'MISSED'} |`);
}

async function withLoops(
  place: string,
  count: number,
  sizeBytes: number,
  body: (loops: BenchLoops) => Promise<void>,
): Promise<void> {
  const loops = await attachLoops(place, count, sizeBytes);
  try {
    await body(loops);
  } finally {
    await loops.remove();
  }
}

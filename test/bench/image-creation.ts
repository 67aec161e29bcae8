/**
 * How long images of a 1.5 GiB tree take, beside what other tools take for the same tree in the same minutes.
 * `npx tsx test/bench/image-creation.ts [rounds]`; needs xorriso, dosfstools, mtools and 5 GB in the temporary folder
 * (TMPDIR moves it). Every contestant runs in a process of its own, ends with its output on the disk, and has its turn
 * first, second … last in different rounds; times are whole processes, start-up included.
 * Trap: compare the ratios of one run, not the seconds of two: disks and virtual machines have moods.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describeLoad, describeMachine, median, megabytes } from './figures.ts';
import { generateTree } from './tree.ts';

interface Contestant {
  readonly name: string;
  /** A program and its arguments; "sh -c" only where a tool needs two commands. */
  readonly command: readonly string[];
  readonly output: string;
}

interface Measured {
  readonly seconds: number;
  /** User and system time of all its processes; what the kernel does later for a cached write is in nobody's. */
  readonly cpuSeconds: number;
  readonly peakBytes: number | undefined;
}

const SEED = 7;
const rounds = Number(process.argv[2] ?? 5);
const folder = await mkdtemp(join(tmpdir(), 'media-builder-bench-'));
try {
  await main();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const tree = join(folder, 'tree');
  const bundle = join(folder, 'child.mjs');
  const facts = await generateTree(tree, SEED);
  await build({
    entryPoints: [join(import.meta.dirname, 'writer-child.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
    logLevel: 'error',
  });
  console.log(`tree: ${facts.files} files, ${facts.bytes} bytes, seed ${SEED}; ${rounds} rounds`);
  console.log(`machine: ${describeMachine()}`);
  const contestants = listContestants(tree, bundle);
  const results = new Map<string, Measured[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Everyone begins a round once, so nobody always follows the one who leaves the disk busy.
    const order = contestants.map((_, index) => contestants[(index + round) % contestants.length]);
    for (const contestant of order) {
      if (contestant === undefined) continue;
      const measured = await measure(contestant, tree);
      results.get(contestant.name)?.push(measured);
      console.log(`  round ${round + 1}  ${contestant.name.padEnd(34)} ${measured.seconds.toFixed(2)} s`);
    }
  }
  printTable(results);
  for (const kind of ['iso', 'disk']) {
    const { peakBytes } = run([process.execPath, bundle, 'memory', kind]);
    console.log(`peak memory of a 4 GiB ${kind} image: ${megabytes(peakBytes)} (limit 200 MB)`);
  }
  console.log(`load at the end: ${describeLoad()}`);
}

function listContestants(tree: string, bundle: string): readonly Contestant[] {
  const out = (name: string): string => join(folder, name);
  const ours = (kind: string, output: string, ...more: string[]): readonly string[] => [
    process.execPath,
    bundle,
    'build',
    kind,
    tree,
    output,
    ...more,
  ];
  const shell = (line: string, ...args: string[]): readonly string[] => ['sh', '-ec', line, 'sh', ...args];
  return [
    {
      name: 'cp -r + sync',
      command: shell('cp -r "$1" "$2"; sync -f "$2"', tree, out('copy')),
      output: out('copy'),
    },
    { name: 'ours, ISO', command: ours('iso', out('ours.iso')), output: out('ours.iso') },
    { name: 'ours, FAT32 disk image', command: ours('disk', out('ours.img')), output: out('ours.img') },
    {
      name: 'ours, ISO, verified',
      command: ours('iso', out('checked.iso'), 'verify'),
      output: out('checked.iso'),
    },
    {
      name: 'ours, FAT32 disk image, verified',
      command: ours('disk', out('checked.img'), 'verify'),
      output: out('checked.img'),
    },
    {
      name: 'xorriso -as mkisofs + sync',
      command: shell(
        'xorriso -as mkisofs -quiet -iso-level 3 -J -R -o "$2" "$1"; sync "$2"',
        tree,
        out('x.iso'),
      ),
      output: out('x.iso'),
    },
    {
      name: 'mkfs.vfat + mcopy + sync',
      command: shell(
        'truncate -s 2G "$2"; mkfs.vfat -F 32 "$2"; mcopy -s -i "$2" "$1"/* ::; sync "$2"',
        tree,
        out('mtools.img'),
      ),
      output: out('mtools.img'),
    },
  ];
}

async function measure(contestant: Contestant, tree: string): Promise<Measured> {
  // The sources are in the cache and nothing is waiting for the disk when the clock starts.
  run(['sh', '-ec', 'find "$1" -type f -exec cat {} + > /dev/null; sync', 'sh', tree]);
  const measured = run(contestant.command);
  await rm(contestant.output, { recursive: true, force: true });
  return measured;
}

function run(command: readonly string[]): Measured {
  const started = performance.now();
  // The shell's "times" knows the processor time of everything it waited for.
  const result = spawnSync('sh', ['-ec', '"$@"; times', 'sh', ...command], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = (performance.now() - started) / 1000;
  if (result.status !== 0) throw new Error(`${command.join(' ')}: ${result.stderr}`);
  const facts = /^\{.*\}$/m.exec(result.stdout)?.[0];
  const { peakBytes } = (facts === undefined ? {} : JSON.parse(facts)) as { readonly peakBytes?: number };
  const children = result.stdout.trim().split('\n').at(-1) ?? '';
  const cpuSeconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest),
    0,
  );
  return { seconds, cpuSeconds, peakBytes };
}

function printTable(results: ReadonlyMap<string, readonly Measured[]>): void {
  const seconds = (name: string): readonly number[] => (results.get(name) ?? []).map((one) => one.seconds);
  const base = seconds('cp -r + sync');
  console.log(
    '\n| contestant | median s | min to max s | x cp -r (medians) | x cp -r (per round) | processor s | peak memory |',
  );
  console.log('|---|---|---|---|---|---|---|');
  for (const [name, measured] of results) {
    const own = seconds(name);
    const perRound = own.map((value, index) => value / (base[index] ?? Number.NaN));
    const range = `${Math.min(...own).toFixed(2)} to ${Math.max(...own).toFixed(2)}`;
    const peaks = measured.flatMap(({ peakBytes }) => (peakBytes === undefined ? [] : [peakBytes]));
    const columns = [
      name,
      median(own).toFixed(2),
      range,
      (median(own) / median(base)).toFixed(2),
      median(perRound).toFixed(2),
      median(measured.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
      peaks.length === 0 ? '' : megabytes(Math.max(...peaks)),
    ];
    console.log(`| ${columns.join(' | ')} |`);
  }
  const verdict = (name: string, limit: number): void => {
    const ratio = median(seconds(name)) / median(base);
    console.log(
      `${name}: ${ratio.toFixed(2)} x cp -r, target ${limit}: ${ratio <= limit ? 'reached' : 'MISSED'}`,
    );
  };
  console.log('');
  verdict('ours, ISO', 1.2);
  verdict('ours, FAT32 disk image', 1.5);
}

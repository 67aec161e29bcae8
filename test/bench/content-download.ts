/**
 * Bench of the content download: ours against curl plus sha256sum and against aria2c with checksums, from one HTTPS
 * server process, in rounds of one run; then the same over a link that delays and loses packets.
 *   npm run bench:content -- [ROUNDS] [--only-lossy | --only-near]
 * Needs curl, aria2c, sha256sum; for the lossy link root, ip, /dev/net/tun and python3. See README.md.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { openPki } from '#lab/pki.ts';
import { median } from './figures.ts';

interface Course {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  readonly host: string;
  /** Put before the command of the server, and of a contestant. */
  readonly atServer: readonly string[];
  readonly atClient: readonly string[];
}

interface Contestant {
  readonly name: string;
  /** Commands in order; all must succeed. */
  readonly commands: readonly (readonly string[])[];
}

const here = fileURLToPath(new URL('.', import.meta.url));
const args = process.argv.slice(2);
const rounds = Number(args.find((one) => /^\d+$/.test(one)) ?? 5);
const isWanted = (which: 'near' | 'lossy'): boolean =>
  !args.includes(which === 'near' ? '--only-lossy' : '--only-near');
// Memory, when there is: no contestant is to wait for a disk.
const folder = mkdtempSync(join(process.env['BENCH_FOLDER'] ?? tmpdir(), 'media-builder-bench-'));
const spaces = [`tsmb-${process.pid}-a`, `tsmb-${process.pid}-b`] as const;
const children: ChildProcess[] = [];

async function main(): Promise<void> {
  const pki = await openPki(folder, () => new Date());
  const { keyPem, certPem } = pki.serverCertificate(['127.0.0.1', '10.77.1.1']);
  writeFileSync(join(folder, 'server.pem'), keyPem + certPem, { mode: 0o600 });
  writeFileSync(join(folder, 'root.pem'), pki.rootCertificatePem);
  for (const name of ['content-server', 'content-contestant']) await bundle(name);
  const load = loadavg().map((one) => one.toFixed(1));
  console.log(
    `${cpus().length} processors (${cpus()[0]?.model ?? ''}), Node ${process.version}, load ${load.join(' ')}`,
  );
  const near = { host: '127.0.0.1', atServer: [], atClient: [] };
  if (isWanted('near')) await run({ name: '2 GiB in 40 files, near', files: 40, bytes: 53_687_091, ...near });
  if (isWanted('lossy')) await runLossy();
}

async function runLossy(): Promise<void> {
  for (const space of spaces) mustRun('ip', 'netns', 'add', space);
  const link = ['lossy-link.py', ...spaces, '100', '0.01', '7'];
  const child = start('python3', [join(here, link[0] ?? ''), ...link.slice(1)]);
  await firstLine(child);
  // What most servers use; some machines do not allow to change it.
  const inServer = ['netns', 'exec', spaces[0], 'sysctl', '-n'];
  spawnSync('ip', [...inServer.slice(0, 4), '-q', '-w', 'net.ipv4.tcp_congestion_control=cubic']);
  const shown = spawnSync('ip', [...inServer, 'net.ipv4.tcp_congestion_control'], { encoding: 'utf8' });
  await run({
    name: `20 MiB in 40 files, 100 ms and 1 % loss, TCP ${shown.stdout.trim()}`,
    files: 40,
    bytes: 524_288,
    host: '10.77.1.1',
    atServer: ['ip', 'netns', 'exec', spaces[0]],
    atClient: ['ip', 'netns', 'exec', spaces[1]],
  });
}

async function run(course: Course): Promise<void> {
  const [program, ...rest] = [
    ...course.atServer,
    process.execPath,
    join(folder, 'content-server.mjs'),
    join(folder, 'server.pem'),
    course.host,
    String(course.files),
    String(course.bytes),
  ];
  const server = start(program, rest);
  // Sound: our own server printed it.
  const { port, hashes } = JSON.parse(await firstLine(server)) as { port: number; hashes: readonly string[] };
  const target = join(folder, 'out');
  const contestants = contestantsFor(course, { base: `https://${course.host}:${port}`, hashes, target });
  const times = new Map(contestants.map((one): [string, number[]] => [one.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      // Each round another one begins.
      const one = contestants[(round + turn) % contestants.length];
      if (one === undefined) continue;
      rmSync(target, { recursive: true, force: true });
      mkdirSync(target);
      const begun = performance.now();
      for (const [command = '', ...more] of one.commands)
        mustRun(...withPrefix(command.startsWith('sha') ? [] : course.atClient, [command, ...more]));
      times.get(one.name)?.push((performance.now() - begun) / 1000);
    }
  }
  server.kill();
  report(course, times);
}

function contestantsFor(
  course: Course,
  from: { readonly base: string; readonly hashes: readonly string[]; readonly target: string },
): readonly Contestant[] {
  const { base, hashes, target } = from;
  const at = (name: string): string => join(folder, name);
  const names = hashes.map((_, index) => `${index}.bin`);
  writeFileSync(at('hashes'), `${hashes.join('\n')}\n`);
  writeFileSync(
    at('curlrc'),
    `silent\nfail\ncacert = "${at('root.pem')}"\n${names.map((name) => `url = "${base}/${name}"\noutput = "${join(target, name)}"`).join('\n')}\n`,
  );
  writeFileSync(
    at('sums'),
    names.map((name, index) => `${hashes[index] ?? ''}  ${join(target, name)}\n`).join(''),
  );
  writeFileSync(
    at('aria'),
    names
      .map((name, index) => `${base}/${name}\n out=${name}\n checksum=sha-256=${hashes[index] ?? ''}\n`)
      .join(''),
  );
  const aria = [
    'aria2c',
    '-q',
    `--ca-certificate=${at('root.pem')}`,
    '-d',
    target,
    '-i',
    at('aria'),
    '--file-allocation=none',
  ];
  const ours = [
    process.execPath,
    at('content-contestant.mjs'),
    at('root.pem'),
    base,
    at('hashes'),
    String(course.bytes),
    target,
  ];
  return [
    { name: 'ours', commands: [ours] },
    {
      name: 'curl + sha256sum',
      commands: [
        ['curl', '-K', at('curlrc')],
        ['sha256sum', '--quiet', '-c', at('sums')],
      ],
    },
    { name: 'aria2c, checked', commands: [aria] },
    { name: 'aria2c -j 16, checked', commands: [[...aria, '-j', '16']] },
  ];
}

function report(course: Course, times: ReadonlyMap<string, readonly number[]>): void {
  const ours = times.get('ours') ?? [];
  console.log(`\n${course.name}; ${rounds} rounds`);
  console.log('contestant              median s   min to max s    ours / it (median of the rounds)');
  for (const [name, own] of times) {
    const ratios = own.map((seconds, round) => (ours[round] ?? Number.NaN) / seconds);
    const span = `${Math.min(...own).toFixed(2)} to ${Math.max(...own).toFixed(2)}`;
    console.log(
      `${name.padEnd(23)} ${median(own).toFixed(2).padStart(8)}   ${span.padEnd(15)} ${median(ratios).toFixed(2)}`,
    );
  }
}

async function bundle(name: string): Promise<void> {
  await build({
    entryPoints: [join(here, `${name}.ts`)],
    outfile: join(folder, `${name}.mjs`),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
    },
  });
}

function start(program: string, more: readonly string[]): ChildProcess {
  const child = spawn(program, [...more], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('it ended before it was ready');
}

function withPrefix(prefix: readonly string[], command: readonly string[]): readonly [string, ...string[]] {
  const [program = '', ...more] = [...prefix, ...command];
  return [program, ...more];
}

function mustRun(program: string, ...more: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, [...more], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? ''} ${stderr.slice(-600)}`);
}

try {
  await main();
} finally {
  for (const child of children) child.stdin?.end();
  for (const child of children) child.kill();
  for (const space of spaces) spawnSync('ip', ['netns', 'del', space]);
  rmSync(folder, { recursive: true, force: true });
}

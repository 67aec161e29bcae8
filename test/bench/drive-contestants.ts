/**
 * Those who write drives in the bench: dd (and dd with cmp to verify), etcher-sdk, and ours: the real writer process,
 * told what to do by its client as the command line does. All times of a contestant that is a program count from its
 * start; ours are given from the start of the process and from the moment the drives are chosen, as the process of a
 * tray of drives is started once.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { identityOf } from '#devices/drive.ts';
import type { DriveResult } from '#jobs/drive-run.ts';
import type { MediumSpec } from '#jobs/medium-spec.ts';
import { connectWriter, type WriterConnection } from '#jobs/writer/client.ts';
import type { ThrottleGroup } from '../support/throttled-loop.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
/** Of /proc/PID/stat; what `getconf CLK_TCK` says on every Linux there is. */
const TICKS_PER_SECOND = 100;

export interface Measured {
  /** Until each drive was written and flushed, in the order of the drives. */
  readonly writtenSeconds: readonly number[];
  /** Until each drive was verified; empty for those who do not. */
  readonly usableSeconds: readonly number[];
  /** From the start of the process to its end. */
  readonly processSeconds: number;
  /** User and system time of all its processes. */
  readonly cpuSeconds: number;
  readonly peakBytes: number | undefined;
}

interface Timed {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly stdout: string;
}

/** Runs one shell script with its arguments to its end; processor time is that of everything it started. */
export async function timed(
  script: string,
  args: readonly string[],
  { group, signal }: { readonly group?: ThrottleGroup | undefined; readonly signal?: AbortSignal } = {},
): Promise<Timed> {
  const joining = group === undefined ? '' : `echo $$ > ${group.joinFile}; `;
  const started = performance.now();
  // A group of processes of its own, so that what the shell has started can be ended with it.
  const child = spawn('sh', ['-ec', `${joining}${script}; times`, 'sh', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  signal?.addEventListener('abort', () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  const seconds = (performance.now() - started) / 1000;
  if (signal?.aborted === true) return { seconds: Number.NaN, cpuSeconds: 0, stdout: '' };
  if (exitCode !== 0) throw new Error(`${script} ${args.join(' ')}: ${stderr}`);
  const times = stdout.trim().split('\n').slice(-2).join(' ');
  const cpuSeconds = [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest),
    0,
  );
  return { seconds, cpuSeconds, stdout };
}

export interface Unequal {
  readonly group: ThrottleGroup;
  /** So many drives are waited for; then the others are stopped, and their times are NaN. */
  readonly waitFor: number;
}

/** One dd per drive, all at once; with `verify`, each drive is read back by dd and compared by cmp as soon as it is written. */
export async function runDd(
  image: string,
  devices: readonly string[],
  options: { readonly verify: boolean; readonly unequal?: Unequal },
): Promise<Measured> {
  const { size } = await stat(image);
  const stop = new AbortController();
  const { group, waitFor = devices.length } = options.unequal ?? {};
  let ended = 0;
  const started = performance.now();
  const runs = await Promise.all(
    devices.map(async (device) => {
      const write = 'dd if="$1" of="$2" bs=4M oflag=direct conv=fsync status=none';
      const written = await timed(write, [image, device], { group, signal: stop.signal });
      ended += 1;
      if (ended === waitFor && waitFor < devices.length) stop.abort();
      if (!options.verify) return { written, verified: undefined };
      const count = `${size / CHUNK_BYTES}`;
      const compare = 'dd if="$2" bs=4M count="$3" iflag=direct status=none | cmp - "$1"';
      return { written, verified: await timed(compare, [image, device, count], { group }) };
    }),
  );
  return {
    writtenSeconds: runs.map(({ written }) => written.seconds),
    usableSeconds: runs.flatMap(({ written, verified }) =>
      verified === undefined ? [] : [written.seconds + verified.seconds],
    ),
    processSeconds: (performance.now() - started) / 1000,
    cpuSeconds: runs.reduce(
      (sum, { written, verified }) => sum + written.cpuSeconds + (verified?.cpuSeconds ?? 0),
      0,
    ),
    peakBytes: undefined,
  };
}

/** etcher-sdk; all drives are written at the same pace and are ready at the same moment. */
export async function runEtcher(
  folder: string,
  image: string,
  devices: readonly string[],
  options: { readonly buffers: number; readonly group?: ThrottleGroup | undefined },
): Promise<Measured> {
  const program = join(import.meta.dirname, 'etcher-contestant.mjs');
  const args = [process.execPath, program, folder, image, `${options.buffers}`, ...devices];
  const { stdout, seconds } = await timed('"$@"', args, options);
  // Sound: etcher-contestant.mjs prints exactly these.
  const facts = JSON.parse(/^\{.*\}$/m.exec(stdout)?.[0] ?? '{}') as Readonly<
    Record<'writeSeconds' | 'seconds' | 'cpuSeconds' | 'peakBytes', number>
  >;
  return {
    writtenSeconds: devices.map(() => facts.writeSeconds),
    usableSeconds: devices.map(() => facts.seconds),
    processSeconds: seconds,
    cpuSeconds: facts.cpuSeconds,
    peakBytes: facts.peakBytes,
  };
}

export interface OursOptions {
  readonly unequal?: Unequal;
  readonly isUpdate?: boolean;
}

export interface OursMeasured extends Measured {
  readonly results: readonly DriveResult[];
}

/** Ours: starts the writer process, lets it write the medium to the drives, and ends it. */
export async function runOurs(
  writerProgram: string,
  medium: MediumSpec,
  devices: readonly string[],
  { unequal, isUpdate = false }: OursOptions = {},
): Promise<OursMeasured> {
  const started = performance.now();
  const { writer, pid } = await startWriter(writerProgram);
  unequal?.group.join(pid);
  const drives = await writer.list();
  const chosen = performance.now();
  const written = new Map<string, number>();
  const usable = new Map<string, number>();
  const since = (): number => (performance.now() - chosen) / 1000;
  const run = await writer.begin(medium, {
    onState: ({ device, phase }) => {
      if (phase === 'verify' && !written.has(device)) written.set(device, since());
    },
  });
  const results = await Promise.all(
    devices.map(async (device) => {
      const drive = drives.find((one) => one.device === device);
      if (drive === undefined) throw new Error(`the writer does not list ${device}`);
      const result = await run.add({
        identity: identityOf(drive),
        isConfirmed: true,
        allowLoop: true,
        isUpdate,
      });
      const isStopped = usable.size >= (unequal?.waitFor ?? devices.length);
      if (isStopped) return result;
      if (result.outcome !== 'verified') throw new Error(`${device}: ${JSON.stringify(result)}`);
      usable.set(device, since());
      if (usable.size === unequal?.waitFor) run.cancel();
      return result;
    }),
  );
  await run.end();
  const { cpuSeconds, peakBytes } = processFigures(pid);
  await writer.close();
  return {
    writtenSeconds: devices.map((device) => written.get(device) ?? Number.NaN),
    usableSeconds: devices.map((device) => usable.get(device) ?? Number.NaN),
    processSeconds: (performance.now() - started) / 1000,
    cpuSeconds,
    peakBytes,
    results,
  };
}

async function startWriter(program: string): Promise<{ writer: WriterConnection; pid: number }> {
  const child = spawn(process.execPath, [program, '--pipes'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} does not start`);
  const gone = once(child, 'exit').then(([exitCode]) => ({
    isDeclined: false,
    words: `exit code ${String(exitCode)}`,
  }));
  const writer = await connectWriter({
    input: child.stdout,
    output: child.stdin,
    secrets: null,
    gone,
    kill: () => {
      child.kill('SIGKILL');
    },
  });
  return { writer, pid };
}

/** What the process and the programs it waited for have taken so far (its last act, to end, is missing). */
function processFigures(pid: number): { cpuSeconds: number; peakBytes: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  // proc(5): utime, stime, cutime, cstime are fields 14 to 17; the split begins at field 3.
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpuSeconds: ticks / TICKS_PER_SECOND, peakBytes: Number(peak) * 1024 };
}

/**
 * Power cuts of a deployment in QEMU: where they fall, how the story goes on, and whether the disk keeps what the screen
 * promised. The machine is killed from one moment to the next; everything its memory held is lost, what it had handed to
 * the disk is there.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { JournalEntry } from '#lab/journal.ts';
import type { RunningLab } from '#lab/server.ts';
import { answerToTheEnd, SEQUENCE_NAME, type StoryEnd } from './deployment-story.ts';
import { PASSWORD, STEP_LIMIT_MS } from './first-path.ts';
import { attach, detach } from './image-disks.ts';
import type { PcParts, PromptedPc } from './prompted-pc.ts';
import type { Machine } from './qemu.ts';
import { randomOf } from './random.ts';

const run = promisify(execFile);

/** Between two things a person reads: a download, a start of either system, both on a busy machine. */
const QUIET_LIMIT_MS = 600_000;
const STAGE_LIMIT_MS = 900_000;

export interface CutStage {
  readonly name: string;
  /** What the serial console says when it begins. */
  readonly begins: RegExp;
  /** How long it takes on two quiet processors (measured); the cut is drawn from this time. */
  readonly spanMs: number;
}

/** In their order; the last ones are in the installed system. */
export const CUT_STAGES: readonly CutStage[] = [
  { name: 'partitioning', begins: /Dividing disk 0/, spanMs: 6_000 },
  { name: 'download of the WIM', begins: /Downloading install\.wim/, spanMs: 22_000 },
  { name: 'apply of the WIM', begins: /Applying install\.wim/, spanMs: 10_000 },
  { name: 'boot files', begins: /Making the disk startable/, spanMs: 5_000 },
  { name: 'settings', begins: /Apply Windows Settings/, spanMs: 3_500 },
  { name: 'client staging', begins: /Setup Windows and ConfigMgr/, spanMs: 3_000 },
  { name: 'first start', begins: /reboot: Restarting system/, spanMs: 55_000 },
  { name: 'installed system', begins: /Registering the client/, spanMs: 4_500 },
];

export interface Cut {
  readonly number: number;
  readonly stage: CutStage;
  readonly afterMs: number;
}

/** The cuts of a seed: stages in a drawn order, each as often as the others, and a drawn time within. */
export function drawCuts(seed: number, count: number): readonly Cut[] {
  const random = randomOf(seed);
  const bag: CutStage[] = [];
  return Array.from({ length: count }, (_, index) => {
    if (bag.length === 0) bag.push(...CUT_STAGES);
    const [stage] = bag.splice(Math.floor(random() * bag.length), 1);
    if (stage === undefined) throw new Error('no stage is left');
    return { number: index + 1, stage, afterMs: Math.floor(random() * stage.spanMs) };
  });
}

export interface CutStory {
  readonly cut: Cut;
  /** Last words of the console when the power went. */
  readonly lastWords: string;
  readonly end: StoryEnd;
  /** Result of the task sequence as the site was told, undefined when it was told none. */
  readonly told: string | undefined;
  /** What the end does not keep of its promise; empty when everything is as it should be. */
  readonly wrong: readonly string[];
}

export interface CutBench {
  readonly lab: RunningLab;
  readonly pc: PromptedPc;
  /** Files of the image and their SHA-256: what a whole system holds. */
  readonly whole: ReadonlyMap<string, string>;
  readonly folder: string;
}

/** Deploys a PC, takes its power away once, and switches it on until the story has an end. */
export async function liveThrough(bench: CutBench, cut: Cut): Promise<CutStory> {
  const folder = join(bench.folder, `cut-${cut.number}`);
  const { machine, parts } = await bench.pc.open(folder);
  let lastWords: string;
  try {
    await startDeployment(machine);
    await machine.expect(cut.stage.begins, STAGE_LIMIT_MS);
    await delay(cut.afterMs);
    await machine.cutPower();
    lastWords = machine.console().trimEnd().split('\n').slice(-2).join(' / ').slice(-160);
  } finally {
    await machine.stop();
  }
  const end = await goOn(bench.pc, parts);
  return { cut, lastWords, end, ...(await judgeDisk(bench, parts, end)) };
}

/** From the prompt to the running task sequence. */
export async function startDeployment(machine: Machine): Promise<void> {
  machine.type(`${PASSWORD}\r`);
  const line = await machine.expect(new RegExp(`(\\d+) {2}${SEQUENCE_NAME}`), STEP_LIMIT_MS);
  await machine.expect(/Number:/, STEP_LIMIT_MS);
  machine.type(`${line[1] ?? ''}\r`);
}

/** Switched on again, with the stick where it was; what cannot go on without words is a stranded PC. */
async function goOn(pc: PromptedPc, parts: PcParts): Promise<StoryEnd> {
  const machine = await pc.switchOn(parts);
  try {
    return await answerToTheEnd(machine, QUIET_LIMIT_MS);
  } catch (error) {
    return { kind: 'stranded', screen: error instanceof Error ? error.message : String(error) };
  } finally {
    await machine.stop();
  }
}

/** What other programs find on the disk, beside what the screen said. */
export async function judgeDisk(
  bench: Pick<CutBench, 'lab' | 'whole' | 'folder'>,
  parts: PcParts,
  end: StoryEnd,
): Promise<Pick<CutStory, 'told' | 'wrong'>> {
  if (end.kind === 'stranded') return { told: undefined, wrong: [`stranded: ${end.screen}`] };
  const found = await lookInto(parts.diskPath);
  const told = found === undefined ? undefined : toldBy(bench.lab.site.journal.entries(), found.clientId);
  if (end.kind === 'failed')
    return { told, wrong: told === 'succeeded' ? ['a failure told as a success'] : [] };
  const wrong: string[] = [];
  if (told !== 'succeeded') wrong.push(`Software Center, but the site was told ${told ?? 'nothing'}`);
  if (found === undefined) return { told, wrong: [...wrong, 'no volume of a system'] };
  for (const [path, hash] of bench.whole)
    if (found.hashes.get(path) !== hash) wrong.push(`${path} is not that of the image`);
  for (const path of MARKS) if (!found.hashes.has(path)) wrong.push(`${path} is missing`);
  const table = await run('sgdisk', ['--verify', parts.diskPath]);
  if (!table.stdout.includes('No problems found')) wrong.push(table.stdout);
  return { told, wrong };
}

/** What the last steps leave. */
const MARKS = ['ProgramData/Contoso/deployed.txt', 'Windows/CCM/client.cjs'] as const;

interface FoundSystem {
  readonly hashes: ReadonlyMap<string, string>;
  readonly clientId: string | undefined;
}

async function lookInto(disk: string): Promise<FoundSystem | undefined> {
  return await onSystemVolume(disk, async (root) => {
    const identity = await readFile(join(root, 'Windows/CCM/identity.json'), 'utf8').catch(() => '');
    return { hashes: await hashesOf(root), clientId: /"clientId":\s*"([^"]+)"/.exec(identity)?.[1] };
  });
}

/** Looks at the system volume of a disk through ntfs-3g; undefined while there is none that can be mounted. */
export async function onSystemVolume<T>(
  disk: string,
  look: (root: string) => Promise<T>,
): Promise<T | undefined> {
  const { stdout } = await run('sfdisk', ['--json', disk]).catch(() => ({ stdout: '{}' }));
  // Sound: what sfdisk prints; absent members are handled.
  const { partitiontable } = JSON.parse(stdout) as {
    readonly partitiontable?: {
      readonly partitions?: readonly {
        readonly start: number;
        readonly size: number;
        readonly type: string;
      }[];
    };
  };
  const volume = partitiontable?.partitions?.find((one) => one.type === BASIC_DATA);
  if (volume === undefined) return undefined;
  const device = attach(disk, volume.start * SECTOR, volume.size * SECTOR);
  const root = `${disk}.volume`;
  await mkdir(root, { recursive: true });
  try {
    const mounted = await run('ntfs-3g', ['-o', 'ro', device, root]).catch(() => undefined);
    if (mounted === undefined) return undefined;
    try {
      return await look(root);
    } finally {
      await run('umount', [root]);
    }
  } finally {
    detach(device);
  }
}

const SECTOR = 512;
const BASIC_DATA = 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7';

/** SHA-256 of every file below a folder. */
export async function hashesOf(root: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const hash = createHash('sha256').update(await readFile(path));
    found.set(relative(root, path), hash.digest('hex'));
  }
  return found;
}

/** What the site was told of the end of a client's task sequence. */
function toldBy(entries: readonly JournalEntry[], clientId: string | undefined): string | undefined {
  const plain = (text: unknown): string =>
    String(text)
      .replaceAll(/[{}]|GUID:/gi, '')
      .toLowerCase();
  const end = entries.findLast(
    (one) =>
      one.area === 'status' &&
      one['kind'] === 'finished' &&
      clientId !== undefined &&
      plain(one['clientId']) === plain(clientId),
  );
  return end === undefined ? undefined : String(end['result']);
}

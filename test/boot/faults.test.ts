/**
 * Faults of the real program on a real disk in QEMU: the network is away for a minute in the middle of the WIM, and the
 * power goes at drawn moments, from partitioning to the last steps in the installed system. Each PC goes on to the end
 * or fails in words; a success has a whole system on its disk, judged by other programs.
 * The suite takes one cut, beside the network that is away; `npm run test:power-cuts -- 20` takes as many as it is told.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import { systemVersions } from '#lab/data/system-packages.ts';
import type { RunningLab } from '#lab/server.ts';
import { answerToTheEnd } from '../support/deployment-story.ts';
import { CMG, makePathMedium, PATH_PROGRAMS, startPathLab } from '../support/first-path.ts';
import { blobPorts, openGuestNetwork, type GuestNetwork } from '../support/guest-network.ts';
import { testWith } from '../support/oracle.ts';
import {
  drawCuts,
  hashesOf,
  judgeDisk,
  liveThrough,
  onSystemVolume,
  startDeployment,
  type CutBench,
  type CutStory,
} from '../support/power-cuts.ts';
import { preparePromptedPc } from '../support/prompted-pc.ts';
import { currentSystemImage } from '../support/system-disk.ts';
import { tempFolder } from '../support/temp.ts';

const run = promisify(execFile);
const PROGRAMS = [...PATH_PROGRAMS, 'wimlib-imagex', 'ntfs-3g', 'sgdisk', 'sfdisk', 'losetup'];
/** In the suite the same moment every time; the long run draws new ones unless it is told. */
const seed = Number(process.env['POWER_SEED'] ?? 20261122);
const count = Number(process.env['POWER_CUTS'] ?? 1);
/** The first cut of the seed that is taken: a long run can be done in pieces. */
const first = Number(process.env['POWER_FIRST'] ?? 1);
/** PCs with power cuts at the same time: much of a start is waiting. */
const PARALLEL = 2;

const NETWORK_AWAY_MS = 60_000;
/** Slow enough that the cut falls in the middle of a file of 56 MB, as a line at home would be. */
const LINE_BYTES_PER_SECOND = 2_500_000;
/** Between two things a person reads, on a machine with three PCs at a time. */
const QUIET_LIMIT_MS = 600_000;

// A story takes some minutes, and twenty of them more than a test has by itself.
vi.setConfig({ testTimeout: 600_000 * Math.max(3, count) });

let lab: RunningLab;
let network: GuestNetwork;
let line: GuestNetwork;
let bench: CutBench;

beforeAll(async () => {
  lab = await startPathLab();
  const open = async (): Promise<GuestNetwork> =>
    await openGuestNetwork({ names: [CMG], targetPort: lab.gatewayPort, others: blobPorts(lab) });
  [network, line] = [await open(), await open()];
  const folder = await tempFolder('faults');
  const { stickPath } = await makePathMedium(lab, { outputs: ['stick'] });
  const image = join(await currentSystemImage(), systemVersions[0]?.image ?? '');
  await run('wimlib-imagex', ['apply', image, '1', join(folder, 'whole'), '--no-acls']);
  const whole = await hashesOf(join(folder, 'whole'));
  bench = { lab, whole, folder, pc: await preparePromptedPc({ folder, stickPath, network }) };
});
afterAll(async () => {
  await network.close();
  await line.close();
  await lab.close();
});

describe.concurrent('a deployment in QEMU', () => {
  testWith(
    PROGRAMS,
    'a network that is away for 60 s in the middle of the WIM costs a minute, not the deployment',
    async () => {
      const size = (lab.site.content.get('PS100064')?.files ?? []).reduce(
        (sum, one) => sum + one.sizeBytes,
        0,
      );
      const { machine, parts } = await bench.pc.open(join(bench.folder, 'network'), line);
      try {
        line.limitSpeed(LINE_BYTES_PER_SECOND);
        await startDeployment(machine);
        // What came before this was a look at the image's list; now it is fetched to stay.
        await machine.expect(/Deleting what is on the volume/, QUIET_LIMIT_MS);
        const begun = line.bytesToGuest();
        while (line.bytesToGuest() < begun + size / 2) await delay(50);

        await machine.qmp('set_link', { name: 'net', up: false });
        const [cutAt, entries] = [line.bytesToGuest(), lab.site.journal.entries().length];
        await delay(NETWORK_AWAY_MS);
        expect(machine.console()).not.toMatch(/Error E_/);
        expect(line.bytesToGuest() - cutAt).toBeLessThan(size / 4);
        const backAt = line.bytesToGuest();
        line.limitSpeed(undefined);
        await machine.qmp('set_link', { name: 'net', up: true });

        await machine.expect(/Applying install\.wim/, QUIET_LIMIT_MS);
        const rest = line.bytesToGuest() - backAt;
        const end = await answerToTheEnd(machine, QUIET_LIMIT_MS);
        expect(end).toEqual({ kind: 'software-center' });
        await machine.stop();
        expect(await judgeDisk(bench, parts, end)).toEqual({ told: 'succeeded', wrong: [] });

        // The storage was asked for what was missing, at the byte where each piece had stopped, and never from zero.
        const asked = lab.site.journal
          .entries()
          .slice(entries)
          .filter((one) => one.event === 'blob' && one['path'] === 'install.wim')
          .map((one) => Number(/^bytes=(\d+)-/.exec(String(one['range']))?.[1]));
        const log = (await onSystemVolume(parts.diskPath, logsOf)) ?? '';
        const loss = [...log.matchAll(/install\.wim: (.*?); going on at byte (\d+) of (\d+)/g)];
        console.log(
          `60 s without a network: ${loss.map(([words]) => words).join('\n')}\nrest ${rest} of ${size} bytes`,
        );
        expect({
          zero: asked.filter((byte) => byte === 0),
          told: loss.length > 0,
          middle: loss.some(([, , byte]) => asked.includes(Number(byte)) && Number(byte) > 0),
          isRestOnly: rest < size * 0.8,
        }).toEqual({ zero: [], told: true, middle: true, isRestOnly: true });
      } finally {
        await machine.stop();
      }
    },
  );

  testWith(
    PROGRAMS,
    'whenever the power goes, the deployment goes on to a whole system or fails in words',
    async () => {
      console.log(`POWER_SEED=${seed}, cuts ${first} to ${first + count - 1}`);
      const waiting = [...drawCuts(seed, first + count - 1).slice(first - 1)];
      const stories: CutStory[] = [];
      const worker = async (): Promise<void> => {
        for (let cut = waiting.shift(); cut !== undefined; cut = waiting.shift()) {
          const story = await liveThrough(bench, cut);
          console.log(told(story));
          stories.push(story);
        }
      };
      await Promise.all(Array.from({ length: PARALLEL }, worker));
      const wrong = stories.filter((one) => one.wrong.length > 0).map(told);
      expect({ seed, cuts: stories.length, wrong }).toEqual({ seed, cuts: count, wrong: [] });
    },
  );
});

/** All logs on a volume. */
async function logsOf(root: string): Promise<string> {
  const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.log'));
  return (await Promise.all(names.map(async (name) => await readFile(join(root, name), 'utf8')))).join('\n');
}

/** One line about a story. */
function told({ cut, lastWords, end, told: result, wrong }: CutStory): string {
  const how = end.kind === 'failed' ? `${end.kind} ${end.code}` : end.kind;
  const words = wrong.length === 0 ? 'as it should' : wrong.join('; ');
  return `cut ${cut.number}: ${cut.stage.name} + ${cut.afterMs} ms [${lastWords}] -> ${how}, site told ${result ?? 'nothing'}: ${words}`;
}

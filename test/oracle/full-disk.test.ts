/**
 * A disk that runs full while a task sequence writes on it: a small NTFS volume, written by ntfs-3g, so "no space left" is
 * the file system's own answer. The lab and the program are real. A WIM that runs full is in apply-image-faults.test.ts.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { MIB } from '#base/units.ts';
import type { ContentPackage } from '#lab/content-store.ts';
import { taskSequences } from '#lab/data/task-sequences.ts';
import { runDevice } from '../../resources/runtime/flow.ts';
import { startLab, type TestLab } from '../conformance/gateway-support.ts';
import { loopback, makeDeviceMedium } from '../conformance/runtime-support.ts';
import { fakeDevice } from '../support/fake-device.ts';
import { attach, detach, makeImage } from '../support/image-disks.ts';
import { noise } from '../support/ntfs-image.ts';
import { oracle } from '../support/oracle.ts';
import { staged } from '../support/step-stage.ts';
import { tempFolder } from '../support/temp.ts';

const PACKAGE = 'PS100030';
const DISK_BYTES = 64 * MIB;
const FILE = noise(40 * MIB);
const UUID = '4C4C4544-0042-4A10-8053-B3C04F4E3336';

const command = (line: string, attributes = '', packageId = ''): string =>
  `<step type="SMS_TaskSequence_RunCommandLineAction" name="Command" ${attributes}><action>smsswd.exe /run:${packageId} ${line}</action></step>`;
const set = (name: string): string =>
  `<step type="SMS_TaskSequence_SetVariableAction" name="Set ${name}"><action>tsenv.exe "${name}=${'x'.repeat(3900)}"</action></step>`;
const restart = (target: string): string =>
  `<step type="SMS_TaskSequence_RebootAction" name="Restart"><action>smsboot.exe /target:${target}</action></step>`;
const FILL = 'sh -c "cat /dev/zero &gt; %Disk%/rest"';

/** The first restart puts the state onto the disk; from then on content goes there, too. */
const SEQUENCES = {
  download: `${restart('WinPE')}${command('true', '', PACKAGE)}${command('true')}`,
  command: `${restart('WinPE')}${command(FILL)}${command('true')}`,
  state: `${restart('WinPE')}${command(FILL, 'continueOnError="true"')}${Array.from({ length: 60 }, (_, index) => set(`Large${index}`)).join('')}${restart('HD')}${command('true')}`,
} as const;

const RUN_MS = 60_000;

let lab: TestLab | undefined;
let device: string | undefined;
let disk = '';

afterEach(async () => {
  await lab?.close();
  lab = undefined;
  oracle('umount', [disk]);
  if (device !== undefined) detach(device);
  device = undefined;
});

/** An empty NTFS volume of its own. */
async function makeDisk(): Promise<void> {
  const folder = await tempFolder('full');
  disk = join(folder, 'volume');
  await mkdir(disk);
  await makeImage(join(folder, 'disk.img'), DISK_BYTES);
  device = attach(join(folder, 'disk.img'), 0, DISK_BYTES);
  for (const [program, args] of [
    ['mkntfs', ['--quick', '--quiet', '--force', device]],
    ['ntfs-3g', [device, disk]],
  ] as const) {
    const { exitCode, output } = oracle(program, args);
    if (exitCode !== 0) throw new Error(`${program}: ${output}`);
  }
}

/** Writes until nothing more fits. */
function fill(): void {
  const file = openSync(join(disk, 'something else'), 'w');
  try {
    for (let size = MIB; size >= 512; size /= 2) fillBy(file, Buffer.alloc(size, 1));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function fillBy(file: number, bytes: Uint8Array): void {
  try {
    while (writeSync(file, bytes) === bytes.length);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error;
  }
}

/** A package of one file; whoever has read half of it finds the disk full. */
function fillingPackage(): ContentPackage {
  let done = 0;
  return {
    packageId: PACKAGE,
    version: 1,
    files: [
      {
        path: 'install.wim',
        sizeBytes: FILE.length,
        sha256: createHash('sha256').update(FILE).digest('hex'),
      },
    ],
    async *open(_path, range) {
      const part = range === undefined ? FILE : FILE.subarray(range.first, range.last + 1);
      for (let at = 0; at < part.length; at += 65_536) {
        const before = done;
        done += 65_536;
        if (before < FILE.length / 2 && done >= FILE.length / 2) fill();
        yield await Promise.resolve(part.subarray(at, at + 65_536));
      }
    },
  };
}

interface Ended {
  /** The code on the screen, or "finished". */
  readonly end: string;
  readonly shown: string;
  /** Results of the task sequence as the site was told them. */
  readonly told: readonly unknown[];
}

/** Runs a task sequence on a disk of its own, over its restart, until an end is on the screen. */
async function runToEnd(steps: string): Promise<Ended> {
  await makeDisk();
  const xml = (): string => `<sequence version="3.10">${steps}</sequence>`;
  const site = await startLab(
    {},
    { taskSequences: taskSequences.map((one) => (one.packageId === 'PS100020' ? { ...one, xml } : one)) },
  );
  lab = site;
  // Sound: the lab makes a Map and only shows it as one that cannot be changed.
  (site.site.content as Map<string, ContentPackage>).set(PACKAGE, fillingPackage());
  const medium = await makeDeviceMedium(site, {
    password: undefined,
    variables: [
      { name: 'SMSTSPreferredAdvertID', value: 'PS120020' },
      { name: 'Disk', value: disk },
    ],
  });
  await switchOn(medium.folder, '[Enter: restart now');
  const shown = await switchOn(medium.folder, 'QR code]', 'R: restart   P: power off', '[Enter: restart now');
  const told = site.site.journal
    .entries()
    .filter((one) => one.area === 'status' && one['kind'] === 'finished')
    .map((one) => one['result']);
  return { end: /Error (E_\w+)/.exec(shown)?.[1] ?? 'finished', shown, told };
}

/** One start of the computer, until one of the texts is there; gives the screen. */
async function switchOn(medium: string, ...ends: readonly string[]): Promise<string> {
  const one = await fakeDevice(medium, { lookup: loopback, facts: { _SMSTSUUID: UUID } });
  one.hardware.target = disk;
  const ended = runDevice(one);
  const limit = Date.now() + RUN_MS;
  while (!ends.some((end) => one.serial.output.includes(end))) {
    if (Date.now() > limit) throw new Error(`no end in ${RUN_MS} ms:\n${one.serial.output}`);
    await one.clock.advance(1000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  one.serial.type(one.serial.output.includes('[Enter: restart now') ? '\r' : 'p');
  await ended;
  return one.serial.output;
}

staged(
  [],
  'a disk that runs full in the middle of a download is told, and the run is a failure',
  async () => {
    const { end, shown, told } = await runToEnd(SEQUENCES.download);
    expect({ end, told }).toEqual({ end: 'E_RT_CONTENT_SPACE', told: ['failed'] });
    expect(shown).toContain('although there was room at the start');
  },
);

staged([], 'a command that fills the disk fails as the step it is', async () => {
  const { end, told } = await runToEnd(SEQUENCES.command);
  expect({ end, told }).toEqual({ end: 'E_TS_STEP_FAILED', told: ['failed'] });
});

staged([], 'where the state finds no room on a full disk, nothing is restarted', async () => {
  const { end, told } = await runToEnd(SEQUENCES.state);
  expect({ end, told }).toEqual({ end: 'E_TS_STATE', told: ['failed'] });
});

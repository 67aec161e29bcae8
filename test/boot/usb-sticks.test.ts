/**
 * The builder itself in a Debian guest with real USB storage: it watches its drives come and go, and writes three
 * sticks at once while one of them is pulled out. Afterwards other programs judge the sticks' backing files.
 * One guest for all steps, since starting it takes longest; each step uses the sticks that the one before left.
 */
import { truncateSync, writeFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { z } from 'zod';
import { MIB } from '#base/units.ts';
import { inspectTarget } from '#service/inspect-target.ts';
import { codeOfPromise } from '../support/codes.ts';
import { makePathMedium, startPathLab } from '../support/first-path.ts';
import { installBuilder } from '../support/guest-builder.ts';
import { GUEST_PROGRAMS } from '../support/guest-image.ts';
import { startGuest, type Guest, type GuestCommand, type Stick } from '../support/guest-machine.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const BUILDER = 'node app/dist/media-builder.mjs';
const PROGRAMS = [...GUEST_PROGRAMS, 'sgdisk', 'sfdisk', 'fsck.fat', 'mdir', 'cmp', 'dd'];
/** An emulated machine beside other work: only a hang takes longer. */
const STEP_LIMIT_MS = 300_000;
/** From the moment the kernel notices that a stick is gone to its result, by the guest's clock. */
const GONE_LIMIT_MS = 5000;

const driveLine = z.object({
  type: z.enum(['drive', 'drive-added', 'drive-changed']),
  device: z.string(),
  devicePath: z.string().nullable(),
  serial: z.string().nullable(),
  size: z.number(),
  isUSB: z.boolean(),
  isReadOnly: z.boolean(),
  isRemovable: z.boolean(),
  isSystem: z.boolean(),
  canWrite: z.string(),
  findings: z.array(z.object({ code: z.string() })),
});
const removedLine = z.object({ type: z.literal('drive-removed'), serial: z.string().nullable() });
const stateLine = z.object({
  type: z.literal('state'),
  device: z.string(),
  phase: z.string(),
  done: z.number(),
  total: z.number(),
});
const resultLine = z.object({
  type: z.literal('result'),
  device: z.string(),
  outcome: z.enum(['verified', 'failed', 'cancelled']),
  error: z.object({ code: z.string() }).optional(),
});

/** The records of one type among the lines a command printed. */
function records<T>(lines: readonly string[], schema: z.ZodType<T>): readonly T[] {
  return lines.flatMap((line) => {
    const parsed = schema.safeParse(parseJson(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Scene {
  readonly guest: Guest;
  readonly folder: string;
  /** The disk image that is written; a copy of it is in the guest. */
  readonly imagePath: string;
  readonly imageBytes: number;
}

let scene: Promise<Scene> | undefined;
/** The sticks as the builder listed them; the kernel gives names in the order it gets to know them. */
const sticks = new Map<string, z.infer<typeof driveLine>>();

function deviceOf(id: string): string {
  return sticks.get(id)?.device ?? '';
}

/** Starts the guest for the first step that needs it. */
async function theScene(): Promise<Scene> {
  scene ??= setTheScene();
  return await scene;
}

async function setTheScene(): Promise<Scene> {
  const folder = await tempFolder('usb-sticks');
  const files = join(folder, 'files');
  await mkdir(files);
  const lab = await startPathLab();
  const medium = await makePathMedium(lab, { outputs: ['stick'], isProtected: false });
  await lab.close();
  const imagePath = medium.stickPath;
  await cp(imagePath, join(files, 'medium.img'));
  await installBuilder(join(files, 'app'));
  const imageBytes = Number(oracle('stat', ['-c', '%s', imagePath]).stdout);
  const guest = await startGuest({ filesFolder: files, timeoutMs: 880_000 });
  return { guest, folder, imagePath, imageBytes };
}

afterAll(async () => {
  await (await scene?.catch(() => undefined))?.guest.stop();
});

/** An empty stick's backing file. */
function blankFile(folder: string, name: string, sizeBytes: number): string {
  const path = join(folder, `${name}.img`);
  writeFileSync(path, '');
  truncateSync(path, sizeBytes);
  return path;
}

testWith(
  PROGRAMS,
  'the builder sees its own system drive, which is never written, and sticks that are put in and pulled out',
  async () => {
    const { guest, folder, imageBytes } = await theScene();
    const watching = guest.start(`${BUILDER} drives --watch --json`);
    const system = await drive(watching, ({ device }) => device === '/dev/vda');
    expect(system).toMatchObject({ isSystem: true, canWrite: 'never' });
    expect(system.findings[0]?.code).toBe('E_DEVICE_SYSTEM');

    const size = imageBytes;
    const all: readonly (Partial<Stick> & { readonly id: string; readonly size: number })[] = [
      { id: 'first', size },
      { id: 'second', size: size + 64 * MIB },
      // The one that is pulled out of the write is slow, so that this happens in the middle.
      { id: 'third', size, writeBytesPerSecond: 4 * MIB },
      { id: 'locked', size, isReadOnly: true },
      { id: 'visitor', size: 64 * MIB },
    ];
    for (const stick of all) {
      const path = blankFile(folder, stick.id, stick.size);
      // Somebody's photos, on a stick without a partition table.
      if (stick.id === 'second') oracle('mkfs.vfat', [path]);
      await guest.plug({ ...stick, path, serial: `SN-${stick.id}` });
    }
    for (const { id, size: told, isReadOnly = false } of all) {
      const canWrite = isReadOnly ? 'never' : 'yes';
      // A drive may be told of before everything about it is known; then it is told of again.
      const stick = await drive(watching, (one) => one.serial === `SN-${id}` && one.canWrite === canWrite);
      expect(stick).toMatchObject({ size: told, isUSB: true, isRemovable: true, isReadOnly });
      sticks.set(id, stick);
    }
    await guest.unplug('visitor');
    await watching.line((line) => records([line], removedLine)[0]?.serial === 'SN-visitor', STEP_LIMIT_MS);
    watching.kill('SIGINT');
    expect(records(await texts(watching), removedLine)).toHaveLength(1);
  },
);

/** Waits until the builder tells of a drive. */
async function drive(
  command: GuestCommand,
  accept: (drive: z.infer<typeof driveLine>) => boolean,
): Promise<z.infer<typeof driveLine>> {
  const { text } = await command.line((line) => records([line], driveLine).some(accept), STEP_LIMIT_MS);
  const [found] = records([text], driveLine);
  if (found === undefined) throw new Error(`no drive: ${text}`);
  return found;
}

/** All lines of a command, when it has ended. */
async function texts(command: GuestCommand): Promise<readonly string[]> {
  await command.end(STEP_LIMIT_MS);
  return command.lines().map(({ text }) => text);
}

testWith(
  PROGRAMS,
  'of three sticks that are written at once one is pulled out: it is gone within 5 s, the others are verified',
  async () => {
    const { guest } = await theScene();
    const kernel = guest.start('cat /dev/kmsg');
    await guest.must(
      `mkdir /media/stick && mount ${deviceOf('second')} /media/stick && touch /media/stick/p`,
    );
    const options = ['first', 'second', 'third'].map((id) => `--drive ${deviceOf(id)}`).join(' ');
    const third = deviceOf('third');
    const writing = guest.start(`${BUILDER} write medium.img ${options} --json`);
    await writing.line((line) => isInTheMiddle(line, third), STEP_LIMIT_MS);
    // While it is written, desktops are told to keep off; afterwards no more.
    expect(await guest.must(`udevadm info --query=property ${third}`)).toContain('UDISKS_IGNORE=1');
    await guest.unplug('third');

    const port = /usb-0:([\d.]+):/.exec(sticks.get('third')?.devicePath ?? '')?.[1] ?? '?';
    const gone = await kernel.line((line) => line.includes(`-${port}: USB disconnect`), STEP_LIMIT_MS);
    const result = await writing.line((line) => isResult(line, third), STEP_LIMIT_MS);
    expect(result.atMs - gone.atMs).toBeLessThan(GONE_LIMIT_MS);
    kernel.kill('SIGTERM');

    const end = await writing.end(STEP_LIMIT_MS);
    expect(summary(writing)).toEqual({
      first: 'verified',
      second: 'verified',
      third: 'failed E_DEVICE_GONE',
    });
    expect(await guest.must('cat /proc/mounts')).not.toContain('/media/stick');
    const first = await guest.must(`udevadm info --query=property ${deviceOf('first')}`);
    expect(first).not.toContain('UDISKS_IGNORE');
    expect(first).toContain('ID_PART_TABLE_TYPE=gpt');
    // The command went on to its own end and says that not everything is well.
    expect(end.exitCode, end.stderr).toBe(1);
    expect(parseJson(end.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      type: 'summary',
      drives: 3,
      verified: 2,
      failed: 1,
    });
  },
);

function isInTheMiddle(line: string, device: string): boolean {
  const [state] = records([line], stateLine);
  return state?.device === device && state.phase === 'write' && state.done > state.total / 5;
}

function isResult(line: string, device: string): boolean {
  return records([line], resultLine)[0]?.device === device;
}

function summary(command: GuestCommand): Readonly<Record<string, string>> {
  const results = records(
    command.lines().map(({ text }) => text),
    resultLine,
  );
  return Object.fromEntries(
    results.map(({ device, outcome, error }) => [
      [...sticks].find(([, stick]) => stick.device === device)?.[0] ?? device,
      [outcome, error?.code].filter((word) => word !== undefined).join(' '),
    ]),
  );
}

testWith(
  PROGRAMS,
  'the two sticks hold the image bit for bit and are accepted by other programs',
  async () => {
    const { guest, folder, imagePath, imageBytes } = await theScene();
    for (const id of ['first', 'second']) {
      await guest.unplug(id);
      const stick = join(folder, `${id}.img`);
      const compared = oracle('cmp', ['-n', String(imageBytes), imagePath, stick]);
      expect(compared.exitCode, compared.output).toBe(0);
    }
    const stick = join(folder, 'first.img');
    expect(oracle('sgdisk', ['-v', stick]).stdout).toContain('No problems found');
    const table = z
      .object({
        partitiontable: z.object({
          partitions: z.array(z.object({ start: z.number(), size: z.number(), type: z.string() })),
        }),
      })
      .parse(JSON.parse(oracle('sfdisk', ['--json', stick]).stdout));
    const largest = [...table.partitiontable.partitions].sort((a, b) => b.size - a.size)[0];
    if (largest === undefined) throw new Error('no partition');
    const volume = join(folder, 'volume.img');
    const range = [`skip=${largest.start}`, `count=${largest.size}`];
    oracle('dd', [`if=${stick}`, `of=${volume}`, 'bs=512', ...range, 'conv=sparse']);
    const checked = oracle('fsck.fat', ['-n', volume]);
    expect(checked.exitCode, checked.output).toBe(0);
    expect(oracle('mdir', ['-i', volume, '-/', '-b', '::']).stdout).toContain('::/EFI/BOOT/BOOTX64.EFI');
  },
);

testWith(
  PROGRAMS,
  'the stick that was pulled out has no partition table and inspects as incomplete',
  async () => {
    const { folder } = await theScene();
    const stick = join(folder, 'third.img');
    const printed = oracle('sfdisk', ['--json', stick]);
    expect(printed.exitCode, printed.output).not.toBe(0);
    expect(await codeOfPromise(inspectTarget(stick))).toBe('E_IMAGE_INCOMPLETE');
  },
);

testWith(
  PROGRAMS,
  'a stick that is put in while another one is written may join, and both are verified',
  async () => {
    const { guest, folder, imagePath, imageBytes } = await theScene();
    const { machine } = guest;
    const plug = async (id: string, speed: Partial<Stick>): Promise<void> => {
      await guest.plug({ id, path: blankFile(folder, id, imageBytes), serial: `SN-${id}`, ...speed });
    };
    await plug('fourth', { writeBytesPerSecond: 6 * MIB });
    const fourth = `/dev/disk/by-id/usb-QEMU_QEMU_HARDDISK_SN-fourth-0:0`;
    await guest.must(`udevadm wait --timeout=60 '${fourth}' && stty rows 40 cols 120 < /dev/ttyS0`);
    // On the serial console, since joining is typed on a terminal.
    const command = `${BUILDER} write medium.img --join --drive '${fourth}'`;
    const writing = guest.start(`setsid sh -c "${command}" < /dev/ttyS0 > /dev/ttyS0 2>&1`);
    await machine.expect(/write\D+([1-9]\d)%/i, STEP_LIMIT_MS);
    await plug('fifth', {});
    const [, device = ''] = await machine.expect(/Type (\/dev\/\w+) or .* to write it, too/, STEP_LIMIT_MS);
    machine.type(`${device}\r`);
    const end = await writing.end(STEP_LIMIT_MS);
    expect(end.exitCode, machine.console().slice(-2000)).toBe(0);
    await machine.expect(/2 of 2 drives verified/, STEP_LIMIT_MS);
    for (const id of ['fourth', 'fifth']) {
      await guest.unplug(id);
      const compared = oracle('cmp', [imagePath, join(folder, `${id}.img`)]);
      expect(compared.exitCode, compared.output).toBe(0);
    }
  },
);

/**
 * Disks and volumes as Linux shows them in /sys (here a folder that looks like it) and as their own first sectors say:
 * which disks count, which is number 0, which volumes get which letter.
 */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeMbr } from '#formats/mbr/index.ts';
import { planGpt } from '#formats/gpt/index.ts';
import { MIB } from '#base/units.ts';
import type { RawDisk } from '../../../resources/runtime/disks/backend.ts';
import { openDisks, type OpenDisks } from '../../../resources/runtime/disks/disks.ts';
import { assignLetters, type LetterFacts } from '../../../resources/runtime/disks/letters.ts';
import { linuxBackend } from '../../../resources/runtime/disks/linux-backend.ts';
import type { ToolResult } from '../../../resources/runtime/engine/disk-port.ts';
import { codeOfPromise } from '../../support/codes.ts';
import { tempFolder } from '../../support/temp.ts';

interface FakeDisk {
  readonly name: string;
  /** Place in /sys/devices. */
  readonly path: string;
  readonly megabytes: number;
  readonly partitions?: number;
  readonly files?: Readonly<Record<string, string>>;
}

const BASIC_DATA = 'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7';
const EFI = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';

async function machine(disks: readonly FakeDisk[]): Promise<string> {
  const root = await tempFolder('machine');
  await mkdir(join(root, 'sys/class/block'), { recursive: true });
  await mkdir(join(root, 'dev'));
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${text}\n`);
  };
  for (const { name, path, megabytes, partitions = 0, files = {} } of disks) {
    const folder = join(root, 'sys/devices', path, 'block', name);
    await put(join(folder, 'size'), String(megabytes * 2048));
    for (const [file, text] of Object.entries(files)) await put(join(folder, file), text);
    await symlink(`../../devices/${path}/block/${name}`, join(root, 'sys/class/block', name));
    await writeFile(join(root, 'dev', name), new Uint8Array(megabytes * MIB));
    for (let number = 1; number <= partitions; number += 1) {
      const part = `${name}${/\d$/.test(name) ? 'p' : ''}${number}`;
      await put(join(folder, part, 'partition'), String(number));
      await put(join(folder, part, 'size'), '2048');
      await symlink(`../../devices/${path}/block/${name}/${part}`, join(root, 'sys/class/block', part));
      await writeFile(join(root, 'dev', part), '');
    }
  }
  return root;
}

function backendOf(root: string, medium?: string, tools: string[] = []): ReturnType<typeof linuxBackend> {
  return linuxBackend({
    mediumName: () => medium,
    sysFolder: join(root, 'sys'),
    devFolder: join(root, 'dev'),
    runTool: (program, args): Promise<ToolResult> => {
      tools.push([program, ...args].join(' '));
      return Promise.resolve({ exitCode: 0, output: '' });
    },
  });
}

const MACHINE: readonly FakeDisk[] = [
  { name: 'sda', path: 'pci0/usb1/1-1/host0', megabytes: 2, partitions: 2, files: { removable: '1' } },
  {
    name: 'sdb',
    path: 'pci0/ata1/host1',
    megabytes: 4,
    partitions: 1,
    files: { 'device/model': 'Fast Disk' },
  },
  { name: 'sdc', path: 'pci0/usb1/1-2/host2', megabytes: 3 },
  { name: 'nvme10n1', path: 'pci0/nvme10', megabytes: 5 },
  {
    name: 'nvme2n1',
    path: 'pci0/nvme2',
    megabytes: 6,
    partitions: 1,
    files: { 'queue/logical_block_size': '4096' },
  },
  { name: 'sr0', path: 'pci0/ata2/host3', megabytes: 1 },
  { name: 'loop0', path: 'virtual', megabytes: 1 },
  { name: 'sdd', path: 'pci0/ata3/host4', megabytes: 1, files: { ro: '1' } },
];

test('fixed disks come first and in their order, the drive of the medium is never among them', async () => {
  const root = await machine(MACHINE);
  const list = async (medium?: string): Promise<readonly string[]> =>
    (await backendOf(root, medium).list()).map(
      (disk) => `${disk.device.slice(root.length)}${disk.isRemovable ? ' (removable)' : ''}`,
    );
  expect({
    none: await list(),
    stick: await list('sda1'),
    whole: await list('sdc'),
    disc: await list('sr0'),
  }).toEqual({
    none: ['/dev/nvme2n1', '/dev/nvme10n1', '/dev/sdb', '/dev/sda (removable)', '/dev/sdc (removable)'],
    stick: ['/dev/nvme2n1', '/dev/nvme10n1', '/dev/sdb', '/dev/sdc (removable)'],
    whole: ['/dev/nvme2n1', '/dev/nvme10n1', '/dev/sdb', '/dev/sda (removable)'],
    disc: ['/dev/nvme2n1', '/dev/nvme10n1', '/dev/sdb', '/dev/sda (removable)', '/dev/sdc (removable)'],
  });
});

test('a disk that cannot be read does not pass for an empty one', async () => {
  const root = await machine([{ name: 'sda', path: 'pci0/ata1/host1', megabytes: 2 }]);
  const disks = openDisks(backendOf(root), join(root, 'volumes'));
  expect((await disks.disks()).map((disk) => disk.style)).toEqual(['none']);
  // A folder opens as a file does, and then cannot be read.
  await rm(join(root, 'dev/sda'));
  await mkdir(join(root, 'dev/sda'));
  expect([await codeOfPromise(disks.disks()), await codeOfPromise(disks.volumes())]).toEqual([
    'E_TS_DISK',
    'E_TS_DISK',
  ]);
});

/** Disks of which one fails at once and leaves the list at the third look. */
async function losing(
  name: 'sda' | 'sdb',
): Promise<{ readonly disks: OpenDisks; readonly again: () => void }> {
  const root = await machine([
    { name: 'sda', path: 'pci0/ata1/host1', megabytes: 2 },
    { name: 'sdb', path: 'pci0/usb1/1-1/host2', megabytes: 3, files: { removable: '1' } },
  ]);
  const backend = backendOf(root);
  let looks = 0;
  const list = async (): Promise<readonly RawDisk[]> => {
    const all = await backend.list();
    await rm(join(root, 'dev', name), { force: true });
    looks += 1;
    return looks < 3 ? all : all.filter((disk) => !disk.device.endsWith(name));
  };
  const disks = openDisks({ ...backend, list }, join(root, 'volumes'));
  return { disks, again: () => (looks = 0) };
}

test('a stick pulled while the disks are looked at is passed over, though it fails before it has left the list', async () => {
  const { disks, again } = await losing('sdb');
  expect((await disks.disks()).map((disk) => disk.sizeBytes / MIB)).toEqual([2]);
  again();
  expect(await disks.volumes()).toEqual([]);
});

test('a fixed disk that dies while it is looked at leaves its number to no other one', async () => {
  const { disks, again } = await losing('sda');
  const codes = [await codeOfPromise(disks.disks())];
  again();
  codes.push(await codeOfPromise(disks.volumes()));
  expect(codes).toEqual(['E_TS_DISK', 'E_TS_DISK']);
});

test('sizes, sectors and names of partitions are what the kernel says', async () => {
  const root = await machine(MACHINE);
  const backend = backendOf(root);
  const disks = await backend.list();
  expect(
    disks
      .slice(0, 3)
      .map((disk) => [
        disk.sizeBytes / MIB,
        disk.sectorBytes,
        backend.nameOf({ disk, number: 3, startBytes: 0, sizeBytes: 0 }).slice(root.length),
      ]),
  ).toEqual([
    [6, 4096, '/dev/nvme2n1p3'],
    [5, 512, '/dev/nvme10n1p3'],
    [4, 512, '/dev/sdb3'],
  ]);
});

test('tables, file systems and volume names are read from the disks themselves', async () => {
  const root = await machine([
    { name: 'sda', path: 'pci0/ata1', megabytes: 64, partitions: 3 },
    { name: 'sdb', path: 'pci0/ata2', megabytes: 8, partitions: 1 },
    { name: 'sdc', path: 'pci0/ata3', megabytes: 8 },
  ]);
  const disk = new Uint8Array(64 * MIB);
  const plan = planGpt({
    sizeBytes: disk.length,
    sectorBytes: 512,
    diskGuid: '11111111-2222-3333-4444-555555555555',
    partitions: [
      {
        typeGuid: EFI,
        partitionGuid: 'aaaaaaaa-0000-0000-0000-000000000001',
        firstLba: 2048,
        lastLba: 6143,
        name: 'EFI',
      },
      {
        typeGuid: BASIC_DATA,
        partitionGuid: 'aaaaaaaa-0000-0000-0000-000000000002',
        firstLba: 6144,
        lastLba: 8191,
        attributes: 2n ** 63n,
        name: 'Hidden',
      },
      {
        typeGuid: BASIC_DATA,
        partitionGuid: 'aaaaaaaa-0000-0000-0000-000000000003',
        firstLba: 8192,
        lastLba: 12_287,
        name: 'Windows',
      },
    ],
  });
  for (const { offset, source } of plan.extents) if (source.kind === 'bytes') disk.set(source.bytes, offset);
  const text = (words: string, offset: number): void => {
    disk.set(new TextEncoder().encode(words), offset);
  };
  text('SYSTEM     FAT32   ', 2048 * 512 + 71);
  text('NTFS    ', 8192 * 512 + 3);
  await writeFile(join(root, 'dev/sda'), disk);
  const mbr = encodeMbr({
    bootCode: new Uint8Array(),
    diskSignature: 0x1a2b_3c4d,
    partitions: [{ isActive: true, type: 7, firstLba: 2048, sectorCount: 2048 }],
  });
  const second = new Uint8Array(8 * MIB);
  second.set(mbr);
  await writeFile(join(root, 'dev/sdb'), second);
  const disks = openDisks(backendOf(root), join(root, 'volumes'));
  expect({
    styles: (await disks.disks()).map((one) => one.style),
    volumes: (await disks.volumes()).map((one) => [
      one.letter,
      one.kind,
      one.fileSystem,
      one.label,
      one.partitionId,
    ]),
    unknown: await codeOfPromise(disks.pathOf('Z:\\file')),
    upwards: await codeOfPromise(disks.pathOf('C:\\..\\x')),
    noPath: await codeOfPromise(disks.pathOf('\\\\server\\share')),
  }).toEqual({
    styles: ['gpt', 'mbr', 'none'],
    volumes: [
      [undefined, 'efi', 'fat32', 'SYSTEM', 'aaaaaaaa-0000-0000-0000-000000000001'],
      [undefined, 'data', 'none', '', 'aaaaaaaa-0000-0000-0000-000000000002'],
      ['C', 'data', 'ntfs', '', 'aaaaaaaa-0000-0000-0000-000000000003'],
      ['D', 'data', 'none', '', '1a2b3c4d-01'],
    ],
    unknown: 'E_TS_VOLUME',
    upwards: 'E_TS_VOLUME',
    noPath: 'E_TS_VOLUME',
  });
});

test('a volume is mounted once, found whatever the case, and unmounted for work on its device', async () => {
  const root = await machine([{ name: 'sda', path: 'pci0/ata1', megabytes: 8, partitions: 1 }]);
  const disk = new Uint8Array(8 * MIB);
  disk.set(
    encodeMbr({
      bootCode: new Uint8Array(),
      diskSignature: 1,
      partitions: [{ isActive: false, type: 7, firstLba: 2048, sectorCount: 4096 }],
    }),
  );
  disk.set(new TextEncoder().encode('NTFS    '), 2048 * 512 + 3);
  await writeFile(join(root, 'dev/sda'), disk);
  const tools: string[] = [];
  const disks = openDisks(backendOf(root, undefined, tools), join(root, 'volumes'));
  const folder = await disks.pathOf('c:/');
  await mkdir(join(folder, 'Windows/System32'), { recursive: true });
  const path = (await disks.pathOf('C:\\WINDOWS\\system32\\New.txt')).slice(root.length);
  const [volume] = await disks.volumes();
  if (volume === undefined) throw new Error('no volume');
  const order: string[] = [];
  const working = disks.withDevice(volume, async (device) => {
    order.push(`device ${device.slice(root.length)}`);
    await Promise.resolve();
  });
  const mounting = disks.mount(volume).then(() => order.push('mounted again'));
  await Promise.all([working, mounting]);
  await disks.close();
  expect({
    path,
    order,
    tools: tools.map((line) =>
      line
        .replaceAll(root, '')
        .split(' ')
        .filter((word) => !word.includes('nodev') && word !== '-o')
        .join(' '),
    ),
  }).toEqual({
    path: '/volumes/C/Windows/System32/New.txt',
    order: ['device /dev/sda1', 'mounted again'],
    tools: [
      'ntfs-3g /dev/sda1 /volumes/C',
      'umount /volumes/C',
      'ntfs-3g /dev/sda1 /volumes/C',
      'umount /volumes/C',
    ],
  });
});

test('letters go to data volumes in order, and not to the small active one beside Windows', () => {
  const volume = (partition: number, more: Partial<LetterFacts> = {}): LetterFacts => ({
    diskIndex: 0,
    partition,
    kind: 'data',
    fileSystem: 'ntfs',
    sizeBytes: 100,
    isActive: false,
    hasNoLetter: false,
    ...more,
  });
  const check = (volumes: readonly LetterFacts[], expected: readonly (string | undefined)[]): void => {
    expect(assignLetters(volumes)).toEqual(expected);
  };
  check([volume(1), volume(2), volume(3, { diskIndex: 1 })], ['C', 'D', 'E']);
  check(
    [volume(1, { kind: 'efi' }), volume(2, { kind: 'msr' }), volume(3), volume(4, { kind: 'recovery' })],
    [undefined, undefined, 'C', undefined],
  );
  check([volume(1, { isActive: true, sizeBytes: 50 }), volume(2)], [undefined, 'C']);
  check([volume(1, { isActive: true, sizeBytes: 200 }), volume(2)], ['C', 'D']);
  check([volume(1, { isActive: true }), volume(2, { diskIndex: 1, sizeBytes: 900 })], ['C', 'D']);
  check([volume(1, { hasNoLetter: true }), volume(2)], [undefined, 'C']);
  check(
    Array.from({ length: 25 }, (_, index) => volume(index + 1)),
    [...Array.from('CDEFGHIJKLMNOPQRSTUVWXYZ'), undefined],
  );
});

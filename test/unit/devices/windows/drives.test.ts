/** Windows' records as drives, on the recordings of test/fixtures/drives/windows (README there: where each comes from). */
import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeDrive } from '#devices/guard.ts';
import type { Drive } from '#devices/drive.ts';
import { parseRecords, type WindowsRecords } from '#devices/windows/records.ts';
import { toDrives } from '#devices/windows/to-drives.ts';
import { codeOf } from '../../../support/codes.ts';

const folder = new URL('../../../fixtures/drives/windows/', import.meta.url);
const PROGRAM = ['C:\\Program Files\\Media Builder\\media-builder.exe'];

function recorded(name: string): WindowsRecords {
  return parseRecords(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

function drives(name: string, program: readonly string[] = PROGRAM): readonly Drive[] {
  return toDrives(recorded(name), program);
}

function drive(name: string, number: number, program?: readonly string[]): Drive {
  const found = drives(name, program).find(({ device }) => device === `\\\\.\\PHYSICALDRIVE${number}`);
  if (found === undefined) throw new Error(`no disk ${number} in ${name}`);
  return found;
}

/** The codes that no confirmation lifts. */
function refusals(one: Drive): readonly string[] {
  const never = judgeDrive(one).filter(({ severity }) => severity === 'never');
  return [...new Set(never.map(({ code }) => code))];
}

describe('a laptop with a USB stick', () => {
  test('the stick is told whole', () => {
    expect(drive('laptop-nvme-usb-stick', 1)).toEqual({
      device: '\\\\.\\PHYSICALDRIVE1',
      raw: '\\\\.\\PHYSICALDRIVE1',
      displayName: 'Disk 1 (E:)',
      description: 'SanDisk Ultra Fit',
      enumerator: 'cim',
      busType: 'usb',
      devicePath: 'PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(3)',
      size: 30784094208,
      logicalBlockSize: 512,
      blockSize: 512,
      partitionTableType: 'mbr',
      mountpoints: [{ path: 'E:\\', label: 'MEDIA' }],
      isSystem: false,
      isReadOnly: false,
      isRemovable: true,
      isUSB: true,
      isCard: false,
      isVirtual: false,
      error: null,
      kind: 'disk',
      serial: '4C530001230000000001',
      attachment: '2026-03-02T08:15:01.0000000Z',
      volumes: [
        {
          device: '\\\\?\\Volume{00000000-0000-4000-8000-000000000020}\\',
          kind: 'partition',
          fileSystem: 'fat32',
          label: 'MEDIA',
          size: 30783045632,
          usedBytes: 15389949952,
          mountpoints: ['E:\\'],
        },
      ],
      uses: [
        {
          kind: 'mounted',
          device: '\\\\?\\Volume{00000000-0000-4000-8000-000000000020}\\',
          detail: 'E:\\',
        },
      ],
    });
    expect(judgeDrive(drive('laptop-nvme-usb-stick', 1)).map(({ severity }) => severity)).toEqual([
      'warning',
    ]);
  });

  test('the disk of Windows holds Windows, this program and the page file', () => {
    const system = drive('laptop-nvme-usb-stick', 0);
    expect(system).toMatchObject({ isSystem: true, isRemovable: false, busType: 'nvme', blockSize: 4096 });
    expect(system.uses.map(({ kind }) => kind)).toEqual(['system', 'system', 'system', 'swap']);
    expect(refusals(system)).toEqual(['E_DEVICE_SYSTEM']);
  });

  test('a program that was started from the stick makes the stick the system’s', () => {
    const stick = drive('laptop-nvme-usb-stick', 1, ['e:\\tools\\media-builder.exe']);
    expect(stick.isSystem).toBe(true);
    expect(refusals(stick)).toEqual(['E_DEVICE_SYSTEM']);
  });
});

test('card readers without a card have a size of 0, also those only the older classes list', () => {
  const found = drives('card-reader-without-card');
  expect(found.map(({ size }) => size)).toEqual([512110190592, 0, 0]);
  expect(found[1]).toMatchObject({ isRemovable: true, logicalBlockSize: 512, error: null });
  expect(found[2]?.error).toMatch(/does not list disk 2/);
  expect(found.slice(1).map(refusals)).toEqual([['E_DEVICE_EMPTY'], ['E_DEVICE_EMPTY']]);
});

test('an attached VHDX is a loop device, and its file holds the disk below', () => {
  expect(drive('vhd-attached', 2)).toMatchObject({
    ...{ kind: 'loop', isVirtual: true, busType: 'image', devicePath: null, isRemovable: false },
    description: 'Msft Virtual Disk',
  });
  expect(refusals(drive('vhd-attached', 2))).toEqual(['E_DEVICE_LOOP']);
  expect(judgeDrive(drive('vhd-attached', 2), { allowLoop: true }).map(({ code }) => code)).toEqual([
    'E_DEVICE_IN_USE',
  ]);
  const below = drive('vhd-attached', 1);
  expect(below.uses).toContainEqual({
    ...{ kind: 'held', device: '\\\\.\\PHYSICALDRIVE1', detail: 'D:\\images\\test stick.vhdx' },
  });
  // A second page file lies there as well.
  expect(refusals(below)).toEqual(['E_DEVICE_SYSTEM', 'E_DEVICE_IN_USE']);
});

test('Windows started from a VHDX makes the disk below it the system’s, without any mark of Windows on that', () => {
  expect(drives('windows-on-vhdx').map(({ isSystem }) => isSystem)).toEqual([true, true]);
  expect(drive('windows-on-vhdx', 0).uses).toContainEqual({
    ...{ kind: 'system', device: '\\\\.\\PHYSICALDRIVE0', detail: 'D:\\boot\\windows.vhdx' },
  });
});

test('a storage space is no drive of its own, and a pooled USB disk belongs to what lies on the space', () => {
  expect(drive('storage-spaces', 3)).toMatchObject({ kind: 'other', isVirtual: true, isSystem: true });
  expect(drive('storage-spaces', 4)).toMatchObject({ kind: 'disk', isUSB: true, isSystem: true });
  expect(drive('storage-spaces', 4).uses).toEqual([
    { kind: 'held', device: '\\\\.\\PHYSICALDRIVE4', detail: 'a storage pool' },
    { kind: 'system', device: '\\\\.\\PHYSICALDRIVE4', detail: 'storage space \\\\.\\PHYSICALDRIVE3' },
  ]);
});

test('a volume over two disks holds both, and one without a letter may lie on either', () => {
  for (const number of [1, 2]) {
    const member = drive('spanned-volume', number);
    expect(member.mountpoints).toEqual([{ path: 'D:\\', label: 'Spanned' }]);
    expect(member.volumes.map(({ label, kind }) => [label, kind])).toEqual([
      [null, 'partition'],
      [null, 'partition'],
      ['Spanned', 'other'],
      ['No letter', 'other'],
    ]);
    expect(refusals(member)).toEqual(['E_DEVICE_IN_USE']);
  }
  expect(refusals(drive('spanned-volume', 3))).toEqual([]);
  const onSpanned = drives('spanned-volume', ['D:\\tools\\media-builder.exe']);
  expect(onSpanned.map(({ isSystem }) => isSystem)).toEqual([true, true, true, false]);
});

test('a stick with several partitions shows all of them', () => {
  const stick = drive('stick-several-partitions', 1);
  expect(stick.volumes.map(({ fileSystem, label, mountpoints }) => [fileSystem, label, mountpoints])).toEqual(
    [
      ['exfat', 'Ventoy', ['E:\\']],
      ['fat', 'VTOYEFI', []],
      [null, null, []],
    ],
  );
  expect(stick.volumes[2]?.device).toBe('\\\\?\\GLOBALROOT\\Device\\Harddisk1\\Partition3');
});

test('a stick without a serial number, with a name that turns the line around', () => {
  const stick = drive('stick-without-serial', 1);
  expect(stick.serial).toBeNull();
  expect(stick.description).toBe('VendorCoevird D ProductCode 1');
});

test('a locked BitLocker stick has a letter and no file system; a read-only one is refused', () => {
  const locked = drive('bitlocker-sticks', 1);
  expect(locked.volumes).toMatchObject([{ fileSystem: null, usedBytes: null, mountpoints: ['E:\\'] }]);
  expect(refusals(locked)).toEqual([]);
  expect(refusals(drive('bitlocker-sticks', 2))).toEqual(['E_DEVICE_READ_ONLY']);
});

describe('answers that must not become a list', () => {
  test('a class without which the guard is blind', () => {
    const records = { ...recorded('laptop-nvme-usb-stick'), problems: ['MSFT_Partition: Access denied'] };
    expect(codeOf(() => parseRecords(JSON.stringify(records)))).toBe('E_DEVICE_LIST');
  });

  test('no drive holds Windows', () => {
    const records = { ...recorded('laptop-nvme-usb-stick'), disks: [], partitions: [], extents: [] };
    expect(codeOf(() => toDrives(records, PROGRAM))).toBe('E_DEVICE_LIST');
  });

  test.each(['', 'null', '[]', '{"disks":[{"Number":"one"}]}', 'Get-CimInstance : Access denied'])(
    '%j',
    (json) => {
      expect(codeOf(() => parseRecords(json))).toBe('E_DEVICE_LIST');
    },
  );
});

test('a class that only adds details makes its absence known', () => {
  const records = { ...recorded('laptop-nvme-usb-stick'), problems: ['MSFT_PhysicalDisk: Invalid class'] };
  const [, stick] = toDrives(parseRecords(JSON.stringify(records)), PROGRAM);
  expect(stick?.error).toBe('MSFT_PhysicalDisk: Invalid class');
});

test('whatever else is taken away, a disk that holds Windows or a page file never passes the guard', () => {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace('.json', ''));
  const lists = ['volumes', 'physicalDisks', 'diskDrives', 'roles', 'ports', 'folders', 'extents'] as const;
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.subarray([...lists]), (name, emptied) => {
      const records = { ...recorded(name), ...Object.fromEntries(emptied.map((list) => [list, []])) };
      const before = drives(name).filter(({ uses }) => uses.some(({ kind }) => kind === 'swap'));
      const after = toDrives(records, PROGRAM);
      // Virtual disks are told from others by the lists that were emptied; real ones must stay what they are.
      for (const { device } of before.filter(({ kind }) => kind === 'disk')) {
        const now = after.find((one) => one.device === device);
        expect(now === undefined || refusals(now).includes('E_DEVICE_SYSTEM')).toBe(true);
      }
    }),
  );
});

/** The guarded flow over a fake operating system: what is asked of it, in which order, and what is undone. */
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import { identityOf, type Drive } from '#devices/drive.ts';
import { useOfMount } from '#devices/guard.ts';
import { guardedDrives, type WriteTarget, type WriteWishes } from '#devices/open-drive.ts';
import type { PlatformDrives } from '#devices/platform-drives.ts';
import { thisMachine } from '#devices/this-machine.ts';
import { oracle, testWith } from '../../support/oracle.ts';
import { ramDevice } from '../../support/ram-device.ts';
import { STICK, volume } from '../../support/drives.ts';
import { tempFolder } from '../../support/temp.ts';

interface Fake {
  readonly calls: string[];
  readonly platform: PlatformDrives;
}

/** `lists` are given one after the other, the last one for ever. */
function fake(lists: readonly (readonly Drive[])[], change: Partial<PlatformDrives> = {}): Fake {
  const calls: string[] = [];
  let listed = 0;
  const platform: PlatformDrives = {
    list: () => {
      calls.push('list');
      const answer = lists[Math.min(listed, lists.length - 1)] ?? [];
      listed += 1;
      return Promise.resolve(answer);
    },
    resolve: (path) => Promise.resolve(path === '/dev/disk/by-id/usb-1' ? '/dev/sdb' : path),
    claim: ({ device }, { keepsContents }) => {
      calls.push(`claim ${device}${keepsContents ? ' keeping' : ''}`);
      return Promise.resolve({
        release: () => {
          calls.push('release');
          return Promise.resolve();
        },
      });
    },
    openExclusively: () => {
      calls.push('open');
      const device = ramDevice({ sizeBytes: 4096 });
      const close = (): Promise<void> => {
        calls.push('close');
        return Promise.resolve();
      };
      return Promise.resolve({ ...device, close });
    },
    openForReading: () => Promise.reject(new Error('not asked for')),
    ...change,
  };
  return { calls, platform };
}

const OTHER = { ...STICK, serial: 'OTHER' };
const SYSTEM: Drive = { ...STICK, isSystem: true, uses: [useOfMount('/dev/sdb1', '/')] };
const target: WriteTarget = { identity: identityOf(STICK), isConfirmed: false, allowLoop: false };
const wishes: WriteWishes = { sourcePaths: [] };
const flow = ({ platform }: Fake) => guardedDrives(() => Promise.resolve(platform));

test('list, claim, open, look again; closing gives the drive back', async () => {
  const machine = fake([[STICK]]);
  const { drive, device } = await flow(machine).openForWriting(target, wishes);
  expect(drive).toEqual(STICK);
  expect(machine.calls).toEqual(['list', 'claim /dev/sdb', 'open', 'list']);
  await device.close();
  expect(machine.calls.slice(4)).toEqual(['close', 'release']);
});

test('the look after opening is the quicker one where the system has it, and judged alike', async () => {
  const again = (drives: readonly Drive[]): Fake => {
    const calls: string[] = [];
    const { platform } = fake([[STICK]], {
      listAgain: () => {
        calls.push('list again');
        return Promise.resolve(drives);
      },
    });
    return { calls, platform };
  };
  const same = again([STICK]);
  await flow(same).openForWriting(target, wishes);
  expect(same.calls).toEqual(['list again']);
  await expect(flow(again([SYSTEM])).openForWriting(target, wishes)).rejects.toMatchObject({
    code: 'E_DEVICE_SYSTEM',
  });
  await expect(flow(again([OTHER])).openForWriting(target, wishes)).rejects.toMatchObject({
    code: 'E_DEVICE_CHANGED',
  });
});

test('an update keeps what is on the drive', async () => {
  const machine = fake([[STICK]]);
  await flow(machine).openForWriting({ ...target, isUpdate: true }, wishes);
  expect(machine.calls).toContain('claim /dev/sdb keeping');
});

describe('nothing is touched', () => {
  test.each<[string, readonly Drive[], Partial<WriteTarget & WriteWishes>, string]>([
    ['when another stick is in the port', [OTHER], {}, 'E_DEVICE_CHANGED'],
    ['when the same stick was plugged in again', [{ ...STICK, attachment: '13' }], {}, 'E_DEVICE_CHANGED'],
    ['when it is in another port', [{ ...STICK, devicePath: 'pci-9' }], {}, 'E_DEVICE_CHANGED'],
    ['when it is not there', [], {}, 'E_DEVICE_MISSING'],
    [
      'when it is a system drive, whatever is confirmed',
      [SYSTEM],
      { isConfirmed: true, allowLoop: true },
      'E_DEVICE_SYSTEM',
    ],
    ['when it needs a confirmation', [{ ...STICK, isRemovable: false }], {}, 'E_DEVICE_FIXED'],
    ['when it is too small', [STICK], { neededBytes: 33e9 }, 'E_DEVICE_TOO_SMALL'],
    [
      'when the source lies on it',
      [{ ...STICK, volumes: [volume({ mountpoints: ['/media/x'] })] }],
      { sourcePaths: ['/media/x/boot.iso'] },
      'E_DEVICE_SOURCE',
    ],
    [
      'when a partition is named',
      [{ ...STICK, volumes: [volume()] }],
      { identity: { ...identityOf(STICK), device: '/dev/sdb1' } },
      'E_DEVICE_TARGET',
    ],
  ])('%s', async (_, drives, change, code) => {
    const machine = fake([drives]);
    const { neededBytes, sourcePaths = [], ...more } = change;
    const opening = flow(machine).openForWriting({ ...target, ...more }, { neededBytes, sourcePaths });
    await expect(opening).rejects.toMatchObject({ code });
    expect(machine.calls).toEqual(['list']);
  });

  test('when the run was cancelled while drives were listed', async () => {
    const machine = fake([[STICK]]);
    const opening = flow(machine).openForWriting(target, { ...wishes, signal: AbortSignal.abort() });
    await expect(opening).rejects.toMatchObject({ code: 'E_CANCELLED' });
    expect(machine.calls).toEqual(['list']);
  });
});

describe('everything is given back', () => {
  test.each<[string, readonly Drive[], string]>([
    ['when another stick turns up while it is opened', [OTHER], 'E_DEVICE_CHANGED'],
    ['when the stick goes while it is opened', [], 'E_DEVICE_MISSING'],
    ['when it became a system drive meanwhile', [SYSTEM], 'E_DEVICE_SYSTEM'],
  ])('%s', async (_, second, code) => {
    const machine = fake([[STICK], second]);
    await expect(flow(machine).openForWriting(target, wishes)).rejects.toMatchObject({ code });
    expect(machine.calls).toEqual(['list', 'claim /dev/sdb', 'open', 'list', 'close', 'release']);
  });

  test('when it cannot be opened', async () => {
    const busy = new MediaError('E_DEVICE_IN_USE', 'held by dd (process 1)');
    const machine = fake([[STICK]], { openExclusively: () => Promise.reject(busy) });
    await expect(flow(machine).openForWriting(target, wishes)).rejects.toBe(busy);
    expect(machine.calls).toEqual(['list', 'claim /dev/sdb', 'release']);
  });
});

test('a drive that cannot be closed after a refusal is given back all the same, with the reason of the refusal', async () => {
  const calls: string[] = [];
  const machine = fake([[STICK], [OTHER]], {
    openExclusively: () =>
      Promise.resolve({
        ...ramDevice({ sizeBytes: 4096 }),
        close: () => Promise.reject(new Error('it is gone')),
      }),
    claim: () =>
      Promise.resolve({
        release: () => {
          calls.push('release');
          return Promise.resolve();
        },
      }),
  });
  const opening = flow(machine).openForWriting(target, wishes);
  await expect(opening).rejects.toMatchObject({ code: 'E_DEVICE_CHANGED' });
  expect(calls).toEqual(['release']);
});

test('a source behind a link is found on the drive it leads to', async () => {
  const folder = await realpath(await tempFolder('sources'));
  await mkdir(join(folder, 'stick'));
  await writeFile(join(folder, 'stick/boot.iso'), 'x');
  const link = join(folder, 'link.iso');
  await symlink(join(folder, 'stick/boot.iso'), link);
  const machine = fake([[{ ...STICK, volumes: [volume({ mountpoints: [join(folder, 'stick')] })] }]]);
  const all = { ...target, isConfirmed: true };
  const opening = flow(machine).openForWriting(all, { sourcePaths: [link] });
  await expect(opening).rejects.toMatchObject({ code: 'E_DEVICE_SOURCE' });
});

test('a drive is found by a link to it', async () => {
  expect(await flow(fake([[STICK]])).find('/dev/disk/by-id/usb-1')).toBe(STICK);
});

describe('is it present?', () => {
  test.each<[string, Drive, boolean]>([
    ['the same', STICK, true],
    ['another in its place', OTHER, false],
  ])('%s', async (_, found, expected) => {
    expect(await flow(fake([[found]])).isPresent(identityOf(STICK))).toBe(expected);
  });
  test('a list that fails does not make a drive one that is gone', async () => {
    const machine = fake([], { list: () => Promise.reject(new Error('lsblk is gone')) });
    expect(await flow(machine).isPresent(identityOf(STICK))).toBe(true);
  });
});

describe('this machine', () => {
  testWith(['findmnt', 'lsblk'], 'the drive of its root file system is refused as such', async () => {
    const source = oracle('findmnt', ['-no', 'SOURCE', '/']).stdout.trim();
    const device = oracle('lsblk', ['-sdpno', 'NAME', source]).stdout.trim().split('\n').at(-1) ?? source;
    const drive = await thisMachine().find(device);
    expect(drive).toMatchObject({ isSystem: true });
    const all = { identity: identityOf(drive), isConfirmed: true, allowLoop: true };
    await expect(thisMachine().openForWriting(all, wishes)).rejects.toMatchObject({
      code: 'E_DEVICE_SYSTEM',
    });
    expect(await thisMachine().isPresent(identityOf(drive))).toBe(true);
    expect(await thisMachine().isPresent({ ...identityOf(drive), attachment: '0' })).toBe(false);
    expect(await thisMachine().isPresent({ ...identityOf(drive), device: '/dev/none' })).toBe(false);
  });

  testWith(['lsblk'], 'what is no drive is said to be none', async () => {
    await expect(thisMachine().find('/dev/null')).rejects.toMatchObject({ code: 'E_DEVICE_TARGET' });
    await expect(thisMachine().find('/')).rejects.toMatchObject({ code: 'E_DEVICE_TARGET' });
    await expect(thisMachine().find('/dev/no-such-drive')).rejects.toMatchObject({
      code: 'E_DEVICE_MISSING',
    });
    await expect(thisMachine().openForReading('/dev/null')).rejects.toMatchObject({
      code: 'E_DEVICE_TARGET',
    });
  });
});

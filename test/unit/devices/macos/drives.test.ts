/** macOS' records as drives, on the recordings of test/fixtures/drives/macos (README there: where each comes from). */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judgeDrive } from '#devices/guard.ts';
import type { Drive } from '#devices/drive.ts';
import { claimMacDrive, planMacClaim } from '#devices/macos/claim.ts';
import { canonical } from '#devices/macos/macos-drives.ts';
import { parsePlist } from '#devices/macos/plist.ts';
import { parseDiskInfo, parseDiskList, parseUsbTree, type DiskInfo } from '#devices/macos/records.ts';
import { toDrives, type MacRecords } from '#devices/macos/to-drives.ts';
import { codeOf, codeOfPromise } from '../../../support/codes.ts';
import { hasProgram, oracle } from '../../../support/oracle.ts';

const folder = new URL('../../../fixtures/drives/macos/', import.meta.url);
const PROGRAM = ['/Applications/Media Builder.app/Contents/MacOS/media-builder'];

function recorded(shape: string): MacRecords {
  const place = new URL(`${shape}/`, folder);
  const infos = readdirSync(place)
    .filter((file) => file.startsWith('info-'))
    .map((file) => parseDiskInfo(readFileSync(new URL(file, place), 'utf8')));
  return {
    disks: parseDiskList(readFileSync(new URL('list.plist', place), 'utf8')),
    infos: new Map(infos.map((info) => [info.DeviceIdentifier, info])),
    usb: parseUsbTree(readFileSync(new URL('usb.plist', place), 'utf8')),
    usbProblem: null,
  };
}

function drive(shape: string, device: string, program: readonly string[] = PROGRAM): Drive {
  const found = toDrives(recorded(shape), program).find((one) => one.device === device);
  if (found === undefined) throw new Error(`no ${device} in ${shape}`);
  return found;
}

/** The codes that no confirmation lifts. */
function refusals(one: Drive): readonly string[] {
  const never = judgeDrive(one).filter(({ severity }) => severity === 'never');
  return [...new Set(never.map(({ code }) => code))];
}

function devices(shape: string): readonly string[] {
  return toDrives(recorded(shape), PROGRAM).map(({ device }) => device);
}

describe('internal APFS and a USB stick', () => {
  test('the disks APFS made are layers of the internal one', () => {
    expect(devices('internal-apfs-usb-stick')).toEqual(['/dev/disk0', '/dev/disk4']);
    const inside = drive('internal-apfs-usb-stick', '/dev/disk0');
    expect(inside).toMatchObject({ isSystem: true, isRemovable: false, busType: 'nvme', blockSize: 4096 });
    expect(inside.mountpoints.map(({ path }) => path)).toEqual([
      ...['/System/Volumes/iSCPreboot', '/System/Volumes/xarts', '/', '/System/Volumes/Preboot'],
      ...['/System/Volumes/Data', '/System/Volumes/VM'],
    ]);
    expect(inside.uses.filter(({ kind }) => kind === 'swap')).toHaveLength(1);
    expect(refusals(inside)).toEqual(['E_DEVICE_SYSTEM']);
  });

  test('the stick is told whole, with the serial number of the device and not of the hub', () => {
    expect(drive('internal-apfs-usb-stick', '/dev/disk4')).toEqual({
      device: '/dev/disk4',
      raw: '/dev/rdisk4',
      displayName: 'disk4',
      description: 'Ultra Fit',
      enumerator: 'diskutil',
      busType: 'usb',
      devicePath: 'usb@01130000',
      size: 30784094208,
      logicalBlockSize: 512,
      blockSize: 512,
      partitionTableType: 'mbr',
      mountpoints: [{ path: '/Volumes/MEDIA', label: 'MEDIA' }],
      isSystem: false,
      isReadOnly: false,
      isRemovable: true,
      isUSB: true,
      isCard: false,
      isVirtual: false,
      error: null,
      kind: 'disk',
      serial: '4C530001230000000001',
      attachment: '4294968100',
      volumes: [
        {
          device: '/dev/disk4s1',
          kind: 'partition',
          fileSystem: 'msdos',
          label: 'MEDIA',
          size: 30783045632,
          usedBytes: null,
          mountpoints: ['/Volumes/MEDIA'],
        },
      ],
      uses: [{ kind: 'mounted', device: '/dev/disk4s1', detail: '/Volumes/MEDIA' }],
    });
  });

  test('a program that was started from the stick makes the stick the system’s', () => {
    const stick = drive('internal-apfs-usb-stick', '/dev/disk4', ['/Volumes/MEDIA/media-builder']);
    expect(refusals(stick)).toEqual(['E_DEVICE_SYSTEM']);
  });
});

test('an attached disk image is a loop device, with what APFS made of it', () => {
  const image = drive('disk-image-attached', '/dev/disk4');
  expect(image).toMatchObject({ kind: 'loop', isVirtual: true, busType: 'image', serial: null, error: null });
  expect(image.mountpoints).toEqual([{ path: '/Volumes/R&D "tools"', label: 'R&D "tools"' }]);
  expect(refusals(image)).toEqual(['E_DEVICE_LOOP']);
  expect(devices('disk-image-attached')).toEqual(['/dev/disk0', '/dev/disk4']);
});

test('an empty card reader has a size of 0; a card with its lock on is read-only', () => {
  expect(refusals(drive('card-reader-empty', '/dev/disk2'))).toEqual(['E_DEVICE_EMPTY']);
  expect(drive('card-reader-empty', '/dev/disk2').serial).toBeNull();
  expect(drive('card-reader-empty', '/dev/disk3')).toMatchObject({
    ...{ isCard: true, isRemovable: true, isReadOnly: true, busType: 'sd' },
  });
  expect(refusals(drive('card-reader-empty', '/dev/disk3'))).toEqual(['E_DEVICE_READ_ONLY']);
});

test('macOS started from a USB disk: that one is the system’s, the internal one is not removable', () => {
  expect(refusals(drive('external-apfs-boot', '/dev/disk2'))).toEqual(['E_DEVICE_SYSTEM']);
  const inside = drive('external-apfs-boot', '/dev/disk0');
  expect(inside.isSystem).toBe(false);
  expect(judgeDrive(inside).map(({ severity, code }) => [severity, code])).toContainEqual([
    'confirm',
    'E_DEVICE_FIXED',
  ]);
});

test('both disks below a Fusion drive hold the system; an APFS stick shows its volume', () => {
  expect(devices('fusion-and-apfs-stick')).toEqual(['/dev/disk0', '/dev/disk1', '/dev/disk3']);
  for (const device of ['/dev/disk0', '/dev/disk1']) {
    expect(refusals(drive('fusion-and-apfs-stick', device))[0]).toBe('E_DEVICE_SYSTEM');
  }
  const stick = drive('fusion-and-apfs-stick', '/dev/disk3');
  expect(refusals(stick)).toEqual([]);
  expect(stick.volumes.map(({ device, fileSystem }) => [device, fileSystem])).toEqual([
    ['/dev/disk3s1', 'msdos'],
    ['/dev/disk3s2', null],
    ['/dev/disk4s1', 'apfs'],
  ]);
});

test('a layer that does not tell what it lies on is taken to lie on every disk with a part of one', () => {
  const records = recorded('fusion-and-apfs-stick');
  const infos = [...records.infos].map(([name, info]): [string, DiskInfo] => [
    name,
    { ...info, CoreStoragePVs: [] },
  ]);
  const drives = toDrives({ ...records, infos: new Map(infos) }, PROGRAM);
  expect(drives.filter(({ isSystem }) => isSystem).map(({ device }) => device)).toEqual([
    '/dev/disk0',
    '/dev/disk1',
  ]);
});

describe('answers that must not become a list', () => {
  test('no drive holds "/"', () => {
    const records = recorded('internal-apfs-usb-stick');
    const disks = records.disks.filter(({ DeviceIdentifier }) => DeviceIdentifier === 'disk4');
    expect(codeOf(() => toDrives({ ...records, disks }, []))).toBe('E_DEVICE_LIST');
  });

  test.each([
    '',
    'Could not find disk',
    '<plist version="1.0"><dict><key>AllDisks</key></dict></plist>',
    '<plist/>',
  ])('%j', (text) => {
    expect(codeOf(() => parseDiskList(text))).toBe('E_DEVICE_LIST');
  });

  test('without the I/O registry a USB drive says what is not known of it', () => {
    const records = {
      ...recorded('internal-apfs-usb-stick'),
      usb: new Map(),
      usbProblem: 'ioreg ended with 1',
    };
    const [inside, stick] = toDrives(records, PROGRAM);
    expect([inside?.error, stick?.error]).toEqual([null, 'ioreg ended with 1']);
  });
});

test('property lists: every kind of value, in order, with entities', () => {
  const text =
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n' +
    '<plist version="1.0"><dict>\n<key>a</key><integer>-5</integer><!-- x --><key>b &amp; c</key>\n<array><true/><false/><real>1.5</real><string> &lt;x&gt; </string><string></string></array>' +
    '<key>d</key><dict/><key>e</key><data>AAEC</data></dict></plist>';
  expect(parsePlist(text)).toEqual({ a: -5, 'b & c': [true, false, 1.5, ' <x> ', ''], d: {}, e: 'AAEC' });
});

test.runIf(hasProgram('python3'))('Python’s plistlib reads the same from every recording', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.plist'))
    .map((file) => new URL(file, folder).pathname)
    .filter((file) => readFileSync(file).length > 0);
  const code =
    'import json,plistlib,sys; print(json.dumps([plistlib.load(open(x,"rb")) for x in sys.argv[1:]]))';
  const judge = oracle('python3', ['-c', code, ...files]);
  expect(files.length).toBeGreaterThan(15);
  expect(files.map((file) => parsePlist(readFileSync(file, 'utf8')))).toEqual(JSON.parse(judge.stdout));
});

test.each([
  ['disk4', '/dev/disk4'],
  ['/dev/rdisk4', '/dev/disk4'],
  ['/dev/disk4s1', '/dev/disk4s1'],
  ['/Volumes/MEDIA', '/Volumes/MEDIA'],
  ['/tmp/disk4', '/tmp/disk4'],
])('%s means %s', (path, expected) => {
  expect(canonical(path)).toBe(expected);
});

describe('letting go of a drive', () => {
  const apfs = drive('fusion-and-apfs-stick', '/dev/disk3');
  const inShort = (steps: ReturnType<typeof planMacClaim>['take']) => steps.map(({ args }) => args.join(' '));

  test('layers are unmounted before what they lie on; a written drive is ejected, another mounted again', () => {
    const plan = planMacClaim(apfs);
    expect(inShort(plan.take)).toEqual(['unmountDisk /dev/disk4', 'unmountDisk /dev/disk3']);
    expect(inShort(plan.giveBackWritten)).toEqual(['eject /dev/disk3']);
    expect(inShort(plan.giveBackUntouched)).toEqual(['mountDisk /dev/disk3', 'mountDisk /dev/disk4']);
    expect(
      [...plan.take, ...plan.giveBackWritten].every(({ program }) => program === '/usr/sbin/diskutil'),
    ).toBe(true);
  });

  test('an image is mounted again and not detached, since ejecting would', () => {
    expect(inShort(planMacClaim(drive('disk-image-attached', '/dev/disk4')).giveBackWritten)).toEqual([
      ...['mountDisk /dev/disk4', 'mountDisk /dev/disk5'],
    ]);
  });

  function runner(answers: Readonly<Record<string, string>>) {
    const log: string[] = [];
    const run = (_: string, args: readonly string[]) => {
      log.push(args.join(' '));
      const failure = answers[args.join(' ')];
      return Promise.resolve({ exitCode: failure === undefined ? 0 : 1, stdout: '', stderr: failure ?? '' });
    };
    const wait = (milliseconds: number) => {
      log.push(`wait ${milliseconds}`);
      return Promise.resolve();
    };
    return { log, hands: { run, wait } };
  }

  test('a program that has a file open is named, and what was unmounted is mounted again', async () => {
    const { log, hands } = runner({
      'unmountDisk /dev/disk3':
        'Unmount of disk3 failed: at least one volume could not be unmounted\nUnmount was dissented by PID 4711 (/usr/bin/vim)\nDissenter parent PPID 500 (/bin/zsh)',
    });
    const claim = claimMacDrive(apfs, { ...hands, wasOpened: () => false });
    await expect(claim).rejects.toMatchObject({
      ...{ code: 'E_DEVICE_IN_USE', message: '/dev/disk3 is held by /usr/bin/vim (process 4711)' },
    });
    expect(log).toEqual([
      ...['unmountDisk /dev/disk4', 'unmountDisk /dev/disk3', 'wait 500'],
      ...['unmountDisk /dev/disk3', 'wait 1000', 'unmountDisk /dev/disk3', 'wait 2000'],
      ...['unmountDisk /dev/disk3', 'mountDisk /dev/disk3', 'mountDisk /dev/disk4'],
    ]);
  });

  test('a refusal for want of rights is one', async () => {
    const { hands } = runner({ 'unmountDisk /dev/disk4': 'Operation not permitted (-69877)' });
    expect(await codeOfPromise(claimMacDrive(apfs, { ...hands, wasOpened: () => false }))).toBe(
      'E_DEVICE_ACCESS',
    );
  });

  test('giving back happens once', async () => {
    const { log, hands } = runner({});
    const claim = await claimMacDrive(apfs, { ...hands, wasOpened: () => true });
    await claim.release();
    await claim.release();
    expect(log.slice(2)).toEqual(['eject /dev/disk3']);
  });
});

test('every recording is named in the README', () => {
  const readme = readFileSync(new URL('README.md', folder), 'utf8');
  for (const entry of readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory())) {
    expect(readme).toContain(`\`${entry.name}\``);
    expect(existsSync(new URL(`${entry.name}/list.plist`, folder))).toBe(true);
  }
});

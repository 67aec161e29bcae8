/**
 * Real block devices judged by programs of the system: loop devices with 512 and 4096 byte sectors, read-only ones,
 * mounted and held ones. Needs root and free loop devices; skipped by name without.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { ImagePlan } from '#base/extent.ts';
import { identityOf, type DriveIdentity } from '#devices/drive.ts';
import { openExclusively } from '#devices/linux/open.ts';
import { thisMachine } from '#devices/this-machine.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { planDiskImage } from '#image/disk-image.ts';
import { executePlan } from '#image/execute.ts';
import { findMismatches, writeAndVerify } from '#image/verify.ts';
import { attached, loop, loopTest } from '../support/loop.ts';
import { oracle } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';
import { noise, noiseFile, textFile } from '../support/trees.ts';
import { watchedContent } from '../support/watched-content.ts';

const MIB = 1024 * 1024;

const machine = thisMachine();

/** Opens a loop device the way a run does. */
async function openLoop(path: string, change: { allowLoop?: boolean; identity?: DriveIdentity } = {}) {
  const identity = change.identity ?? identityOf(await machine.find(path));
  const target = { identity, isConfirmed: true, allowLoop: change.allowLoop ?? true };
  const { device } = await machine.openForWriting(target, { sourcePaths: [] });
  return device satisfies BlockDevice;
}

function planFor(): { plan: ImagePlan; expected: Uint8Array } {
  const expected = new Uint8Array(64 * MIB);
  expected.fill(0xee, 64 * 1024, 4 * MIB);
  const bytes = Uint8Array.from({ length: 4096 }, (_, index) => index % 251);
  const content = watchedContent(Uint8Array.from({ length: 9 * MIB + 77 }, (_, index) => index % 253));
  expected.set(bytes, 0);
  expected.set(content.bytes, 8 * MIB);
  expected.fill(0, 3 * MIB, 3 * MIB + 8192);
  const plan: ImagePlan = {
    sizeBytes: 64 * MIB,
    extents: [
      { offset: 0, length: 4096, source: { kind: 'bytes', bytes } },
      { offset: 3 * MIB, length: 8192, source: { kind: 'zero' } },
      { offset: 8 * MIB, length: 10 * MIB, source: { kind: 'content', content } },
    ],
    writtenLast: [
      { offset: 512, length: 512 },
      { offset: 0, length: 512 },
    ],
  };
  return { plan, expected };
}

describe.each([['512'], ['4096']])('a loop device with sectors of %s bytes', (sector) => {
  loopTest(`holds what was planned as dd reads it (${sector})`, async () => {
    const { device, file } = await loop(['-b', sector]);
    const found = await machine.find(device);
    expect(found).toMatchObject({ kind: 'loop', logicalBlockSize: Number(sector), size: 64 * MIB });
    const drive = await openLoop(device, { identity: identityOf(found) });
    const { plan, expected } = planFor();
    await writeAndVerify(plan, drive);
    await drive.close();
    const copy = join(await tempFolder('loop'), 'copy');
    expect(oracle('dd', [`if=${device}`, `of=${copy}`, 'bs=1M', 'iflag=direct']).exitCode).toBe(0);
    const should = join(await tempFolder('loop'), 'should');
    writeFileSync(should, expected);
    expect(oracle('cmp', [copy, should]).output.trim()).toBe('');
    expect(Buffer.compare(readFileSync(file), expected)).toBe(0);
  });
});

describe.each([
  ['512', 64 * MIB],
  ['4096', 300 * MIB],
] as const)('a stick with sectors of %s bytes', (sector, sizeBytes) => {
  loopTest(`is accepted by sgdisk and fsck.fat where an older stick was (${sector})`, async () => {
    const { device } = await loop(['-b', sector], sizeBytes);
    // An older, larger layout: its tables at both ends must not survive.
    oracle('sgdisk', ['-Z', '-n', '1:0:0', '-n', '2:0:0', device]);
    const plan = planDiskImage({
      files: [textFile('EFI/BOOT/BOOTX64.EFI'), noiseFile('sources/boot.wim', 5 * MIB + 17)],
      partitionStyle: 'gpt',
      sectorBytes: sector === '512' ? 512 : 4096,
      sizeBytes,
      label: 'STICK',
      modified: new Date('2026-11-20T12:00:00Z'),
      ids: {
        diskGuid: '33333333-3333-4333-8333-333333333333',
        partitionGuids: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
        volumeId: 0x1234abcd,
      },
    });
    const drive = await openLoop(device);
    await writeAndVerify(plan, drive);
    await drive.close();
    const table = oracle('sgdisk', ['-v', device]);
    expect(table.output).toContain('No problems found');
    const { offsetBytes, sizeBytes: volumeBytes } = plan.volume;
    const volume = oracle('losetup', [
      ...['--show', '-f', '-r', '-b', sector, '-o', `${offsetBytes}`],
      ...['--sizelimit', `${volumeBytes}`, device],
    ]).stdout.trim();
    attached.push(volume);
    const check = oracle('fsck.fat', ['-n', volume]);
    // Two files and the four directories above them, the root included.
    expect([check.exitCode, check.output]).toEqual([0, expect.stringContaining(': 6 files,') as unknown]);
    const copy = join(await tempFolder('loop'), 'boot.wim');
    oracle('mcopy', ['-i', volume, '::sources/boot.wim', copy]);
    expect(Buffer.compare(readFileSync(copy), noise('sources/boot.wim', 5 * MIB + 17))).toBe(0);
  });
});

loopTest('a bit flipped behind our back is found with its place', async () => {
  const { device, file } = await loop();
  const drive = await openLoop(device);
  const { plan } = planFor();
  const receipt = await executePlan(plan, drive);
  oracle('dd', [`of=${file}`, 'bs=1', 'count=1', `seek=${9 * MIB}`, 'conv=notrunc'], { input: 'X' });
  oracle('dd', [`of=${file}`, 'bs=1', 'count=1', 'seek=100', 'conv=notrunc'], { input: 'X' });
  const found = await findMismatches(receipt, drive);
  await drive.close();
  expect(found.map(({ offset }) => offset)).toEqual([0, 8 * MIB]);
});

describe('the guard on real devices', () => {
  loopTest('loop devices need the explicit flag', async () => {
    const { device } = await loop();
    await expect(openLoop(device, { allowLoop: false })).rejects.toMatchObject({ code: 'E_DEVICE_LOOP' });
  });

  loopTest('a read-only one is refused', async () => {
    const { device } = await loop(['-r']);
    await expect(openLoop(device)).rejects.toMatchObject({
      code: 'E_DEVICE_READ_ONLY',
    });
  });

  loopTest('one with swap on it is refused as a system drive', async () => {
    const { device } = await loop();
    expect(oracle('mkswap', [device]).exitCode).toBe(0);
    expect(oracle('swapon', [device]).stderr).toBe('');
    try {
      await expect(openLoop(device)).rejects.toMatchObject({ code: 'E_DEVICE_SYSTEM' });
      expect(await machine.find(device)).toMatchObject({ isSystem: true });
    } finally {
      oracle('swapoff', [device]);
    }
  });

  loopTest('one that is mounted, in two places and with another one inside, is unmounted', async () => {
    const { device } = await loop();
    const inner = await loop();
    const folder = await tempFolder('loop');
    const [first, second] = [join(folder, 'a b'), join(folder, 'second')];
    for (const one of [first, second]) mkdirSync(one);
    for (const one of [device, inner.device]) oracle('mkfs.ext4', ['-q', '-F', one]);
    expect(oracle('mount', [device, first]).stderr).toBe('');
    mkdirSync(join(first, 'inner'));
    expect(oracle('mount', [inner.device, join(first, 'inner')]).stderr).toBe('');
    expect(oracle('mount', ['--bind', first, second]).stderr).toBe('');
    const [volume] = (await machine.find(device)).volumes;
    expect(volume).toMatchObject({ kind: 'whole', fileSystem: 'ext4', mountpoints: [first, second] });
    expect(volume?.usedBytes).toBeGreaterThan(0);
    const drive = await openLoop(device);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(folder.replaceAll(' ', '\\040'));
    await drive.close();
  });

  loopTest(
    'one that a program works on is refused with the name of the program, and stays mounted',
    async () => {
      const { device } = await loop();
      const folder = await tempFolder('loop');
      oracle('mkfs.ext4', ['-q', '-F', device]);
      expect(oracle('mount', [device, folder]).stderr).toBe('');
      const worker = spawn('sleep', ['60'], { cwd: folder });
      try {
        await expect(openLoop(device)).rejects.toMatchObject({
          code: 'E_DEVICE_IN_USE',
          message: expect.stringContaining(`sleep (process ${worker.pid ?? 0})`) as unknown,
        });
        expect(oracle('findmnt', [folder]).exitCode).toBe(0);
      } finally {
        worker.kill();
        await once(worker, 'exit');
        oracle('umount', [folder]);
      }
    },
  );

  loopTest('one whose second mount is held says which mount is already gone', async () => {
    const { device } = await loop();
    const folder = await tempFolder('loop');
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    for (const one of [first, second]) mkdirSync(one);
    oracle('mkfs.ext4', ['-q', '-F', device]);
    expect(oracle('mount', [device, first]).stderr).toBe('');
    expect(oracle('mount', ['--bind', first, second]).stderr).toBe('');
    const worker = spawn('sleep', ['60'], { cwd: second });
    try {
      await expect(openLoop(device)).rejects.toMatchObject({
        code: 'E_DEVICE_IN_USE',
        message: expect.stringMatching(
          `^${second} .* sleep \\(process ${worker.pid ?? 0}\\).*; already unmounted: ${first}$`,
        ) as unknown,
      });
      expect(oracle('findmnt', [first]).exitCode).toBe(1);
      expect(oracle('findmnt', [second]).exitCode).toBe(0);
    } finally {
      worker.kill();
      await once(worker, 'exit');
      oracle('umount', [second]);
    }
  });

  loopTest('one that carries a loop device over a file on it is refused', async () => {
    const { device } = await loop();
    const folder = await tempFolder('loop');
    oracle('mkfs.ext4', ['-q', '-F', device]);
    expect(oracle('mount', [device, folder]).stderr).toBe('');
    try {
      writeFileSync(join(folder, 'image'), new Uint8Array(MIB));
      const upper = oracle('losetup', ['--show', '-f', join(folder, 'image')]).stdout.trim();
      try {
        await expect(openLoop(device)).rejects.toMatchObject({
          code: 'E_DEVICE_IN_USE',
          message: expect.stringContaining(upper) as unknown,
        });
      } finally {
        oracle('losetup', ['-d', upper]);
      }
    } finally {
      oracle('umount', [folder]);
    }
  });

  loopTest(
    'a partition is refused as such; those that are not in the new table are gone after close',
    async () => {
      const { device } = await loop(['-P']);
      const made = oracle('sfdisk', [device], { input: 'label: gpt\nsize=16MiB\nsize=16MiB\n' });
      expect(made).toMatchObject({ exitCode: 0 });
      // Kernels without a parser for the table learn of partitions in this way only.
      expect(oracle('partx', ['--update', device]).output.trim()).toBe('');
      expect((await machine.find(device)).volumes.map((one) => one.device)).toEqual([
        `${device}p1`,
        `${device}p2`,
      ]);
      await expect(machine.find(`${device}p1`)).rejects.toMatchObject({ code: 'E_DEVICE_TARGET' });
      const drive = await openLoop(device);
      const empty = drive.allocate(64 * 1024);
      await drive.write(0, empty);
      await drive.write(64 * MIB - empty.length, empty);
      await drive.flush();
      await drive.close();
      expect((await machine.find(device)).volumes).toEqual([]);
    },
  );

  loopTest('one that another writer holds is refused by the kernel', async () => {
    const { device } = await loop();
    const first = await openLoop(device);
    await expect(openLoop(device)).rejects.toMatchObject({
      code: 'E_DEVICE_IN_USE',
    });
    await first.close();
  });

  loopTest('another one under the same path is not the chosen one', async () => {
    const { device } = await loop();
    const expected = identityOf(await machine.find(device));
    oracle('losetup', ['-d', device]);
    const file = join(await tempFolder('loop'), 'other');
    writeFileSync(file, new Uint8Array(8 * MIB));
    expect(oracle('losetup', [device, file]).exitCode).toBe(0);
    await expect(openLoop(device, { identity: expected })).rejects.toMatchObject({
      code: 'E_DEVICE_CHANGED',
      message: expect.stringContaining('size was 67108864, now is 8388608') as unknown,
    });
  });

  loopTest('what was opened must be what was listed: the same device and the same attachment', async () => {
    const { device } = await loop();
    const drive = await machine.find(device);
    const other = { ...drive, attachment: `${drive.attachment ?? ''}0` };
    await expect(openExclusively(other)).rejects.toMatchObject({ code: 'E_DEVICE_CHANGED' });
    const node = join(await tempFolder('loop'), 'node');
    const numbers = oracle('stat', ['-c', '%Hr %Lr', device]).stdout.trim().split(' ');
    expect(oracle('mknod', [node, 'b', ...numbers])).toMatchObject({ exitCode: 0 });
    await expect(openExclusively({ ...drive, device: node })).rejects.toMatchObject({
      code: 'E_DEVICE_CHANGED',
      message: expect.stringContaining(`opened was ${device}`) as unknown,
    });
    const link = `${node}-link`;
    symlinkSync(device, link);
    await expect(openExclusively({ ...drive, device: link })).rejects.toMatchObject({
      code: 'E_DEVICE_TARGET',
    });
    // None of the refusals holds the drive.
    await (await openExclusively(drive)).close();
  });

  loopTest('one that takes less than it promised gives a coded error and does not boot', async () => {
    const folder = await tempFolder('loop');
    expect(oracle('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]).exitCode).toBe(0);
    const file = join(folder, 'backing');
    writeFileSync(file, new Uint8Array(4096).fill(0xee));
    await truncate(file, 64 * MIB);
    const device = oracle('losetup', ['--show', '-f', file]).stdout.trim();
    try {
      const drive = await openLoop(device);
      await expect(writeAndVerify(planFor().plan, drive)).rejects.toMatchObject({
        code: expect.stringMatching(/^E_DEVICE_(IO|SHORT_WRITE)$/) as unknown,
      });
      await drive.close();
      expect(
        readFileSync(device)
          .subarray(0, 1024)
          .every((byte) => byte === 0),
      ).toBe(true);
    } finally {
      oracle('losetup', ['-d', device]);
      oracle('umount', [folder]);
    }
  });

  loopTest('opened for reading, it reads any place and is not written', async () => {
    const { device } = await loop();
    const drive = await machine.openForReading(device);
    const target = new Uint8Array(3);
    expect([await drive.read(MIB + 1, target), ...target]).toEqual([3, 0xee, 0xee, 0xee]);
    await expect(drive.write(0, target)).rejects.toMatchObject({ code: 'E_DEVICE_READ_ONLY' });
    await drive.close();
  });
});

/**
 * Real block devices judged by programs of the system: loop devices with 512 and 4096 byte sectors, read-only ones,
 * mounted and held ones. Needs root and free loop devices; skipped by name without.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { ImagePlan } from '#base/extent.ts';
import { inspectDrive, openDriveForReading, openDriveForWriting } from '#devices/raw-device.ts';
import { identityOf } from '#devices/linux-drive-facts.ts';
import { planDiskImage } from '#image/disk-image.ts';
import { executePlan } from '#image/execute.ts';
import { findMismatches, writeAndVerify } from '#image/verify.ts';
import { attached, loop, loopTest } from '../support/loop.ts';
import { oracle } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';
import { noise, noiseFile, textFile } from '../support/trees.ts';
import { watchedContent } from '../support/watched-content.ts';

const MIB = 1024 * 1024;
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
    const facts = await inspectDrive(device);
    expect(facts).toMatchObject({ kind: 'loop', sectorBytes: Number(sector), sizeBytes: 64 * MIB });
    const drive = await openDriveForWriting(device, { allowLoop: true, expected: identityOf(facts) });
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
    const drive = await openDriveForWriting(device, { allowLoop: true });
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
  const drive = await openDriveForWriting(device, { allowLoop: true });
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
    await expect(openDriveForWriting(device)).rejects.toMatchObject({ code: 'E_DEVICE_LOOP' });
  });

  loopTest('a read-only one is refused', async () => {
    const { device } = await loop(['-r']);
    await expect(openDriveForWriting(device, { allowLoop: true })).rejects.toMatchObject({
      code: 'E_DEVICE_READ_ONLY',
    });
  });

  loopTest('one that is mounted is refused, and free again after umount', async () => {
    const { device } = await loop();
    const folder = join(await tempFolder('loop'), 'mnt');
    mkdirSync(folder);
    expect(oracle('mkfs.ext4', ['-q', '-F', device]).output.trim()).toBe('');
    expect(oracle('mount', [device, folder]).exitCode).toBe(0);
    try {
      await expect(openDriveForWriting(device, { allowLoop: true })).rejects.toMatchObject({
        code: 'E_DEVICE_IN_USE',
        message: expect.stringContaining(folder) as unknown,
      });
    } finally {
      oracle('umount', [folder]);
    }
    const drive = await openDriveForWriting(device, { allowLoop: true });
    await drive.close();
  });

  loopTest('one that another writer holds is refused by the kernel', async () => {
    const { device } = await loop();
    const first = await openDriveForWriting(device, { allowLoop: true });
    await expect(openDriveForWriting(device, { allowLoop: true })).rejects.toMatchObject({
      code: 'E_DEVICE_IN_USE',
    });
    await first.close();
  });

  loopTest('another one under the same path is not the chosen one', async () => {
    const { device } = await loop();
    const expected = identityOf(await inspectDrive(device));
    oracle('losetup', ['-d', device]);
    const file = join(await tempFolder('loop'), 'other');
    writeFileSync(file, new Uint8Array(8 * MIB));
    expect(oracle('losetup', [device, file]).exitCode).toBe(0);
    await expect(openDriveForWriting(device, { allowLoop: true, expected })).rejects.toMatchObject({
      code: 'E_DEVICE_CHANGED',
      message: expect.stringContaining('sizeBytes was 67108864, now is 8388608') as unknown,
    });
  });

  loopTest('one that takes less than it promised gives a coded error and does not boot', async () => {
    const folder = await tempFolder('loop');
    expect(oracle('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]).exitCode).toBe(0);
    const file = join(folder, 'backing');
    writeFileSync(file, new Uint8Array(4096).fill(0xee));
    await truncate(file, 64 * MIB);
    const device = oracle('losetup', ['--show', '-f', file]).stdout.trim();
    try {
      const drive = await openDriveForWriting(device, { allowLoop: true });
      await expect(writeAndVerify(planFor().plan, drive)).rejects.toMatchObject({
        code: expect.stringMatching(/^E_DEVICE_(IO|FULL)$/) as unknown,
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
    const drive = await openDriveForReading(device);
    const target = new Uint8Array(3);
    expect([await drive.read(MIB + 1, target), ...target]).toEqual([3, 0xee, 0xee, 0xee]);
    await expect(drive.write(0, target)).rejects.toMatchObject({ code: 'E_DEVICE_READ_ONLY' });
    await drive.close();
  });
});

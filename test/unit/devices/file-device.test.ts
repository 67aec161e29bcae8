/** New image files take their name only when they are complete; failures leave nothing behind and change nothing. */
import { mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ImagePlan } from '#base/extent.ts';
import { createImageFile, openImageFile } from '#devices/file-device.ts';
import { deviceError } from '#devices/device-errors.ts';
import { writeAndVerify } from '#image/verify.ts';
import { oracle } from '../../support/oracle.ts';
import { tempFolder } from '../../support/temp.ts';

const MIB = 1024 * 1024;
const PLAN: ImagePlan = {
  sizeBytes: 64 * MIB,
  extents: [
    { offset: 0, length: 512, source: { kind: 'bytes', bytes: new Uint8Array(512).fill(7) } },
    { offset: MIB, length: 8 * MIB, source: { kind: 'zero' } },
    { offset: 32 * MIB, length: MIB, source: { kind: 'bytes', bytes: new Uint8Array(MIB).fill(9) } },
  ],
  writtenLast: [{ offset: 0, length: 512 }],
};

describe('a new file', () => {
  test('replaces an old one only in commit, has the planned size, and is sparse', async () => {
    const folder = await tempFolder('file');
    const path = join(folder, 'medium.iso');
    await writeFile(path, 'old');
    const file = await createImageFile(path);
    await writeAndVerify(PLAN, file.device);
    expect(await readFile(path, 'utf8')).toBe('old');
    await file.commit();
    await file.discard();
    expect(await readdir(folder)).toEqual(['medium.iso']);
    const { size, blocks } = await stat(path);
    expect(size).toBe(64 * MIB);
    expect(blocks * 512).toBeLessThan(3 * MIB);
    const bytes = await readFile(path);
    expect([bytes[0], bytes[511], bytes[512], bytes[32 * MIB], bytes[33 * MIB]]).toEqual([7, 7, 0, 9, 0]);
  });

  test('is gone after discard, and the old one is still there', async () => {
    const folder = await tempFolder('file');
    const path = join(folder, 'medium.iso');
    await writeFile(path, 'old');
    const file = await createImageFile(path);
    await file.device.write(0, new Uint8Array(10));
    await file.discard();
    await file.discard();
    expect(await readdir(folder)).toEqual(['medium.iso']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  test('takes the place of what a killed run left', async () => {
    const folder = await tempFolder('file');
    await writeFile(join(folder, 'medium.iso.partial'), 'left by a killed run');
    const file = await createImageFile(join(folder, 'medium.iso'));
    await file.device.write(0, new Uint8Array(3).fill(65));
    await file.commit();
    expect(await readFile(join(folder, 'medium.iso'), 'utf8')).toBe('AAA');
  });

  test('never writes through a link another user put in its way', async () => {
    const folder = await tempFolder('file');
    await writeFile(join(folder, 'precious'), 'precious');
    await symlink(join(folder, 'precious'), join(folder, 'medium.iso.partial'));
    const file = await createImageFile(join(folder, 'medium.iso'));
    await file.device.write(0, new Uint8Array(3).fill(65));
    await file.commit();
    expect(await readFile(join(folder, 'precious'), 'utf8')).toBe('precious');
  });

  test('of which another run took the place is not committed, and the other one stays', async () => {
    const folder = await tempFolder('file');
    const first = await createImageFile(join(folder, 'medium.iso'));
    const second = await createImageFile(join(folder, 'medium.iso'));
    await expect(first.commit()).rejects.toMatchObject({ code: 'E_DEVICE_CHANGED' });
    await first.discard();
    await second.device.write(0, new Uint8Array(3).fill(66));
    await second.commit();
    expect(await readFile(join(folder, 'medium.iso'), 'utf8')).toBe('BBB');
  });

  test('is removed when it cannot take its name', async () => {
    const folder = await tempFolder('file');
    const path = join(folder, 'medium.iso');
    const file = await createImageFile(path);
    await mkdir(join(path, 'sub'), { recursive: true });
    await expect(file.commit()).rejects.toMatchObject({ code: 'E_DEVICE_TARGET' });
    await file.discard();
    expect(await readdir(folder)).toEqual(['medium.iso']);
  });

  test('whose folder was moved away leaves the moved one alone', async () => {
    const folder = await tempFolder('file');
    await mkdir(join(folder, 'a'));
    const file = await createImageFile(join(folder, 'a', 'medium.iso'));
    await rename(join(folder, 'a'), join(folder, 'b'));
    await expect(file.commit()).rejects.toMatchObject({ code: 'E_DEVICE_CHANGED' });
    await file.discard();
    expect(await readdir(join(folder, 'b'))).toEqual(['medium.iso.partial']);
  });
});

describe('targets that are refused', () => {
  test('a folder', async () => {
    const folder = await tempFolder('file');
    await expect(createImageFile(folder)).rejects.toMatchObject({ code: 'E_DEVICE_TARGET' });
  });
  test('a drive', async () => {
    await expect(createImageFile('/dev/null')).rejects.toMatchObject({ code: 'E_DEVICE_TARGET' });
  });
  test('a file in a folder that is not there', async () => {
    await expect(createImageFile('/no/such/folder/medium.iso')).rejects.toMatchObject({
      code: 'E_DEVICE_MISSING',
    });
  });
  test('a file below a file', async () => {
    const folder = await tempFolder('file');
    await writeFile(join(folder, 'file'), '');
    await expect(createImageFile(join(folder, 'file', 'medium.iso'))).rejects.toMatchObject({
      code: 'E_DEVICE_TARGET',
    });
  });
});

test('a full disk is named with all sizes, and nothing is left behind', async ({ skip }) => {
  const folder = await tempFolder('full');
  if (oracle('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).exitCode !== 0) {
    skip('NOT RUN: mounting a small tmpfs needs root');
  }
  try {
    const path = join(folder, 'medium.iso');
    await writeFile(path, 'old');
    const file = await createImageFile(path);
    await expect(writeAndVerify(PLAN, file.device)).rejects.toMatchObject({
      code: 'E_DEVICE_FULL',
      message: expect.stringMatching(
        /the image has 67\.1 MB, .* of it were written, .* are free$/,
      ) as unknown,
    });
    await file.discard();
    expect(await readdir(folder)).toEqual(['medium.iso']);
    expect(await readFile(path, 'utf8')).toBe('old');
  } finally {
    oracle('umount', [folder]);
  }
});

describe('an existing file', () => {
  test('is read with its size, and not written', async () => {
    const folder = await tempFolder('file');
    await writeFile(join(folder, 'a'), 'hello');
    const device = await openImageFile(join(folder, 'a'));
    const target = new Uint8Array(10);
    expect([device.sizeBytes, await device.read(1, target), target[0]]).toEqual([5, 4, 101]);
    await expect(device.write(0, target)).rejects.toMatchObject({ code: 'E_DEVICE_READ_ONLY' });
    await device.close();
    await device.close();
  });
  test.each([
    ['/no/such/file', 'E_DEVICE_MISSING'],
    ['/', 'E_DEVICE_TARGET'],
  ])('%s: %s', async (path, code) => {
    await expect(openImageFile(path)).rejects.toMatchObject({ code });
  });
});

test.each([
  ['ENOSPC', 'E_DEVICE_FULL'],
  ['EDQUOT', 'E_DEVICE_FULL'],
  ['EFBIG', 'E_DEVICE_FILE_LIMIT'],
  ['EACCES', 'E_DEVICE_ACCESS'],
  ['EPERM', 'E_DEVICE_ACCESS'],
  ['EROFS', 'E_DEVICE_READ_ONLY'],
  ['ENODEV', 'E_DEVICE_MISSING'],
  ['EBUSY', 'E_DEVICE_IN_USE'],
  ['EIO', 'E_DEVICE_IO'],
  ['ESOMETHING', 'E_DEVICE_IO'],
])('the system says %s: %s', (system, code) => {
  const error = Object.assign(new Error(`${system}: in its own words`), { code: system });
  expect(deviceError(error, '/dev/sdb')).toMatchObject({
    code,
    message: `/dev/sdb: ${system}: in its own words`,
    cause: error,
  });
});

/** Errors of an opened drive: their codes, their places, and "gone" whatever the system calls it. */
import { constants } from 'node:os';
import { open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDriveError } from '#devices/device-errors.ts';
import { findHolders, namesOf } from '#devices/linux/holders.ts';
import { rawDevice } from '#devices/raw-device.ts';
import { tempFolder } from '../../support/temp.ts';

const place = { offset: 4096, badBytes: null };

function systemError(code: string, errno?: number): Error {
  return Object.assign(new Error(`${code}: words of the system, write`), {
    code,
    ...(errno === undefined ? {} : { errno }),
  });
}

describe('what an error of an opened drive means', () => {
  test.each([
    ['EIO', 'E_DEVICE_IO'],
    ['ENODATA', 'E_DEVICE_MEDIA'],
    ['ENODEV', 'E_DEVICE_GONE'],
    ['ENXIO', 'E_DEVICE_GONE'],
    ['ENOENT', 'E_DEVICE_GONE'],
    ['ENOMEDIUM', 'E_DEVICE_GONE'],
    ['ENOSPC', 'E_DEVICE_SHORT_WRITE'],
    ['EROFS', 'E_DEVICE_READ_ONLY'],
    ['EACCES', 'E_DEVICE_ACCESS'],
    ['EBUSY', 'E_DEVICE_IN_USE'],
    ['ETIMEDOUT', 'E_DEVICE_IO'],
  ])('%s is %s, with its place', (system, code) => {
    const error = openDriveError(systemError(system), { name: '/dev/sdb', place, isPresent: true });
    expect(error).toMatchObject({ code, place });
    expect(error.message).toContain('/dev/sdb at offset 4096: ');
  });

  test('a number libuv has no name for is known by the number', () => {
    const unnamed = systemError('Unknown system error -61', -constants.errno.ENODATA);
    expect(openDriveError(unnamed, { name: '/dev/sdb', place, isPresent: true }).code).toBe('E_DEVICE_MEDIA');
  });

  test.each(['EIO', 'ENOSPC', 'EINVAL'])(
    '%s of a drive that is not there any more is E_DEVICE_GONE',
    (system) => {
      const error = openDriveError(systemError(system), { name: '/dev/sdb', place, isPresent: false });
      expect(error).toMatchObject({ code: 'E_DEVICE_GONE', place });
    },
  );
});

async function device(isPresent: boolean, sizeBytes = 8192) {
  const path = join(await tempFolder('raw'), 'drive');
  await writeFile(path, new Uint8Array(8192).fill(7));
  const handle = await open(path, 'r+');
  const options = {
    name: '/dev/sdb',
    sizeBytes,
    alignmentBytes: 512,
    isPresent: () => Promise.resolve(isPresent),
  };
  return { path, handle, drive: rawDevice(handle, options) };
}

describe('a drive that ends early', () => {
  test('is an error with its place when it is there, and gone when it is not', async () => {
    for (const [isPresent, code] of [
      [true, 'E_DEVICE_IO'],
      [false, 'E_DEVICE_GONE'],
    ] as const) {
      const { path, drive } = await device(isPresent);
      await truncate(path, 4096);
      await expect(drive.read(0, drive.allocate(8192))).rejects.toMatchObject({
        code,
        place: { offset: 4096 },
      });
      await drive.close();
    }
  });

  test('is no error where the drive really ends', async () => {
    const { drive } = await device(true);
    expect(await drive.read(4096, drive.allocate(8192))).toBe(4096);
    await drive.close();
    await drive.close();
  });

  test('a write that takes nothing and says nothing is a short write', async () => {
    const { handle, drive } = await device(true);
    let calls = 0;
    // Sound: the device calls it with a buffer and three numbers only.
    handle.write = ((buffer: Uint8Array) => {
      calls += 1;
      return Promise.resolve({ bytesWritten: calls === 1 ? 512 : 0, buffer });
    }) as unknown as typeof handle.write;
    await expect(drive.write(0, drive.allocate(4096))).rejects.toMatchObject({
      code: 'E_DEVICE_SHORT_WRITE',
      place: { offset: 512, badBytes: 3584 },
    });
    await drive.close();
  });
});

describe.each(['read', 'write'] as const)('a %s that meets a bad sector', (kind) => {
  const BAD = 5120;

  /** The system does what lies before the bad sector and fails there; or, as most do, says nothing of what it did. */
  async function withBadSector(tellsWhatItDid: boolean) {
    const { handle, drive } = await device(true);
    const transfer = (buffer: Uint8Array, _at: number, length: number, position: number) => {
      const room = BAD - position;
      if (room >= length) return Promise.resolve({ bytesRead: length, bytesWritten: length, buffer });
      if (room <= 0 || !tellsWhatItDid) return Promise.reject(systemError('EIO'));
      return Promise.resolve({ bytesRead: room, bytesWritten: room, buffer });
    };
    // Sound: the device calls them with a buffer and three numbers only.
    handle.read = transfer as unknown as typeof handle.read;
    handle.write = transfer as unknown as typeof handle.write;
    return drive;
  }

  test.each([
    { tellsWhatItDid: true, from: 0, length: 8192, offset: BAD },
    { tellsWhatItDid: true, from: 4096, length: 4096, offset: BAD },
    { tellsWhatItDid: true, from: 4096, length: 2048, offset: BAD },
    { tellsWhatItDid: false, from: 0, length: 8192, offset: 0 },
    { tellsWhatItDid: false, from: 4096, length: 4096, offset: 4096 },
  ])(
    'of $length bytes at $from says $offset (the system tells what it did: $tellsWhatItDid)',
    async ({ tellsWhatItDid, from, length, offset }) => {
      const drive = await withBadSector(tellsWhatItDid);
      const error: unknown = await drive[kind](from, drive.allocate(length)).catch(
        (caught: unknown) => caught,
      );
      expect(error).toMatchObject({
        code: 'E_DEVICE_IO',
        place: { offset, badBytes: null },
        message: `/dev/sdb at offset ${offset}: EIO: words of the system, write`,
      });
      await drive.close();
    },
  );
});

test('who holds a file is found by name and number', async () => {
  const { path, drive } = await device(true);
  const holders = await findHolders('/proc', { folders: [path], devices: [] });
  expect(holders.map(({ pid }) => pid)).toContain(process.pid);
  await drive.close();
  expect(
    namesOf([
      { pid: 12, name: 'bash' },
      { pid: 13, name: 'less' },
    ]),
  ).toBe('bash (process 12), less (process 13)');
  expect(namesOf([])).toBe('another program or the system itself');
});

/** Devices that take whole sectors only, over a file in place of a drive; and the check at the start of the writer. */
import { open, writeFile } from 'node:fs/promises';
import { win32 } from 'node:path';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceError } from '#devices/device-errors.ts';
import { exclusiveDevice, readingDevice } from '#devices/sector-device.ts';
import { selfCheck } from '#devices/self-check.ts';
import { EXCLUSIVE_FLAGS, pathFault, physicalDrive } from '#devices/windows/device-paths.ts';
import { tempFolder } from '../../support/temp.ts';

const folder = await tempFolder('sector-device');
const SIZE = 2 * 1024 * 1024 + 3 * 512;
const content = Uint8Array.from({ length: SIZE }, (_, index) => (index * 7 + Math.floor(index / 512)) % 251);

/** A drive that insists on sectors: reads of other places or lengths, or behind its end, fail. */
async function strictDrive() {
  const path = join(folder, 'drive');
  await writeFile(path, content);
  const handle = await open(path, 'r+');
  const read = handle.read.bind(handle) as (...args: unknown[]) => Promise<unknown>;
  Object.assign(handle, {
    read: async (target: Uint8Array, at: number, length: number, position: number) => {
      if (position % 512 !== 0 || length % 512 !== 0 || position + length > SIZE) throw new Error('EINVAL');
      return await read(target, at, length, position);
    },
  });
  const explain = (error: unknown) => Promise.resolve(deviceError(error, path));
  return { name: path, handle, sizeBytes: SIZE, sectorBytes: 512, explain };
}

describe('a drive that takes whole sectors', () => {
  test('is read at any place and of any length', async () => {
    const device = readingDevice(await strictDrive());
    await fc.assert(
      fc.asyncProperty(fc.nat(SIZE + 600), fc.nat(5000), async (offset, length) => {
        const target = new Uint8Array(length);
        const done = await device.read(offset, target);
        expect(done).toBe(Math.max(0, Math.min(length, SIZE - offset)));
        expect(Buffer.compare(target.subarray(0, done), content.subarray(offset, offset + done))).toBe(0);
      }),
    );
    const whole = new Uint8Array(SIZE + 1);
    expect(await device.read(0, whole)).toBe(SIZE);
    expect(Buffer.compare(whole.subarray(0, SIZE), content)).toBe(0);
    await expect(device.write(0, new Uint8Array(512))).rejects.toMatchObject({ code: 'E_DEVICE_READ_ONLY' });
    await device.close();
    await device.close();
  });

  test('two readers at once do not disturb each other', async () => {
    const device = readingDevice(await strictDrive());
    const places = [5, 700_001, 1_500_003, 12];
    const read = await Promise.all(
      places.map(async (offset) => {
        const target = new Uint8Array(1_000);
        await device.read(offset, target);
        return target;
      }),
    );
    for (const [index, offset] of places.entries()) {
      expect(Buffer.compare(read[index] ?? content, content.subarray(offset, offset + 1_000))).toBe(0);
    }
    await device.close();
  });

  test('is written and read back to its end and no further', async () => {
    const device = exclusiveDevice(await strictDrive());
    const chunk = device.allocate(4096);
    chunk.fill(0xa5);
    await device.write(SIZE - 4096, chunk);
    await device.flush();
    const back = device.allocate(8192);
    expect(await device.read(SIZE - 4096, back)).toBe(4096);
    expect(back[4095]).toBe(0xa5);
    await device.close();
  });
});

describe('paths of drives on Windows', () => {
  test.each([
    ['\\\\.\\PhysicalDrive3', '\\\\.\\PHYSICALDRIVE3'],
    ['//./physicaldrive3', '\\\\.\\PHYSICALDRIVE3'],
    ['\\\\?\\PHYSICALDRIVE12', '\\\\.\\PHYSICALDRIVE12'],
    ['PhysicalDrive0', '\\\\.\\PHYSICALDRIVE0'],
    ['E:', undefined],
    ['C:\\PhysicalDrive1', undefined],
    ['\\\\.\\PHYSICALDRIVE1\\x', undefined],
  ])('%s', (path, expected) => {
    expect(physicalDrive(path)).toBe(expected);
  });

  test('this Node leaves them alone', () => {
    expect(pathFault()).toBeUndefined();
  });

  test('the fault of Node 20.15.1 is found: a backslash behind the name', () => {
    const faulty = (path: string) => `${win32.toNamespacedPath(path)}\\`;
    expect(pathFault(faulty)).toContain('\\\\.\\PHYSICALDRIVE0 becomes \\\\.\\PHYSICALDRIVE0\\');
  });

  test('the flags fit into the 32 bits Node passes on', () => {
    expect(EXCLUSIVE_FLAGS).toBe(0x12000002);
  });
});

describe('the check at the start', () => {
  const windows = { platform: 'win32' as const, pathFault: () => undefined };
  const refusing = (code: string) => () =>
    Promise.reject(Object.assign(new Error(`${code}: open`), { code }));

  test('asks nothing of Linux and macOS', async () => {
    for (const platform of ['linux', 'darwin'] as const) {
      expect(await selfCheck({ ...windows, platform, openForReading: refusing('EIO') })).toEqual([]);
    }
  });

  test.each(['EPERM', 'EACCES', 'EBUSY'])('takes %s for a sign that the path arrived', async (code) => {
    expect(await selfCheck({ ...windows, openForReading: refusing(code) })).toEqual([]);
  });

  test('finds disk 0 missing and disk 1 there', async () => {
    const openForReading = (path: string) =>
      path.endsWith('0') ? refusing('ENOENT')() : Promise.resolve({ close: () => Promise.resolve() });
    expect(await selfCheck({ ...windows, openForReading })).toEqual([]);
  });

  test.each(['EIO', 'ENOENT', 'EINVAL'])(
    'reports a runtime that answers %s for every drive',
    async (code) => {
      const found = await selfCheck({ ...windows, openForReading: refusing(code) });
      expect(found).toMatchObject([{ ok: false, code: 'E_DEVICE_RUNTIME' }]);
      expect(found[0]?.message).toContain(process.versions.node);
    },
  );

  test('reports changed paths without opening anything', async () => {
    const found = await selfCheck({
      ...windows,
      pathFault: () => 'a becomes b',
      openForReading: () => Promise.reject(new Error('must not be asked')),
    });
    expect(found).toMatchObject([{ code: 'E_DEVICE_RUNTIME' }]);
  });
});

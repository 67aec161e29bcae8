/**
 * One test of the real adapter of an operating system, on a drive that may be destroyed: a virtual disk whose path is in
 * MEDIA_BUILDER_TEST_DRIVE (scripts/ci make one). Elsewhere a named skip. On the right system REQUIRE_ORACLES=1 turns a
 * missing drive into a failure.
 */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { MIB } from '#base/units.ts';
import { identityOf } from '#devices/drive.ts';
import { selfCheck } from '#devices/self-check.ts';
import { thisMachine } from '#devices/this-machine.ts';
import { codeOfPromise } from './codes.ts';

/** The only partition of what the test writes: type 0x0c, from 1 MiB on. */
export const TEST_PARTITION = { offset: MIB, sizeBytes: 64 * MIB };

function masterBootRecord(sectorBytes: number): Uint8Array {
  const sector = Buffer.alloc(sectorBytes);
  sector.writeUInt32LE(0x4d425444, 0x1b8);
  sector.writeUInt8(0x0c, 0x1be + 4);
  sector.writeUInt32LE(TEST_PARTITION.offset / sectorBytes, 0x1be + 8);
  sector.writeUInt32LE(TEST_PARTITION.sizeBytes / sectorBytes, 0x1be + 12);
  sector.writeUInt16LE(0xaa55, 0x1fe);
  return sector;
}

export interface PlatformDriveTest {
  readonly platform: 'win32' | 'darwin';
  /** What another program of the system says of the drive afterwards; throws when it does not know the partition. */
  readonly judge: (device: string) => void;
}

/** Lists, refuses, claims, writes, reads back, gives back; then the judge looks. */
export function platformDriveTest(name: string, { platform, judge }: PlatformDriveTest): void {
  const path = process.env['MEDIA_BUILDER_TEST_DRIVE'];
  if (process.platform !== platform) {
    test.skip(`${name} [NOT RUN: needs ${platform}]`);
    return;
  }
  if (path === undefined || path === '') {
    const why = 'no drive in MEDIA_BUILDER_TEST_DRIVE';
    if (process.env['REQUIRE_ORACLES'] === '1') {
      test(name, () => {
        throw new Error(why);
      });
    } else test.skip(`${name} [NOT RUN: ${why}]`);
    return;
  }
  test(name, async () => {
    await writeAndJudge(path, judge);
  });
}

async function writeAndJudge(path: string, judge: (device: string) => void): Promise<void> {
  expect(await selfCheck()).toEqual([]);
  const machine = thisMachine();
  const drives = await machine.list();
  const system = drives.filter(({ isSystem }) => isSystem);
  expect(system.length).toBeGreaterThan(0);

  const drive = await machine.find(path);
  // Never a real one, whatever somebody put into the variable.
  expect(drive).toMatchObject({ isVirtual: true, isSystem: false, kind: 'loop' });
  expect(drive.mountpoints.length).toBeGreaterThan(0);
  const identity = identityOf(drive);
  const wishes = { sourcePaths: [] };
  const target = { identity, isConfirmed: true, allowLoop: false };
  expect(await codeOfPromise(machine.openForWriting(target, wishes))).toBe('E_DEVICE_LOOP');
  for (const one of system) {
    const refused = machine.openForWriting({ ...target, identity: identityOf(one), allowLoop: true }, wishes);
    expect(await codeOfPromise(refused)).toBe('E_DEVICE_SYSTEM');
  }

  const { device } = await machine.openForWriting({ ...target, allowLoop: true }, wishes);
  try {
    const data = device.allocate(4 * MIB);
    data.set(randomBytes(data.length));
    const places = [TEST_PARTITION.offset, 32 * MIB, drive.size - data.length];
    for (const place of places) await device.write(place, data);
    const first = device.allocate(device.alignmentBytes);
    first.set(masterBootRecord(device.alignmentBytes));
    await device.write(0, first);
    await device.flush();
    const back = device.allocate(data.length);
    for (const place of places) {
      expect(await device.read(place, back)).toBe(data.length);
      expect(Buffer.compare(back, data)).toBe(0);
    }
  } finally {
    await device.close();
  }
  const looked = await machine.openForReading(path);
  const sector = new Uint8Array(512);
  await looked.read(0, sector);
  await looked.close();
  expect(Buffer.compare(sector, masterBootRecord(512).subarray(0, 512))).toBe(0);
  expect(await machine.isPresent(identity)).toBe(true);
  judge(drive.device);
}

/** The drive that fails on order, as dd sees it: what the fault sweeps stand on. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { KIB, MIB } from '#base/units.ts';
import { faultDevice, faultTest, type FaultDevice } from '../support/fault-device.ts';
import { oracle } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';
import { noise } from '../support/trees.ts';

const PIECE = 128 * KIB;
const DIRT = new Uint8Array(4 * MIB).fill(0xee);

let shared: Promise<FaultDevice> | undefined;

async function fresh(): Promise<FaultDevice> {
  shared ??= faultDevice(4 * MIB);
  const drive = await shared;
  await drive.reset(DIRT);
  return drive;
}

async function ddTo(target: string, pieces: number, ...more: string[]) {
  const source = join(await tempFolder('dd'), 'source');
  writeFileSync(source, noise('dd', pieces * PIECE));
  const { exitCode, stderr } = oracle('dd', [
    ...[`if=${source}`, `of=${target}`, 'bs=128K', 'oflag=direct', 'conv=notrunc,fsync', ...more],
  ]);
  return { exitCode, stderr };
}

describe('a drive that fails on order', () => {
  faultTest('takes and gives back everything while no fault is ordered', async () => {
    const drive = await fresh();
    expect(await ddTo(drive.device, 8)).toMatchObject({ exitCode: 0 });
    const { calls, fired } = await drive.journal();
    expect([calls.map(({ op }) => op), fired]).toEqual([[...Array<string>(8).fill('write'), 'fsync'], []]);
    const back = oracle('sh', ['-c', `dd if=${drive.device} bs=1M iflag=direct | cmp - ${drive.backing}`]);
    expect([back.exitCode, back.stdout]).toEqual([0, '']);
    expect(Buffer.compare(readFileSync(drive.backing).subarray(0, MIB), noise('dd', MIB))).toBe(0);
  });

  faultTest('fails the third write, once', async () => {
    const drive = await fresh();
    await drive.setFaults([{ op: 'write', nth: 2, action: 'error' }]);
    const failed = await ddTo(drive.device, 8);
    expect(failed.stderr).toContain('Input/output error');
    expect(failed.stderr).toContain('2+0 records out');
    expect(await ddTo(drive.device, 8)).toMatchObject({ exitCode: 0 });
  });

  faultTest('goes away and stays away', async () => {
    const drive = await fresh();
    await drive.setFaults([{ op: 'any', nth: 3, times: null, action: 'error', errno: 'ENODEV' }]);
    expect((await ddTo(drive.device, 8)).stderr).toContain('No such device');
    expect((await ddTo(drive.device, 8)).stderr).toContain('0+0 records out');
  });

  faultTest('fails to make things durable', async () => {
    const drive = await fresh();
    await drive.setFaults([{ op: 'fsync', nth: 0, action: 'error' }]);
    expect((await ddTo(drive.device, 8)).stderr).toContain('fsync failed');
  });

  faultTest('flips one bit and says nothing', async () => {
    const drive = await fresh();
    await drive.setFaults([{ op: 'write', offset: 300_000, action: 'flip', bit: 6 }]);
    expect(await ddTo(drive.device, 8)).toMatchObject({ exitCode: 0 });
    const expected = noise('dd', MIB);
    expected[300_000] = (expected[300_000] ?? 0) ^ 0x40;
    expect(Buffer.compare(readFileSync(drive.backing).subarray(0, MIB), expected)).toBe(0);
  });

  faultTest('takes less than it was given: a file says so, a loop device keeps it to itself', async () => {
    const drive = await fresh();
    for (const [target, stored] of [
      [drive.file, PIECE],
      [drive.device, 4096],
    ] as const) {
      await drive.reset(DIRT);
      await drive.setFaults([{ op: 'write', nth: 0, action: 'short', bytes: 4096 }]);
      expect((await ddTo(target, 1)).stderr).toContain('1+0 records out');
      const expected = new Uint8Array(PIECE).fill(0xee);
      expected.set(noise('dd', stored));
      expect(Buffer.compare(readFileSync(drive.backing).subarray(0, PIECE), expected)).toBe(0);
    }
  });

  faultTest('is smaller than it claims', async () => {
    const drive = await fresh();
    await drive.setFaults([], MIB);
    expect(await ddTo(drive.device, 12)).toMatchObject({ exitCode: 0 });
    const stored = readFileSync(drive.backing);
    expect(Buffer.compare(stored.subarray(0, 512 * KIB), noise('dd', 1536 * KIB).subarray(MIB))).toBe(0);
    expect(stored.subarray(MIB).every((byte) => byte === 0xee)).toBe(true);
    const copy = join(await tempFolder('dd'), 'copy');
    oracle('dd', [`if=${drive.device}`, `of=${copy}`, 'bs=1M', 'skip=1', 'count=1', 'iflag=direct']);
    expect(Buffer.compare(readFileSync(copy), stored.subarray(0, MIB))).toBe(0);
  });
});

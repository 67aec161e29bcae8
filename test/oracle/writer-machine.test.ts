/**
 * The writer process as it ships, with the drives of this very machine; cmp judges. That it refuses a system drive is shown
 * with drives that are files (test/conformance/writer-process.test.ts): a fault there should not cost anybody a disk.
 */
import { join } from 'node:path';
import { expect } from 'vitest';
import { launchWriter } from '#jobs/writer/launch.ts';
import { MIB } from '#base/units.ts';
import { bundleWriter, imageOf, insisting, sampleImage } from '../support/file-writer.ts';
import { loop, loopTest } from '../support/loop.ts';
import { oracle } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

loopTest('a loop device is written and verified by the writer process', async () => {
  const { device } = await loop();
  const folder = await tempFolder('writer-machine');
  const script = join(folder, 'writer.cjs');
  bundleWriter('main/hosts/writer/index.ts', script);
  const image = await sampleImage(folder, 16 * MIB);
  const connection = await launchWriter({ script });
  try {
    expect(connection.problems).toEqual([]);
    const drives = await connection.list();
    const drive = drives.find((one) => one.device === device);
    if (drive === undefined) throw new Error(`${device} is not listed`);
    const run = await connection.begin(imageOf(image, 16 * MIB), {});
    const forbidden = await run.add({ ...insisting(drive), allowLoop: false });
    expect(forbidden).toMatchObject({ outcome: 'failed', error: { code: 'E_DEVICE_LOOP' } });
    expect(await run.add(insisting(drive))).toMatchObject({ outcome: 'verified', sizeBytes: 16 * MIB });
    await run.end();
    expect(oracle('cmp', ['-n', String(16 * MIB), image, device])).toMatchObject({ exitCode: 0 });
  } finally {
    await connection.close();
  }
});

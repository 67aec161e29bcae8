/**
 * A tray of unequal drives: three fast ones and a slow one, slowed down by a control group. The fast ones are written and
 * verified while the slow one is still being written. Only the order is judged, not the seconds (test/bench has those).
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { MIB } from '#base/units.ts';
import { identityOf } from '#devices/drive.ts';
import { thisMachine } from '#devices/this-machine.ts';
import { directWriter } from '#jobs/direct-writer.ts';
import { loop, loopTest } from '../support/loop.ts';
import { tempFolder } from '../support/temp.ts';
import { throttleGroup, whyNoThrottle, type ThrottleGroup } from '../support/throttled-loop.ts';
import { noise } from '../support/trees.ts';

const IMAGE_BYTES = 24 * MIB;
const SPEEDS = [40e6, 40e6, 40e6, 5e6] as const;

const groups: ThrottleGroup[] = [];

afterAll(() => {
  for (const group of groups.splice(0)) {
    group.leave(process.pid);
    group.remove();
  }
});

const reason = whyNoThrottle();

const NAME = 'a slow drive does not hold up fast ones';
if (reason === undefined || process.env['REQUIRE_ORACLES'] === '1') loopTest(NAME, writeUnequalDrives);
else test.skip(`${NAME} [NOT RUN: ${reason}]`, writeUnequalDrives);

async function writeUnequalDrives(): Promise<void> {
  const image = join(await tempFolder('unequal'), 'image');
  await writeFile(image, noise('unequal', IMAGE_BYTES));
  const devices: string[] = [];
  for (const _ of SPEEDS) devices.push((await loop(['--direct-io=on'], IMAGE_BYTES)).device);
  const group = throttleGroup(
    devices.map((device, index) => {
      const speed = SPEEDS[index] ?? 0;
      return { device, writeBytesPerSecond: speed, readBytesPerSecond: 2 * speed };
    }),
  );
  groups.push(group);
  group.join(process.pid);
  const writer = directWriter(thisMachine());
  const drives = await writer.list();
  const events: string[] = [];
  const nameOf = (device: string): string => (device === devices[3] ? 'slow' : 'fast');
  const seen = new Set<string>();
  const run = await writer.begin(
    {
      kind: 'image',
      content: { kind: 'file', id: 'image', path: image, sizeBytes: IMAGE_BYTES, isGrowing: false },
    },
    {
      onState: ({ device, phase }) => {
        if (phase !== 'verify' || seen.has(device)) return;
        seen.add(device);
        events.push(`${nameOf(device)} is written`);
      },
    },
  );
  await Promise.all(
    devices.map(async (device) => {
      const drive = drives.find((one) => one.device === device);
      if (drive === undefined) throw new Error(`${device} is not listed`);
      const target = { identity: identityOf(drive), isConfirmed: true, allowLoop: true, isUpdate: false };
      const { outcome } = await run.add(target);
      events.push(`${nameOf(device)} is ${outcome}`);
    }),
  );
  await run.end();
  expect(events.slice(0, 6).sort()).toEqual([
    ...Array<string>(3).fill('fast is verified'),
    ...Array<string>(3).fill('fast is written'),
  ]);
  expect(events.slice(6)).toEqual(['slow is written', 'slow is verified']);
}

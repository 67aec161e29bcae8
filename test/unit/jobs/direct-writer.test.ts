/** The writer in this process: the same words as the writer process, with real files as sources. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { directWriter } from '#jobs/direct-writer.ts';
import { FakeMachine } from '../../support/fake-drives.ts';
import { fakeSources, imageMedium, patterned } from '../../support/fake-sources.ts';
import { tempFolder } from '../../support/temp.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const IMAGE = patterned(300_000);

test('closing the writer cancels what is under way and gives back every drive and source', async () => {
  const clock = new VirtualClock();
  const machine = new FakeMachine(clock);
  const { openSource, opened, closed } = fakeSources({ '/image': IMAGE });
  const writer = directWriter(machine, { openSource, clock });
  const drive = machine.plug('/dev/sda');
  expect(await writer.list()).toEqual([drive.drive]);
  const run = await writer.begin(imageMedium('/image', IMAGE.length, true), {});
  const result = run.add(drive.target);
  await clock.pass(1000);
  await clock.run(writer.close());
  expect(await result).toEqual({ device: '/dev/sda', outcome: 'cancelled', retries: 0 });
  expect([drive.opened, drive.closed]).toEqual([1, 1]);
  expect([...closed]).toEqual([...opened]);
});

test('a medium is refused before a drive is touched: a missing file, a folder, another size', async () => {
  const folder = await tempFolder('direct-writer');
  const path = join(folder, 'image');
  await writeFile(path, IMAGE);
  const writer = directWriter(new FakeMachine(new VirtualClock()));
  const begin = (name: string, sizeBytes: number) => writer.begin(imageMedium(name, sizeBytes), {});
  await expect(begin(join(folder, 'none'), 1)).rejects.toMatchObject({ code: 'E_IMAGE_CONTENT_READ' });
  await expect(begin(folder, 1)).rejects.toMatchObject({ code: 'E_IMAGE_SOURCE' });
  await expect(begin(path, 1)).rejects.toMatchObject({ code: 'E_IMAGE_CONTENT_CHANGED' });
  const run = await begin(path, IMAGE.length);
  await run.end();
});

/** More source files than may be open at once, as the writer reads them for drives of any speed. */
import { readlinkSync, readdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sourceOpener } from '../../../main/hosts/writer/sources.ts';
import { tempFolder } from '../../support/temp.ts';

const LIMIT = 3;

async function tenFiles() {
  const folder = await tempFolder('open-files');
  const paths = Array.from({ length: 10 }, (_, index) => join(folder, `${index}.bin`));
  for (const [index, path] of paths.entries()) await writeFile(path, Buffer.alloc(1000 + index, index));
  const openSource = sourceOpener((action) => action(), undefined, LIMIT);
  const sources = await Promise.all(paths.map(openSource));
  /** How many of the ten this process has open, by what the system says. */
  const openNow = (): number =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
      } catch {
        return false;
      }
    }).length;
  return { paths, sources, openNow };
}

test.runIf(process.platform === 'linux')(
  'as many stay open as may; the others are read all the same',
  async () => {
    const { sources, openNow } = await tenFiles();
    expect(openNow()).toBe(LIMIT);
    expect(sources.map(({ sizeBytes }) => sizeBytes)).toEqual(sources.map((_, index) => 1000 + index));
    for (const round of [1, 2]) {
      for (const [index, source] of sources.entries()) {
        const target = Buffer.alloc(2000, 0xee);
        expect(await source.read(round, target)).toBe(1000 + index - round);
        expect(target.subarray(0, 999 + index - round).every((byte) => byte === index)).toBe(true);
        expect(openNow()).toBeLessThanOrEqual(LIMIT);
      }
    }
    // Side by side none is taken away from a reader; afterwards the limit holds again.
    const counts = await Promise.all(sources.map((source) => source.read(0, Buffer.alloc(2000))));
    expect(counts).toEqual(sources.map((_, index) => 1000 + index));
    await sources[0]?.read(0, Buffer.alloc(1));
    expect(openNow()).toBeLessThanOrEqual(LIMIT);
    await Promise.all(sources.map((source) => source.close()));
    expect(openNow()).toBe(0);
    await expect(sources[0]?.read(0, Buffer.alloc(1))).rejects.toMatchObject({
      code: 'E_IMAGE_CONTENT_READ',
    });
  },
);

test('a file that was replaced while it was closed is not read', async () => {
  const { paths, sources } = await tenFiles();
  const [first = '', second = ''] = paths;
  await writeFile(`${first}.new`, Buffer.alloc(1000, 0x55));
  await rename(`${first}.new`, first);
  await expect(sources[0]?.read(0, Buffer.alloc(1000))).rejects.toMatchObject({
    code: 'E_IMAGE_CONTENT_CHANGED',
    message: expect.stringContaining(first) as unknown,
  });
  await rename(second, `${second}.away`);
  await expect(sources[1]?.read(0, Buffer.alloc(1000))).rejects.toMatchObject({
    code: 'E_IMAGE_CONTENT_READ',
    message: expect.stringContaining('ENOENT') as unknown,
  });
  await Promise.all(sources.map((source) => source.close()));
});

/** The recipe run a second time: same packages, same bytes, also when nothing but the packages is there. */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseBootImageDescription } from '#media/boot-image.ts';
import { sha256Hex } from '#base/hash.ts';
import { buildBootImage } from '../../resources/boot/build-boot-image.ts';
import { currentBootImage } from '../support/first-path.ts';
import { tempFolder } from '../support/temp.ts';

test('a package built twice has the same bytes, and its description is true', async () => {
  const first = await currentBootImage();
  const second = join(await tempFolder('boot-image-again'), 'package');
  const cacheFolder = fileURLToPath(new URL('../../.cache/boot-image', import.meta.url));
  // The mark of the first build says how it was compressed.
  const mark = JSON.parse(await readFile(join(first, '.build-key'), 'utf8')) as {
    compression: 'fast' | 'best';
  };
  const again = await buildBootImage({ cacheFolder, outputFolder: second, compression: mark.compression });
  expect(again.isChanged).toBe(true);
  const description = await readFile(join(second, 'boot-image.json'), 'utf8');
  expect(description).toBe(await readFile(join(first, 'boot-image.json'), 'utf8'));
  for (const file of parseBootImageDescription(description).files) {
    const bytes = await readFile(join(second, file.path));
    expect({ path: file.path, sizeBytes: bytes.length, sha256: sha256Hex(bytes) }).toEqual({
      path: file.path,
      sizeBytes: file.sizeBytes,
      sha256: file.sha256,
    });
  }
});

test('everything made anew from the same packages in another folder has the same bytes', async () => {
  const cacheFolder = fileURLToPath(new URL('../../.cache/boot-image', import.meta.url));
  const folder = await tempFolder('boot-image-anew');
  const here = join(folder, 'from the cache');
  const compression = 'fast';
  await buildBootImage({ cacheFolder, outputFolder: here, compression });
  const anew = join(folder, 'anew');
  for (const part of ['download', 'packages.json']) {
    await cp(join(cacheFolder, part), join(anew, part), { recursive: true, preserveTimestamps: true });
  }
  await buildBootImage({ cacheFolder: anew, outputFolder: join(anew, 'package'), compression });
  expect(await readFile(join(anew, 'package', 'boot-image.json'), 'utf8')).toBe(
    await readFile(join(here, 'boot-image.json'), 'utf8'),
  );
});

test('a finished package with a damaged or missing file is made again', async () => {
  const cacheFolder = fileURLToPath(new URL('../../.cache/boot-image', import.meta.url));
  const outputFolder = join(await tempFolder('boot-image-damaged'), 'package');
  const build = async (): Promise<boolean> =>
    (await buildBootImage({ cacheFolder, outputFolder, compression: 'fast' })).isChanged;
  expect(await build()).toBe(true);
  expect(await build()).toBe(false);
  const kernel = join(outputFolder, 'medium/boot/vmlinuz');
  const good = await readFile(kernel);
  await writeFile(kernel, good.subarray(0, 1000));
  expect(await build()).toBe(true);
  await rm(join(outputFolder, 'firmware/efi.img'));
  expect(await build()).toBe(true);
  expect(sha256Hex(await readFile(kernel))).toBe(sha256Hex(good));
});

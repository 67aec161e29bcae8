/** The recipe run a second time: same packages, same bytes, also when nothing but the packages is there. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { chmod, cp, readFile, rm, writeFile } from 'node:fs/promises';
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

const RECIPE = fileURLToPath(new URL('../../resources/boot/build-boot-image.ts', import.meta.url));
/** "nobody" of most systems. */
const OTHER_ACCOUNT = 65_534;

/** Builds in a process of its own, as root under an account without rights; its files belong to that account then. */
function buildElsewhere(folder: string): void {
  const script = join(folder, 'build.mts');
  const options = { cacheFolder: folder, outputFolder: join(folder, 'package'), compression: 'fast' };
  const lines = [
    `import { buildBootImage } from ${JSON.stringify(RECIPE)};`,
    `await buildBootImage(${JSON.stringify(options)});`,
  ];
  writeFileSync(script, lines.join('\n'));
  const account = canBeAnother ? { uid: OTHER_ACCOUNT, gid: OTHER_ACCOUNT } : {};
  if (canBeAnother) spawnSync('chown', ['-R', `${OTHER_ACCOUNT}:${OTHER_ACCOUNT}`, folder]);
  const built = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), script], {
    ...account,
    env: { PATH: process.env['PATH'], HOME: folder },
    encoding: 'utf8',
  });
  expect(built.status, built.stderr).toBe(0);
}

// Root can try; but a checkout below /root, say, cannot be read by another account.
const canBeAnother =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ['-e', 'fs.accessSync(process.argv[1])', RECIPE], {
    uid: OTHER_ACCOUNT,
    gid: OTHER_ACCOUNT,
  }).status === 0;
const BUILDER = canBeAnother ? ' by an account without rights' : '';

test(`everything made anew${BUILDER} from the same packages has the same bytes`, async () => {
  const cacheFolder = fileURLToPath(new URL('../../.cache/boot-image', import.meta.url));
  const folder = await tempFolder('boot-image-anew');
  const here = join(folder, 'from the cache');
  const compression = 'fast';
  await buildBootImage({ cacheFolder, outputFolder: here, compression });
  const anew = join(folder, 'anew');
  for (const part of ['download', 'packages.json']) {
    await cp(join(cacheFolder, part), join(anew, part), { recursive: true, preserveTimestamps: true });
  }
  await chmod(folder, 0o755);
  buildElsewhere(anew);
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

/** A look at a drive or file can be cancelled, also when the drive does not answer. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import { withTarget } from '#service/open-target.ts';
import { tempFolder } from '../../support/temp.ts';

const file = join(await tempFolder('open-target'), 'stick.img');
await writeFile(file, new Uint8Array(4096));

test('a drive that does not answer does not keep who cancels', async () => {
  const abort = new AbortController();
  const hanging = withTarget(
    file,
    () => {
      abort.abort();
      return new Promise(() => undefined);
    },
    { signal: abort.signal },
  );
  await expect(hanging).rejects.toMatchObject({ code: 'E_CANCELLED' });
});

test('a cancelled look that ends by itself ends with its own error', async () => {
  const abort = new AbortController();
  const own = new MediaError('E_CANCELLED', 'at byte 4096');
  const looking = withTarget(
    file,
    () => {
      abort.abort();
      return Promise.reject(own);
    },
    { signal: abort.signal },
  );
  await expect(looking).rejects.toBe(own);
});

/** A folder of 804 files and 1.5 GiB with the sizes a medium has: a few images, some drivers, many small files. */
import { createCipheriv } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const MIB = 1024 * 1024;
const SECRET_FREE_IV = Buffer.alloc(16);

export interface TreeFacts {
  readonly files: number;
  readonly bytes: number;
}

/** Writes the tree; the same seed gives the same names, sizes and bytes (the AES-CTR stream of the seed). */
export async function generateTree(folder: string, seed: number): Promise<TreeFacts> {
  const key = Buffer.alloc(16, seed % 256);
  const stream = createCipheriv('aes-128-ctr', key, SECRET_FREE_IV);
  const zeros = Buffer.alloc(4 * MIB);
  let bytes = 0;
  const plan = filePlan(seed);
  for (const { path, size } of plan) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    const handle = await open(target, 'w');
    for (let done = 0; done < size; done += zeros.length) {
      await handle.write(stream.update(zeros.subarray(0, Math.min(zeros.length, size - done))));
    }
    await handle.close();
    bytes += size;
  }
  return { files: plan.length, bytes };
}

/** 4 images of 240 MiB (of 1.5 GiB), 100 drivers of 4 MiB on average, 700 files of up to 340 KiB. */
function filePlan(seed: number): readonly { readonly path: string; readonly size: number }[] {
  const random = randomNumbers(seed);
  const files: { path: string; size: number }[] = [];
  for (let index = 0; index < 4; index += 1) {
    files.push({ path: `SMS/pkg/image-${index}/install.wim`, size: 240 * MIB + Math.floor(random() * 1000) });
  }
  for (let index = 0; index < 100; index += 1) {
    files.push({
      path: `SMS/pkg/drivers-${index % 9}/driver-${index}.cab`,
      size: Math.floor((1 + random() * 6) * MIB),
    });
  }
  for (let index = 0; index < 699; index += 1) {
    files.push({
      path: `SMS/pkg/app-${index % 25}/lib/component-${index}.dll`,
      size: Math.floor(random() * random() * 1024 * 1024 * 0.66),
    });
  }
  // The last file makes the total exactly 1.5 GiB.
  const total = files.reduce((sum, { size }) => sum + size, 0);
  files.push({ path: 'SMS/data/rest.bin', size: Math.max(0, 1536 * MIB - total) });
  return files;
}

/** Numbers from 0 to 1 (mulberry32); enough for sizes. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

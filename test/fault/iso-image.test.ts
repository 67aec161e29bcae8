/** Discs made to hurt a reader: each is refused with a code. */
import { expect, test } from 'vitest';
import { openIso9660 } from '#image/read-iso.ts';
import { planSample, readAllText } from '../support/iso-samples.ts';
import { materialiseBytes, memoryDevice } from '../support/materialise.ts';
import { textFile } from '../support/trees.ts';

const FILES = [textFile('a.txt'), textFile('dir/b.txt'), textFile(`${'n'.repeat(200)}.txt`)];

async function soundImage(): Promise<Uint8Array> {
  return await materialiseBytes(planSample(FILES, { bios: undefined, uefi: undefined } as never));
}

/** Byte of the directory record that holds the name in the primary tree. */
function recordOf(image: Uint8Array, identifier: string): number {
  const found = Buffer.from(image).indexOf(Buffer.from(identifier));
  expect(found).toBeGreaterThan(0);
  return found - 33;
}

function setBoth(image: Uint8Array, offset: number, value: number): void {
  const view = new DataView(image.buffer);
  view.setUint32(offset, value, true);
  view.setUint32(offset + 4, value);
}

async function expectDamaged(image: Uint8Array, code = 'E_ISO_DAMAGED'): Promise<void> {
  const readAll = async (): Promise<unknown> => await readAllText(await openIso9660(memoryDevice(image)));
  await expect(readAll()).rejects.toMatchObject({ code });
}

test('a directory that contains itself', async () => {
  const image = await soundImage();
  const root = new DataView(image.buffer).getUint32(16 * 2048 + 156 + 2, true);
  // The path table names the directory first; its record stands in the root directory.
  const record = recordOf(image.subarray(root * 2048), 'DIR') + root * 2048;
  setBoth(image, record + 2, root);
  await expectDamaged(image);
});

test('a directory of four gigabytes', async () => {
  const image = await soundImage();
  setBoth(image, 16 * 2048 + 156 + 10, 0xffff_f800);
  await expectDamaged(image);
});

test('a directory behind the end', async () => {
  const image = await soundImage();
  setBoth(image, 16 * 2048 + 156 + 2, 0xffff_0000);
  await expectDamaged(image, 'E_FORMAT_TRUNCATED');
});

test('a file behind the end', async () => {
  const image = await soundImage();
  setBoth(image, recordOf(image, 'A.TXT;1') + 2, 0xffff_0000);
  await expectDamaged(image);
});

test('a file whose next section never comes', async () => {
  const image = await soundImage();
  const record = recordOf(image, 'NNNN');
  image[record + 25] = 0x80;
  await expectDamaged(image);
});

test('a name that leads out of the medium', async () => {
  const image = await soundImage();
  const name = Buffer.from(image).indexOf(Buffer.from('a.txt'));
  image.set(Buffer.from('../..'), name);
  await expectDamaged(image);
});

test('a continuation that points at itself', async () => {
  const image = await soundImage();
  const record = recordOf(image, 'NNNN');
  const bytes = Buffer.from(image);
  const entry = bytes.indexOf(Buffer.from('CE'), record);
  const target = bytes.readUInt32LE(entry + 4) * 2048 + bytes.readUInt32LE(entry + 12);
  image.set(bytes.subarray(entry, entry + 28), target);
  await expectDamaged(image);
});

test('a continuation that crosses its block', async () => {
  const image = await soundImage();
  const entry = Buffer.from(image).indexOf(Buffer.from('CE'), recordOf(image, 'NNNN'));
  setBoth(image, entry + 20, 4096);
  await expectDamaged(image);
});

test('an interleaved file', async () => {
  const image = await soundImage();
  image[recordOf(image, 'A.TXT;1') + 26] = 3;
  await expectDamaged(image);
});

test('a set of descriptors without end', async () => {
  const image = new Uint8Array(100 * 2048);
  for (let block = 16; block < 100; block += 1) image.set([0, ...Buffer.from('CD001'), 1], block * 2048);
  await expectDamaged(image);
});

test('a set of descriptors without a primary one', async () => {
  const image = await soundImage();
  image[16 * 2048] = 0;
  await expectDamaged(image);
});

test('blocks of another size', async () => {
  const image = await soundImage();
  image[16 * 2048 + 129] = 4;
  await expectDamaged(image);
});

test('an image that was cut off', async () => {
  const image = await soundImage();
  await expectDamaged(image.subarray(0, image.length - 2048));
  await expectDamaged(image.subarray(0, 17 * 2048), 'E_FORMAT_TRUNCATED');
  await expectDamaged(image.subarray(0, 100), 'E_FORMAT_TRUNCATED');
});

test('something that is not a disc', async () => {
  await expectDamaged(new Uint8Array(200_000), 'E_FORMAT_MAGIC');
});

test('a directory larger than any tree needs', async () => {
  const image = new Uint8Array(80 * 1024 * 1024);
  image.set(await soundImage());
  setBoth(image, 16 * 2048 + 156 + 10, 65 * 1024 * 1024);
  await expectDamaged(image);
});

test('a million files and one', async () => {
  // The records of one directory, all the same file: 34 bytes each.
  const record = new Uint8Array(34);
  record.set([34], 0);
  record.set([1, 0x41], 32);
  const block = new Uint8Array(2048);
  for (let offset = 0; offset + 34 <= 2048; offset += 34) block.set(record, offset);
  const blocks = Math.ceil(1_000_001 / 60);
  const sound = await soundImage();
  const image = new Uint8Array(sound.length + blocks * 2048);
  image.set(sound);
  for (let index = 0; index < blocks; index += 1) image.set(block, sound.length + index * 2048);
  setBoth(image, 16 * 2048 + 156 + 2, sound.length / 2048);
  setBoth(image, 16 * 2048 + 156 + 10, blocks * 2048);
  // Without Rock Ridge and Joliet only the primary tree is left.
  image[17 * 2048 + 88] = 0;
  await expectDamaged(image);
});

import { expect, test } from 'vitest';
import { bytesContent } from '#base/extent.ts';
import { buildTree } from '#base/file-tree.ts';
import { decodeGpt, GPT_TYPE } from '#formats/gpt/index.ts';
import { openIso9660 } from '#image/read-iso.ts';
import { FAKE_BOOT, MODIFIED, planSample, readAllText } from '../../support/iso-samples.ts';
import { materialiseBytes, memoryDevice } from '../../support/materialise.ts';
import { sizedFile, textFile } from '../../support/trees.ts';

const FILES = [
  textFile('SMS/data/Größe und 😀.txt'),
  textFile('SMS/data/empty.bin', ''),
  textFile('sources/'),
  textFile(`${'lang'.repeat(63)}.wi`),
  textFile('a;b.txt'),
  textFile('1/2/3/4/5/6/7/8/9/10/deep.txt'),
];

test('the reader gives back every file with its own name', async () => {
  const image = await materialiseBytes(planSample(FILES), 0xaa);
  const medium = await openIso9660(memoryDevice(image));
  const found = await readAllText(medium);
  found.delete('boot/grub/eltorito.img');
  const expected = FILES.map(({ path }) => path);
  expect([...found.keys()].sort()).toEqual(expected.sort());
  for (const file of FILES) {
    const isDirectory = file.path.endsWith('/');
    const text = file.content.sizeBytes === 0 ? '' : file.path;
    expect(found.get(file.path)).toBe(isDirectory ? undefined : text);
  }
  expect(medium.label).toBe('PS1 Média');
  expect(medium.fileSystem).toBe('ISO 9660');
});

test('files are opened whatever the case, directories and strangers are not', async () => {
  const medium = await openIso9660(memoryDevice(await materialiseBytes(planSample(FILES))));
  expect((await medium.open('sms/DATA/GRÖßE UND 😀.TXT'))?.sizeBytes).toBe(29);
  expect(await medium.open('SMS')).toBeUndefined();
  expect(await medium.open('sources/')).toBeUndefined();
  expect(await medium.open('nothing')).toBeUndefined();
});

test('the same request gives the same bytes, and nothing depends on what was there before', async () => {
  const [once, again] = [
    await materialiseBytes(planSample(FILES), 0xaa),
    await materialiseBytes(planSample([...FILES].reverse()), 0x55),
  ];
  expect(Buffer.from(once).equals(again)).toBe(true);
});

test('another date changes the disc', async () => {
  const later = { modified: new Date(MODIFIED.getTime() + 1000) };
  const [once, again] = [
    await materialiseBytes(planSample(FILES)),
    await materialiseBytes(planSample(FILES, later)),
  ];
  expect(Buffer.from(once).equals(again)).toBe(false);
});

test('extents follow each other, cover the disc and end with it', () => {
  const plan = planSample(FILES);
  let end = 0;
  for (const { offset, length } of plan.extents) {
    // Empty files own nothing; there is no space nobody answers for.
    expect(offset).toBe(end);
    end = offset + length;
  }
  expect(end).toBe(plan.sizeBytes);
  expect(plan.sizeBytes % 2048).toBe(0);
});

test('without the ranges written last it is neither a disc nor a disk', async () => {
  const plan = planSample(FILES);
  const image = await materialiseBytes(plan);
  for (const { offset, length } of plan.writtenLast) image.fill(0, offset, offset + length);
  await expect(openIso9660(memoryDevice(image))).rejects.toMatchObject({ code: 'E_FORMAT_MAGIC' });
  expect(Buffer.from(image).includes('EFI PART')).toBe(false);
  expect(Buffer.from(image).includes('EL TORITO')).toBe(false);
  expect(image[510]).toBe(0);
});

test('the partition table covers the disc and names the EFI System partition', async () => {
  const plan = planSample(FILES);
  const image = await materialiseBytes(plan);
  const { partitions } = decodeGpt(image, 512);
  const efi = partitions[1];
  expect(partitions.map(({ typeGuid }) => typeGuid)).toEqual([GPT_TYPE.basicData, GPT_TYPE.efiSystem]);
  expect(partitions[0]).toMatchObject({ firstLba: 64, lastLba: (efi?.firstLba ?? 0) - 1 });
  const start = (efi?.firstLba ?? 0) * 512;
  const efiBytes = FAKE_BOOT.uefi.efiImage;
  expect(Buffer.from(image.subarray(start, start + efiBytes.length)).equals(efiBytes)).toBe(true);
});

test('a disc without boot images has an empty system area and no boot catalog', async () => {
  const plan = planSample(FILES, { bios: undefined, uefi: undefined } as never);
  const image = await materialiseBytes(plan, 0xaa);
  expect(image.subarray(0, 32_768).every((byte) => byte === 0)).toBe(true);
  expect(Buffer.from(image).includes('EL TORITO')).toBe(false);
  expect((await openIso9660(memoryDevice(image))).label).toBe('PS1 Média');
});

test('the boot program of a stick knows where the BIOS image lies', async () => {
  const image = await materialiseBytes(planSample(FILES));
  const view = new DataView(image.buffer);
  const catalog = view.getUint32(17 * 2048 + 71, true) * 2048;
  const block = view.getUint32(catalog + 40, true);
  expect(view.getBigUint64(0x1b0, true)).toBe(BigInt(block * 4 + 4));
  expect(view.getBigUint64(block * 2048 + 2548, true)).toBe(BigInt(block * 4 + 5));
  expect([8, 12, 16].map((at) => view.getUint32(block * 2048 + at, true))).toEqual([16, block, 40_001]);
});

test('half a character in a name is refused', () => {
  expect(() => planSample([textFile('bad\ud800name')])).toThrow(
    expect.objectContaining({ code: 'E_ISO_NAME' }),
  );
});

test('more folders than a path table can number are refused', () => {
  const files = Array.from({ length: 65_536 }, (_, index) => textFile(`d${index}/`));
  expect(() => planSample(files)).toThrow(expect.objectContaining({ code: 'E_ISO_TOO_MANY_FOLDERS' }));
});

test('more than 8 TiB are refused', () => {
  expect(() => planSample([sizedFile('huge.bin', 8 * 2 ** 40)])).toThrow(
    expect.objectContaining({ code: 'E_ISO_TOO_LARGE' }),
  );
});

test('a file in the place of the BIOS image is replaced by it, whatever its case', () => {
  const own = { path: 'BOOT/grub/ELTORITO.IMG', content: bytesContent('own', new Uint8Array(9)) };
  const plan = planSample([own]);
  const names = plan.extents.flatMap(({ source }) =>
    source.kind === 'content' ? [source.content.name] : [],
  );
  expect(names).toEqual([]);
  expect(buildTree([own]).children).toHaveLength(1);
});

test('an empty BIOS image is refused', () => {
  const bios = { ...FAKE_BOOT.bios, elToritoImage: new Uint8Array() };
  expect(() => planSample([], { bios })).toThrow(expect.objectContaining({ code: 'E_ISO_BOOT_IMAGE' }));
});

test('a hybrid boot sector that is not one sector is refused', () => {
  const bios = { ...FAKE_BOOT.bios, hybridBootSector: new Uint8Array(440) };
  expect(() => planSample([], { bios })).toThrow(expect.objectContaining({ code: 'E_ISO_BOOT_IMAGE' }));
});

test('an empty file never shares a block with a file that has content', async () => {
  const image = await materialiseBytes(planSample([textFile('a.txt', ''), textFile('b.txt', 'b')]));
  const blockOf = (identifier: string): number => {
    const record = Buffer.from(image).indexOf(identifier) - 33;
    return new DataView(image.buffer).getUint32(record + 2, true);
  };
  expect(blockOf('B.TXT;1')).toBeGreaterThan(blockOf('A.TXT;1'));
});

/** A medium as data and back: the layout made from the description is the layout of the files themselves. */
import { expect, test } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import { bytesContent, type ContentFile, type ImagePlan } from '#base/extent.ts';
import { MIB } from '#base/units.ts';
import { planDiskImage } from '#image/disk-image.ts';
import { mediumSpec } from '#jobs/medium-spec.ts';
import {
  filesOf,
  INLINE_LIMIT_BYTES,
  neededBytes,
  planMedium,
  specifyDisk,
  specifyImage,
  type DiskMedium,
} from '#jobs/plan-medium.ts';
import { readAll } from '../../support/content.ts';
import { patterned } from '../../support/fake-sources.ts';

const BIG = bytesContent('big', patterned(INLINE_LIMIT_BYTES + 1));
const TWIN = bytesContent('twin', patterned(5000, 3));

const DISK = {
  files: [
    { path: 'EFI/BOOT/BOOTX64.EFI', content: BIG },
    { path: 'SMS/data/Variables.dat', content: bytesContent('variables', patterned(1234)) },
    { path: 'SMS/data/empty', content: bytesContent('empty', new Uint8Array()) },
    { path: 'SMS/folder/', content: bytesContent('folder', new Uint8Array()) },
    { path: 'a', content: TWIN },
    { path: 'b', content: TWIN },
  ],
  partitionStyle: 'gpt',
  label: 'Größe 7 (test)',
  ids: {
    diskGuid: '11111111-1111-4111-8111-111111111111',
    partitionGuids: ['22222222-2222-4222-8222-222222222222', '33333333-3333-4333-8333-333333333333'],
    volumeId: 0xdead_beef,
  },
  modified: new Date('2026-11-21T12:34:56.000Z'),
} satisfies DiskMedium;

const places = new Map<ContentFile, string>([
  [BIG, '/files/big'],
  [TWIN, '/files/twin'],
]);
const placeOf = (content: ContentFile) => {
  const path = places.get(content);
  return path === undefined ? undefined : { path, isGrowing: false };
};
const contentAt = (path: string): ContentFile => {
  const found = [...places].find(([, known]) => known === path)?.[0];
  if (found === undefined) throw new Error(`nothing at ${path}`);
  return found;
};

/** All bytes a plan sets, as a list of places. */
async function bytesOf(plan: ImagePlan): Promise<readonly { at: number; bytes: string }[]> {
  return await Promise.all(
    plan.extents.map(async ({ offset, length, source }) => {
      const target = new Uint8Array(Math.min(length, 2 * MIB));
      if (source.kind === 'bytes') target.set(source.bytes);
      if (source.kind === 'generated') source.generate(0, target);
      if (source.kind === 'content') target.set(await readAll(source.content));
      return { at: offset, bytes: Buffer.from(target).toString('base64') };
    }),
  );
}

test.each([
  ['a drive of 512-byte sectors', { sizeBytes: 100 * MIB, sectorBytes: 512 }],
  ['a drive of 4096-byte sectors', { sizeBytes: 400 * MIB, sectorBytes: 4096 }],
  ['the smallest', { sectorBytes: 512 }],
] as const)('the description gives the same bytes as the files: %s', async (_name, geometry) => {
  const medium = await specifyDisk(DISK, placeOf);
  const received = mediumSpec.parse(JSON.parse(JSON.stringify(medium)));
  expect(received).toEqual(medium);
  const found = planMedium(received, geometry, ({ path }) => contentAt(path));
  const wanted = planDiskImage({ ...DISK, ...geometry });
  expect(found.sizeBytes).toBe(wanted.sizeBytes);
  expect(found.writtenLast).toEqual(wanted.writtenLast);
  expect(await bytesOf(found)).toEqual(await bytesOf(wanted));
});

test('what has no place goes into the description, the same file has one id, small things stay small', async () => {
  const medium = await specifyDisk(DISK, placeOf);
  if (medium.kind !== 'disk') throw new Error('a disk');
  expect(medium.files.map(({ content }) => (content.kind === 'file' ? content.id : 'inline'))).toEqual([
    'file-0',
    'inline',
    'inline',
    'inline',
    'file-1',
    'file-1',
  ]);
  expect(filesOf(medium)).toHaveLength(3);
  expect(neededBytes(medium)).toBe(
    planMedium(medium, { sectorBytes: 512 }, ({ path }) => contentAt(path)).sizeBytes,
  );
});

test('a large content without a place, and one that is not what was planned, are refused', async () => {
  await expect(specifyDisk(DISK, () => undefined)).rejects.toMatchObject({ code: 'E_INTERNAL' });
  for (const sizeBytes of [1233, 1235]) {
    const lying = { ...bytesContent('lying', patterned(1234)), sizeBytes };
    const disk = { ...DISK, files: [{ path: 'lying', content: lying }] };
    await expect(specifyDisk(disk, placeOf)).rejects.toMatchObject({ code: 'E_IMAGE_CONTENT_CHANGED' });
  }
});

test('an image is laid out as it is, in whole sectors, and only where it fits', () => {
  const content = bytesContent('image', patterned(5000));
  const medium = specifyImage(content, { path: '/image', isGrowing: false });
  expect(neededBytes(medium)).toBe(5000);
  expect(planMedium(medium, { sizeBytes: MIB, sectorBytes: 4096 }, () => content).sizeBytes).toBe(8192);
  expect(() => planMedium(medium, { sizeBytes: 4096, sectorBytes: 512 }, () => content)).toThrow(MediaError);
});

test('a drive with odd sectors is refused in plain words', async () => {
  const medium = await specifyDisk(DISK, placeOf);
  const plan = () =>
    planMedium(medium, { sizeBytes: 100 * MIB, sectorBytes: 520 }, ({ path }) => contentAt(path));
  expect(plan).toThrow('the drive has sectors of 520 bytes; 512 and 4096 are known');
});

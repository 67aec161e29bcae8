// A planned medium written as disc and as disk image: independent programs extract it, verify finds it intact, and
// the finished bytes do not hold the password.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { encodeUtf16le, encodeUtf8 } from '#base/bytes.ts';
import { buildTree } from '#base/file-tree.ts';
import { MIB } from '#base/units.ts';
import { createImageFile, openImageFile } from '#devices/file-device.ts';
import { planDiskImage } from '#image/disk-image.ts';
import { executePlan } from '#image/execute.ts';
import { planIsoImage } from '#image/iso-image.ts';
import { openMedium } from '#image/open-medium.ts';
import { inspectMedium } from '#media/inspect.ts';
import { planBootableMedia, type PlannedOutput } from '#media/plan.ts';
import { verifyMedium } from '#media/verify-medium.ts';
import { bytesOf, planInput, STRONG_PASSWORD, TOKEN } from '../unit/media/fixture.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const IDS = {
  diskGuid: '6f1b1c5e-9a55-4d0c-8f8e-000000000001',
  partitionGuids: ['6f1b1c5e-9a55-4d0c-8f8e-000000000002', '6f1b1c5e-9a55-4d0c-8f8e-000000000003'],
  volumeId: 0x1234_abcd,
} as const;

async function write(imagePlan: Parameters<typeof executePlan>[0], path: string): Promise<void> {
  const file = await createImageFile(path);
  await executePlan(imagePlan, file.device);
  await file.commit();
}

async function expectIntact(path: string): Promise<void> {
  const device = await openImageFile(path);
  try {
    const reader = await openMedium(device);
    expect(await verifyMedium(reader)).toMatchObject({ isIntact: true, findings: [] });
    const report = await inspectMedium(reader, { password: STRONG_PASSWORD });
    expect(report).toMatchObject({
      state: 'complete',
      problems: [],
      signature: { state: 'valid', isOfThisMedium: true },
    });
  } finally {
    await device.close();
  }
}

async function expectExtracted(output: PlannedOutput, folder: string): Promise<void> {
  for (const { path, content } of output.files) {
    expect(readFileSync(join(folder, path)).equals(await bytesOf(content)), path).toBe(true);
  }
}

function expectAccepted(program: string, args: readonly string[]): void {
  const judged = oracle(program, args);
  expect(judged.exitCode, judged.output).toBe(0);
  expect(judged.output).not.toMatch(/warning|sorry|failure|caution|problem:|differ|dirty/i);
}

function expectNoSecret(path: string): void {
  const bytes = readFileSync(path);
  for (const secret of [STRONG_PASSWORD, TOKEN]) {
    expect(bytes.includes(Buffer.from(encodeUtf8(secret)))).toBe(false);
    expect(bytes.includes(Buffer.from(encodeUtf16le(secret)))).toBe(false);
  }
}

testWith(
  ['7z', 'xorriso', 'sgdisk'],
  '7z, xorriso and sgdisk accept a disc, 7z extracts what was planned, it verifies, and holds no secret in clear',
  async () => {
    const folder = await tempFolder('media-disc');
    const plan = planBootableMedia(await planInput());
    const { files } = plan.outputs.disc;
    const efiImage = new Uint8Array(MIB);
    await write(
      planIsoImage({
        root: buildTree(files),
        label: plan.label,
        modified: plan.createdAt,
        ids: IDS,
        uefi: { efiImage },
      }),
      join(folder, 'media.iso'),
    );
    const extracted = oracle('7z', ['x', '-y', `-o${join(folder, 'out')}`, join(folder, 'media.iso')]);
    expect(extracted.exitCode, extracted.output).toBe(0);
    expectAccepted('7z', ['t', join(folder, 'media.iso')]);
    expectAccepted('xorriso', ['-abort_on', 'WARNING', '-indev', join(folder, 'media.iso'), '-toc']);
    expectAccepted('sgdisk', ['-v', join(folder, 'media.iso')]);
    await expectExtracted(plan.outputs.disc, join(folder, 'out'));
    await expectIntact(join(folder, 'media.iso'));
    expectNoSecret(join(folder, 'media.iso'));
  },
);

for (const partitionStyle of ['gpt', 'mbr'] as const) {
  testWith(
    ['mcopy', 'mdir', 'fsck.fat', 'sgdisk', 'sfdisk'],
    `fsck.fat and ${partitionStyle === 'gpt' ? 'sgdisk' : 'sfdisk'} accept a disk image (${partitionStyle}), mcopy extracts what was planned, it verifies, and holds no secret in clear`,
    async () => {
      const folder = await tempFolder('media-drive');
      const plan = planBootableMedia(await planInput());
      const { files } = plan.outputs.drive;
      const disk = planDiskImage({
        files,
        partitionStyle,
        sectorBytes: 512,
        label: plan.label,
        ids: IDS,
        modified: plan.createdAt,
      });
      const image = join(folder, 'media.img');
      await write(disk, image);
      if (partitionStyle === 'gpt') expectAccepted('sgdisk', ['-v', image]);
      else expectAccepted('sfdisk', ['--verify', image]);
      const { offsetBytes, sizeBytes } = disk.volume;
      const volume = join(folder, 'volume.img');
      const blocks = [`skip=${offsetBytes / MIB}`, `count=${sizeBytes / MIB}`];
      expect(oracle('dd', [`if=${image}`, `of=${volume}`, 'bs=1M', ...blocks]).exitCode).toBe(0);
      expectAccepted('fsck.fat', ['-n', volume]);
      expectAccepted('mdir', ['-/', '-b', '-i', volume, '::']);
      mkdirSync(join(folder, 'out'));
      const source = `${image}@@${disk.volume.offsetBytes}`;
      const copied = oracle('mcopy', ['-s', '-n', '-i', source, '::*', join(folder, 'out')]);
      expect(copied.exitCode, copied.output).toBe(0);
      await expectExtracted(plan.outputs.drive, join(folder, 'out'));
      await expectIntact(image);
      expectNoSecret(image);
    },
  );
}

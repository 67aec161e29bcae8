/**
 * Media for boot tests made of a boot image package and a few more files, by the product's own planners and writer, but
 * without a site: for what has to do with firmware and boot loaders only.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildTree, type TreeFile } from '#base/file-tree.ts';
import type { ImagePlan } from '#base/extent.ts';
import { createImageFile } from '#devices/file-device.ts';
import { planDiskImage } from '#image/disk-image.ts';
import { executePlan } from '#image/execute.ts';
import { planIsoImage } from '#image/iso-image.ts';
import { folderTree } from '#platform/files.ts';

const MODIFIED = new Date('2026-11-20T10:11:12Z');
const GUIDS = [
  '5a1f3f5e-0000-4000-8000-0000000000ef',
  '5a1f3f5e-0000-4000-8000-0000000000b1',
  '5a1f3f5e-0000-4000-8000-00000000d15c',
] as const;

export type MediaForm = 'gpt' | 'mbr' | 'iso';

/** Writes a medium that starts by UEFI and by BIOS to `path`. */
export async function writeBootMedium(options: {
  readonly form: MediaForm;
  readonly packageFolder: string;
  /** Folder with more files for the root of the medium, such as SMS/data. */
  readonly dataFolder?: string;
  readonly path: string;
}): Promise<void> {
  const files = [
    ...(await folderTree(join(options.packageFolder, 'medium'))),
    ...(options.dataFolder === undefined ? [] : await folderTree(options.dataFolder)),
  ];
  const plan = await planMedium(options.form, options.packageFolder, files);
  const image = await createImageFile(options.path);
  await executePlan(plan, image.device);
  await image.commit();
}

async function planMedium(
  form: MediaForm,
  packageFolder: string,
  files: readonly TreeFile[],
): Promise<ImagePlan> {
  const part = async (name: string): Promise<Uint8Array> =>
    await readFile(join(packageFolder, 'firmware', `${name}.img`));
  if (form === 'iso') {
    return planIsoImage({
      root: buildTree(files),
      label: 'BOOTTEST',
      modified: MODIFIED,
      ids: { diskGuid: GUIDS[2], partitionGuids: [GUIDS[0], GUIDS[1]] },
      bios: {
        elToritoImage: await part('iso-eltorito'),
        hybridBootSector: await part('iso-hybrid-boot-sector'),
      },
      uefi: { efiImage: await part('efi') },
    });
  }
  return planDiskImage({
    files,
    partitionStyle: form,
    sectorBytes: 512,
    label: 'BOOTTEST',
    ids: { diskGuid: GUIDS[2], partitionGuids: [GUIDS[0], GUIDS[1]], volumeId: 0x1234_abcd },
    modified: MODIFIED,
    biosBoot: { bootSector: await part(`${form}-boot-sector`), core: await part(`${form}-core`) },
  });
}

/** What is to be done for a package before its first byte is asked for: what is missing, and whether there is room. */
import { MediaError } from '#base/errors/media-error.ts';
import type { ContentFile } from '../engine/content-port.ts';
import { freeBytesAt, lookOf } from './local-files.ts';

/** Room a file takes beside its bytes. */
const FILE_OVERHEAD_BYTES = 4096;

export interface PackagePlan {
  readonly packageId: string;
  readonly cache: string;
  readonly folder: string;
  readonly files: readonly ContentFile[];
  /** What must be downloaded or copied, and how many bytes of it are not here yet. */
  readonly missing: readonly ContentFile[];
  readonly missingBytes: number;
  /** Of the missing ones those of which an earlier run left something to go on from. */
  readonly begun: readonly ContentFile[];
}

/** @throws MediaError E_RT_CONTENT_SPACE with both values */
export async function checkSpace(cache: string, plans: readonly PackagePlan[]): Promise<void> {
  const overhead = plans.reduce((sum, one) => sum + one.missing.length, 0) * FILE_OVERHEAD_BYTES;
  const needed = plans.reduce((sum, one) => sum + one.missingBytes, 0) + overhead;
  const free = await freeBytesAt(cache);
  if (needed <= free) return;
  const names = plans.map((one) => one.packageId).join(', ');
  throw new MediaError(
    'E_RT_CONTENT_SPACE',
    `${names}: ${needed} bytes are needed, ${free} are free in ${cache}`,
  );
}

/** The last look before a package counts as complete; each file was compared when it arrived. @throws MediaError E_RT_CONTENT_DOWNLOAD */
export async function checkAllThere({ packageId, folder, files }: PackagePlan): Promise<void> {
  for (const file of files)
    if ((await lookOf(folder, file)) === undefined)
      throw new MediaError(
        'E_RT_CONTENT_DOWNLOAD',
        `package ${packageId}: "${file.path}" (${file.sizeBytes} bytes) has arrived and is no longer in ${folder}`,
      );
}

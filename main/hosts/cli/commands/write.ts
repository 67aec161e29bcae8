/** `media-builder write`: an existing disk image or ISO file onto drives. */
import { resolve } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { writeImage } from '#service/write-image.ts';
import { openImageSource } from '#service/unpack/image-source.ts';
import { chooseDrives, type DriveOptions } from '../choose-drives.ts';
import type { CommandContext } from '../context.ts';
import { noteCancelling, reportDrives } from '../drive-report.ts';
import { joinDrives } from '../join-drives.ts';

export type WriteCommandOptions = DriveOptions;

export async function write(
  context: CommandContext,
  image: string,
  options: WriteCommandOptions,
): Promise<number> {
  const { output, signal } = context;
  if ((options.drive ?? []).length === 0)
    throw new MediaError('E_USAGE', 'no drive: name at least one with --drive');
  const source = await openImageSource(image);
  try {
    const intention = { neededBytes: source.sizeBytes, sourcePaths: [resolve(image)] };
    const join = await joinDrives(context, { ...options, ...intention });
    const chosen = await chooseDrives(context, options, intention);
    for (const result of chosen.refused) output.driveResult(result);
    if (chosen.targets.length === 0) return reportDrives(context, chosen.refused);
    noteCancelling(context);
    const results = await writeImage(
      { source, targets: chosen.targets, openWriter: context.openWriter },
      {
        signal,
        onProgress: output.progress,
        onState: output.driveState,
        onResult: output.driveResult,
        join,
      },
    );
    return reportDrives(context, [...chosen.refused, ...results]);
  } finally {
    await source.close();
  }
}

/**
 * An existing image, packed or not, onto drives. What is packed is unpacked once: beside the writing where its size is
 * known beforehand, else before.
 */
import { resolve } from 'node:path';
import type { Progress } from '#base/progress.ts';
import type { DriveResult, DriveTarget, DriveWriter } from '#jobs/drive-run.ts';
import type { MediumSpec } from '#jobs/medium-spec.ts';
import { specifyImage } from '#jobs/plan-medium.ts';
import { createSpool } from '#jobs/spool.ts';
import { runDrives, type DriveOptions, type DriveRunInput } from './run-drives.ts';
import type { ImageSource } from './unpack/image-source.ts';
import { imageContent, unpackToFile } from './unpack/unpacked-file.ts';

export interface WriteImageInput {
  /** Opened by `openImageSource`; stays the caller's to close. */
  readonly source: ImageSource;
  readonly targets: readonly DriveTarget[];
  /** Starts the writer; called only when there is something to write, so that nobody is asked for rights in vain. */
  readonly openWriter: () => Promise<DriveWriter>;
}

export interface WriteImageOptions extends DriveOptions {
  /** Phase "unpack"; `subject` is the path of the image. */
  readonly onProgress?: ((subject: string, progress: Progress) => void) | undefined;
}

/**
 * Writes the image to all drives; each has its own result.
 * @throws MediaError E_UNPACK_*, E_SPOOL when it must be unpacked before, E_WRITER_*, E_CANCELLED; nothing was written then
 */
export async function writeImage(
  input: WriteImageInput,
  options: WriteImageOptions = {},
): Promise<readonly DriveResult[]> {
  const { source } = input;
  const { sizeBytes, packing } = source;
  const { signal } = options;
  const onProgress = (progress: Progress): void => {
    options.onProgress?.(source.path, { ...progress, phase: 'unpack' });
  };
  if (sizeBytes === undefined) {
    const file = await unpackToFile(source, { signal, onProgress });
    try {
      const medium = specifyImage(file, { path: file.path, isGrowing: false });
      return await write(input, { medium }, options);
    } finally {
      await file.remove();
    }
  }
  if (packing === 'none') {
    const medium = specifyImage({ sizeBytes }, { path: resolve(source.path), isGrowing: false });
    return await write(input, { medium }, options);
  }
  const content = imageContent({ ...source, sizeBytes });
  const spool = await createSpool([content]);
  try {
    const place = spool.placeOf(content);
    if (place === undefined) throw new Error('the spool does not know the image');
    const feed: DriveRunInput['feed'] = async (tell, feedSignal) => {
      const stop = spool.listen(tell);
      await spool.fill({ signal: feedSignal, onProgress });
      stop();
    };
    return await write(input, { medium: specifyImage(content, place), feed }, options);
  } finally {
    await spool.remove();
  }
}

async function write(
  { targets, openWriter }: WriteImageInput,
  { medium, feed }: { readonly medium: MediumSpec; readonly feed?: DriveRunInput['feed'] },
  options: DriveOptions,
): Promise<readonly DriveResult[]> {
  const writer = await openWriter();
  try {
    return await runDrives({ writer, medium, targets, feed }, options);
  } finally {
    await writer.close();
  }
}

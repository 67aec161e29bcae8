/**
 * An existing image, packed or not, onto drives. What is packed is unpacked once: beside the writing where its size is
 * known beforehand, else before.
 */
import { resolve } from 'node:path';
import { toErrorData } from '#base/errors/media-error.ts';
import type { Progress } from '#base/progress.ts';
import type { DriveResult, DriveTarget, DriveWriter } from '#jobs/drive-run.ts';
import { specifyImage } from '#jobs/plan-medium.ts';
import { runDrives, type DriveOptions } from './run-drives.ts';
import type { ImageSource } from './unpack/image-source.ts';
import { createUnpackedFile } from './unpack/unpacked-file.ts';

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

const IMAGE_ID = 'image';

/**
 * Writes the image to all drives; each has its own result.
 * @throws MediaError E_UNPACK_*, E_SPOOL when it must be unpacked before, E_WRITER_*, E_CANCELLED; nothing was written then
 */
export async function writeImage(
  input: WriteImageInput,
  options: WriteImageOptions = {},
): Promise<readonly DriveResult[]> {
  const { source } = input;
  if (source.packing === 'none') return await write(input, { path: resolve(source.path) }, options);
  const file = await createUnpackedFile(source);
  const onProgress = (progress: Progress): void => options.onProgress?.(source.path, progress);
  try {
    if (source.sizeBytes === undefined) {
      const sizeBytes = await file.fill({ signal: options.signal, onProgress });
      return await write(input, { path: file.path, sizeBytes }, options);
    }
    const feed: Feed = async (tell, signal) => {
      const onAvailable = (availableBytes: number): void => {
        tell({ id: IMAGE_ID, availableBytes });
      };
      await file.fill({ signal, onProgress, onAvailable }).catch((error: unknown) => {
        tell({ id: IMAGE_ID, failed: toErrorData(error) });
      });
    };
    return await write(input, { path: file.path, feed }, options);
  } finally {
    await file.remove();
  }
}

type Feed = NonNullable<Parameters<typeof runDrives>[0]['feed']>;

async function write(
  { source, targets, openWriter }: WriteImageInput,
  file: { readonly path: string; readonly sizeBytes?: number; readonly feed?: Feed },
  options: WriteImageOptions,
): Promise<readonly DriveResult[]> {
  const { path, feed, sizeBytes = source.sizeBytes ?? 0 } = file;
  const medium = specifyImage({ sizeBytes }, { path, id: IMAGE_ID, isGrowing: feed !== undefined });
  const writer = await openWriter();
  try {
    return await runDrives({ writer, medium, targets, feed }, options);
  } finally {
    await writer.close();
  }
}

/**
 * Writes a planned medium to its outputs: ISO files and disk images here, drives through a writer, all drives at once.
 * When there are drives, what comes from a distribution point is fetched once into a spool from which all outputs read;
 * files alone are streamed. Each output is read back; a file gets its name only when it is complete, and one output that
 * fails does not take the others with it.
 */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { MediaError, toErrorData, type ErrorData } from '#base/errors/media-error.ts';
import type { ContentFile, ImagePlan } from '#base/extent.ts';
import type { TreeFile } from '#base/file-tree.ts';
import { Sha256 } from '#base/hash.ts';
import { throwIfCancelled, type Progress } from '#base/progress.ts';
import { createImageFile } from '#devices/file-device.ts';
import type { WriteReceipt } from '#image/execute.ts';
import { writeAndVerify } from '#image/verify.ts';
import type { DriveResult, DriveTarget, DriveWriter } from '#jobs/drive-run.ts';
import { INLINE_LIMIT_BYTES, specifyDisk } from '#jobs/plan-medium.ts';
import { contentsInOrder, createSpool, type Spool } from '#jobs/spool.ts';
import { MANIFEST_PATH, SIGNATURE_PATH } from '#media/manifest.ts';
import { AUTORUN_PATH, BOOTSTRAP_PATH, LABEL_PATH, VARIABLES_PATH, type MediaPlan } from '#media/plan.ts';
import { diskMediumOf, layoutSourceOf, planDisc, planDisk } from './plan-layout.ts';
import { runDrives, type DriveOptions } from './run-drives.ts';

/** A file that is made. */
export interface OutputTarget {
  readonly kind: 'iso' | 'image';
  readonly path: string;
}

export type OutputResult =
  | {
      readonly ok: true;
      readonly target: OutputTarget;
      readonly sizeBytes: number;
      readonly bytesWritten: number;
      /** Of the whole file, lower-case hexadecimal. */
      readonly sha256: string;
    }
  | { readonly ok: false; readonly target: OutputTarget; readonly error: ErrorData };

export interface Outputs {
  readonly files: readonly OutputTarget[];
  /** Absent: no drives. */
  readonly drives?: { readonly writer: DriveWriter; readonly targets: readonly DriveTarget[] } | undefined;
}

export interface OutputResults {
  readonly files: readonly OutputResult[];
  readonly drives: readonly DriveResult[];
}

export interface WriteOptions extends DriveOptions {
  readonly onProgress?: ((path: string, progress: Progress) => void) | undefined;
  /** A file has ended. */
  readonly onFile?: ((result: OutputResult) => void) | undefined;
}

/**
 * Refuses files that cannot be written, before anything is asked of the site. What exists is not touched.
 * @throws MediaError E_DEVICE_*
 */
export async function checkTargets(targets: readonly OutputTarget[]): Promise<void> {
  for (const target of targets) await (await createImageFile(target.path)).discard();
}

/**
 * Writes the files one after the other and, beside them, all drives.
 * What goes wrong while one output is written is its result. So is a cancellation once another output is finished: that
 * one is whole, named, and stays usable.
 * @throws MediaError when an output cannot be planned or the spool has no room (nothing has been written then), E_WRITER_*,
 * E_CANCELLED when there are only files and none was finished
 */
export async function writeOutputs(
  plan: MediaPlan,
  outputs: Outputs,
  options: WriteOptions = {},
): Promise<OutputResults> {
  const { drives } = outputs;
  if (drives === undefined) {
    const files = await writeFiles(planFiles(plan, outputs.files), options);
    if (!files.some((one) => one.ok)) throwIfCancelled(options.signal);
    return { files, drives: [] };
  }
  const disk = layoutSourceOf(plan, 'drive');
  const contents = contentsInOrder(planDisk(disk, { sectorBytes: 512 }));
  const inline = generatedContents(disk.files);
  const spool = await createSpool(contents.filter((content) => !inline.has(content)));
  try {
    const planned = planFiles(plan, outputs.files, (content) => spool.view(content));
    const medium = await specifyDisk(diskMediumOf(disk), (content) => spool.placeOf(content), options.signal);
    // The files are written also when no drive needs the spool any more, so it is filled for itself.
    const filling = fillSpool(spool, plan.label, options);
    const driveRun = runDrives(
      {
        ...drives,
        medium,
        feed: async (tell, feedSignal) => {
          const stop = spool.listen(tell);
          await Promise.race([filling, once(feedSignal, 'abort')]);
          stop();
        },
      },
      options,
    );
    const [files, results] = await settled(writeFiles(planned, options), driveRun);
    return { files, drives: results };
  } finally {
    await spool.remove();
  }
}

/** Both, also when one of them rejects: neither may go on behind the caller's back. */
async function settled<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return await Promise.all([first, second]);
}

async function fillSpool(spool: Spool, label: string, { signal, onProgress }: WriteOptions): Promise<void> {
  await spool.fill({ signal, onProgress: (progress) => onProgress?.(label, progress) });
}

/** What was made in this process and is small: it travels in the description itself. */
function generatedContents(files: readonly TreeFile[]): ReadonlySet<ContentFile> {
  const generated = [VARIABLES_PATH, MANIFEST_PATH, SIGNATURE_PATH, BOOTSTRAP_PATH, LABEL_PATH, AUTORUN_PATH];
  const small = files.filter(
    ({ path, content }) => generated.includes(path) && content.sizeBytes <= INLINE_LIMIT_BYTES,
  );
  return new Set(small.map(({ content }) => content));
}

interface PlannedFile {
  readonly target: OutputTarget;
  readonly image: ImagePlan;
}

function planFiles(
  plan: MediaPlan,
  targets: readonly OutputTarget[],
  view: (content: ContentFile) => ContentFile = (content) => content,
): readonly PlannedFile[] {
  const viewed = (kind: 'disc' | 'drive'): ReturnType<typeof layoutSourceOf> => {
    const source = layoutSourceOf(plan, kind);
    return { ...source, files: source.files.map(({ path, content }) => ({ path, content: view(content) })) };
  };
  return targets.map((target) => ({
    target,
    image: target.kind === 'iso' ? planDisc(viewed('disc')) : planDisk(viewed('drive'), { sectorBytes: 512 }),
  }));
}

async function writeFiles(
  planned: readonly PlannedFile[],
  options: WriteOptions,
): Promise<readonly OutputResult[]> {
  const results: OutputResult[] = [];
  for (const one of planned) {
    const result = await writeFile(one, options);
    results.push(result);
    options.onFile?.(result);
  }
  return results;
}

async function writeFile({ target, image }: PlannedFile, options: WriteOptions): Promise<OutputResult> {
  const { path } = target;
  try {
    throwIfCancelled(options.signal);
    const { bytesWritten } = await writeAndCommit(path, image, options);
    return { ok: true, target, sizeBytes: image.sizeBytes, bytesWritten, sha256: await sha256OfFile(path) };
  } catch (cause) {
    const isCancelled = options.signal?.aborted === true;
    const error = isCancelled ? new MediaError('E_CANCELLED', 'cancelled', { cause }) : cause;
    return { ok: false, target, error: toErrorData(error) };
  }
}

async function writeAndCommit(path: string, image: ImagePlan, options: WriteOptions): Promise<WriteReceipt> {
  const file = await createImageFile(path);
  try {
    const receipt = await writeAndVerify(image, file.device, {
      signal: options.signal,
      onProgress: (progress) => {
        options.onProgress?.(path, progress);
      },
    });
    await file.commit();
    return receipt;
  } finally {
    await file.discard();
  }
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = new Sha256();
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    // Sound: a stream without encoding gives Buffers.
    hash.update(chunk as Buffer);
  }
  return hash.digestHex();
}

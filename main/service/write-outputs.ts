/**
 * Writes a planned medium to its outputs: ISO files, disk images, drives. All layouts are planned before the first byte
 * of any output is written, so a drive that is too small is known at once. Each output is read back; a file gets its
 * name only when it is complete, and one output that fails does not take the finished ones with it.
 */
import { createReadStream } from 'node:fs';
import { MediaError, toErrorData, type ErrorData } from '#base/errors/media-error.ts';
import type { ImagePlan } from '#base/extent.ts';
import { buildTree } from '#base/file-tree.ts';
import { Sha256 } from '#base/hash.ts';
import { throwIfCancelled, type Progress } from '#base/progress.ts';
import { createImageFile } from '#devices/file-device.ts';
import { identityOf } from '#devices/drive.ts';
import { refuseUnwritable } from '#devices/guard.ts';
import { thisMachine } from '#devices/this-machine.ts';
import type { WriteReceipt } from '#image/execute.ts';
import { planDiskImage } from '#image/disk-image.ts';
import { planIsoImage } from '#image/iso-image.ts';
import { writeAndVerify } from '#image/verify.ts';
import type { MediaPlan } from '#media/plan.ts';
import { layoutIdsOf } from './media-ids.ts';

export type OutputTarget =
  | { readonly kind: 'iso'; readonly path: string }
  | { readonly kind: 'image'; readonly path: string }
  | {
      readonly kind: 'drive';
      readonly path: string;
      /** The user confirmed that this unusual drive is meant. */
      readonly isConfirmed?: boolean;
      /** Loop devices, for tests. */
      readonly allowLoop?: boolean;
    };

export type OutputResult =
  | {
      readonly ok: true;
      readonly target: OutputTarget;
      readonly sizeBytes: number;
      readonly bytesWritten: number;
      /** Of the whole file, lower-case hexadecimal; drives have none. */
      readonly sha256: string | undefined;
    }
  | { readonly ok: false; readonly target: OutputTarget; readonly error: ErrorData };

export interface WriteOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((path: string, progress: Progress) => void) | undefined;
}

interface PlannedWrite {
  readonly target: OutputTarget;
  readonly image: ImagePlan;
  readonly write: (options: WriteOptions) => Promise<WriteReceipt>;
}

/**
 * Refuses outputs that cannot be written, before anything is asked of the site: drives by the guard's rules, files when
 * their folder takes none. What exists is not touched.
 * @throws MediaError E_DEVICE_*
 */
export async function checkTargets(targets: readonly OutputTarget[]): Promise<void> {
  for (const target of targets) {
    if (target.kind === 'drive') refuseUnwritable(await thisMachine().find(target.path), target);
    else await (await createImageFile(target.path)).discard();
  }
}

/**
 * Plans all outputs, then writes one after the other.
 * What goes wrong while one output is written is its result. So is a cancellation once another output is finished: that
 * one is whole, named, and stays usable.
 * @throws MediaError when an output cannot be planned (nothing has been written then), E_CANCELLED when none was finished
 */
export async function writeOutputs(
  plan: MediaPlan,
  targets: readonly OutputTarget[],
  options: WriteOptions = {},
): Promise<readonly OutputResult[]> {
  const planned: PlannedWrite[] = [];
  for (const target of targets) planned.push(await planOutput(plan, target));
  const results: OutputResult[] = [];
  for (const one of planned) {
    results.push(await writeOne(one, options));
  }
  if (!results.some((one) => one.ok)) throwIfCancelled(options.signal);
  return results;
}

async function writeOne(
  { target, image, write }: PlannedWrite,
  options: WriteOptions,
): Promise<OutputResult> {
  try {
    throwIfCancelled(options.signal);
    const receipt = await write(options);
    const sha256 = target.kind === 'drive' ? undefined : await sha256OfFile(target.path);
    return { ok: true, target, sizeBytes: image.sizeBytes, bytesWritten: receipt.bytesWritten, sha256 };
  } catch (cause) {
    const isCancelled = options.signal?.aborted === true;
    const error = isCancelled ? new MediaError('E_CANCELLED', 'cancelled', { cause }) : cause;
    return { ok: false, target, error: toErrorData(error) };
  }
}

async function planOutput(plan: MediaPlan, target: OutputTarget): Promise<PlannedWrite> {
  if (target.kind === 'iso') {
    const image = planDisc(plan);
    return { target, image, write: (options) => writeFile(target.path, image, options) };
  }
  if (target.kind === 'image') {
    const image = planDisk(plan, { sectorBytes: 512 });
    return { target, image, write: (options) => writeFile(target.path, image, options) };
  }
  const drive = await thisMachine().find(target.path);
  const sectorBytes = sectorSize(drive.logicalBlockSize, target.path);
  const image = planDisk(plan, { sectorBytes, sizeBytes: drive.size });
  const identity = identityOf(drive);
  return {
    target,
    image,
    write: async (options) => {
      const { isConfirmed = false, allowLoop = false } = target;
      const { device } = await thisMachine().openForWriting(
        { identity, isConfirmed, allowLoop },
        { sourcePaths: [], neededBytes: image.sizeBytes, signal: options.signal },
      );
      try {
        return await writeAndVerify(image, device, runOptions(target.path, options));
      } finally {
        await device.close();
      }
    },
  };
}

/** The layout of the stick; without a size the smallest that holds everything. */
export function planDisk(
  plan: MediaPlan,
  disk: { readonly sectorBytes: 512 | 4096; readonly sizeBytes?: number },
): ImagePlan {
  const { bootParts, partitionStyle } = plan;
  const style = partitionStyle === 'gpt' ? 'gpt' : 'mbr';
  return planDiskImage({
    files: plan.outputs.drive.files,
    partitionStyle,
    label: plan.label,
    ids: layoutIdsOf(plan.mediaId, 'drive'),
    modified: plan.createdAt,
    ...disk,
    // A BIOS cannot start drives with larger sectors; they start by UEFI.
    ...(disk.sectorBytes === 512
      ? { biosBoot: { bootSector: bootParts[`${style}-boot-sector`], core: bootParts[`${style}-core`] } }
      : {}),
  });
}

/** The layout of the disc. */
export function planDisc(plan: MediaPlan): ImagePlan {
  const { bootParts } = plan;
  return planIsoImage({
    root: buildTree(plan.outputs.disc.files),
    label: plan.label,
    modified: plan.createdAt,
    ids: layoutIdsOf(plan.mediaId, 'disc'),
    bios: { elToritoImage: bootParts['iso-eltorito'], hybridBootSector: bootParts['iso-hybrid-boot-sector'] },
    uefi: { efiImage: bootParts.efi },
  });
}

async function writeFile(path: string, image: ImagePlan, options: WriteOptions): Promise<WriteReceipt> {
  const file = await createImageFile(path);
  try {
    const receipt = await writeAndVerify(image, file.device, runOptions(path, options));
    await file.commit();
    return receipt;
  } finally {
    await file.discard();
  }
}

function runOptions(
  path: string,
  options: WriteOptions,
): { signal: AbortSignal | undefined; onProgress: (progress: Progress) => void } {
  return {
    signal: options.signal,
    onProgress: (progress) => {
      options.onProgress?.(path, progress);
    },
  };
}

function sectorSize(bytes: number, path: string): 512 | 4096 {
  if (bytes === 512 || bytes === 4096) return bytes;
  throw new MediaError('E_DEVICE_TARGET', `${path} has sectors of ${bytes} bytes; 512 and 4096 are known`);
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = new Sha256();
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    // Sound: a stream without encoding gives Buffers.
    hash.update(chunk as Buffer);
  }
  return hash.digestHex();
}

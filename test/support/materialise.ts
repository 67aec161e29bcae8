/**
 * Writes an ImagePlan into a sparse file, for judges that read files. It is the tests' own, deliberately simple twin of
 * image/execute, so that the formats can be judged without it.
 * Trap: zeros become holes, so a plan that forgets a zero extent is not noticed here; pass `dirt` to fill the file
 * with that byte first (small images only).
 */
import { ftruncateSync, openSync, closeSync, writeSync, readSync } from 'node:fs';
import type { Extent, ImagePlan } from '#base/extent.ts';
import type { BlockDevice } from '#image/block-device.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Writes the plan to `path`, replacing what is there. With `dirt`, every byte holds that value before. */
export async function materialise(
  plan: Pick<ImagePlan, 'sizeBytes' | 'extents'>,
  path: string,
  options: { readonly dirt?: number } = {},
): Promise<void> {
  const file = openSync(path, 'w');
  try {
    ftruncateSync(file, plan.sizeBytes);
    if (options.dirt !== undefined) fill(file, { offset: 0, length: plan.sizeBytes }, options.dirt);
    for (const extent of plan.extents) await writeExtent(file, extent, options.dirt !== undefined);
  } finally {
    closeSync(file);
  }
}

/** The whole plan as bytes in memory; for small images. */
export async function materialiseBytes(
  plan: Pick<ImagePlan, 'sizeBytes' | 'extents'>,
  dirt = 0,
): Promise<Uint8Array> {
  const image = new Uint8Array(plan.sizeBytes).fill(dirt);
  for (const extent of plan.extents) {
    const target = image.subarray(extent.offset, extent.offset + extent.length);
    target.fill(0);
    const { source } = extent;
    if (source.kind === 'bytes') target.set(source.bytes);
    if (source.kind === 'generated') source.generate(0, target);
    if (source.kind === 'content') {
      const reader = await source.content.open(new AbortController().signal);
      await reader.readInto(target.subarray(0, source.content.sizeBytes));
      await reader.close();
    }
  }
  return image;
}

async function writeExtent(file: number, extent: Extent, writeZeros: boolean): Promise<void> {
  const { source } = extent;
  switch (source.kind) {
    case 'bytes':
      if (source.bytes.length !== extent.length) {
        throw new Error(`extent at ${extent.offset}: ${source.bytes.length} bytes for ${extent.length}`);
      }
      writeSync(file, source.bytes, 0, source.bytes.length, extent.offset);
      return;
    case 'zero':
      if (writeZeros) fill(file, extent, 0);
      return;
    case 'generated': {
      const buffer = new Uint8Array(Math.min(CHUNK_BYTES, extent.length));
      for (let done = 0; done < extent.length; done += buffer.length) {
        const part = buffer.subarray(0, Math.min(buffer.length, extent.length - done));
        source.generate(done, part);
        writeSync(file, part, 0, part.length, extent.offset + done);
      }
      return;
    }
    case 'content': {
      const { sizeBytes } = source.content;
      const reader = await source.content.open(new AbortController().signal);
      const buffer = new Uint8Array(Math.max(1, Math.min(CHUNK_BYTES, sizeBytes)));
      let done = 0;
      while (done < sizeBytes) {
        const read = await reader.readInto(buffer.subarray(0, Math.min(buffer.length, sizeBytes - done)));
        if (read === 0) throw new Error(`${source.content.name} ends at ${done} of ${sizeBytes}`);
        writeSync(file, buffer, 0, read, extent.offset + done);
        done += read;
      }
      await reader.close();
      if (writeZeros) fill(file, { offset: extent.offset + done, length: extent.length - done }, 0);
    }
  }
}

function fill(file: number, range: { offset: number; length: number }, value: number): void {
  const buffer = new Uint8Array(CHUNK_BYTES).fill(value);
  for (let done = 0; done < range.length; done += CHUNK_BYTES) {
    writeSync(file, buffer, 0, Math.min(CHUNK_BYTES, range.length - done), range.offset + done);
  }
}

/** Bytes in memory as a device to read from. */
export function memoryDevice(bytes: Uint8Array, name = 'memory'): BlockDevice {
  return {
    ...readOnlyParts(name, bytes.length),
    read: (offset, target) => {
      const part = bytes.subarray(offset, offset + target.length);
      target.set(part);
      return Promise.resolve(part.length);
    },
    close: () => Promise.resolve(),
  };
}

/** A file as a device to read from; `close` it. */
export function fileDevice(path: string, sizeBytes: number): BlockDevice {
  const file = openSync(path, 'r');
  return {
    ...readOnlyParts(path, sizeBytes),
    read: (offset, target) => Promise.resolve(readSync(file, target, 0, target.length, offset)),
    close: () => {
      closeSync(file);
      return Promise.resolve();
    },
  };
}

function readOnlyParts(name: string, sizeBytes: number): Omit<BlockDevice, 'read' | 'close'> {
  const refuse = (): Promise<never> => Promise.reject(new Error(`${name} is for reading`));
  return {
    name,
    sizeBytes,
    alignmentBytes: 1,
    isZeroed: false,
    allocate: (size) => new Uint8Array(size),
    write: refuse,
    truncate: refuse,
    flush: () => Promise.resolve(),
  };
}

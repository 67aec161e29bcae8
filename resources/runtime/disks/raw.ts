/** Bytes on a disk outside of any file system; every write is on the disk when the call returns. */
import { open } from 'node:fs/promises';
import { MediaError } from '#base/errors/media-error.ts';

/** Overwrites areas with zeros. @throws MediaError E_TS_DISK */
export async function wipeAreas(
  device: string,
  areas: readonly { readonly offset: number; readonly length: number }[],
): Promise<void> {
  await writing(device, async (write) => {
    for (const { offset, length } of areas) await write(new Uint8Array(length), offset);
  });
}

/** Writes bytes at a place. @throws MediaError E_TS_DISK */
export async function writeRaw(device: string, offset: number, bytes: Uint8Array): Promise<void> {
  await writing(device, async (write) => {
    await write(bytes, offset);
  });
}

/**
 * Pours a stream onto a disk and gives the number of bytes.
 * @throws MediaError E_TS_DISK when the disk refuses, E_TS_SPACE when there is more than `roomBytes`; and what the
 * stream throws.
 */
export async function pourRaw(
  device: string,
  place: { readonly offset: number; readonly roomBytes: number },
  chunks: AsyncIterable<Uint8Array>,
): Promise<number> {
  return await writing(device, async (write) => {
    let done = 0;
    for await (const chunk of chunks) {
      if (done + chunk.length > place.roomBytes) {
        throw new MediaError(
          'E_TS_SPACE',
          `more than the ${place.roomBytes} bytes that were announced arrive`,
        );
      }
      await write(chunk, place.offset + done);
      done += chunk.length;
    }
    return done;
  });
}

/** Reads up to `length` bytes; fewer at the end. */
export async function readRaw(device: string, offset: number, length: number): Promise<Uint8Array> {
  const file = await open(device, 'r');
  try {
    const buffer = new Uint8Array(length);
    const { bytesRead } = await file.read(buffer, 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const STREAM_CHUNK = 1024 * 1024;

/** Bytes of a place on a disk in order. @throws MediaError E_TS_DISK when it ends earlier */
export async function* streamRaw(
  device: string,
  offset: number,
  length: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(device, 'r');
  try {
    for (let done = 0; done < length;) {
      const buffer = new Uint8Array(Math.min(STREAM_CHUNK, length - done));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset + done);
      if (bytesRead === 0)
        throw new MediaError('E_TS_DISK', `${device} ends at ${offset + done}, expected ${offset + length}`);
      yield buffer.subarray(0, bytesRead);
      done += bytesRead;
    }
  } finally {
    await file.close();
  }
}

async function writing<T>(
  device: string,
  action: (write: (bytes: Uint8Array, offset: number) => Promise<void>) => Promise<T>,
): Promise<T> {
  const failed = (cause: unknown): MediaError => {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new MediaError('E_TS_DISK', `${device} cannot be written: ${why}`, { cause });
  };
  const file = await open(device, 'r+').catch((cause: unknown) => {
    throw failed(cause);
  });
  try {
    const result = await action(async (bytes, offset) => {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await file
          .write(bytes, done, bytes.length - done, offset + done)
          .catch((cause: unknown) => {
            throw failed(cause);
          });
        done += bytesWritten;
      }
    });
    await file.sync().catch((cause: unknown) => {
      throw failed(cause);
    });
    return result;
  } finally {
    await file.close();
  }
}

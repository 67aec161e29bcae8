/** Content that notes how it is read and can fail, lie about its size, or hand out small pieces. */
import { createHash } from 'node:crypto';
import type { ContentFile } from '#base/extent.ts';

export interface WatchedContent extends ContentFile {
  readonly bytes: Uint8Array;
  /** Bytes handed out over all readers; "read exactly once" means: the size. */
  readonly handedOut: () => number;
  readonly opened: () => number;
  /** Readers that were opened and not closed. */
  readonly leftOpen: () => number;
}

export interface WatchedContentOptions {
  readonly name?: string;
  /** What is planned, when it differs from what is there. */
  readonly plannedBytes?: number;
  /** "right" stands for the hash the bytes really have. */
  readonly sha256?: string;
  /** Largest piece one read hands out; the port allows more calls, `execute` must not assume whole reads. */
  readonly pieceBytes?: number;
  /** Called before every open and read; may throw. */
  readonly onCall?: () => void;
}

export function watchedContent(bytes: Uint8Array, options: WatchedContentOptions = {}): WatchedContent {
  let handedOut = 0;
  let opened = 0;
  let closed = 0;
  const sha256 =
    options.sha256 === 'right' ? createHash('sha256').update(bytes).digest('hex') : options.sha256;
  return {
    name: options.name ?? 'content',
    bytes,
    sizeBytes: options.plannedBytes ?? bytes.length,
    ...(sha256 === undefined ? {} : { sha256 }),
    handedOut: () => handedOut,
    opened: () => opened,
    leftOpen: () => opened - closed,
    open: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      options.onCall?.();
      opened += 1;
      let position = 0;
      return {
        async readInto(target) {
          await new Promise((resolve) => setImmediate(resolve));
          options.onCall?.();
          const length = Math.min(target.length, options.pieceBytes ?? target.length);
          const part = bytes.subarray(position, position + length);
          target.set(part);
          position += part.length;
          handedOut += part.length;
          return part.length;
        },
        close() {
          closed += 1;
          return Promise.resolve();
        },
      };
    },
  };
}

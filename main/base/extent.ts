/**
 * Extents: what lies where. A writer of a format returns extents and an exact total size and does no I/O;
 * only `image/execute` turns them into writes. Offsets and lengths are bytes; extents never overlap.
 */

/** Reads one content file from its beginning; used by one consumer. */
export interface ContentReader {
  /** Fills `target` wholly unless the content ends first; returns the bytes filled, 0 at the end. */
  readInto(target: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** A file whose size is known before it is read. `execute` fails when reality and plan differ. */
export interface ContentFile {
  /** How errors name it: a path or URL. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal; when present, `execute` checks it while the content passes through. */
  readonly sha256?: string;
  open(signal: AbortSignal): Promise<ContentReader>;
}

export type ExtentSource =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Zeros that must be there (directory slack, unused FAT entries); skipped only on a target known to be zero. */
  | { readonly kind: 'zero' }
  /** Bytes computed on demand, so that a FAT of 256 MB is never in memory; `offset` counts from the extent's start. */
  | { readonly kind: 'generated'; readonly generate: (offset: number, target: Uint8Array) => void }
  /** The content followed by zeros up to the extent's length. */
  | { readonly kind: 'content'; readonly content: ContentFile };

export interface Extent {
  readonly offset: number;
  readonly length: number;
  readonly source: ExtentSource;
}

/** What a whole output looks like, exact to the byte. */
export interface ImagePlan {
  readonly sizeBytes: number;
  /** In order of offset, not overlapping; what no extent covers is "do not care" space. */
  readonly extents: readonly Extent[];
  /**
   * Ranges that are written last and in this order, after everything else is on the medium: the boot sector and the
   * partition table. Until then they hold zeros, so a medium that was not completely written does not boot.
   */
  readonly writtenLast: readonly { readonly offset: number; readonly length: number }[];
}

/** A content file of bytes in memory. */
export function bytesContent(name: string, bytes: Uint8Array): ContentFile {
  return {
    name,
    sizeBytes: bytes.length,
    open: () => {
      let position = 0;
      return Promise.resolve({
        readInto(target) {
          const part = bytes.subarray(position, position + target.length);
          target.set(part);
          position += part.length;
          return Promise.resolve(part.length);
        },
        close: () => Promise.resolve(),
      });
    },
  };
}

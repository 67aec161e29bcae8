/**
 * What the distribution points hold: packages of files that can be listed and read with a range.
 * PS100001 is our boot image, a folder made by the boot image script; the small packages are generated.
 * Trap: a boot image that was not built yet is no error of the lab; its package is simply without content.
 */

export interface ContentFileInfo {
  /** "EFI/BOOT/BOOTX64.EFI": forward slashes, relative, no dot parts. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** First and last byte, both included, as in an HTTP range. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

export interface ContentPackage {
  readonly packageId: string;
  /** The package's source version, part of the content's id ("PS100001.1"). */
  readonly version: number;
  readonly files: readonly ContentFileInfo[];
  /** Bytes of one file, wholly or the range. @throws MediaError E_LAB_CONTENT for a file that is not of the package. */
  open(path: string, range?: ByteRange): AsyncIterable<Uint8Array>;
}

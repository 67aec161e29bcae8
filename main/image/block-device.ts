/**
 * The port through which `execute` and the readers touch storage: a file, a disk image or a raw drive.
 * The adapters live in `devices`. Offsets and lengths are bytes and multiples of `alignmentBytes`,
 * but for the end of a device that is a plain file (`alignmentBytes` 1).
 */
export interface BlockDevice {
  /** How errors and logs name it. */
  readonly name: string;
  /** undefined for a plain file, which grows as it is written. */
  readonly sizeBytes: number | undefined;
  /** What offsets, lengths and buffer addresses must be multiples of: 1 for files, the logical sector for drives. */
  readonly alignmentBytes: number;
  /** True when every byte not yet written reads as zero (a new file): zeros need not be written. */
  readonly isZeroed: boolean;
  /** Makes a buffer this device can read into and write from (drives need page-aligned memory). */
  allocate(sizeBytes: number): Uint8Array;
  /** Fills `target` unless the device ends first; returns the bytes read. */
  read(offset: number, target: Uint8Array): Promise<number>;
  /** Writes all of `source` or throws. */
  write(offset: number, source: Uint8Array): Promise<void>;
  /** Sets the size of a plain file; drives ignore it. */
  truncate(sizeBytes: number): Promise<void>;
  /** Returns after everything written is on the medium, so that the next read comes from it as far as possible. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The port through which `inspect`, `verify` and the tests look into a finished medium, whatever its file system is.
 * Readers treat the medium as hostile: a damaged one gives a coded error, never a hang and never unbounded memory.
 */
import type { ContentFile } from '#base/extent.ts';

export interface MediumReader {
  readonly fileSystem: 'FAT32' | 'ISO 9660';
  /** Volume label as written, without padding. */
  readonly label: string;
  /** Every file, in tree order; paths as in `TreeFile` ("SMS/data/Variables.dat"). Empty directories end in "/". */
  list(): AsyncIterable<{ readonly path: string; readonly sizeBytes: number }>;
  /** The file at `path`, compared without case; undefined when there is none or it is a directory. */
  open(path: string): Promise<ContentFile | undefined>;
}

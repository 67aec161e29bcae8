/** What the ways of applying an image share: the request, and how much room contents take. */
import type { WimImage } from '../../disks/wim-file.ts';
import type { TargetVolume } from '../disk-port.ts';
import type { ImageSource } from './image-source.ts';

export interface ApplyRequest {
  readonly source: ImageSource;
  readonly volume: TargetVolume;
  /** Delete what is on the volume, but the folder of the task sequence. */
  readonly wipes: boolean;
  /** Runs once, right before the first change, when everything that can be checked before was found right. */
  readonly beforeChange?: () => Promise<void>;
}

/** Room a file takes besides its contents. */
const FILE_BYTES = 4096;

/** Bytes an image takes on a volume. */
export function neededBytes(image: Pick<WimImage, 'contentBytes' | 'fileCount'>): number {
  return image.contentBytes + image.fileCount * FILE_BYTES;
}

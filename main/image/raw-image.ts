/**
 * An existing disk image or disc image (ISO) as a plan: one content, written as it is. Its first 64 KiB hold whatever it
 * boots from (boot sector, GPT, the descriptors of a disc), its end may hold the backup GPT; both are written last, the end
 * first, so that an interrupted drive does not start.
 * Traps: between the last two writes of a hybrid disc (its descriptors, its first sector) some UEFIs would start it as a
 * disc; everything else is on the drive by then, and `openMedium` calls it incomplete. An image need not end at a full sector; the rest of the last one becomes zeros. The backup GPT of an image
 * lies at the end of the image, not of the drive; systems repair that by themselves, and moving it would make the drive
 * differ from the image.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { ContentFile, ImagePlan } from '#base/extent.ts';
import { formatBytes, KIB, roundUp } from '#base/units.ts';

export interface RawImageTarget {
  /** Size of the drive; undefined for a file. */
  readonly sizeBytes: number | undefined;
  /** Logical sector; 1 for a file. */
  readonly sectorBytes: number;
}

/** Boot sector, partition table, and with an ISO the volume descriptors (from byte 32,768 on). */
const HEAD_BYTES = 64 * KIB;
/** A backup GPT has 33 sectors of 512 bytes, or 5 of 4096. */
const TAIL_BYTES = 33 * 512;

/**
 * Plans the image. The size of the plan is that of the image in whole sectors.
 * @throws MediaError E_IMAGE_TOO_LARGE when the drive is smaller, E_IMAGE_PLAN for an empty image
 */
export function planRawImage(content: ContentFile, target: RawImageTarget): ImagePlan {
  if (content.sizeBytes === 0) throw new MediaError('E_IMAGE_PLAN', `"${content.name}" has 0 bytes`);
  const sizeBytes = roundUp(content.sizeBytes, target.sectorBytes);
  if (target.sizeBytes !== undefined && sizeBytes > target.sizeBytes) {
    throw new MediaError(
      'E_IMAGE_TOO_LARGE',
      `"${content.name}" needs ${formatBytes(sizeBytes)} (${sizeBytes} bytes), the drive holds ` +
        `${formatBytes(target.sizeBytes)} (${target.sizeBytes} bytes)`,
    );
  }
  const head = Math.min(HEAD_BYTES, sizeBytes);
  const tail = Math.min(TAIL_BYTES, sizeBytes - head);
  return {
    sizeBytes,
    extents: [{ offset: 0, length: sizeBytes, source: { kind: 'content', content } }],
    writtenLast: [
      ...(tail > 0 ? [{ offset: sizeBytes - tail, length: tail }] : []),
      // The first sector is the very last: without it nothing of the rest counts.
      ...(head > 512 ? [{ offset: 512, length: head - 512 }] : []),
      { offset: 0, length: Math.min(512, head) },
    ],
  };
}

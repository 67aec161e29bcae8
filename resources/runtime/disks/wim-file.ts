/**
 * What must be known of a WIM before it is applied: is it one, can it be read from a pipe, which images does it hold and
 * how much do they unpack to. Header and XML only; the rest is wimlib's.
 * Trap: a pipable WIM ("WLPWM", wimlib's own form) begins with a header whose places are all zero; its XML follows right
 * behind as the first piece of the stream, so that it can be read before the rest arrives.
 */
import { decodeUtf16le } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { parseXml } from '#lab/wire/xml.ts';

export interface WimImage {
  readonly index: number;
  readonly name: string;
  /** Bytes of all files, each name of a hard-linked file counted once. */
  readonly contentBytes: number;
  readonly fileCount: number;
}

export interface WimHeader {
  readonly isPipable: boolean;
  readonly part: number;
  readonly partCount: number;
  /** Where the XML lies in the file; undefined in a pipable one. */
  readonly xml: { readonly offset: number; readonly length: number } | undefined;
}

export const WIM_HEADER_BYTES = 208;
/** Head of a piece of a pipable WIM: mark, size, hash, flags. */
const PIECE_HEAD_BYTES = 40;
const PIECE_MARK = 0x2b9b_9ba2_443d_b9d8n;
/** XML of an image with all editions of Windows has some 20 KB. */
const MAX_XML_BYTES = 4 * 1024 * 1024;

/** @throws MediaError E_TS_IMAGE when the bytes are no WIM. */
export function readWimHeader(bytes: Uint8Array, name: string): WimHeader {
  const mark = String.fromCharCode(...bytes.subarray(0, 5));
  if (bytes.length < WIM_HEADER_BYTES || (mark !== 'MSWIM' && mark !== 'WLPWM')) {
    throw new MediaError('E_TS_IMAGE', `${name} is not a WIM file: it begins with ${JSON.stringify(mark)}`);
  }
  const view = viewOf(bytes);
  const isPipable = mark === 'WLPWM';
  // A size of 56 bits and one byte of flags.
  const length = view.getUint32(72, true) + view.getUint16(76, true) * 2 ** 32 + view.getUint8(78) * 2 ** 48;
  const offset = Number(view.getBigUint64(80, true));
  return {
    isPipable,
    part: view.getUint16(40, true),
    partCount: view.getUint16(42, true),
    xml: isPipable ? undefined : { offset, length: checkedLength(length, name) },
  };
}

/** How many bytes from the start hold header and XML of a pipable WIM; `bytes`: its first 248 at least. */
export function pipableXmlEnd(bytes: Uint8Array, name: string): number {
  const view = viewOf(bytes);
  const at = WIM_HEADER_BYTES;
  if (bytes.length < at + PIECE_HEAD_BYTES || view.getBigUint64(at, true) !== PIECE_MARK) {
    throw new MediaError('E_TS_IMAGE', `${name} is damaged: its first piece has no mark`);
  }
  return at + PIECE_HEAD_BYTES + checkedLength(Number(view.getBigUint64(at + 8, true)), name);
}

/** The images a WIM's XML names. @throws MediaError E_TS_IMAGE */
export function imagesOf(xmlBytes: Uint8Array, name: string): readonly WimImage[] {
  let root;
  try {
    root = parseXml(decodeUtf16le(xmlBytes));
  } catch (cause) {
    throw new MediaError('E_TS_IMAGE', `${name} is damaged: its list of images cannot be read`, { cause });
  }
  return root.children
    .filter((child) => child.name === 'IMAGE')
    .map((image) => {
      const text = (tag: string): string =>
        image.children.find((child) => child.name === tag)?.text.trim() ?? '';
      const number = (tag: string): number => Number(text(tag)) || 0;
      return {
        index: Number(image.attributes['INDEX'] ?? '0'),
        name: text('NAME'),
        contentBytes: Math.max(0, number('TOTALBYTES') - number('HARDLINKBYTES')),
        fileCount: number('FILECOUNT') + number('DIRCOUNT'),
      };
    });
}

/** The image with an index. @throws MediaError E_TS_IMAGE naming the ones there are. */
export function imageAt(images: readonly WimImage[], index: number, name: string): WimImage {
  const image = images.find((one) => one.index === index);
  if (image !== undefined) return image;
  const there = images.map((one) => `${one.index} (${one.name})`).join(', ');
  throw new MediaError(
    'E_TS_IMAGE',
    `${name} has no image ${index}; it holds ${there === '' ? 'none' : there}`,
  );
}

function checkedLength(length: number, name: string): number {
  if (length >= 2 && length <= MAX_XML_BYTES) return length;
  throw new MediaError('E_TS_IMAGE', `${name} is damaged: its list of images has ${length} bytes`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

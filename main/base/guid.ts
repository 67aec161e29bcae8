/**
 * GUIDs as text ("c12a7328-f81f-11d2-ba4b-00a0c93ec93b", lower case, no braces) and as the 16 mixed-endian bytes that
 * GPT, WIM and Windows store: the first three groups little-endian, the last two as they are read.
 */
import { MediaError } from './errors/media-error.ts';
import { fromHex, toHex } from './bytes.ts';
import type { ValueCodec } from './struct.ts';

const GUID = /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i;
const MIXED_ENDIAN = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

/** The 16 stored bytes of a GUID text (braces allowed). @throws MediaError E_FORMAT_VALUE */
export function guidToBytes(text: string): Uint8Array {
  const match = GUID.exec(text);
  const straight = match === null ? undefined : fromHex(match.slice(1).join(''));
  if (straight === undefined) throw new MediaError('E_FORMAT_VALUE', `"${text}" is not a GUID`);
  return Uint8Array.from(MIXED_ENDIAN, (index) => straight[index] ?? 0);
}

/** GUID text of 16 stored bytes. @throws MediaError E_FORMAT_VALUE */
export function guidFromBytes(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new MediaError('E_FORMAT_VALUE', `a GUID has 16 bytes, got ${bytes.length}`);
  const hex = toHex(Uint8Array.from(MIXED_ENDIAN, (index) => bytes[index] ?? 0));
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Field codec for `struct`. */
export const guid: ValueCodec<string> = {
  size: 16,
  type: 'GUID',
  isFixed: false,
  read: (view, offset) => guidFromBytes(new Uint8Array(view.buffer, view.byteOffset + offset, 16)),
  write(view, offset, value) {
    new Uint8Array(view.buffer, view.byteOffset + offset, 16).set(guidToBytes(value));
  },
};

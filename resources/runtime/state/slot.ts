/**
 * One slot of the state file: header, nonce, tag, cipher text (AES-256-GCM). Ours; the product's own TSEnv.dat is not
 * public. The tag is the checksum as well: half a slot, an old one with new bytes in it or another computer's does not open.
 * Trap: the key comes from the computer's SMBIOS UUID, which whoever holds the computer can read. It keeps a disk that
 * was taken out from telling its secrets, nothing more (docs/security.md).
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { concatBytes, decodeUtf8, encodeUtf8 } from '#base/bytes.ts';
import { isMediaError } from '#base/errors/media-error.ts';
import { bytes, magic, struct, u32 } from '#base/struct.ts';

export const stateSlotHeader = struct('StateSlotHeader', 60, {
  magic: [0, magic(encodeUtf8('TSMBENV1')), '"TSMBENV1"'],
  generation: [8, u32, 'counts up with every save; the higher of two good slots is the state'],
  cipherBytes: [12, u32, 'bytes of cipher text behind the header'],
  salt: [16, bytes(16), 'salt of the key (HKDF-SHA-256 over the SMBIOS UUID)'],
  nonce: [32, bytes(12), 'nonce of AES-256-GCM, new for every save'],
  tag: [44, bytes(16), 'tag over cipher text and generation'],
});

/** A state is some hundred kilobytes; a slot beyond this is not believed. */
const MAX_CIPHER_BYTES = 48 * 1024 * 1024;
const PURPOSE = 'task sequence state';

export interface Slot {
  readonly generation: number;
  readonly text: string;
}

export interface SlotRandom {
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
}

/** Bytes of a slot. */
export function sealSlot(slot: Slot, machineKey: string, random: SlotRandom): Uint8Array {
  const { salt, nonce } = random;
  const cipher = createCipheriv('aes-256-gcm', keyOf(machineKey, salt), nonce);
  cipher.setAAD(generationBytes(slot.generation));
  const body = concatBytes([cipher.update(encodeUtf8(slot.text)), cipher.final()]);
  const header = stateSlotHeader.encode({
    generation: slot.generation,
    cipherBytes: body.length,
    salt,
    nonce,
    tag: cipher.getAuthTag(),
  });
  return concatBytes([header, body]);
}

/** What a slot holds; undefined for anything that was not sealed for this computer, or not completely. */
export function openSlot(data: Uint8Array, machineKey: string): Slot | undefined {
  try {
    const header = stateSlotHeader.decode(data);
    const end = stateSlotHeader.size + header.cipherBytes;
    if (header.cipherBytes > MAX_CIPHER_BYTES || data.length < end) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', keyOf(machineKey, header.salt), header.nonce);
    decipher.setAAD(generationBytes(header.generation));
    decipher.setAuthTag(header.tag);
    const plain = concatBytes([
      decipher.update(data.subarray(stateSlotHeader.size, end)),
      // Throws when the tag does not fit.
      decipher.final(),
    ]);
    return { generation: header.generation, text: decodeUtf8(plain) };
  } catch (error) {
    if (isMediaError(error) || error instanceof Error) return undefined;
    throw error;
  }
}

function keyOf(machineKey: string, salt: Uint8Array): Uint8Array {
  const key = hkdfSync('sha256', encodeUtf8(machineKey.trim().toUpperCase()), salt, PURPOSE, 32);
  return new Uint8Array(key);
}

function generationBytes(generation: number): Uint8Array {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, generation, true);
  return data;
}

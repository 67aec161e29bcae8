/**
 * Reads the parts of a disc from bytes: volume descriptors and directories. What reads the blocks is `image/read-iso`.
 * Trap: discs come from anywhere. Lengths are checked against what is there before they are used; a directory is only
 * ever as large as the bytes handed in.
 */
import { concatBytes, decodeLatin1, decodeUtf8 } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { roundUp } from '#base/units.ts';
import { decodeVolumeDate } from './dates.ts';
import { decodeUcs2 } from './names.ts';
import { decodeSystemUse, type SystemUseFacts } from './rock-ridge.ts';
import {
  BLOCK_SIZE,
  directoryRecord,
  jolietVolumeDescriptor,
  primaryVolumeDescriptor,
  volumeDescriptorHeader,
} from './structures.ts';

const FLAG_DIRECTORY = 0x02;
const FLAG_ASSOCIATED = 0x04;
const FLAG_CONTINUES = 0x80;

/** What a volume descriptor says; `other` for boot records and descriptors we do not read. */
export type VolumeFacts =
  | { readonly kind: 'end' }
  | { readonly kind: 'other' }
  | {
      readonly kind: 'primary' | 'joliet';
      readonly label: string;
      readonly volumeBlocks: number;
      readonly modified: Date | undefined;
      readonly root: Place;
    };

/** Where content lies. */
interface Place {
  readonly block: number;
  readonly sizeBytes: number;
}

/** @throws MediaError E_FORMAT_MAGIC when the block is not a volume descriptor, E_ISO_DAMAGED when it contradicts itself. */
export function decodeVolumeDescriptor(block: Uint8Array): VolumeFacts {
  const { type } = volumeDescriptorHeader.decode(block);
  if (type === 255) return { kind: 'end' };
  if (type === 1) return facts('primary', primaryVolumeDescriptor.decode(block));
  if (type !== 2) return { kind: 'other' };
  const descriptor = jolietVolumeDescriptor.decode(block);
  // UCS-2 level 1, 2 and 3.
  if (!/^%\/[@CE]/.test(decodeLatin1(descriptor.escapeSequences))) return { kind: 'other' };
  return facts('joliet', descriptor);
}

function facts(
  kind: 'primary' | 'joliet',
  descriptor: {
    readonly volumeId: string;
    readonly volumeBlocks: number;
    readonly blockSize: number;
    readonly modified: Uint8Array;
    readonly rootRecord: Uint8Array;
  },
): VolumeFacts {
  if (descriptor.blockSize !== BLOCK_SIZE) {
    throw new MediaError(
      'E_ISO_DAMAGED',
      `the disc has blocks of ${descriptor.blockSize} bytes, read are ${BLOCK_SIZE}`,
    );
  }
  const root = directoryRecord.decode(descriptor.rootRecord);
  return {
    kind,
    label: descriptor.volumeId.replace(/[\0 ]+$/, ''),
    volumeBlocks: descriptor.volumeBlocks,
    modified: decodeVolumeDate(descriptor.modified),
    root: { block: root.extentBlock, sizeBytes: root.extentBytes },
  };
}

/** One record of a directory as it stands; sections of one file are still separate. */
export interface DirectoryEntry extends Place {
  readonly isDirectory: boolean;
  /** True when the next record goes on with the same file. */
  readonly continues: boolean;
  /** Name by this tree: ISO 9660 or Joliet, without version. */
  readonly name: string;
  readonly systemUse: SystemUseFacts;
  /** "." of the directory itself. */
  readonly isSelf: boolean;
}

/**
 * The records of a directory given by its whole blocks, one by one, so that the caller can stop; "." is included, ".."
 * is not.
 * @throws MediaError E_ISO_DAMAGED for a record that leaves its block or is too short for its name.
 */
export function* decodeDirectory(bytes: Uint8Array, isJoliet: boolean): Generator<DirectoryEntry, void> {
  let offset = 0;
  while (offset < bytes.length) {
    const recordBytes = bytes[offset] ?? 0;
    if (recordBytes === 0) {
      // No record crosses a block, so a zero ends the block.
      offset = roundUp(offset + 1, BLOCK_SIZE);
      continue;
    }
    const room = Math.min(BLOCK_SIZE - (offset % BLOCK_SIZE), bytes.length - offset);
    if (recordBytes < directoryRecord.size + 1 || recordBytes > room) {
      throw new MediaError(
        'E_ISO_DAMAGED',
        `a directory record of ${recordBytes} bytes where 34 to ${room} can be`,
      );
    }
    const entry = decodeRecord(bytes.subarray(offset, offset + recordBytes), isJoliet);
    if (entry !== undefined) yield entry;
    offset += recordBytes;
  }
}

function decodeRecord(record: Uint8Array, isJoliet: boolean): DirectoryEntry | undefined {
  const header = directoryRecord.decode(record);
  const end = directoryRecord.size + header.identifierBytes;
  if (header.identifierBytes === 0 || end > record.length) {
    throw new MediaError(
      'E_ISO_DAMAGED',
      `a directory record of ${record.length} bytes with a name of ${header.identifierBytes}`,
    );
  }
  const identifier = record.subarray(directoryRecord.size, end);
  const isSelf = identifier.length === 1 && identifier[0] === 0;
  const isParent = identifier.length === 1 && identifier[0] === 1;
  if (isParent || (header.flags & FLAG_ASSOCIATED) !== 0) return undefined;
  if (header.unitBlocks !== 0 || header.gapBlocks !== 0) {
    throw new MediaError('E_ISO_DAMAGED', 'a file is interleaved with another; such discs are not read');
  }
  const text = isJoliet ? decodeUcs2(identifier) : decodeLatin1(identifier);
  return {
    isSelf,
    isDirectory: (header.flags & FLAG_DIRECTORY) !== 0,
    continues: (header.flags & FLAG_CONTINUES) !== 0,
    block: header.extentBlock + header.attributeBlocks,
    sizeBytes: header.extentBytes,
    name: text.replace(/;[0-9]+$/, '').replace(/\.$/, ''),
    systemUse: decodeSystemUse(record.subarray(roundUp(end, 2))),
  };
}

/** A Rock Ridge name from the bytes of its NM entries; one character may be spread over two of them. */
export function decodeRockRidgeName(parts: readonly Uint8Array[]): string {
  return decodeUtf8(concatBytes(parts));
}

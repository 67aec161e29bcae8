/**
 * Tells NTFS and FAT32 apart by their first sector and reads the volume name, without mounting.
 * Trap: the last two bytes of every sector of an NTFS record are exchanged for a check value; they lie in the record's
 * header and must be put back before anything is read.
 */
import { decodeLatin1, decodeUtf16le } from '#base/bytes.ts';
import type { FileSystem } from '../engine/disk-port.ts';
import type { ReadBytes } from './partition-table.ts';

export interface FoundFileSystem {
  readonly fileSystem: FileSystem;
  readonly label: string;
}

const NONE: FoundFileSystem = { fileSystem: 'none', label: '' };
/** Number of the record of NTFS that describes the volume ($Volume), and the attribute with its name. */
const VOLUME_RECORD = 3;
const VOLUME_NAME = 0x60;
const END_OF_ATTRIBUTES = 0xffff_ffff;

/** What lies in the partition that begins at `startBytes` of the disk. */
export async function detectFileSystem(read: ReadBytes, startBytes: number): Promise<FoundFileSystem> {
  const sector = await read(startBytes, 512);
  if (sector.length < 512) return NONE;
  if (decodeLatin1(sector.subarray(3, 11)) === 'NTFS    ') {
    return { fileSystem: 'ntfs', label: await ntfsLabel(read, { startBytes, sector }) };
  }
  if (decodeLatin1(sector.subarray(82, 90)) === 'FAT32   ') {
    const label = decodeLatin1(sector.subarray(71, 82)).trimEnd();
    return { fileSystem: 'fat32', label: label === 'NO NAME' ? '' : label };
  }
  return NONE;
}

async function ntfsLabel(
  read: ReadBytes,
  volume: { readonly startBytes: number; readonly sector: Uint8Array },
): Promise<string> {
  const view = new DataView(volume.sector.buffer, volume.sector.byteOffset, 512);
  const sectorBytes = view.getUint16(11, true);
  // Above 128 the number is a power of two, negative (clusters of more than 64 KiB).
  const perCluster = view.getUint8(13);
  const clusterBytes = sectorBytes * (perCluster > 128 ? 2 ** (256 - perCluster) : perCluster);
  const recordCode = view.getInt8(64);
  const recordBytes = recordCode < 0 ? 2 ** -recordCode : recordCode * clusterBytes;
  if (sectorBytes < 512 || recordBytes < 512 || recordBytes > 65_536) return '';
  const table = Number(view.getBigUint64(48, true)) * clusterBytes;
  const record = await read(volume.startBytes + table + VOLUME_RECORD * recordBytes, recordBytes);
  if (record.length < recordBytes || decodeLatin1(record.subarray(0, 4)) !== 'FILE') return '';
  return nameOf(restored(record, sectorBytes));
}

/** The record with the ends of its sectors put back. */
function restored(record: Uint8Array, sectorBytes: number): Uint8Array {
  const copy = record.slice();
  const view = new DataView(copy.buffer);
  const array = view.getUint16(4, true);
  const count = view.getUint16(6, true);
  for (let index = 1; index < count && index * sectorBytes <= copy.length; index += 1) {
    const from = array + index * 2;
    if (from + 2 > copy.length) break;
    copy.copyWithin(index * sectorBytes - 2, from, from + 2);
  }
  return copy;
}

function nameOf(record: Uint8Array): string {
  const view = new DataView(record.buffer);
  let at = view.getUint16(20, true);
  while (at + 24 <= record.length) {
    const type = view.getUint32(at, true);
    const length = view.getUint32(at + 4, true);
    if (type === END_OF_ATTRIBUTES || length < 24) return '';
    if (type === VOLUME_NAME) {
      const from = at + view.getUint16(at + 20, true);
      return decodeUtf16le(record.subarray(from, from + view.getUint32(at + 16, true)));
    }
    at += length;
  }
  return '';
}

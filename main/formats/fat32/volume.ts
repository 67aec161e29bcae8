/** A boot sector found on a medium, checked so far that everything computed from it stays within the volume. */
import { MediaError } from '#base/errors/media-error.ts';
import { fatBootSector, MAX_CLUSTERS, MIN_CLUSTERS } from './tables.ts';

export interface FatVolume {
  readonly sectorBytes: number;
  readonly clusterBytes: number;
  readonly sizeBytes: number;
  /** Bytes from the start of the volume to the first FAT, and its length. */
  readonly fatOffset: number;
  readonly fatBytes: number;
  readonly dataOffset: number;
  readonly clusterCount: number;
  readonly rootCluster: number;
  readonly volumeId: number;
  /** As in the boot sector; the root directory may hold another. */
  readonly label: string;
}

/**
 * Reads a FAT32 boot sector (its first 512 bytes).
 * @throws MediaError E_FORMAT_MAGIC or E_FORMAT_TRUNCATED when this is no boot sector at all, E_FAT_DAMAGED when it is
 * not the boot sector of a FAT32 volume that could exist.
 */
export function decodeVolume(sector: Uint8Array): FatVolume {
  const value = fatBootSector.decode(sector);
  const { sectorBytes, sectorsPerCluster, reservedSectors, fatCount, fatSectors, totalSectors } = value;
  const clusterBytes = sectorBytes * sectorsPerCluster;
  if (![512, 1024, 2048, 4096].includes(sectorBytes)) throw damaged(`sectors of ${sectorBytes} bytes`);
  if (sectorsPerCluster === 0 || (sectorsPerCluster & (sectorsPerCluster - 1)) !== 0) {
    throw damaged(`${sectorsPerCluster} sectors per cluster`);
  }
  if (fatCount < 1 || fatCount > 2) throw damaged(`${fatCount} FATs`);
  if (value.rootEntryCount !== 0 || value.fatSectors16 !== 0 || fatSectors === 0) {
    throw damaged('it is FAT12 or FAT16');
  }
  const dataSector = reservedSectors + fatCount * fatSectors;
  if (reservedSectors === 0 || dataSector >= totalSectors) {
    throw damaged(`data from sector ${dataSector} on, the volume has ${totalSectors}`);
  }
  const clusterCount = Math.floor((totalSectors - dataSector) / sectorsPerCluster);
  if (clusterCount < MIN_CLUSTERS || clusterCount >= MAX_CLUSTERS) {
    throw damaged(`${clusterCount} clusters, FAT32 has ${MIN_CLUSTERS} to ${MAX_CLUSTERS - 1}`);
  }
  const fatBytes = fatSectors * sectorBytes;
  if (fatBytes < (clusterCount + 2) * 4) {
    throw damaged(`a FAT of ${fatBytes} bytes for ${clusterCount} clusters`);
  }
  if (value.rootCluster < 2 || value.rootCluster >= clusterCount + 2) {
    throw damaged(`root directory in cluster ${value.rootCluster} of ${clusterCount}`);
  }
  return {
    sectorBytes,
    clusterBytes,
    sizeBytes: totalSectors * sectorBytes,
    fatOffset: reservedSectors * sectorBytes,
    fatBytes,
    dataOffset: dataSector * sectorBytes,
    clusterCount,
    rootCluster: value.rootCluster,
    volumeId: value.volumeId,
    label: value.label === 'NO NAME' ? '' : value.label,
  };
}

function damaged(found: string): MediaError {
  return new MediaError('E_FAT_DAMAGED', `boot sector: ${found}`);
}

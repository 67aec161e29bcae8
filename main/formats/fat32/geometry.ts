/**
 * How a FAT32 volume of a size is divided: cluster size, FATs, where the data begins.
 * Trap: FAT32 *is* "at least 65,525 clusters"; with fewer every system takes the volume for FAT16 and reads nonsense.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { formatBytes, GIB, KIB, MIB, roundUp, TIB } from '#base/units.ts';
import { MAX_CLUSTERS, MIN_CLUSTERS } from './tables.ts';

export interface FatGeometry {
  readonly sectorBytes: number;
  readonly clusterBytes: number;
  readonly totalSectors: number;
  readonly reservedSectors: number;
  readonly fatSectors: number;
  /** First sector of cluster 2. */
  readonly dataSector: number;
  readonly clusterCount: number;
}

/** Volume sizes up to which Microsoft's formatter takes a cluster size (fatgen103, DskTableFAT32), smallest first. */
const CLUSTER_SIZES = [
  { upToBytes: 260 * MIB, clusterBytes: 512 },
  { upToBytes: 8 * GIB, clusterBytes: 4 * KIB },
  { upToBytes: 16 * GIB, clusterBytes: 8 * KIB },
  { upToBytes: 32 * GIB, clusterBytes: 16 * KIB },
  { upToBytes: 2 * TIB, clusterBytes: 32 * KIB },
] as const;

/** Boot sector, FSInfo and their copies lie in sectors 0 to 7; 32 is the usual least number of reserved sectors. */
const MIN_RESERVED = 32;
/** The data area begins at a full MiB of the volume, so that clusters match the erase blocks of flash. */
const DATA_ALIGNMENT = MIB;
/** Implementations differ by a few around the limit; the specification asks to stay 16 clear of it. */
const SAFE_MIN_CLUSTERS = MIN_CLUSTERS + 16;

/** The largest volume: 32 bits of sectors, and not more than 2 TiB. */
export function maxVolumeBytes(sectorBytes: number): number {
  return Math.min(0xffff_ffff * sectorBytes, 2 * TIB);
}

/** The cluster size Microsoft's formatter would take, but never less than a sector. */
export function defaultClusterBytes(volumeBytes: number, sectorBytes: number): number {
  const row = CLUSTER_SIZES.find(({ upToBytes }) => volumeBytes <= upToBytes);
  return Math.max(row?.clusterBytes ?? 32 * KIB, sectorBytes);
}

/**
 * Divides a volume.
 * @throws MediaError E_FAT_VOLUME_SIZE when the size does not give a FAT32 volume with this cluster size.
 */
export function fatGeometry(volumeBytes: number, sectorBytes: number, clusterBytes: number): FatGeometry {
  const totalSectors = Math.floor(volumeBytes / sectorBytes);
  if (volumeBytes > maxVolumeBytes(sectorBytes)) {
    throw new MediaError(
      'E_FAT_VOLUME_SIZE',
      `a FAT32 volume with sectors of ${sectorBytes} bytes holds up to ${formatBytes(maxVolumeBytes(sectorBytes))}, asked for ${formatBytes(volumeBytes)}`,
    );
  }
  const divided = divide(totalSectors, sectorBytes, clusterBytes);
  if (divided.clusterCount < MIN_CLUSTERS || divided.clusterCount >= MAX_CLUSTERS) {
    throw new MediaError(
      'E_FAT_VOLUME_SIZE',
      `FAT32 needs ${MIN_CLUSTERS} to ${MAX_CLUSTERS - 1} clusters; ${formatBytes(volumeBytes)} give ${Math.max(0, divided.clusterCount)} of ${clusterBytes} bytes`,
    );
  }
  return divided;
}

function divide(totalSectors: number, sectorBytes: number, clusterBytes: number): FatGeometry {
  const perCluster = clusterBytes / sectorBytes;
  // From clusters = (total - reserved - 2 * fat) / perCluster and fat = (clusters + 2) * 4 / sectorBytes, rounded up.
  const fatSectors = Math.ceil(
    (totalSectors - MIN_RESERVED + 2 * perCluster) / ((perCluster * sectorBytes) / 4 + 2),
  );
  const dataSector = roundUp(MIN_RESERVED + 2 * fatSectors, DATA_ALIGNMENT / sectorBytes);
  return {
    sectorBytes,
    clusterBytes,
    totalSectors,
    reservedSectors: dataSector - 2 * fatSectors,
    fatSectors,
    dataSector,
    clusterCount: Math.floor((totalSectors - dataSector) / perCluster),
  };
}

/**
 * The smallest volume, in full MiB, whose data area holds what `neededClusters` says for a cluster size; the cluster
 * size is the given one or the one Microsoft's formatter would take for the result.
 * @throws MediaError E_FAT_VOLUME_SIZE when even the largest volume is too small.
 */
export function smallestGeometry(
  sectorBytes: number,
  neededClusters: (clusterBytes: number) => number,
  fixedClusterBytes?: number,
): FatGeometry {
  let largest = 0;
  const rows =
    fixedClusterBytes === undefined
      ? CLUSTER_SIZES
      : [{ upToBytes: 2 * TIB, clusterBytes: fixedClusterBytes }];
  for (const row of rows) {
    const clusterBytes = Math.max(row.clusterBytes, sectorBytes);
    const clusters = Math.max(neededClusters(clusterBytes), SAFE_MIN_CLUSTERS);
    const fatBytes = roundUp((clusters + 2) * 4, sectorBytes);
    let volumeBytes = roundUp(MIN_RESERVED * sectorBytes + 2 * fatBytes + clusters * clusterBytes, MIB);
    const count = (): number => divide(volumeBytes / sectorBytes, sectorBytes, clusterBytes).clusterCount;
    while (count() < clusters) volumeBytes += roundUp((clusters - count()) * clusterBytes, MIB);
    const limit = Math.min(row.upToBytes, maxVolumeBytes(sectorBytes));
    if (volumeBytes <= limit) return fatGeometry(volumeBytes, sectorBytes, clusterBytes);
    largest = volumeBytes;
  }
  throw new MediaError(
    'E_FAT_VOLUME_SIZE',
    `the content needs a volume of ${formatBytes(largest)}, FAT32 holds up to ${formatBytes(maxVolumeBytes(sectorBytes))}`,
  );
}

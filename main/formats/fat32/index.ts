/** FAT32: planner, structures and decoders; enter the format here. Trap: decoders are for hostile media, the planner for our own trees. */
export {
  FAT_ENTRY,
  fat32Tables,
  fatBootSector,
  fatInfoSector,
  fatLongEntry,
  fatShortEntry,
  MAX_DIRECTORY_BYTES,
} from './tables.ts';
export { defaultClusterBytes, fatGeometry, maxVolumeBytes } from './geometry.ts';
export { decodeVolume, type FatVolume } from './volume.ts';
export { decodeDirectory, type DirectoryItem } from './directory.ts';
export { assignShortNames, fatLabel, shortChecksum, shortText } from './names.ts';
export { decodeFatTime, encodeFatTime } from './time.ts';
export { planFat32Volume, type Fat32Plan, type Fat32Request } from './plan.ts';

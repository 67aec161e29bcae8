/**
 * ISO 9660 with Joliet, Rock Ridge and El Torito: the disc image. README.md says what is written and why.
 * Trap: the format does no I/O; `planIso9660` gives extents, and the reader of whole discs is `image/read-iso`.
 */
export { planIso9660, type IsoLayout } from './plan.ts';
export { patchHybridBootCode } from './el-torito.ts';
export {
  decodeDirectory,
  decodeRockRidgeName,
  decodeVolumeDescriptor,
  type DirectoryEntry,
  type VolumeFacts,
} from './decode.ts';
export { decodeSystemUse, type SystemUseFacts } from './rock-ridge.ts';
export { BLOCK_SIZE, iso9660Tables, SYSTEM_AREA_BLOCKS } from './structures.ts';

/** Moved to base, where the checksums know this memory, too. */
export { allocateAligned } from '#base/aligned-memory.ts';

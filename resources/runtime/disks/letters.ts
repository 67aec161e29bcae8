/**
 * Drive letters, from what the tables say and nothing else, so that they are the same after every restart.
 * Rules (ours): volumes in the order of disk and partition get C, D, …; none get EFI, MSR and recovery partitions, hidden
 * ones, and the active partition of an MBR disk that holds a larger NTFS volume besides (Windows' "System Reserved").
 */
import type { FileSystem, VolumeKind } from '../engine/disk-port.ts';

export interface LetterFacts {
  readonly diskIndex: number;
  readonly partition: number;
  readonly kind: VolumeKind;
  readonly fileSystem: FileSystem;
  readonly sizeBytes: number;
  readonly isActive: boolean;
  readonly hasNoLetter: boolean;
}

const LETTERS = 'CDEFGHIJKLMNOPQRSTUVWXYZ';

/** Letters of the volumes, in their order; undefined for one without, and from the 25th on. */
export function assignLetters(volumes: readonly LetterFacts[]): readonly (string | undefined)[] {
  let next = 0;
  return volumes.map((volume) => {
    if (volume.kind !== 'data' || volume.hasNoLetter || isSystemReserved(volume, volumes)) return undefined;
    const letter = LETTERS[next];
    next += 1;
    return letter;
  });
}

function isSystemReserved(volume: LetterFacts, all: readonly LetterFacts[]): boolean {
  return (
    volume.isActive &&
    all.some(
      (other) =>
        other.diskIndex === volume.diskIndex &&
        other.partition !== volume.partition &&
        other.fileSystem === 'ntfs' &&
        !other.hasNoLetter &&
        other.sizeBytes > volume.sizeBytes,
    )
  );
}

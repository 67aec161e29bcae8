/** A volume of a computer that is deployed, as a test needs it: a data volume of the first disk unless told. */
import type { TargetVolume } from '../../resources/runtime/engine/disk-port.ts';

export function targetVolume(
  facts: Pick<TargetVolume, 'letter' | 'partition' | 'device'> & Partial<TargetVolume>,
): TargetVolume {
  return {
    diskIndex: 0,
    kind: 'data',
    fileSystem: 'ntfs',
    label: '',
    sizeBytes: 1e9,
    partitionId: '',
    startBytes: 0,
    isActive: false,
    ...facts,
  };
}

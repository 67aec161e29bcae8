/**
 * The volume descriptors: what a computer reads first, and all it needs to find the rest.
 * Trap: both trees have a descriptor of nearly the same form, but Joliet's texts are UCS-2.
 */
import { encodeLatin1 } from '#base/bytes.ts';
import { encodeVolumeDate } from './dates.ts';
import { encodeRootRecord, type PlannedTree, type TreePlacement } from './directories.ts';
import { isoLabel, jolietLabel } from './names.ts';
import {
  BLOCK_SIZE,
  bootRecordDescriptor,
  jolietVolumeDescriptor,
  primaryVolumeDescriptor,
  terminatorDescriptor,
} from './structures.ts';

const APPLICATION = 'TASK SEQUENCE MEDIA BUILDER';
/** Joliet 1995, "Escape sequences": UCS-2 level 3. */
const UCS2_LEVEL_3 = new Uint8Array(32);
UCS2_LEVEL_3.set(encodeLatin1('%/E'));

/** A tree and the blocks it was given. */
export interface TreeLayout {
  readonly tree: PlannedTree;
  readonly pathTableL: number;
  readonly pathTableM: number;
  readonly placement: TreePlacement;
}

/** The set of volume descriptors, one block each, in their order. @throws MediaError E_FORMAT_VALUE */
export function encodeDescriptors(
  request: { readonly label: string; readonly modified: Date },
  layout: {
    /** Primary and Joliet. */
    readonly trees: readonly [TreeLayout, TreeLayout];
    readonly catalogBlock: number | undefined;
    readonly totalBlocks: number;
  },
): readonly Uint8Array[] {
  const date = encodeVolumeDate(request.modified);
  const never = encodeVolumeDate(undefined);
  const shared = {
    version: 1,
    systemId: '',
    volumeBlocks: layout.totalBlocks,
    volumeSetSize: 1,
    volumeSequence: 1,
    blockSize: BLOCK_SIZE,
    optionalPathTableL: 0,
    optionalPathTableM: 0,
    volumeSetId: '',
    publisherId: '',
    preparerId: '',
    applicationId: APPLICATION,
    copyrightFile: '',
    abstractFile: '',
    bibliographicFile: '',
    created: date,
    modified: date,
    expires: never,
    effective: never,
    structureVersion: 1,
  };
  const fieldsOf = ({ tree, pathTableL, pathTableM, placement }: TreeLayout) => ({
    ...shared,
    pathTableBytes: tree.pathTableBytes,
    pathTableL,
    pathTableM,
    rootRecord: encodeRootRecord(tree, placement),
  });
  const [primary, joliet] = layout.trees;
  const { catalogBlock } = layout;
  return [
    primaryVolumeDescriptor.encode({ ...fieldsOf(primary), type: 1, volumeId: isoLabel(request.label) }),
    // El Torito 2.0 insists on block 17, right behind the primary descriptor.
    ...(catalogBlock === undefined
      ? []
      : [
          bootRecordDescriptor.encode({
            type: 0,
            version: 1,
            bootSystemId: 'EL TORITO SPECIFICATION',
            catalogBlock,
          }),
        ]),
    jolietVolumeDescriptor.encode({
      ...fieldsOf(joliet),
      type: 2,
      flags: 0,
      escapeSequences: UCS2_LEVEL_3,
      volumeId: jolietLabel(request.label),
    }),
    terminatorDescriptor.encode({ type: 255, version: 1 }),
  ];
}

/**
 * The on-disk structures of ISO 9660 (ECMA-119, 4th edition), Joliet and El Torito as tables.
 * Trap: most numbers are stored twice, little-endian and then big-endian; path tables and El Torito store them once.
 * Blocks are 2048 bytes. Positions in the tables are byte positions minus one, because ECMA-119 counts from 1.
 */
import { encodeLatin1 } from '#base/bytes.ts';
import {
  ascii,
  bytes,
  magic,
  reserved,
  struct,
  u16,
  u16be,
  u16both,
  u32,
  u32be,
  u32both,
  u64,
  u8,
  type ValueCodec,
} from '#base/struct.ts';

export const BLOCK_SIZE = 2048;
/** Blocks 0 to 15: not used by ISO 9660, free for partition tables and boot code (ECMA-119 6.2.1). */
export const SYSTEM_AREA_BLOCKS = 16;

const STANDARD_ID = magic(encodeLatin1('CD001'));

/** UCS-2 big-endian text padded with spaces (Joliet); an odd last byte stays zero. */
function ucs2(size: number): ValueCodec<string> {
  const units = Math.floor(size / 2);
  return {
    size,
    type: 'UCS-2BE text, space padded',
    isFixed: false,
    read(view, offset) {
      let text = '';
      for (let index = 0; index < units; index += 1) {
        text += String.fromCharCode(view.getUint16(offset + index * 2));
      }
      // Some writers pad with zeros instead of spaces.
      return text.replace(/[\0 ]+$/, '');
    },
    write(view, offset, value) {
      const padded = value.slice(0, units).padEnd(units, ' ');
      for (let index = 0; index < units; index += 1) {
        view.setUint16(offset + index * 2, padded.charCodeAt(index));
      }
      if (size % 2 === 1) view.setUint8(offset + size - 1, 0);
    },
  };
}

/** What every volume descriptor begins with (ECMA-119 8.1). */
export const volumeDescriptorHeader = struct('VolumeDescriptorHeader', 7, {
  type: [0, u8, '0 boot record, 1 primary, 2 supplementary, 3 partition, 255 end of the set'],
  standardId: [1, STANDARD_ID, '"CD001"'],
  version: [6, u8, '1'],
});

/** ECMA-119 8.4. */
export const primaryVolumeDescriptor = struct('PrimaryVolumeDescriptor', BLOCK_SIZE, {
  type: [0, u8, '1'],
  standardId: [1, STANDARD_ID, '"CD001"'],
  version: [6, u8, '1'],
  reservedFlags: [7, reserved(1)],
  systemId: [8, ascii(32), 'left empty'],
  volumeId: [40, ascii(32), 'label in d-characters'],
  reservedSize: [72, reserved(8)],
  volumeBlocks: [
    80,
    u32both,
    'blocks of the whole image, boot partition and backup partition table included',
  ],
  reservedEscapes: [88, reserved(32)],
  volumeSetSize: [120, u16both, '1'],
  volumeSequence: [124, u16both, '1'],
  blockSize: [128, u16both, '2048'],
  pathTableBytes: [132, u32both, 'size of one path table'],
  pathTableL: [140, u32, 'block of the little-endian path table'],
  optionalPathTableL: [144, u32, '0: none'],
  pathTableM: [148, u32be, 'block of the big-endian path table'],
  optionalPathTableM: [152, u32be, '0: none'],
  rootRecord: [156, bytes(34), 'directory record of the root'],
  volumeSetId: [190, ascii(128), 'left empty'],
  publisherId: [318, ascii(128), 'left empty'],
  preparerId: [446, ascii(128), 'left empty'],
  applicationId: [574, ascii(128), 'name of this program'],
  copyrightFile: [702, ascii(37), 'left empty'],
  abstractFile: [739, ascii(37), 'left empty'],
  bibliographicFile: [776, ascii(37), 'left empty'],
  created: [813, bytes(17), 'date and time in digits'],
  modified: [830, bytes(17), 'as created'],
  expires: [847, bytes(17), 'not given: sixteen zeros'],
  effective: [864, bytes(17), 'not given: sixteen zeros'],
  structureVersion: [881, u8, '1'],
  reservedByte: [882, reserved(1)],
  applicationUse: [883, reserved(512)],
  reservedTail: [1395, reserved(653)],
});

/** ECMA-119 8.5 as Joliet uses it: the same fields with UCS-2 texts, and the escape sequence that says so. */
export const jolietVolumeDescriptor = struct('JolietVolumeDescriptor', BLOCK_SIZE, {
  type: [0, u8, '2'],
  standardId: [1, STANDARD_ID, '"CD001"'],
  version: [6, u8, '1'],
  flags: [7, u8, '0: the escape sequence is registered'],
  systemId: [8, ucs2(32), 'left empty'],
  volumeId: [40, ucs2(32), 'label, at most 16 units'],
  reservedSize: [72, reserved(8)],
  volumeBlocks: [80, u32both, 'as in the primary descriptor'],
  escapeSequences: [88, bytes(32), '"%/E": UCS-2 level 3'],
  volumeSetSize: [120, u16both, '1'],
  volumeSequence: [124, u16both, '1'],
  blockSize: [128, u16both, '2048'],
  pathTableBytes: [132, u32both, 'size of one path table'],
  pathTableL: [140, u32, 'block of the little-endian path table'],
  optionalPathTableL: [144, u32, '0: none'],
  pathTableM: [148, u32be, 'block of the big-endian path table'],
  optionalPathTableM: [152, u32be, '0: none'],
  rootRecord: [156, bytes(34), 'directory record of the root'],
  volumeSetId: [190, ucs2(128), 'left empty'],
  publisherId: [318, ucs2(128), 'left empty'],
  preparerId: [446, ucs2(128), 'left empty'],
  applicationId: [574, ucs2(128), 'name of this program'],
  copyrightFile: [702, ucs2(37), 'left empty'],
  abstractFile: [739, ucs2(37), 'left empty'],
  bibliographicFile: [776, ucs2(37), 'left empty'],
  created: [813, bytes(17), 'date and time in digits'],
  modified: [830, bytes(17), 'as created'],
  expires: [847, bytes(17), 'not given: sixteen zeros'],
  effective: [864, bytes(17), 'not given: sixteen zeros'],
  structureVersion: [881, u8, '1'],
  reservedByte: [882, reserved(1)],
  applicationUse: [883, reserved(512)],
  reservedTail: [1395, reserved(653)],
});

/** El Torito 1.0, section 2.0, figure 7; must be block 17. */
export const bootRecordDescriptor = struct('BootRecordDescriptor', BLOCK_SIZE, {
  type: [0, u8, '0'],
  standardId: [1, STANDARD_ID, '"CD001"'],
  version: [6, u8, '1'],
  bootSystemId: [7, ascii(32, '\0'), '"EL TORITO SPECIFICATION"'],
  reservedBootId: [39, reserved(32)],
  catalogBlock: [71, u32, 'block of the boot catalog'],
  reservedTail: [75, reserved(1973)],
});

/** ECMA-119 8.3. */
export const terminatorDescriptor = struct('TerminatorDescriptor', BLOCK_SIZE, {
  type: [0, u8, '255'],
  standardId: [1, STANDARD_ID, '"CD001"'],
  version: [6, u8, '1'],
  reservedTail: [7, reserved(2041)],
});

/** ECMA-119 9.1, without the identifier and the system use field that follow. */
export const directoryRecord = struct('DirectoryRecord', 33, {
  recordBytes: [0, u8, 'whole record; even, and never across a block boundary'],
  attributeBlocks: [1, u8, '0: no extended attribute record'],
  extentBlock: [2, u32both, 'first block of the content'],
  extentBytes: [10, u32both, 'bytes of this section of the content'],
  recorded: [18, bytes(7), 'date and time'],
  flags: [25, u8, '0x02 directory, 0x80 the next record continues this file'],
  unitBlocks: [26, u8, '0: not interleaved'],
  gapBlocks: [27, u8, '0: not interleaved'],
  volumeSequence: [28, u16both, '1'],
  identifierBytes: [32, u8, 'length of the identifier'],
});

/** ECMA-119 9.4, little-endian table (type L), without the identifier that follows. */
export const pathTableRecordL = struct('PathTableRecordL', 8, {
  identifierBytes: [0, u8, 'length of the identifier'],
  attributeBlocks: [1, u8, '0'],
  extentBlock: [2, u32, 'first block of the directory'],
  parent: [6, u16, 'number of the parent directory in this table, from 1'],
});

/** ECMA-119 9.4, big-endian table (type M). */
export const pathTableRecordM = struct('PathTableRecordM', 8, {
  identifierBytes: [0, u8, 'length of the identifier'],
  attributeBlocks: [1, u8, '0'],
  extentBlock: [2, u32be, 'first block of the directory'],
  parent: [6, u16be, 'number of the parent directory in this table, from 1'],
});

/** El Torito 2.1. */
export const bootValidationEntry = struct('BootValidationEntry', 32, {
  headerId: [0, u8, '1'],
  platform: [1, u8, '0 BIOS, 0xEF UEFI: platform of the default entry'],
  reservedId: [2, reserved(2)],
  manufacturer: [4, ascii(24, '\0'), 'left empty'],
  checksum: [28, u16, 'makes the sum of all 16 words zero'],
  key: [30, magic(Uint8Array.of(0x55, 0xaa)), '55 AA'],
});

/** El Torito 2.2 and 2.4: the default entry and section entries have the same form. */
export const bootEntry = struct('BootEntry', 32, {
  indicator: [0, u8, '0x88: bootable'],
  media: [1, u8, '0: no emulation'],
  loadSegment: [2, u16, '0: the usual 0x7C0'],
  systemType: [4, u8, '0'],
  reservedByte: [5, reserved(1)],
  sectors: [
    6,
    u16,
    '512-byte sectors to load; UEFI: size of the boot partition, 0: up to the end of the disc',
  ],
  block: [8, u32, 'first block of the boot image'],
  selection: [12, reserved(20)],
});

/** El Torito 2.3. */
export const bootSectionHeader = struct('BootSectionHeader', 32, {
  indicator: [0, u8, '0x91: last section'],
  platform: [1, u8, '0xEF: UEFI (UEFI 2.10, 13.3.2.1)'],
  entries: [2, u16, 'entries that follow'],
  sectionId: [4, ascii(28, '\0'), 'left empty'],
});

/** Boot information table at byte 8 of a BIOS boot image (mkisofs -boot-info-table). */
export const bootInfoTable = struct('BootInfoTable', 56, {
  descriptorBlock: [0, u32, 'block of the primary descriptor: 16'],
  imageBlock: [4, u32, 'first block of the boot image'],
  imageBytes: [8, u32, 'size of the boot image'],
  checksum: [12, u32, 'sum of the little-endian 32-bit words from byte 64 on'],
  reservedTail: [16, reserved(40)],
});

/** GRUB 2's own address at byte 2548 of its CD image and at byte 432 of boot_hybrid.img. */
export const grubAddress = struct('GrubAddress', 8, {
  sector: [0, u64, '512-byte sector from which GRUB loads its core'],
});

/** RRIP 4.1.1 in the form of RRIP_1991A (36 bytes, without serial number). */
export const rockRidgePosix = struct('RockRidgePosix', 36, {
  signature: [0, magic(encodeLatin1('PX')), '"PX"'],
  entryBytes: [2, u8, '36'],
  version: [3, u8, '1'],
  mode: [4, u32both, 'POSIX file mode'],
  links: [12, u32both, '1 for files, 2 and the number of sub-directories for directories'],
  userId: [20, u32both, '0'],
  groupId: [28, u32both, '0'],
});

/** SUSP 5.1: where the system use field of a record goes on. */
export const suspContinuation = struct('SuspContinuation', 28, {
  signature: [0, magic(encodeLatin1('CE')), '"CE"'],
  entryBytes: [2, u8, '28'],
  version: [3, u8, '1'],
  block: [4, u32both, 'block of the continuation area'],
  offset: [12, u32both, 'byte in that block'],
  length: [20, u32both, 'bytes of the area; it never crosses a block boundary'],
});

/** Every table of the format, for its README. */
export const iso9660Tables = [
  volumeDescriptorHeader,
  primaryVolumeDescriptor,
  jolietVolumeDescriptor,
  bootRecordDescriptor,
  terminatorDescriptor,
  directoryRecord,
  pathTableRecordL,
  pathTableRecordM,
  bootValidationEntry,
  bootEntry,
  bootSectionHeader,
  bootInfoTable,
  grubAddress,
  rockRidgePosix,
  suspContinuation,
] as const;

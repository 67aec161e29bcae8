/**
 * Sections of files: one directory record describes less than 4 GiB, so larger files are several sections that
 * follow each other without a gap (ISO 9660 level 3, ECMA-119 6.5.1).
 */
import { ceilDiv } from '#base/units.ts';
import { BLOCK_SIZE } from './structures.ts';

/** The most a 32-bit length holds in whole blocks, so that the next section begins on a block. */
export const MAX_SECTION_BYTES = 0x1_0000_0000 - BLOCK_SIZE;

export interface Section {
  readonly block: number;
  readonly sizeBytes: number;
}

/** The sections of a content that begins at `firstBlock`; one empty section for an empty file. */
export function fileSections(firstBlock: number, sizeBytes: number): readonly Section[] {
  const sections: Section[] = [];
  let offset = 0;
  do {
    const section = {
      block: firstBlock + offset / BLOCK_SIZE,
      sizeBytes: Math.min(sizeBytes - offset, MAX_SECTION_BYTES),
    };
    sections.push(section);
    offset += section.sizeBytes;
  } while (offset < sizeBytes);
  return sections;
}

/** How many sections `fileSections` gives. */
export function sectionCount(sizeBytes: number): number {
  return Math.max(1, ceilDiv(sizeBytes, MAX_SECTION_BYTES));
}

/**
 * Memory modules and processors as the firmware describes them (SMBIOS, DMTF DSP0134), from the table that Linux shows.
 * They are what the WMI classes of Windows count with: the memory a system may use is less than what is built in, and
 * the clock a processor has at this moment goes up and down.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Types of structures, 7.5 and 7.18 there. */
const PROCESSOR = 4;
const MEMORY_DEVICE = 17;
const END_OF_TABLE = 127;
const HEADER_BYTES = 4;

const MIB = 1024 * 1024;
const KIB = 1024;

export interface BuiltIn {
  /** Bytes of each memory module, empty sockets left out. */
  readonly moduleBytes: readonly number[];
  /** Clock of each processor when the computer was started, MHz; those that say nothing are left out. */
  readonly startMegahertz: readonly number[];
}

/** What is built in; lists are empty when the firmware says nothing. */
export async function builtIn(sysFolder: string): Promise<BuiltIn> {
  const table = await readFile(join(sysFolder, 'firmware/dmi/tables/DMI')).catch(() => Buffer.alloc(0));
  const moduleBytes: number[] = [];
  const startMegahertz: number[] = [];
  for (const one of structures(table)) {
    if (one[0] === MEMORY_DEVICE) moduleBytes.push(sizeOfModule(one));
    else if (one[0] === PROCESSOR) startMegahertz.push(wordAt(one, 0x16));
  }
  return {
    moduleBytes: moduleBytes.filter((size) => size > 0),
    startMegahertz: startMegahertz.filter((speed) => speed > 0),
  };
}

/** The formatted part of each structure; a table that breaks off ends there. */
function structures(table: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + HEADER_BYTES <= table.length;) {
    const length = table.readUInt8(at + 1);
    if (length < HEADER_BYTES || at + length > table.length) break;
    const one = table.subarray(at, at + length);
    if (one[0] === END_OF_TABLE) break;
    found.push(one);
    // Its strings follow, and two zeros end them, also when there are none.
    const end = table.indexOf('\0\0', at + length, 'latin1');
    if (end < 0) break;
    at = end + 2;
  }
  return found;
}

/** Size at 0Ch: MiB, or KiB with the highest bit; 7FFFh: see the four bytes at 1Ch; FFFFh: not known; 0: empty. */
function sizeOfModule(structure: Buffer): number {
  const size = wordAt(structure, 0x0c);
  if (size === 0xffff) return 0;
  if (size === 0x7fff)
    return structure.length < 0x20 ? 0 : (structure.readUInt32LE(0x1c) % 0x8000_0000) * MIB;
  return size >= 0x8000 ? (size - 0x8000) * KIB : size * MIB;
}

/** 0 behind the end: older versions of the structure are shorter. */
function wordAt(structure: Buffer, offset: number): number {
  return offset + 2 > structure.length ? 0 : structure.readUInt16LE(offset);
}

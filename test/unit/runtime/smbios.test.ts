/** Memory and processors out of a table as the firmware of a PC leaves it; the structures are written by DSP0134. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FactsPort } from '../../../resources/runtime/engine/ports.ts';
import { linuxFacts } from '../../../resources/runtime/platform/facts.ts';
import { builtIn } from '../../../resources/runtime/platform/smbios.ts';
import { tempFolder } from '../../support/temp.ts';

const MIB = 1024 * 1024;

/** A structure of `length` bytes with some of its words, and its strings behind it. */
function structure(
  type: number,
  length: number,
  words: Readonly<Record<number, number>>,
  strings: readonly string[] = [],
): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.set([type, length, type, 0]);
  for (const [offset, value] of Object.entries(words)) bytes.writeUInt16LE(value, Number(offset));
  const text = strings.length === 0 ? '\0\0' : `${strings.join('\0')}\0\0`;
  return Buffer.concat([bytes, Buffer.from(text, 'latin1')]);
}

const memory = (size: number, extended = 0): Buffer =>
  structure(17, 0x28, { 0x0c: size, 0x1c: extended % 0x1_0000, 0x1e: extended >>> 16 }, ['DIMM 0', 'BANK 0']);

const TABLE: readonly Buffer[] = [
  structure(0, 24, {}, ['Vendor', '1.0']),
  structure(4, 0x30, { 0x14: 4700, 0x16: 2100 }, ['CPU 0']),
  structure(4, 0x30, { 0x16: 0 }),
  memory(2048),
  // An empty socket, one nobody knows, 512 KiB, 64 GiB by the longer field.
  memory(0),
  memory(0xffff),
  memory(0x8000 + 512),
  memory(0x7fff, 65_536),
  // As the first versions of the standard had it, too short for the longer field.
  structure(17, 0x15, { 0x0c: 0x7fff }),
  structure(127, 4, {}),
  memory(4096),
];

async function machine(table: Buffer | undefined): Promise<string> {
  const root = await tempFolder('smbios');
  await mkdir(join(root, 'sys/firmware/dmi/tables'), { recursive: true });
  await mkdir(join(root, 'proc'));
  if (table !== undefined) await writeFile(join(root, 'sys/firmware/dmi/tables/DMI'), table);
  await writeFile(join(root, 'proc/meminfo'), 'MemTotal:       1900000 kB\n');
  await writeFile(join(root, 'proc/cpuinfo'), 'model name\t: Some CPU\ncpu MHz\t\t: 799.998\n');
  return root;
}

function factsOf(root: string): FactsPort {
  return linuxFacts({
    disks: { pathOf: (path) => Promise.resolve(path) },
    systemFacts: () => Promise.resolve(undefined),
    sysFolder: join(root, 'sys'),
    procFolder: join(root, 'proc'),
  });
}

test('modules that are there count, by each way their size may be written', async () => {
  const root = await machine(Buffer.concat(TABLE));
  expect(await builtIn(join(root, 'sys'))).toEqual({
    moduleBytes: [2048 * MIB, 512 * 1024, 65_536 * MIB],
    startMegahertz: [2100],
  });
});

test('a table that breaks off anywhere is read as far as it goes', async () => {
  const whole = Buffer.concat(TABLE);
  for (let length = 0; length < whole.length; length += 1) {
    const root = length % 16 === 0 ? await machine(whole.subarray(0, length)) : undefined;
    if (root === undefined) continue;
    const { moduleBytes } = await builtIn(join(root, 'sys'));
    expect([2048 * MIB, 512 * 1024, 65_536 * MIB].slice(0, moduleBytes.length)).toEqual(moduleBytes);
  }
});

test('a processor that says what it is sold with is believed', async () => {
  const root = await machine(Buffer.concat(TABLE));
  const folder = join(root, 'sys/devices/system/cpu/cpu0/cpufreq');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'base_frequency'), '2400000\n');
  expect(await factsOf(root).wmiRows('Win32_Processor')).toMatchObject([{ MaxClockSpeed: 2400 }]);
});

test.each([
  ['built in, not what is left of it', Buffer.concat(TABLE), [2048 * MIB, 512 * 1024, 65_536 * MIB], 2100],
  ['what the system sees, without a table', undefined, [1_900_000 * 1024], 800],
])('Win32_PhysicalMemory and MaxClockSpeed: %s', async (_title, table, sizes, speed) => {
  const root = await machine(table);
  const facts = factsOf(root);
  expect(await facts.wmiRows('Win32_PhysicalMemory')).toEqual(sizes.map((Capacity) => ({ Capacity })));
  expect(await facts.wmiRows('Win32_Processor')).toMatchObject([{ MaxClockSpeed: speed }]);
});

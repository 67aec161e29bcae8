/**
 * Version of a Windows program or library, as its properties show it: VS_FIXEDFILEINFO in the resources of a PE file
 * (Microsoft PE format; VS_VERSIONINFO of the Windows SDK). For conditions on files.
 * Trap: the text version in the same resource may be another one; the product, too, compares the numbers.
 */
import { open, type FileHandle } from 'node:fs/promises';

const MAX_HEADER_BYTES = 4096;
const MAX_SECTIONS = 96;
const MAX_RESOURCE_BYTES = 64 * 1024 * 1024;
const SECTION_BYTES = 40;
/** Header of a PE file without its optional part, signature included. */
const PE_BYTES = 24;
const KEY = Buffer.from('VS_VERSION_INFO\0', 'utf16le');
const SIGNATURE = 0xfeef_04bd;

/** "10.0.26100.1", undefined for a file that has none, is no PE file, or is damaged. */
export async function fileVersion(path: string): Promise<string | undefined> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const resources = await resourceSection(file);
    return resources === undefined ? undefined : versionIn(resources);
  } catch {
    // Damaged or cut off: such a file has no version anybody could compare.
    return undefined;
  } finally {
    await file.close();
  }
}

async function resourceSection(file: FileHandle): Promise<Buffer | undefined> {
  const head = await readAt(file, 0, MAX_HEADER_BYTES);
  if (head.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const at = head.readUInt32LE(0x3c);
  const pe = await readAt(file, at, PE_BYTES);
  if (pe.toString('latin1', 0, 4) !== 'PE\0\0') return undefined;
  const count = Math.min(MAX_SECTIONS, pe.readUInt16LE(6));
  const sections = await readAt(file, at + PE_BYTES + pe.readUInt16LE(20), count * SECTION_BYTES);
  for (let index = 0; index < count; index++) {
    const section = sections.subarray(index * SECTION_BYTES, (index + 1) * SECTION_BYTES);
    if (section.toString('latin1', 0, 8).replace(/\0+$/, '') !== '.rsrc') continue;
    const sizeBytes = section.readUInt32LE(16);
    return sizeBytes > MAX_RESOURCE_BYTES
      ? undefined
      : await readAt(file, section.readUInt32LE(20), sizeBytes);
  }
  return undefined;
}

/** The key is followed by padding to four bytes and the numbers: signature, structure version, file version. */
function versionIn(resources: Buffer): string | undefined {
  const key = resources.indexOf(KEY);
  if (key < 0) return undefined;
  const end = key + KEY.length;
  const at = [end, end + 2].find((one) => resources.readUInt32LE(one) === SIGNATURE);
  if (at === undefined) return undefined;
  const [low, high] = [at + 8, at + 12];
  return [
    resources.readUInt16LE(low + 2),
    resources.readUInt16LE(low),
    resources.readUInt16LE(high + 2),
    resources.readUInt16LE(high),
  ].join('.');
}

/** As many bytes as there are, at most `length`. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

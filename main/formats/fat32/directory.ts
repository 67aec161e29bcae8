/**
 * Directories as bytes, both ways. A long name stands in entries *before* its short entry, last part first, and is tied
 * to it by a checksum over the short name; a part that does not fit is ignored and the short name counts.
 * Trap: names come from the medium and may be hostile; a name that would leave its directory is an error.
 */
import { decodeUtf16le, encodeLatin1, encodeUtf16le } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { shortChecksum, shortText, type FatName } from './names.ts';
import { ATTRIBUTE, ENTRY_BYTES, fatLongEntry, fatShortEntry } from './tables.ts';
import type { FatTime } from './time.ts';

const UNITS_PER_ENTRY = 13;
const LAST_PART = 0x40;
const MAX_PARTS = 20;
const NAME_BYTES = 11;

/** What an entry says besides its name. */
export interface EntryFacts {
  readonly attributes: number;
  readonly firstCluster: number;
  readonly sizeBytes: number;
  readonly time: FatTime;
}

/** Writes entries one after the other into a directory's bytes. */
export class DirectoryWriter {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The volume label, "." or "..": an entry without a long name. */
  addSpecial(name: string, facts: EntryFacts): void {
    this.#addShort(name.slice(0, 8), name.slice(8), facts);
  }

  add(name: FatName, facts: EntryFacts): void {
    if (name.longEntryCount > 0) this.#addLong(name);
    this.#addShort(name.short.base, name.short.extension, facts);
  }

  #addShort(baseName: string, extension: string, facts: EntryFacts): void {
    const { date, time, tenths } = facts.time;
    fatShortEntry.encodeInto(this.#bytes, this.#offset, {
      baseName,
      extension,
      attributes: facts.attributes,
      caseFlags: 0,
      createdTenths: tenths,
      createdTime: time,
      createdDate: date,
      accessedDate: date,
      clusterHigh: facts.firstCluster >>> 16,
      modifiedTime: time,
      modifiedDate: date,
      clusterLow: facts.firstCluster & 0xffff,
      sizeBytes: facts.sizeBytes,
    });
    this.#offset += ENTRY_BYTES;
  }

  #addLong({ long, short, longEntryCount }: FatName): void {
    const units = new Uint8Array(longEntryCount * UNITS_PER_ENTRY * 2).fill(0xff);
    const text = encodeUtf16le(long);
    units.set(text);
    if (text.length < units.length) units.fill(0, text.length, text.length + 2);
    const stored = encodeLatin1(short.base.padEnd(8) + short.extension.padEnd(3));
    const checksum = shortChecksum(stored);
    for (let part = longEntryCount; part >= 1; part -= 1) {
      const from = (part - 1) * UNITS_PER_ENTRY * 2;
      fatLongEntry.encodeInto(this.#bytes, this.#offset, {
        order: part === longEntryCount ? part | LAST_PART : part,
        name1: units.subarray(from, from + 10),
        attributes: ATTRIBUTE.longName,
        type: 0,
        checksum,
        name2: units.subarray(from + 10, from + 22),
        cluster: 0,
        name3: units.subarray(from + 22, from + 26),
      });
      this.#offset += ENTRY_BYTES;
    }
  }
}

/** One entry as read; labels, deleted entries, "." and ".." are left out. */
export interface DirectoryItem {
  readonly name: string;
  readonly isDirectory: boolean;
  readonly attributes: number;
  readonly firstCluster: number;
  readonly sizeBytes: number;
  readonly modified: FatTime;
}

export interface DecodedDirectory {
  readonly items: readonly DirectoryItem[];
  /** The volume label entry, if there is one. */
  readonly label: string | undefined;
}

/**
 * Reads a whole directory; stops at its end mark.
 * @throws MediaError E_FAT_DAMAGED for a name that no system could have written ("a/b", "..", empty).
 */
export function decodeDirectory(bytes: Uint8Array): DecodedDirectory {
  const items: DirectoryItem[] = [];
  let label: string | undefined;
  let parts: LongNameParts | undefined;
  for (let offset = 0; offset + ENTRY_BYTES <= bytes.length; offset += ENTRY_BYTES) {
    const first = bytes[offset] ?? 0;
    if (first === 0) break;
    const attributes = bytes[offset + NAME_BYTES] ?? 0;
    if (first === 0xe5) parts = undefined;
    else if ((attributes & 0x3f) === ATTRIBUTE.longName) parts = collectPart(parts, bytes, offset);
    else {
      const long = parts === undefined ? undefined : finishName(parts, bytes, offset);
      parts = undefined;
      const entry = fatShortEntry.decode(bytes, offset);
      const short = shortName(entry.baseName, entry.extension, entry.caseFlags);
      if ((attributes & ATTRIBUTE.label) !== 0) {
        label ??= (entry.baseName.padEnd(8) + entry.extension).trimEnd();
      } else if (short !== '.' && short !== '..') {
        items.push({
          name: checkedName(long ?? short),
          isDirectory: (attributes & ATTRIBUTE.directory) !== 0,
          attributes,
          firstCluster: entry.clusterHigh * 0x1_0000 + entry.clusterLow,
          sizeBytes: entry.sizeBytes,
          modified: { date: entry.modifiedDate, time: entry.modifiedTime, tenths: 0 },
        });
      }
    }
  }
  return { items, label };
}

interface LongNameParts {
  readonly checksum: number;
  /** The part that must come next, counting down; 0 when all are there. */
  readonly next: number;
  readonly text: string;
}

function collectPart(
  parts: LongNameParts | undefined,
  bytes: Uint8Array,
  offset: number,
): LongNameParts | undefined {
  const entry = fatLongEntry.decode(bytes, offset);
  const order = entry.order & 0x3f;
  const text = decodeUtf16le(entry.name1) + decodeUtf16le(entry.name2) + decodeUtf16le(entry.name3);
  if ((entry.order & LAST_PART) !== 0) {
    if (order < 1 || order > MAX_PARTS) return undefined;
    return { checksum: entry.checksum, next: order - 1, text };
  }
  if (parts?.next !== order || parts.checksum !== entry.checksum || order === 0) return undefined;
  return { checksum: parts.checksum, next: order - 1, text: text + parts.text };
}

function finishName(parts: LongNameParts, bytes: Uint8Array, offset: number): string | undefined {
  const stored = bytes.subarray(offset, offset + NAME_BYTES);
  if (parts.next !== 0 || parts.checksum !== shortChecksum(stored)) return undefined;
  const end = parts.text.indexOf('\0');
  return end < 0 ? parts.text : parts.text.slice(0, end);
}

function shortName(baseName: string, extension: string, caseFlags: number): string {
  const base = baseName.startsWith('\u0005') ? `\u00e5${baseName.slice(1)}` : baseName;
  return shortText({
    base: (caseFlags & 0x08) !== 0 ? base.toLowerCase() : base,
    extension: (caseFlags & 0x10) !== 0 ? extension.toLowerCase() : extension,
  });
}

function checkedName(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
  if (name === '' || name === '.' || name === '..' || /[\u0000-\u001f/\\]/.test(name)) {
    throw new MediaError('E_FAT_DAMAGED', `a directory holds the name ${JSON.stringify(name)}`);
  }
  return name;
}

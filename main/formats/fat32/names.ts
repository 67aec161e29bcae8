/**
 * Long names and the short names FAT needs beside them.
 * A name that is an upper-case 8.3 name is its own short name; every other one gets long-name entries and a short name.
 * Short names must be unique in their directory, and 30,000 similar names ("KB5012345_…") must not cost a search each:
 * one counter per tail length and stem moves only forward.
 * Trap: we never use Windows' lower-case flags (offset 12); other programs and firmware read them differently.
 */
import { MediaError } from '#base/errors/media-error.ts';

export interface ShortName {
  /** At most 8 characters. */
  readonly base: string;
  /** At most 3. */
  readonly extension: string;
}

export interface FatName {
  readonly long: string;
  readonly short: ShortName;
  /** Entries of 13 units in front of the short one; 0 when the short name says everything. */
  readonly longEntryCount: number;
}

const SHORT_CHARS = "A-Z0-9$%'\\-_@~`!(){}^#&";
const PLAIN = new RegExp(`^([${SHORT_CHARS}]{1,8})(?:\\.([${SHORT_CHARS}]{1,3}))?$`);
const PLAIN_ANY_CASE = new RegExp(`^([a-z${SHORT_CHARS}]{1,8})(?:\\.([a-z${SHORT_CHARS}]{1,3}))?$`);
const NOT_SHORT = new RegExp(`[^${SHORT_CHARS}]`, 'g');
const UNITS_PER_ENTRY = 13;
const MAX_UNITS = 255;

/**
 * Names of one directory, in the same order.
 * @throws MediaError E_TREE_NAME for a name of more than 255 UTF-16 units, E_TREE_DUPLICATE for equal names.
 */
export function assignShortNames(names: readonly string[]): readonly FatName[] {
  const used = new Set<string>();
  const result: (FatName | undefined)[] = names.map((name) => {
    if (name.length === 0 || name.length > MAX_UNITS) {
      throw new MediaError(
        'E_TREE_NAME',
        `"${name.slice(0, 60)}…" has ${name.length} UTF-16 units, FAT32 holds 1 to ${MAX_UNITS}`,
      );
    }
    const match = PLAIN_ANY_CASE.exec(name);
    if (match === null) return undefined;
    const short = { base: (match[1] ?? '').toUpperCase(), extension: (match[2] ?? '').toUpperCase() };
    const key = shortText(short);
    if (used.has(key)) {
      throw new MediaError('E_TREE_DUPLICATE', `"${name}" is there twice (names are compared without case)`);
    }
    used.add(key);
    return { long: name, short, longEntryCount: PLAIN.test(name) ? 0 : longEntries(name) };
  });
  const counters = new Map<string, number>();
  return result.map((given, index) => {
    if (given !== undefined) return given;
    const long = names[index] ?? '';
    const short = numberedName(long, used, counters);
    return { long, short, longEntryCount: longEntries(long) };
  });
}

function longEntries(name: string): number {
  return Math.ceil(name.length / UNITS_PER_ENTRY);
}

/** "NAME.EXT" as text. */
export function shortText(short: ShortName): string {
  return short.extension === '' ? short.base : `${short.base}.${short.extension}`;
}

// fatgen103, "the basis-name generation algorithm": upper case, no spaces, no leading dots, foreign characters become "_".
function basis(name: string): ShortName {
  const upper = name.toUpperCase().replace(/ /g, '').replace(/^\.+/, '');
  const dot = upper.lastIndexOf('.');
  const clean = (text: string): string => text.replace(/\./g, '').replace(NOT_SHORT, '_');
  const base = clean(dot < 0 ? upper : upper.slice(0, dot));
  return {
    base: base === '' ? '_' : base,
    extension: dot < 0 ? '' : clean(upper.slice(dot + 1)).slice(0, 3),
  };
}

// "the numeric-tail generation algorithm": STEM~1 … STEM~9, then a shorter stem with ~10 and so on.
function numberedName(name: string, used: Set<string>, counters: Map<string, number>): ShortName {
  const { base, extension } = basis(name);
  for (let digits = 1; digits <= 6; digits += 1) {
    const stem = base.slice(0, 7 - digits);
    const counter = `${digits} ${stem}.${extension}`;
    const limit = 10 ** digits;
    let next = counters.get(counter) ?? 10 ** (digits - 1);
    while (next < limit) {
      const candidate = { base: `${stem}~${next}`, extension };
      next += 1;
      const key = shortText(candidate);
      if (used.has(key)) continue;
      used.add(key);
      counters.set(counter, next);
      return candidate;
    }
    counters.set(counter, limit);
  }
  // Not reachable: a directory ends at 65,536 entries, long before a million tails are used.
  throw new MediaError('E_FAT_DIRECTORY_TOO_LARGE', `no short name is left for "${name.slice(0, 60)}"`);
}

/** Checksum over the 11 stored bytes of a short name; long-name entries carry it (fatgen103, "ChkSum()"). */
export function shortChecksum(stored: Uint8Array): number {
  let sum = 0;
  for (const byte of stored.subarray(0, 11)) sum = (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff;
  return sum;
}

/**
 * A volume label FAT can hold: upper case, foreign characters replaced by "_", at most 11 characters.
 * "Configuration Manager" becomes "CONFIGURATI", as Configuration Manager's own media have it.
 */
export function fatLabel(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9$%'\-_@~`!(){}^#& ]/g, '_')
    .slice(0, 11)
    .trim();
}

/**
 * Names: every file has three. ISO 9660 itself (upper case letters, digits, "_"), Joliet (UCS-2, what Windows shows)
 * and Rock Ridge (UTF-8, what Linux shows; never changed, so it is not made here).
 * Trap: shortening makes names collide, so both lists are made unique per directory, in constant time per name:
 * 70,000 names that shorten to the same text must not take minutes.
 */
import { foldName, type TreeNode } from '#base/file-tree.ts';

/** Length of base and extension together in ISO 9660 interchange level 2 and 3 (ECMA-119 10.2). */
const ISO_FILE_CHARACTERS = 30;
const ISO_DIRECTORY_CHARACTERS = 31;
const ISO_EXTENSION_CHARACTERS = 8;
/** Joliet says 64 units; every reader we know takes the 103 units that mkisofs and xorriso write. */
export const JOLIET_MAX_UNITS = 103;
const JOLIET_EXTENSION_UNITS = 16;
/** Room for "_" and a number, or "~" and a number. */
const SUFFIX_UNITS = 8;

/** One name of a directory, ready to be stored, with the key by which directories are sorted (ECMA-119 9.3). */
export interface DiscName {
  readonly node: TreeNode;
  /** As stored: one byte per character in the primary tree, two in Joliet's. */
  readonly identifier: string;
  readonly base: string;
  readonly extension: string;
}

interface Split {
  readonly base: string;
  readonly extension: string;
}

function splitName(name: string): Split {
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return { base: name, extension: '' };
  return { base: name.slice(0, dot), extension: name.slice(dot + 1) };
}

/** Hands out names that were not given before; `next` remembers the last number tried per stem. */
class UniqueNames {
  readonly #used = new Set<string>();
  readonly #next = new Map<string, number>();

  take(key: string): boolean {
    if (this.#used.has(key)) return false;
    this.#used.add(key);
    return true;
  }

  /** Numbers from 1 on until `candidate` gives a key that is free. */
  number(stem: string, candidate: (number: number) => string): number {
    for (let number = this.#next.get(stem) ?? 1; ; number += 1) {
      if (!this.take(candidate(number))) continue;
      this.#next.set(stem, number + 1);
      return number;
    }
  }
}

/** Names of the primary tree in the order of ECMA-119 9.3. */
export function isoNames(children: readonly TreeNode[]): readonly DiscName[] {
  const unique = new UniqueNames();
  const names = children.map((node): DiscName => {
    const { base, extension } = isoName(node, unique);
    const text = node.kind === 'directory' ? base : `${base}.${extension};1`;
    return { node, identifier: text, base, extension };
  });
  return names.sort(compareNames);
}

function isoName(node: TreeNode, unique: UniqueNames): Split {
  const isFile = node.kind === 'file';
  const split = isFile ? splitName(node.name) : { base: node.name, extension: '' };
  const extension = isoCharacters(split.extension).slice(0, ISO_EXTENSION_CHARACTERS);
  const room = isFile ? ISO_FILE_CHARACTERS - extension.length : ISO_DIRECTORY_CHARACTERS;
  const base = isoCharacters(split.base).slice(0, room);
  const key = (text: string): string => `${text}.${extension}`;
  if (unique.take(key(base))) return { base, extension };
  const stem = base.slice(0, room - SUFFIX_UNITS);
  const number = unique.number(key(stem), (n) => key(`${stem}_${n}`));
  return { base: `${stem}_${number}`, extension };
}

function isoCharacters(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
}

/** Names of the Joliet tree in the order of ECMA-119 9.3. */
export function jolietNames(children: readonly TreeNode[]): readonly DiscName[] {
  const unique = new UniqueNames();
  // Names that fit are kept as they are, so they are taken first and shortened ones have to go out of their way.
  for (const node of children) if (fitsJoliet(node.name)) unique.take(foldName(node.name));
  const names = children.map((node): DiscName => {
    const name = fitsJoliet(node.name) ? node.name : shortenForJoliet(node.name, unique);
    return {
      node,
      identifier: node.kind === 'directory' ? name : `${name};1`,
      ...splitName(name),
    };
  });
  return names.sort(compareNames);
}

// Joliet 1995, "Unicode character set": * / : ; ? \ are not allowed; all but ";" are refused by the tree already.
function fitsJoliet(name: string): boolean {
  return name.length <= JOLIET_MAX_UNITS && !name.includes(';');
}

function shortenForJoliet(name: string, unique: UniqueNames): string {
  const split = splitName(name.replaceAll(';', '_'));
  const keeps = split.extension !== '' && split.extension.length <= JOLIET_EXTENSION_UNITS;
  const extension = keeps ? `.${split.extension}` : '';
  const base = keeps ? split.base : name.replaceAll(';', '_');
  const whole = cutUnits(base, JOLIET_MAX_UNITS - extension.length) + extension;
  if (unique.take(foldName(whole))) return whole;
  const stem = cutUnits(base, JOLIET_MAX_UNITS - extension.length - SUFFIX_UNITS);
  const key = (n: number): string => `${stem}~${n}${extension}`;
  const number = unique.number(foldName(key(0)), (n) => foldName(key(n)));
  return key(number);
}

/** The first units of a text without cutting a surrogate pair; no blank or dot at the end. */
export function cutUnits(text: string, units: number): string {
  if (text.length <= units) return text;
  return text
    .slice(0, units)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/[. ]+$/, '');
}

function compareNames(a: DiscName, b: DiscName): number {
  return compareText(a.base, b.base) || compareText(a.extension, b.extension);
}

// By code unit, never by locale: the order is part of the format.
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Text of UCS-2 big-endian bytes; an odd last byte is ignored. */
export function decodeUcs2(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let index = 0; index + 1 < bytes.length; index += 2)
    text += String.fromCharCode(view.getUint16(index));
  return text;
}

/** Volume label of the primary descriptor: 32 d-characters (ECMA-119 7.4.1). */
export function isoLabel(label: string): string {
  return isoCharacters(label).slice(0, 32);
}

/** Volume label of the Joliet descriptor: 16 units; what Joliet does not allow, control characters too, becomes "_". */
export function jolietLabel(label: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
  return cutUnits(label.replace(/[\u0000-\u001f*/:;?\\]/g, '_'), 16);
}

/**
 * Rock Ridge (RRIP 1991A over SUSP): POSIX names and modes in the system use field of the primary tree's records.
 * Trap: a record has at most 254 bytes; what does not fit goes to a continuation area, which must not cross a block
 * boundary (Linux reads one block and gives up otherwise).
 */
import { concatBytes, encodeLatin1, encodeUtf8 } from '#base/bytes.ts';
import { encodeRecordDate } from './dates.ts';
import { rockRidgePosix, suspContinuation } from './structures.ts';

/** Longest record; even and below 256. */
const MAX_RECORD_BYTES = 254;
/** Bytes of a name in one NM entry: 255 less five of header. */
const MAX_NAME_PART_BYTES = 250;
const NAME_CONTINUES = 1;
const NAME_SPECIAL = 6;
const TIME_MODIFIED = 2;
// Everybody may read, nobody may write: it is a disc.
const FILE_MODE = 0o100444;
const DIRECTORY_MODE = 0o40555;

/** Bytes for the system use field, and what has to go to the continuation area. */
export interface SystemUse {
  readonly inline: Uint8Array;
  readonly continued: Uint8Array | undefined;
}

function entry(signature: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(parts);
  return concatBytes([encodeLatin1(signature), Uint8Array.of(body.length + 4, 1), body]);
}

/** What all nodes of a disc share, encoded once. */
export class RockRidge {
  readonly #time: Uint8Array;
  readonly #file: Uint8Array;

  constructor(modified: Date) {
    this.#time = entry('TF', Uint8Array.of(TIME_MODIFIED), encodeRecordDate(modified));
    this.#file = concatBytes([posix(FILE_MODE, 1), this.#time]);
  }

  /** For the record of a file whose record proper (with padding) has `recordBytes`. */
  file(name: string, recordBytes: number): SystemUse {
    return withName(this.#file, name, recordBytes);
  }

  /** For the record of a directory in its parent. */
  directory(name: string, recordBytes: number, subdirectories: number): SystemUse {
    return withName(this.#directory(subdirectories), name, recordBytes);
  }

  /** For the records "." and "..". */
  dot(subdirectories: number): SystemUse {
    return { inline: this.#directory(subdirectories), continued: undefined };
  }

  /** For the record "." of the root, which says that Rock Ridge is used (SUSP 5.3, 5.5; RRIP 4.3). */
  rootDot(subdirectories: number): SystemUse {
    const sharing = entry('SP', Uint8Array.of(0xbe, 0xef, 0));
    return {
      inline: concatBytes([sharing, this.#directory(subdirectories)]),
      continued: EXTENSION_REFERENCE,
    };
  }

  #directory(subdirectories: number): Uint8Array {
    return concatBytes([posix(DIRECTORY_MODE, 2 + subdirectories), this.#time]);
  }
}

const EXTENSION_TEXTS = [
  'RRIP_1991A',
  'THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS',
  'PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME DESCRIPTOR FOR CONTACT INFORMATION.',
].map(encodeLatin1);
const EXTENSION_REFERENCE = entry(
  'ER',
  Uint8Array.of(...EXTENSION_TEXTS.map((text) => text.length), 1),
  ...EXTENSION_TEXTS,
);

function posix(mode: number, links: number): Uint8Array {
  return rockRidgePosix.encode({ entryBytes: 36, version: 1, mode, links, userId: 0, groupId: 0 });
}

function withName(attributes: Uint8Array, name: string, recordBytes: number): SystemUse {
  const utf8 = encodeUtf8(name);
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < utf8.length; offset += MAX_NAME_PART_BYTES) {
    const part = utf8.subarray(offset, offset + MAX_NAME_PART_BYTES);
    const flags = offset + part.length < utf8.length ? NAME_CONTINUES : 0;
    parts.push(entry('NM', Uint8Array.of(flags), part));
  }
  const names = concatBytes(parts);
  if (recordBytes + attributes.length + names.length <= MAX_RECORD_BYTES) {
    return { inline: concatBytes([attributes, names]), continued: undefined };
  }
  return { inline: attributes, continued: names };
}

/** What the reader needs of a system use field. */
export interface SystemUseFacts {
  /** Bytes of the alternate name found here, undefined when there is none. */
  readonly name: Uint8Array | undefined;
  /** Where the field goes on. */
  readonly next: { readonly block: number; readonly offset: number; readonly length: number } | undefined;
  /** True when the field begins Rock Ridge (entry SP of the root). */
  readonly sharing: boolean;
}

/** Reads the entries of a system use field or a continuation area; stops quietly at what is not an entry. */
export function decodeSystemUse(bytes: Uint8Array): SystemUseFacts {
  const names: Uint8Array[] = [];
  let next: SystemUseFacts['next'];
  let sharing = false;
  for (let offset = 0; offset + 4 <= bytes.length;) {
    const length = bytes[offset + 2] ?? 0;
    if (length < 4 || offset + length > bytes.length) break;
    const signature = String.fromCharCode(bytes[offset] ?? 0, bytes[offset + 1] ?? 0);
    if (signature === 'ST') break;
    const body = bytes.subarray(offset + 4, offset + length);
    if (signature === 'NM' && ((body[0] ?? 0) & NAME_SPECIAL) === 0) names.push(body.subarray(1));
    if (signature === 'SP' && body[0] === 0xbe && body[1] === 0xef) sharing = true;
    if (signature === 'CE' && length === suspContinuation.size) {
      const continuation = suspContinuation.decode(bytes, offset);
      next = { block: continuation.block, offset: continuation.offset, length: continuation.length };
    }
    offset += length;
  }
  return { name: names.length === 0 ? undefined : concatBytes(names), next, sharing };
}

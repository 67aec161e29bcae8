/**
 * The encrypted container: header, then the text as UTF-16LE, AES-CBC with an IV of zeros (reference: formats 2.1, 2.3).
 * Trap: the container has no checksum, so "wrong password" and "damaged" both look like garbage. What tells them apart:
 * the first block of every such text is `<?xml ve`, and the last is a closing tag. If either decrypts, the password is
 * right and what does not fit is damage; if neither does, the password is wrong.
 */
import { concatBytes, decodeUtf16le, encodeUtf16le } from '#base/bytes.ts';
import { cbcSizes, decryptCbc, encryptCbc, type CbcAlgorithm, type CbcKey } from '#base/cipher.ts';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { roundUp } from '#base/units.ts';
import type { ValueOfStruct } from '#base/struct.ts';
import { algorithmId, algorithmOfId, HEADER_SIZE_VALUE, variablesDatHeader } from './header.ts';
import { deriveKey } from './key.ts';

/** The algorithms this program writes; AES-128 is for boot images older than 2025. */
export const WRITTEN_ALGORITHMS = ['aes-256', 'aes-128'] as const;

export interface ContainerOptions {
  /** undefined: the built-in text, which protects nothing. */
  readonly password: string | undefined;
  /** AES-256 when absent. Only AES-256 and AES-128 are written. */
  readonly algorithm?: CbcAlgorithm | undefined;
}

/** How a text lay in its container. */
export interface DecryptedText {
  readonly text: string;
  readonly algorithm: CbcAlgorithm;
}

type Header = ValueOfStruct<typeof variablesDatHeader>;

const XML_START = '<?xml ve';
// What MSXML and this program leave after the last tag: line ends, and possibly a terminating NUL.
// eslint-disable-next-line no-control-regex -- the terminating NUL is what is looked for
const CLOSING_TAG = /<\/[A-Za-z]{1,40}>[\s\u0000]*$/;
const TAIL_UNITS = 64;

/**
 * Header and cipher text of a text; the caller has put its declaration and end into it.
 * @throws MediaError E_VARIABLES_ALGORITHM for an algorithm that is only read, E_VARIABLES_VALUE for an empty password.
 */
export function encryptText(text: string, options: ContainerOptions): Uint8Array {
  const algorithm = options.algorithm ?? 'aes-256';
  if (!WRITTEN_ALGORITHMS.some((written) => written === algorithm)) {
    throw new MediaError(
      'E_VARIABLES_ALGORITHM',
      `${algorithm} is read but not written; the choice is ${WRITTEN_ALGORITHMS.join(' or ')}`,
    );
  }
  if (options.password === '') {
    throw new MediaError(
      'E_VARIABLES_VALUE',
      'the password is empty; give one, or undefined for the built-in text',
    );
  }
  const plain = encodeUtf16le(text);
  const cipher = encryptCbc(keyFor(options.password, algorithm), padded(plain, algorithm));
  const header = variablesDatHeader.encode({
    headerSize: HEADER_SIZE_VALUE,
    plainBytes: plain.length,
    cipherBytes: cipher.length,
    algorithm: algorithmId(algorithm),
    flags: 0,
  });
  return concatBytes([header, cipher]);
}

/**
 * The text in a container; bytes after the cipher text (the PXE trailer) are ignored.
 * @throws MediaError E_VARIABLES_MAGIC, E_VARIABLES_TRUNCATED, E_VARIABLES_ALGORITHM, E_VARIABLES_LENGTH,
 * E_VARIABLES_PASSWORD or E_VARIABLES_DAMAGED; none names the password.
 */
export function decryptText(bytes: Uint8Array, password: string | undefined): DecryptedText {
  const header = readHeader(bytes);
  const algorithm = algorithmOfId(header.algorithm);
  if (algorithm === undefined) {
    throw new MediaError(
      'E_VARIABLES_ALGORITHM',
      `the file names algorithm 0x${header.algorithm.toString(16)}; known are AES (0x660e, 0x660f, 0x6610) and 3DES (0x6603)`,
    );
  }
  checkLengths(header, { algorithm, fileBytes: bytes.length });
  const start = variablesDatHeader.size;
  const plain = decryptCbc(keyFor(password, algorithm), bytes.subarray(start, start + header.cipherBytes));
  const text = decodeUtf16le(plain.subarray(0, header.plainBytes));
  const startsRight = text.startsWith(XML_START);
  if (!startsRight && !CLOSING_TAG.test(text.slice(-TAIL_UNITS))) {
    throw new MediaError('E_VARIABLES_PASSWORD', 'the password does not open this file');
  }
  if (!startsRight) {
    throw new MediaError('E_VARIABLES_DAMAGED', 'the end of the file decrypts, its beginning does not');
  }
  checkPadding(plain, header.plainBytes);
  return { text, algorithm };
}

function readHeader(bytes: Uint8Array): Header {
  let header: Header;
  try {
    header = variablesDatHeader.decode(bytes);
  } catch (cause) {
    if (!isMediaError(cause)) throw cause;
    const code = cause.code === 'E_FORMAT_MAGIC' ? 'E_VARIABLES_MAGIC' : 'E_VARIABLES_TRUNCATED';
    throw new MediaError(code, cause.message, { cause });
  }
  if (header.headerSize !== HEADER_SIZE_VALUE) {
    throw new MediaError(
      'E_VARIABLES_LENGTH',
      `the header says it has ${header.headerSize} bytes, it must be ${HEADER_SIZE_VALUE}`,
    );
  }
  if (header.flags !== 0) {
    throw new MediaError(
      'E_VARIABLES_DAMAGED',
      `the flags of the header are 0x${header.flags.toString(16)}, only 0 is known`,
    );
  }
  return header;
}

function checkLengths(
  header: Header,
  file: { readonly algorithm: CbcAlgorithm; readonly fileBytes: number },
): void {
  const { blockBytes } = cbcSizes(file.algorithm);
  const expected = paddedLength(header.plainBytes, blockBytes);
  if (header.cipherBytes !== expected) {
    throw new MediaError(
      'E_VARIABLES_LENGTH',
      `${header.plainBytes} bytes of text make ${expected} encrypted bytes, the header says ${header.cipherBytes}`,
    );
  }
  const available = file.fileBytes - variablesDatHeader.size;
  if (available < header.cipherBytes) {
    throw new MediaError(
      'E_VARIABLES_TRUNCATED',
      `the header announces ${header.cipherBytes} encrypted bytes, the file holds ${available}`,
    );
  }
}

function checkPadding(plain: Uint8Array, plainBytes: number): void {
  const padding = plain.subarray(plainBytes);
  if (padding.some((byte) => byte !== padding.length)) {
    throw new MediaError(
      'E_VARIABLES_DAMAGED',
      `the last ${padding.length} bytes are not the padding they should be`,
    );
  }
}

function padded(plain: Uint8Array, algorithm: CbcAlgorithm): Uint8Array {
  const result = new Uint8Array(paddedLength(plain.length, cbcSizes(algorithm).blockBytes));
  result.fill(result.length - plain.length);
  result.set(plain);
  return result;
}

function paddedLength(plainBytes: number, blockBytes: number): number {
  return roundUp(plainBytes + 1, blockBytes);
}

function keyFor(password: string | undefined, algorithm: CbcAlgorithm): CbcKey {
  return { algorithm, key: deriveKey(password, algorithm) };
}

/**
 * Variables.dat, the encrypted media variables (README.md beside this file). The only door of this folder.
 * Trap: the format has no checksum of its own. `encodeVariablesDat` therefore puts two variables of ours around the
 * others: first `_TSMBFormat`, last `_TSMBChecksum` over all text before it. One flipped bit garbles one cipher block
 * and cannot hide both; `decodeVariablesDat` checks when either is there and hands out neither.
 */
import { encodeUtf8 } from '#base/bytes.ts';
import type { CbcAlgorithm } from '#base/cipher.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { sha256Hex } from '#base/hash.ts';
import { decryptText, encryptText, type ContainerOptions } from './container.ts';
import { CHECKSUM_VARIABLE, FORMAT_VARIABLE } from './names.ts';
import { encodeVariablesText, LIST_END, parseVariablesText, type MediaVariable } from './text.ts';

export { encryptText } from './container.ts';
export type { ContainerOptions } from './container.ts';
export { variablesDatHeader } from './header.ts';
export { deriveKey } from './key.ts';
export { describeVariable, isSecretVariable, knownVariables } from './names.ts';
export { encodeVariablesText, parseVariablesText } from './text.ts';
export type { MediaVariable } from './text.ts';

export interface DecodedVariables {
  readonly variables: readonly MediaVariable[];
  readonly algorithm: CbcAlgorithm;
  /** True when our checksum was there and right; false for files of other makers, which have none. */
  readonly isChecksumVerified: boolean;
}

/**
 * The bytes of Variables.dat: the variables in their order, our checksum around them.
 * @throws MediaError E_VARIABLES_VALUE for a name or value it cannot hold or an empty password,
 * E_VARIABLES_ALGORITHM for an algorithm that is only read.
 */
export function encodeVariablesDat(
  variables: readonly MediaVariable[],
  options: ContainerOptions,
): Uint8Array {
  if (variables.some((variable) => isOwnMark(variable.name))) {
    throw new MediaError(
      'E_VARIABLES_VALUE',
      `${FORMAT_VARIABLE} and ${CHECKSUM_VARIABLE} are set by this program`,
    );
  }
  const text = encodeVariablesText([{ name: FORMAT_VARIABLE, value: FORMAT_VERSION }, ...variables]);
  return encryptText(withChecksum(text.slice(0, -LIST_END.length)), options);
}

/**
 * The variables in a Variables.dat of any maker, without the two marks of ours.
 * @param password undefined for the built-in text.
 * @throws MediaError E_VARIABLES_MAGIC, E_VARIABLES_TRUNCATED, E_VARIABLES_ALGORITHM, E_VARIABLES_LENGTH,
 * E_VARIABLES_PASSWORD or E_VARIABLES_DAMAGED.
 */
export function decodeVariablesDat(bytes: Uint8Array, password: string | undefined): DecodedVariables {
  const { text, algorithm } = decryptText(bytes, password);
  const all = parseVariablesText(text);
  const variables = all.filter((variable) => !isOwnMark(variable.name));
  const isOurs = variables.length !== all.length;
  if (isOurs && text !== withChecksum(text.slice(0, Math.max(0, text.lastIndexOf(CHECKSUM_START))))) {
    throw new MediaError(
      'E_VARIABLES_DAMAGED',
      'the password is right, but the checksum of the variables is not',
    );
  }
  return { variables, algorithm, isChecksumVerified: isOurs };
}

/** The value of a variable, compared without case; the last one counts when there are several. */
export function variableValue(variables: readonly MediaVariable[], name: string): string | undefined {
  return variables.findLast((variable) => variable.name.toUpperCase() === name.toUpperCase())?.value;
}

const FORMAT_VERSION = '1';
const CHECKSUM_START = `<var name="${CHECKSUM_VARIABLE}">`;

/** The whole text for everything that comes before the checksum. */
function withChecksum(before: string): string {
  return `${before}${CHECKSUM_START}<![CDATA[${sha256Hex(encodeUtf8(before))}]]></var>${LIST_END}`;
}

function isOwnMark(name: string): boolean {
  return [FORMAT_VARIABLE, CHECKSUM_VARIABLE].some((mark) => mark.toUpperCase() === name.toUpperCase());
}

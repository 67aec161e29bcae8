/**
 * Variables.dat, the encrypted media variables (README.md beside this file). The only door of this folder.
 * Trap: the format has no checksum of its own. `encodeVariablesDat` therefore appends one as the last variable,
 * `_TSMBChecksum` (ours); `decodeVariablesDat` checks it when it is there and never hands it out.
 */
import { encodeUtf8 } from '#base/bytes.ts';
import type { CbcAlgorithm } from '#base/cipher.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { sha256Hex } from '#base/hash.ts';
import { decryptText, encryptText, type ContainerOptions } from './container.ts';
import { CHECKSUM_VARIABLE } from './names.ts';
import { encodeVariablesText, parseVariablesText, type MediaVariable } from './text.ts';

export { decryptText, encryptText, WRITTEN_ALGORITHMS } from './container.ts';
export type { ContainerOptions, DecryptedText } from './container.ts';
export { variablesDatHeader } from './header.ts';
export { BUILT_IN_PASSWORD, deriveKey } from './key.ts';
export { CHECKSUM_VARIABLE, describeVariable, isSecretVariable, knownVariables } from './names.ts';
export type { Certainty, VariableDescription } from './names.ts';
export { encodeVariablesText, parseVariablesText } from './text.ts';
export type { MediaVariable } from './text.ts';

export interface DecodedVariables {
  readonly variables: readonly MediaVariable[];
  readonly algorithm: CbcAlgorithm;
  /** True when our checksum was there and right; false for files of other makers, which have none. */
  readonly isChecksumVerified: boolean;
}

/**
 * The bytes of Variables.dat: the variables in their order, then our checksum.
 * @throws MediaError E_VARIABLES_VALUE for a name or value it cannot hold or an empty password,
 * E_VARIABLES_ALGORITHM for an algorithm that is only read.
 */
export function encodeVariablesDat(
  variables: readonly MediaVariable[],
  options: ContainerOptions,
): Uint8Array {
  const checksum = { name: CHECKSUM_VARIABLE, value: checksumOf(variables) };
  return encryptText(encodeVariablesText([...variables, checksum]), options);
}

/**
 * The variables in a Variables.dat of any maker, without our checksum.
 * @param password undefined for the built-in text.
 * @throws MediaError E_VARIABLES_MAGIC, E_VARIABLES_TRUNCATED, E_VARIABLES_ALGORITHM, E_VARIABLES_LENGTH,
 * E_VARIABLES_PASSWORD or E_VARIABLES_DAMAGED.
 */
export function decodeVariablesDat(bytes: Uint8Array, password: string | undefined): DecodedVariables {
  const { text, algorithm } = decryptText(bytes, password);
  const all = parseVariablesText(text);
  const variables = all.filter((variable) => variable.name !== CHECKSUM_VARIABLE);
  const checksum = all.find((variable) => variable.name === CHECKSUM_VARIABLE)?.value;
  if (checksum !== undefined && checksum !== checksumOf(variables)) {
    throw new MediaError(
      'E_VARIABLES_DAMAGED',
      'the password is right, but the checksum of the variables is not',
    );
  }
  return { variables, algorithm, isChecksumVerified: checksum !== undefined };
}

/** The value of a variable, compared without case; the last one counts when there are several. */
export function variableValue(variables: readonly MediaVariable[], name: string): string | undefined {
  return variables.findLast((variable) => variable.name.toUpperCase() === name.toUpperCase())?.value;
}

function checksumOf(variables: readonly MediaVariable[]): string {
  return sha256Hex(encodeUtf8(JSON.stringify(variables.map(({ name, value }) => [name, value]))));
}

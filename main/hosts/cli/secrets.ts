/**
 * Passwords come from a file, from standard input or from a prompt, never from an argument: argument lists are visible
 * to every user of the machine and end up in histories and logs.
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import passwordPrompt from '@inquirer/password';
import { MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import { generatePassword } from '#media/password-rule.ts';
import { systemRandom } from '#platform/random.ts';

export interface SecretInput {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Says something to the user that is not the result. */
  readonly note: (line: string) => void;
  /** Ends the waiting for standard input and prompts. */
  readonly signal: AbortSignal;
}

/**
 * The password named by --password-file: a path, or "-" for standard input. One trailing line break is not part of it.
 * @throws MediaError E_PASSWORD_SOURCE when it cannot be read or is empty, E_CANCELLED.
 */
export async function readPasswordFile(path: string, input: SecretInput): Promise<string> {
  const raw = path === '-' ? await readStandardInput(input) : await readSecretFile(path, input);
  const password = raw.replace(/^\uFEFF/, '').replace(/\r?\n$/, '');
  if (password === '') throw new MediaError('E_PASSWORD_SOURCE', `${describe(path)} holds no password`);
  if (/[\r\n]/.test(password)) {
    throw new MediaError(
      'E_PASSWORD_SOURCE',
      `${describe(path)} holds several lines; a password is one line`,
    );
  }
  return password;
}

/**
 * Makes a password the rule for internet-based media accepts and writes it into a new file that only its owner can read.
 * @throws MediaError E_PASSWORD_SOURCE when the file is there already or cannot be made.
 */
export async function writeNewPassword(path: string, input: SecretInput): Promise<string> {
  const password = generatePassword((count) => systemRandom.bytes(count));
  try {
    await writeFile(path, `${password}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new MediaError('E_PASSWORD_SOURCE', `${path} is there already or cannot be made`, { cause });
  }
  input.note(`The password of the medium stands in ${path}; only you can read it.`);
  return password;
}

/**
 * Asks on the terminal, twice for a new password.
 * @throws MediaError E_PASSWORD_SOURCE when there is no terminal or the two differ, E_CANCELLED on Ctrl+C.
 */
export async function promptPassword(
  message: string,
  options: { readonly confirm: boolean; readonly input: SecretInput },
): Promise<string> {
  if (options.input.stdin.isTTY !== true) {
    throw new MediaError('E_PASSWORD_SOURCE', 'there is no terminal to ask for the password');
  }
  const { signal } = options.input;
  const first = await ask(message, signal);
  if (options.confirm && (await ask('The same again', signal)) !== first) {
    throw new MediaError('E_PASSWORD_SOURCE', 'the two entries differ');
  }
  if (first === '') throw new MediaError('E_PASSWORD_SOURCE', 'the password is empty');
  return first;
}

async function ask(message: string, signal: AbortSignal): Promise<string> {
  try {
    return await passwordPrompt({ message, mask: '*' }, { output: process.stderr, signal });
  } catch (cause) {
    throw new MediaError('E_CANCELLED', 'no password was given', { cause });
  }
}

async function readStandardInput({ stdin, signal }: SecretInput): Promise<string> {
  throwIfCancelled(signal);
  try {
    // The stream is destroyed by the signal: a pipe nobody closes would keep the process alive after Ctrl+C.
    return await text(addAbortSignal(signal, stdin));
  } catch (cause) {
    throwIfCancelled(signal);
    throw new MediaError('E_PASSWORD_SOURCE', 'standard input cannot be read', { cause });
  }
}

async function readSecretFile(path: string, input: SecretInput): Promise<string> {
  try {
    const { mode } = await stat(path);
    const isOpenToOthers = process.platform !== 'win32' && mode % 0o100 !== 0;
    if (isOpenToOthers)
      input.note(`Note: others on this computer may read ${path} (chmod 600 makes it yours alone).`);
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new MediaError('E_PASSWORD_SOURCE', `${path} cannot be read`, { cause });
  }
}

function describe(path: string): string {
  return path === '-' ? 'standard input' : path;
}

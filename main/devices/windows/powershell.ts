/**
 * Windows PowerShell as the way to Windows' own storage service. Scripts go in as one encoded argument, values as Base64
 * of JSON inside the script: names and serial numbers come from strangers' sticks, and PowerShell takes typographic
 * quotes for quotes, so that no value is ever put between any.
 */
import { win32 } from 'node:path';
import { runProgram, type SpawnResult } from '#platform/spawn.ts';
import { MediaError } from '#base/errors/media-error.ts';

/** A started script's way out: what it wrote, undone from Base64. */
export type RunScript = (
  script: string,
  options?: { readonly signal?: AbortSignal | undefined },
) => Promise<string>;

/** A storage service that does not answer within this time hangs on a broken drive. */
const TIMEOUT_MS = 60_000;

/** The command line for a script. CreateProcess takes 32767 characters, which is some 12000 of script. */
export function powershellCommand(
  script: string,
  systemRoot: string,
): { readonly program: string; readonly args: readonly string[] } {
  return {
    // By its full path: an elevated process must not take another one from a folder of the search path.
    program: win32.join(systemRoot, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
    args: [
      ...['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand'],
      Buffer.from(script.trim(), 'utf16le').toString('base64'),
    ],
  };
}

/** The expression that stands for a value inside a script. */
export function powershellValue(value: unknown): string {
  const base64 = Buffer.from(JSON.stringify(value), 'utf8').toString('base64');
  return `([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${base64}')) | ConvertFrom-Json)`;
}

/**
 * What a script wrote as Base64 of UTF-8.
 * @throws MediaError E_DEVICE_LIST when it failed or wrote something else
 */
export function scriptOutput({ exitCode, stdout, stderr }: SpawnResult): string {
  const text = stdout.trim();
  if (exitCode !== 0 || text === '' || !/^[A-Za-z0-9+/=\s]+$/.test(text)) {
    const words = (stderr.trim() === '' ? text : stderr.trim()).slice(0, 1000);
    const end = exitCode ?? 'a signal';
    throw new MediaError('E_DEVICE_LIST', `PowerShell ended with ${end} and without an answer: ${words}`);
  }
  return Buffer.from(text, 'base64').toString('utf8');
}

/** Runs scripts on this computer. */
export const runPowershell: RunScript = async (script, { signal } = {}) => {
  const { program, args } = powershellCommand(script, process.env['SystemRoot'] ?? 'C:\\Windows');
  const options = { timeoutMs: TIMEOUT_MS, ...(signal === undefined ? {} : { signal }) };
  return scriptOutput(await runProgram(program, args, options));
};

/** `wimlib-imagex apply`: its progress for the screen, and what its exit codes mean (wimlib 1.13, enum wimlib_error_code). */
import { MediaError } from '#base/errors/media-error.ts';
import { KIB, MIB, GIB } from '#base/units.ts';
import type { StepContext } from './definition.ts';

export interface WimlibApply {
  /** Path of the WIM, or "-" for standard input. */
  readonly wim: string;
  readonly index: number;
  /** Device with NTFS that is not mounted, or a folder. */
  readonly target: string;
  /** For messages. */
  readonly name: string;
  /** Further parts of a split WIM. */
  readonly parts?: readonly string[];
}

/**
 * Codes that mean "the image is wrong": decompression, integrity, header, index, tables, metadata, parts, pipable form,
 * hash, no WIM, missing or wrong parts, unexpected end, version, XML, encryption.
 */
const IMAGE_CODES: readonly number[] = [
  2, 13, 15, 16, 17, 18, 19, 20, 21, 25, 26, 27, 28, 36, 43, 44, 55, 56, 62, 65, 67, 73, 74,
];
const NO_SPACE = /no space left on device/i;
const UNITS: Readonly<Record<string, number>> = { bytes: 1, KiB: KIB, MiB: MIB, GiB: GIB };

/** Applies an image. @throws MediaError E_TS_IMAGE, E_TS_SPACE, E_TS_APPLY */
export async function runWimlib(
  context: StepContext,
  apply: WimlibApply,
  input?: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { ports, signal, onActivity } = context;
  const { wim, index, target, name, parts = [] } = apply;
  const args = ['apply', wim, String(index), target, ...parts.map((part) => `--ref=${part}`)];
  ports.log(`Running: wimlib-imagex ${args.join(' ')}`);
  const text = `Applying ${name}`;
  const words: string[] = [];
  const result = await ports.disks.runTool('wimlib-imagex', args, {
    signal,
    input,
    onLine: (line) => {
      const progress = progressOf(line);
      if (progress === undefined) words.push(line);
      else onActivity({ text, ...progress });
    },
  });
  if (result.exitCode === 0) return;
  const how = result.exitCode === undefined ? 'was ended by a signal' : `ended with ${result.exitCode}`;
  const lines = result.output
    .split(/[\r\n]+/)
    .filter((line) => /ERROR|\[|^\s{6}/.test(line) && progressOf(line) === undefined);
  const message = `${name}: wimlib-imagex ${how}: ${lines
    .map((line) => line.trim())
    .join(' ')
    .slice(-500)}`;
  if (NO_SPACE.test(result.output)) throw new MediaError('E_TS_SPACE', message);
  const isImage = result.exitCode !== undefined && IMAGE_CODES.includes(result.exitCode);
  throw new MediaError(isImage ? 'E_TS_IMAGE' : 'E_TS_APPLY', message);
}

/** "Extracting file data: 12 MiB of 22 MiB (56%) done" */
export function progressOf(
  line: string,
): { readonly doneBytes: number; readonly totalBytes: number } | undefined {
  const match = /(\d+) (bytes|KiB|MiB|GiB) of (\d+) (bytes|KiB|MiB|GiB) \(\d+%\)/.exec(line);
  if (match === null) return undefined;
  const [, done = '0', doneUnit = '', total = '0', totalUnit = ''] = match;
  return {
    doneBytes: Number(done) * (UNITS[doneUnit] ?? 1),
    totalBytes: Number(total) * (UNITS[totalUnit] ?? 1),
  };
}

/** Programs that change disks: their command in the log, their words in the error. */
import { MediaError } from '#base/errors/media-error.ts';
import type { ErrorCode } from '#base/errors/catalog.ts';
import type { ToolOptions } from '../disk-port.ts';
import type { StepContext } from './definition.ts';

export interface DiskToolOptions extends Omit<ToolOptions, 'signal'> {
  /** Code of the error when it fails; E_TS_TOOL. */
  readonly code?: ErrorCode;
}

/** Runs a program that must succeed and gives its output. @throws MediaError E_TS_TOOL or `code` */
export async function runDiskTool(
  { ports, signal }: StepContext,
  [program, ...args]: readonly [program: string, ...args: readonly string[]],
  options: DiskToolOptions = {},
): Promise<string> {
  const { code, ...rest } = options;
  ports.log(`Running: ${[program, ...args].join(' ')}`);
  const result = await ports.disks.runTool(program, args, { ...rest, signal });
  if (result.exitCode === 0) return result.output;
  const end = result.exitCode === undefined ? 'was ended by a signal' : `ended with ${result.exitCode}`;
  const words = result.output
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '' && !line.startsWith('Extracting file data'));
  throw new MediaError(code ?? 'E_TS_TOOL', `${program} ${end}: ${words.slice(-6).join(' | ').slice(-600)}`);
}

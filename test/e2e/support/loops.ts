/** Loop devices as sticks. Where the machine has none to give, `whyNoLoops` says so. */
import { truncate, writeFile } from 'node:fs/promises';
import { ran } from './judges.ts';

export interface LoopDevice extends Disposable {
  readonly device: string;
}

/** A loop device over a sparse file. It is given back when it is disposed of. */
export async function loopDevice(file: string, sizeBytes: number): Promise<LoopDevice> {
  await writeFile(file, '');
  await truncate(file, sizeBytes);
  const { code, output } = ran('losetup', ['--show', '-f', file]);
  if (code !== 0) throw new Error(`losetup: ${output}`);
  const device = output.trim();
  return {
    device,
    [Symbol.dispose]() {
      ran('losetup', ['-d', device]);
    },
  };
}

/** undefined when there can be some. @throws where REQUIRE_ORACLES=1 demands them */
export function whyNoLoops(): string | undefined {
  const isPossible = ran('losetup', ['-f']).code === 0 && process.getuid?.() === 0;
  if (isPossible) return undefined;
  if (process.env['REQUIRE_ORACLES'] === '1') throw new Error('no loop device can be set up here');
  return 'NOT RUN: no loop device can be set up here';
}

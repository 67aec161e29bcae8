/** `bare-loop.ts` as a contestant: bundled once, then a process of its own under Node, like the writer. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { timed, type Measured } from './drive-contestants.ts';

/** Bundles the loop into the folder; returns the program's path. */
export async function buildBareLoop(folder: string): Promise<string> {
  const outfile = join(folder, 'bare-loop.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'bare-loop.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return outfile;
}

/** Its times count from the start of its process; written and verified are one. */
export async function runBareLoop(
  program: string,
  {
    image,
    device,
    sizeBytes,
  }: { readonly image: string; readonly device: string; readonly sizeBytes: number },
): Promise<Measured> {
  const { seconds, cpuSeconds } = await timed('"$@"', [
    process.execPath,
    program,
    image,
    device,
    `${sizeBytes}`,
  ]);
  return {
    writtenSeconds: [Number.NaN],
    usableSeconds: [seconds],
    processSeconds: seconds,
    cpuSeconds,
    peakBytes: undefined,
  };
}

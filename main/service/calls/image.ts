/** Calls of the area "image": an existing image, packed or not, is looked at and written to drives. */
import { basename, isAbsolute } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import type { CallArgument } from '#contract/contract.ts';
import type { ImageDescription, InspectView } from '#contract/medium.ts';
import type { Handlers } from '../dispatch.ts';
import type { RunningJob } from '../running-job.ts';
import type { ServicePorts } from '../service-ports.ts';
import { openImageSource, type ImageSource } from '../unpack/image-source.ts';
import { writeImage } from '../write-image.ts';
import { judgeChoices, type JudgedDrives } from '../write-targets.ts';
import { inspectPath } from './medium.ts';

const UNPACKING = 'unpack';

export function imageHandlers(ports: ServicePorts): Pick<Handlers, 'image.describe' | 'image.write'> {
  return {
    'image.describe': async ({ path }, { signal }) => await describeImage(ports, path, signal),
    'image.write': async (input) => ({ jobId: await startWriting(ports, input) }),
  };
}

async function describeImage(
  ports: ServicePorts,
  path: string,
  signal: AbortSignal,
): Promise<ImageDescription> {
  requireAbsolute(path);
  const source = await openImageSource(path);
  try {
    const { packing, sizeBytes = null, packedBytes: fileBytes } = source;
    const found = packing === 'none' ? await mediumIn(ports, path, signal) : undefined;
    const medium = found === undefined || found.state === 'not-media' ? null : found;
    return { path, packing, sizeBytes, fileBytes, medium };
  } finally {
    await source.close();
  }
}

/** Somebody else's image is written as it is, whatever it holds. */
async function mediumIn(
  ports: ServicePorts,
  path: string,
  signal: AbortSignal,
): Promise<InspectView | undefined> {
  return await inspectPath(ports, { path }, signal).catch(() => undefined);
}

async function startWriting(
  ports: ServicePorts,
  { path, drives }: CallArgument<'image.write'>,
): Promise<string> {
  requireAbsolute(path);
  if (drives.length === 0) throw new MediaError('E_USAGE', 'no drive is chosen');
  const source = await openImageSource(path);
  const judge = async (choices: typeof drives): Promise<JudgedDrives> =>
    await judgeChoices(choices, {
      machine: ports.machine,
      settings: await ports.settings.read(),
      neededBytes: source.sizeBytes,
      sourcePaths: [path],
    });
  try {
    const isPacked = source.packing !== 'none';
    return ports.jobs.start({
      kind: 'write',
      title: basename(path),
      rows: isPacked ? [{ id: UNPACKING, kind: 'content', name: basename(path) }] : [],
      drives: { judged: await judge(drives), judge: (choices) => judge([...choices]) },
      run: (job) => write(ports, source, job),
      onEnd: () => source.close().catch(() => undefined),
    });
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function write(ports: ServicePorts, source: ImageSource, job: RunningJob): Promise<void> {
  await writeImage(
    { source, targets: job.firstTargets, openWriter: () => ports.openWriter(job.signal) },
    {
      ...job.driveOptions,
      onProgress: (_path, progress) => {
        job.noteContent(UNPACKING, progress);
      },
    },
  );
}

/** A window has no folder it works in. @throws MediaError E_USAGE */
export function requireAbsolute(path: string): void {
  if (!isAbsolute(path)) throw new MediaError('E_USAGE', `the path ${path.slice(0, 300)} is not absolute`);
}

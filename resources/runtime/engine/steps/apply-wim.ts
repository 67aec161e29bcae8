/**
 * Puts an image onto a volume. NTFS is written by wimlib on the unmounted device, so that security descriptors, reparse
 * points, streams, hard links and short names arrive; FAT32 is written as plain files on the mounted volume.
 * While the device is written its volume cannot be read, so the package must not lie on it. Two ways, in this order:
 *  1. "beside": the end of the volume is set free (ntfsresize), the package goes there, its hash is checked, wimlib
 *     reads it from there, and the volume takes its end back. Needs room for package and contents both.
 *  2. "stream": a pipable WIM is applied while it arrives. Needs room for the contents only. Its hash is known only at
 *     the end: when it is wrong, everything is deleted again and the step fails.
 * Trap: whatever goes wrong after the first change, the volume is cleared: half an image must never look like a whole.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { formatBytes, MIB, roundUp } from '#base/units.ts';
import { readRaw } from '../../disks/raw.ts';
import { peek, type PeekedStream } from '../../disks/peek.ts';
import { clearVolume, freeBytes, keptBytes } from '../../disks/volume-files.ts';
import {
  imageAt,
  imagesOf,
  pipableXmlEnd,
  readWimHeader,
  WIM_HEADER_BYTES,
  type WimImage,
} from '../../disks/wim-file.ts';
import { applyBeside } from './apply-beside.ts';
import { neededBytes, type ApplyRequest } from './apply-request.ts';
import type { StepContext } from './definition.ts';
import type { ImageSource } from './image-source.ts';
import { runWimlib } from './wimlib.ts';

/** Share of a volume, and bytes, that the file system itself takes. */
const OVERHEAD_SHARE = 0.01;
const OVERHEAD_BYTES = 16 * MIB;

/**
 * Applies the image.
 * @throws MediaError E_TS_IMAGE, E_TS_SPACE, E_TS_APPLY, E_TS_VOLUME, and what the content port throws
 */
export async function applyWim(context: StepContext, request: ApplyRequest): Promise<void> {
  context.signal?.throwIfAborted();
  await (request.volume.fileSystem === 'ntfs'
    ? applyToNtfs(context, request)
    : applyToFolder(context, request));
}

async function applyToNtfs(context: StepContext, request: ApplyRequest): Promise<void> {
  const { source } = request;
  const { ports, signal } = context;
  const [first] = source.parts;
  if (first === undefined) throw new MediaError('E_TS_IMAGE', `${source.packageId} holds no image`);
  const room = await roomOf(context, request);
  const packageBytes = source.parts.reduce((sum, part) => sum + roundUp(part.sizeBytes, MIB), 0);
  const stream = peek(ports.content.streamFile(source.packageId, first.path, contentOptions(context)));
  try {
    const image = await beginning(stream, source);
    const contents = image === undefined ? undefined : neededBytes(image);
    // A compressed package never unpacks to less than itself by much; the exact number comes with its XML.
    const isBeside = packageBytes + (contents ?? packageBytes) <= room;
    if (!isBeside && (contents === undefined || contents > room))
      throw noRoom(source, { room, contents, packageBytes });
    ports.log(
      isBeside
        ? `${source.name} (${packageBytes} bytes) is put behind the volume and checked before it is applied`
        : `${source.name} is applied while it arrives: there is no room for it besides its contents (${room} bytes)`,
    );
    signal?.throwIfAborted();
    await prepare(context, request);
    await undoingFailures(context, request, async () => {
      if (isBeside) {
        // A copy of the package on this very volume would keep it in use; it is opened again when the volume is smaller.
        await stream.close();
        await applyBeside(context, { ...request, packageBytes, room });
        return;
      }
      await ports.disks.withDevice(request.volume, async (device) => {
        await runWimlib(
          context,
          { wim: '-', index: source.index, target: device, name: source.name },
          stream.all(),
        );
      });
    });
  } finally {
    await stream.close();
  }
}

async function applyToFolder(context: StepContext, request: ApplyRequest): Promise<void> {
  const { ports, signal } = context;
  const { source } = request;
  const folder = await ports.content.packageFolder(source.packageId, contentOptions(context));
  const paths = source.parts.map((part) => `${folder}/${part.path}`);
  const wim = paths[0] ?? '';
  const room = await roomOf(context, request);
  const contents = neededBytes(await imageInFile(context, wim, source));
  if (contents > room) throw noRoom(source, { room, contents, packageBytes: 0 });
  signal?.throwIfAborted();
  await prepare(context, request);
  await undoingFailures(context, request, async () => {
    const target = await ports.disks.mount(request.volume);
    const parts = paths.slice(1);
    await runWimlib(context, { wim, index: source.index, target, name: source.name, parts });
  });
}

function contentOptions(
  context: StepContext,
): Parameters<StepContext['ports']['content']['packageFolder']>[1] {
  return {
    signal: context.signal,
    onProgress: ({ file, doneBytes, totalBytes }) => {
      context.onActivity({ text: `Downloading ${file}`, doneBytes, totalBytes });
    },
  };
}

/** The image that is asked for, when the WIM is pipable; undefined otherwise. @throws MediaError E_TS_IMAGE */
async function beginning(stream: PeekedStream, source: ImageSource): Promise<WimImage | undefined> {
  const header = readWimHeader(await stream.head(WIM_HEADER_BYTES), source.name);
  if (header.part !== 1 || header.partCount !== source.parts.length) {
    throw new MediaError(
      'E_TS_IMAGE',
      `${source.name} is part ${header.part} of ${header.partCount}, the package holds ${source.parts.length} part(s)`,
    );
  }
  if (!header.isPipable || header.partCount > 1) return undefined;
  const end = pipableXmlEnd(await stream.head(WIM_HEADER_BYTES + 40), source.name);
  const xml = (await stream.head(end)).subarray(WIM_HEADER_BYTES + 40);
  return imageAt(imagesOf(xml, source.name), source.index, source.name);
}

async function imageInFile(context: StepContext, path: string, source: ImageSource): Promise<WimImage> {
  const head = await readRaw(path, 0, WIM_HEADER_BYTES + 40);
  const { xml } = readWimHeader(head, source.name);
  const from = xml?.offset ?? WIM_HEADER_BYTES + 40;
  const length = xml?.length ?? pipableXmlEnd(head, source.name) - from;
  context.signal?.throwIfAborted();
  return imageAt(imagesOf(await readRaw(path, from, length), source.name), source.index, source.name);
}

/** Bytes an image may take on the volume once it is cleared. */
async function roomOf(context: StepContext, { volume, wipes }: ApplyRequest): Promise<number> {
  const root = await context.ports.disks.mount(volume);
  const overhead = OVERHEAD_BYTES + volume.sizeBytes * OVERHEAD_SHARE;
  const room = wipes
    ? volume.sizeBytes - overhead - (await keptBytes(root))
    : (await freeBytes(root)) - OVERHEAD_BYTES;
  return Math.max(0, Math.floor(room));
}

async function prepare(context: StepContext, request: ApplyRequest): Promise<void> {
  await request.beforeChange?.();
  if (!request.wipes) return;
  context.onActivity({ text: 'Deleting what is on the volume' });
  await clearVolume(await context.ports.disks.mount(request.volume), context.signal);
}

/** After a failure the volume is empty again; on a volume that was not to be cleared, what was there stays. */
async function undoingFailures(
  context: StepContext,
  request: ApplyRequest,
  action: () => Promise<void>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    const { ports } = context;
    if (request.wipes) {
      try {
        await clearVolume(await ports.disks.mount(request.volume));
        ports.log('What had been written of the image was deleted', 'warning');
      } catch (second) {
        const why = isMediaError(second) ? second.message : String(second);
        ports.log(`What had been written of the image could not be deleted: ${why}`, 'error');
      }
    }
    throw error;
  }
}

function noRoom(
  source: ImageSource,
  sizes: { readonly room: number; readonly contents: number | undefined; readonly packageBytes: number },
): MediaError {
  const { room, contents, packageBytes } = sizes;
  if (contents !== undefined && contents > room) {
    return new MediaError(
      'E_TS_SPACE',
      `${source.name} unpacks to ${formatBytes(contents)}, the volume has room for ${formatBytes(room)}`,
    );
  }
  return new MediaError(
    'E_TS_SPACE',
    `${source.name} needs ${formatBytes(packageBytes)} besides its contents, the volume has room for ${formatBytes(room)}; a pipable WIM would need room for its contents only`,
  );
}

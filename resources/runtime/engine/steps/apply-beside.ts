/**
 * Applies a package that lies behind the volume, in its own partition: ntfsresize lets the volume end earlier, the
 * package goes into the space, wimlib reads it there through a read-only loop device, the volume takes its space back.
 * Traps: the disk and its partition have separate caches in Linux, so the package is written and read through the disk;
 * and the volume's end is given back also after a failure, or it would stay small for ever.
 */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { formatBytes, MIB, roundUp } from '#base/units.ts';
import { attachPiece, detachPiece } from '../../disks/loop.ts';
import { pourRaw, readRaw, streamRaw } from '../../disks/raw.ts';
import { imageAt, imagesOf, pipableXmlEnd, readWimHeader, WIM_HEADER_BYTES } from '../../disks/wim-file.ts';
import { neededBytes, type ApplyRequest } from './apply-request.ts';
import type { StepContext } from './definition.ts';
import { runDiskTool } from './disk-tool.ts';
import { runWimlib } from './wimlib.ts';

export interface BesideRequest extends ApplyRequest {
  /** All parts, each rounded up to a MiB. */
  readonly packageBytes: number;
  /** Bytes the volume has for package and contents. */
  readonly room: number;
}

export async function applyBeside(context: StepContext, request: BesideRequest): Promise<void> {
  const { volume, packageBytes } = request;
  const { ports } = context;
  const end = Math.floor((volume.sizeBytes - packageBytes) / MIB) * MIB;
  await resize(context, volume, ['--size', String(end)]);
  try {
    const disk = (await ports.disks.disks()).find((one) => one.index === volume.diskIndex);
    if (disk === undefined) throw new MediaError('E_TS_DISK', `disk ${volume.diskIndex} is no longer there`);
    const places = await fetchParts(context, request, {
      device: disk.device,
      offset: volume.startBytes + end,
    });
    const place = { device: disk.device, offset: places[0] ?? 0 };
    const { source } = request;
    if (await checkImage(request, place)) {
      await ports.disks.withDevice(volume, async (target) => {
        const input = streamRaw(place.device, place.offset, source.parts[0]?.sizeBytes ?? 0);
        await runWimlib(context, { wim: '-', index: source.index, target, name: source.name }, input);
      });
      return;
    }
    await withPieces(context, { device: disk.device, places }, async ([wim = '', ...parts]) => {
      await ports.disks.withDevice(volume, async (target) => {
        await runWimlib(context, { wim, index: source.index, target, name: source.name, parts });
      });
    });
  } finally {
    await resize(context, volume, []);
  }
}

/** ntfsresize asks for a check by Windows, which a volume that was just made and filled does not need. */
async function resize(
  context: StepContext,
  volume: ApplyRequest['volume'],
  size: readonly string[],
): Promise<void> {
  await context.ports.disks.withDevice(volume, async (device) => {
    const quiet = ['--force', '--force', '--no-progress-bar'];
    // Not ended by the run's own signal: half a resize is a damaged volume.
    const calm = { ...context, signal: undefined };
    await runDiskTool(calm, ['ntfsresize', ...quiet, ...size, device]);
    await runDiskTool(calm, ['ntfsfix', '--clear-dirty', device]);
  });
}

interface Place {
  readonly device: string;
  readonly offset: number;
}

/** Puts all parts behind each other; a wrong hash ends it. Gives their places on the disk. */
async function fetchParts(
  context: StepContext,
  request: BesideRequest,
  place: Place,
): Promise<readonly number[]> {
  const { source } = request;
  const places: number[] = [];
  let offset = place.offset;
  for (const part of source.parts) {
    const options = {
      signal: context.signal,
      onProgress: ({
        doneBytes,
        totalBytes,
      }: {
        readonly doneBytes: number;
        readonly totalBytes: number;
      }) => {
        context.onActivity({ text: `Downloading ${part.path}`, doneBytes, totalBytes });
      },
    };
    const chunks = context.ports.content.streamFile(source.packageId, part.path, options);
    const done = await pourRaw(place.device, { offset, roomBytes: roundUp(part.sizeBytes, MIB) }, chunks);
    if (done !== part.sizeBytes) {
      throw new MediaError(
        'E_TS_IMAGE',
        `${part.path} of ${source.packageId} has ${done} bytes, expected were ${part.sizeBytes}`,
      );
    }
    places.push(offset);
    offset += roundUp(part.sizeBytes, MIB);
  }
  return places;
}

/**
 * Now that the list of images is there: the image that is asked for, and its size. True for a pipable WIM, whose header
 * wimlib wants at the end of the file: a piece of a disk ends elsewhere, so such a WIM is piped.
 */
async function checkImage(request: BesideRequest, place: Place): Promise<boolean> {
  const { source, room, packageBytes } = request;
  const head = await readRaw(place.device, place.offset, WIM_HEADER_BYTES + 40);
  const { xml, isPipable } = readWimHeader(head, source.name);
  const from = xml?.offset ?? WIM_HEADER_BYTES + 40;
  const length = xml?.length ?? pipableXmlEnd(head, source.name) - from;
  const size = source.parts[0]?.sizeBytes ?? 0;
  if (from + length > size) {
    throw new MediaError(
      'E_TS_IMAGE',
      `${source.name} is damaged: its list of images lies behind its end (${size} bytes)`,
    );
  }
  const bytes = await readRaw(place.device, place.offset + from, length);
  const contents = neededBytes(imageAt(imagesOf(bytes, source.name), source.index, source.name));
  if (contents + packageBytes <= room) return isPipable && source.parts.length === 1;
  throw new MediaError(
    'E_TS_SPACE',
    `${source.name} unpacks to ${formatBytes(contents)} and needs ${formatBytes(packageBytes)} besides, the volume has room for ${formatBytes(room)}`,
  );
}

/** Devices for the parts, with names that wimlib takes for the parts of one set. */
async function withPieces(
  context: StepContext,
  { device, places }: { readonly device: string; readonly places: readonly number[] },
  action: (paths: readonly string[]) => Promise<void>,
): Promise<void> {
  const { disks } = context.ports;
  const folder = await mkdtemp(join(tmpdir(), 'image-parts-'));
  const devices: string[] = [];
  try {
    const paths: string[] = [];
    for (const [index, offset] of places.entries()) {
      const piece = await attachPiece(disks, device, offset);
      devices.push(piece);
      const path = join(folder, `part${index + 1}.swm`);
      await symlink(piece, path);
      paths.push(path);
    }
    await action(paths);
  } finally {
    for (const piece of devices) await detachPiece(disks, piece);
    await rm(folder, { recursive: true, force: true });
  }
}

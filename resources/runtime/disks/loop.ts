/**
 * A piece of a disk as a device of its own, read-only. Written for BusyBox' losetup, which knows no --show.
 * Trap: between asking for a free device and taking it somebody else may take it; then the next one is tried.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { DisksPort } from '../engine/disk-port.ts';

const TRIES = 8;

/** Attaches a piece of a disk. @throws MediaError E_TS_TOOL */
export async function attachPiece(
  disks: Pick<DisksPort, 'runTool'>,
  disk: string,
  offsetBytes: number,
): Promise<string> {
  let words = '';
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const free = await disks.runTool('losetup', ['-f']);
    const device = free.output.trim().split(/\s+/)[0] ?? '';
    words = free.output;
    if (free.exitCode !== 0 || !device.startsWith('/dev/')) break;
    const result = await disks.runTool('losetup', ['-r', '-o', String(offsetBytes), device, disk]);
    if (result.exitCode === 0) return device;
    words = result.output;
  }
  throw new MediaError('E_TS_TOOL', `losetup gives no device for ${disk}: ${words.trim().slice(-300)}`);
}

export async function detachPiece(disks: Pick<DisksPort, 'runTool'>, device: string): Promise<void> {
  await disks.runTool('losetup', ['-d', device]);
}

/**
 * Drives in memory with one fault each, for sweeps: a counterfeit whose addresses wrap or whose end is missing, one whose
 * power goes at the n-th write, and one whose n-th call fails in the ways drives fail.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { ramDevice, type RamDevice } from './ram-device.ts';

export class PowerLost extends Error {}

/** Claims `claimedBytes`, keeps `realBytes`: an address beyond is the address modulo that, or nowhere. */
export function counterfeitDrive(
  claimedBytes: number,
  realBytes: number,
  fault: 'wraps' | 'forgets' = 'wraps',
): BlockDevice & { readonly real: Uint8Array } {
  const real = new Uint8Array(realBytes);
  const eachSector = (offset: number, length: number, visit: (place: number, at: number) => void): void => {
    for (let at = 0; at < length; at += 512) {
      if (fault === 'wraps') visit((offset + at) % realBytes, at);
      else if (offset + at < realBytes) visit(offset + at, at);
    }
  };
  return {
    ...ramDevice({ sizeBytes: 0, alignmentBytes: 512 }),
    name: 'counterfeit',
    sizeBytes: claimedBytes,
    real,
    read(offset, target) {
      target.fill(0);
      eachSector(offset, target.length, (place, at) => {
        target.set(real.subarray(place, place + 512), at);
      });
      return Promise.resolve(target.length);
    },
    write(offset, source) {
      eachSector(offset, source.length, (place, at) => {
        real.set(source.subarray(at, at + 512), place);
      });
      return Promise.resolve();
    },
  };
}

/** The power goes during the n-th write, counted from 0: half of it is on the medium, and nothing works any more. */
export function drivePoweredUntil(drive: RamDevice, write: number): BlockDevice & { isDead(): boolean } {
  let writes = 0;
  let isDead = false;
  const alive = <T>(action: () => Promise<T>): Promise<T> =>
    isDead ? Promise.reject(new PowerLost('no power')) : action();
  return {
    ...drive,
    isDead: () => isDead,
    read: (offset, target) => alive(() => drive.read(offset, target)),
    flush: () => alive(() => drive.flush()),
    truncate: (sizeBytes) => alive(() => drive.truncate(sizeBytes)),
    write: (offset, source) =>
      alive(async () => {
        writes += 1;
        if (writes - 1 < write) {
          await drive.write(offset, source);
          return;
        }
        isDead = true;
        const half = Math.floor(source.length / 2 / drive.alignmentBytes) * drive.alignmentBytes;
        drive.bytes.set(source.subarray(0, half), offset);
        throw new PowerLost('the power went');
      }),
  };
}

export type CallFault = 'once' | 'for ever' | 'gone' | 'short write';

/** The n-th read, write or flush, counted from 0, fails. */
export function driveFailingAt(drive: RamDevice, at: number, fault: CallFault) {
  let calls = 0;
  let isPresent = true;
  let broken: string | undefined;
  const meet = (key: string): void => {
    calls += 1;
    const isNow = calls - 1 === at;
    if (isNow && fault === 'for ever') broken = key;
    if (isNow && fault === 'gone') isPresent = false;
    if (!isPresent) throw new MediaError('E_DEVICE_MISSING', 'ENXIO: no such device');
    if (isNow && fault === 'short write')
      throw new MediaError('E_DEVICE_SHORT_WRITE', 'wrote 512 bytes of 65536');
    if ((isNow && fault === 'once') || broken === key) throw new MediaError('E_DEVICE_IO', 'EIO: i/o error');
  };
  const device: BlockDevice = {
    ...drive,
    read: async (offset, target) => {
      meet(`read ${offset}`);
      return await drive.read(offset, target);
    },
    write: async (offset, source) => {
      meet(`write ${offset}`);
      await drive.write(offset, source);
    },
    flush: async () => {
      meet('flush');
      await drive.flush();
    },
  };
  return { device, calls: () => calls, isPresent: () => Promise.resolve(isPresent) };
}

/**
 * Looks for counterfeit capacity before a drive is written: controllers that claim more room than there is drop the upper
 * bits of an address ("wrap"), so that what is written high up replaces what lies further in front, or forget what is
 * written behind the real end.
 * Blocks with a mark of their own are written to the end of the drive and to all powers of two, flushed and read back.
 * A drive that wraps at a power of two (address lines are bits) or forgets is found. One that wraps elsewhere is found
 * when the medium is read back (wrapped-addresses.ts).
 * Traps: this destroys what is on the drive, beginning with its boot sector; do it only right before writing. A drive has
 * a cache of its own: the marks are large, the suspicious ones (high up) are written first and read first, when the
 * later ones have had the best chance to push them out.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { equalBytes } from '#base/bytes.ts';
import { throwIfCancelled } from '#base/progress.ts';
import { formatBytes, KIB, MIB, roundUp } from '#base/units.ts';
import type { BlockDevice } from './block-device.ts';
import { OLD_SIGNATURE_BYTES, writeZeros } from './held-ranges.ts';
import { roundDown } from './segments.ts';

export interface ProbeOptions {
  /** Unpredictable bytes: marks of an earlier probe must not be taken for those of this one. */
  readonly random: (count: number) => Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

const MARK_BYTES = 128 * KIB;
/** Each mark is this many random bytes, repeated. */
const SEED_BYTES = 64;
/** All marks are shifted by this, so that the zeros at the start of the drive stay: it counts as incomplete. */
const SHIFT_BYTES = 512 * KIB;
const SMALLEST_POWER = MIB;

interface Mark {
  readonly offset: number;
  readonly seed: Uint8Array;
}

/** A mark that is not where it was written; `found` is the one that is there. */
interface BadMark {
  readonly mark: Mark;
  readonly found: Mark | undefined;
}

interface ProbeJob {
  readonly device: BlockDevice;
  readonly buffer: Uint8Array;
  readonly signal: AbortSignal | undefined;
}

/**
 * Writes and reads about 20 marks; does nothing on a file or a drive of less than 2 MiB.
 * @throws MediaError E_DEVICE_COUNTERFEIT with the claimed and the real size, E_DEVICE_MEDIA when the drive does not even
 * keep what is written at its beginning, E_CANCELLED, and what the device throws
 */
export async function probeCapacity(device: BlockDevice, options: ProbeOptions): Promise<void> {
  const { sizeBytes, alignmentBytes } = device;
  if (sizeBytes === undefined || sizeBytes < 2 * MIB) return;
  const buffer = device.allocate(roundUp(MARK_BYTES, alignmentBytes));
  const marks = placesFor(sizeBytes, alignmentBytes).map((offset): Mark => ({
    offset,
    seed: options.random(SEED_BYTES),
  }));
  // First of all the old medium must not start any more.
  await writeZeros(device, buffer, [{ offset: 0, length: roundUp(OLD_SIGNATURE_BYTES, alignmentBytes) }]);
  await device.flush();
  const job = { device, buffer, signal: options.signal };
  await writeMarks(job, marks);
  let bad = await readMarks(job, marks);
  // One that was lost on the way is no proof against the drive; whoever lies does it again.
  if (bad.length === 1 && bad[0]?.found === undefined) {
    await writeMarks(job, marks);
    bad = await readMarks(job, marks);
  }
  if (bad.length === 0) return;
  // Marks are in falling order; one that keeps its mark above one that does not contradicts a missing end.
  const lowest = bad.at(-1)?.mark.offset ?? 0;
  const distances = bad.flatMap(({ mark, found }) =>
    found === undefined ? [] : [Math.abs(mark.offset - found.offset)],
  );
  if (distances.length > 0) throw wrappingError(device.name, sizeBytes, Math.min(...distances));
  const isEndMissing = bad.length === marks.filter(({ offset }) => offset >= lowest).length;
  if (isEndMissing && bad.length < marks.length) throw endMissingError(device.name, sizeBytes, lowest);
  throw new MediaError(
    'E_DEVICE_MEDIA',
    `${device.name} does not keep what is written at byte ${lowest} (${bad.length} of ${marks.length} places)`,
    { place: { offset: lowest, badBytes: null } },
  );
}

/** What is written at one place turns up `realBytes` further in front. */
export function wrappingError(name: string, claimedBytes: number, realBytes: number): MediaError {
  return new MediaError(
    'E_DEVICE_COUNTERFEIT',
    `${name} claims ${formatBytes(claimedBytes)} (${claimedBytes} bytes) and holds ${formatBytes(realBytes)} ` +
      `(${realBytes} bytes): its addresses wrap, what is written behind that replaces what lies ${realBytes} ` +
      `bytes further in front`,
    { place: { offset: realBytes, badBytes: Math.max(0, claimedBytes - realBytes) } },
  );
}

function endMissingError(name: string, claimedBytes: number, firstLostByte: number): MediaError {
  return new MediaError(
    'E_DEVICE_COUNTERFEIT',
    `${name} claims ${formatBytes(claimedBytes)} (${claimedBytes} bytes) and holds less than ` +
      `${formatBytes(firstLostByte)}: what is written from byte ${firstLostByte} on is lost`,
    { place: { offset: firstLostByte, badBytes: claimedBytes - firstLostByte } },
  );
}

/** In falling order, without overlaps. */
function placesFor(sizeBytes: number, alignmentBytes: number): readonly number[] {
  const last = roundDown(sizeBytes - MARK_BYTES, alignmentBytes);
  const places = [SHIFT_BYTES];
  for (let power = SMALLEST_POWER; power + SHIFT_BYTES + MARK_BYTES <= last; power *= 2)
    places.push(power + SHIFT_BYTES);
  return [...places, last].reverse();
}

async function writeMarks({ device, buffer, signal }: ProbeJob, marks: readonly Mark[]): Promise<void> {
  for (const { offset, seed } of marks) {
    throwIfCancelled(signal);
    fillWith(buffer, seed);
    await device.write(offset, buffer);
  }
  await device.flush();
}

async function readMarks(
  { device, buffer, signal }: ProbeJob,
  marks: readonly Mark[],
): Promise<readonly BadMark[]> {
  const bad: BadMark[] = [];
  for (const mark of marks) {
    throwIfCancelled(signal);
    const isRead = (await device.read(mark.offset, buffer)) === buffer.length;
    if (isRead && isFilledWith(buffer, mark.seed)) continue;
    bad.push({ mark, found: marks.find(({ seed }) => isRead && isFilledWith(buffer, seed)) });
  }
  return bad;
}

/** The seed, repeated: what is there already is doubled until the target is full. */
function fillWith(target: Uint8Array, seed: Uint8Array): void {
  target.set(seed);
  for (let done = seed.length; done < target.length; done *= 2) target.copyWithin(done, 0, done);
}

/** Bytes that repeat the seed equal themselves, moved by the seed's length. */
function isFilledWith(bytes: Uint8Array, seed: Uint8Array): boolean {
  return (
    equalBytes(bytes.subarray(0, seed.length), seed) &&
    equalBytes(bytes.subarray(seed.length), bytes.subarray(0, bytes.length - seed.length))
  );
}

/**
 * The least a Node program can do to write and verify a drive: read, checksum, write; then read back and compare. The same
 * buffers, calls and checksum as the writer's, and nothing else: no look at drives, no errors, progress or cancelling, no
 * boot sector last. It is what the writer's processor time is measured against.
 * Started with the image, the drive and their size in bytes (a multiple of 8 MiB).
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { allocateAligned } from '#base/aligned-memory.ts';
import { xxh3 } from '#base/xxh3/index.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
/** Those of a lone drive: two chunks in each of two buffers. */
const SLOT_BYTES = 2 * CHUNK_BYTES;
const SLOTS = 2;

const [image = '', drive = '', size = '0'] = process.argv.slice(2);
const transfers = Number(size) / SLOT_BYTES;
const slots = Array.from({ length: SLOTS }, () => allocateAligned(SLOT_BYTES));
const written: (readonly bigint[])[] = [];

const source = await open(image, 'r');
// Flags are combined with bits; the sum is the same as long as none occurs twice.
const target = await open(drive, constants.O_RDWR + constants.O_DIRECT + constants.O_EXCL);
await inTurn(async (index, slot) => {
  await read(source, index, slot);
  written[index] = checksums(slot);
  const { bytesWritten } = await target.write(slot, 0, SLOT_BYTES, index * SLOT_BYTES);
  if (bytesWritten !== SLOT_BYTES) throw new Error(`transfer ${index}: ${bytesWritten} bytes written`);
});
await target.sync();
await inTurn(async (index, slot) => {
  await read(target, index, slot);
  const found = checksums(slot);
  if (!written[index]?.every((one, chunk) => one === found[chunk]))
    throw new Error(`transfer ${index} reads back differently`);
});
await source.close();
await target.close();

/** All transfers, in as many strands as there are buffers. */
async function inTurn(work: (index: number, slot: Uint8Array) => Promise<void>): Promise<void> {
  let next = 0;
  const strand = async (slot: Uint8Array): Promise<void> => {
    while (next < transfers) await work(next++, slot);
  };
  await Promise.all(slots.map(strand));
}

async function read(file: FileHandle, index: number, slot: Uint8Array): Promise<void> {
  const { bytesRead } = await file.read(slot, 0, SLOT_BYTES, index * SLOT_BYTES);
  if (bytesRead !== SLOT_BYTES) throw new Error(`transfer ${index}: ${bytesRead} bytes read`);
}

/** Of each chunk. */
function checksums(slot: Uint8Array): readonly bigint[] {
  const starts = Array.from({ length: SLOT_BYTES / CHUNK_BYTES }, (_, chunk) => chunk * CHUNK_BYTES);
  return starts.map((start) => xxh3(slot.subarray(start, start + CHUNK_BYTES)));
}

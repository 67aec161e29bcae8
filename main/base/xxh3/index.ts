/**
 * XXH3, 64 bits, without seed (xxHash, doc/xxhash_spec.md): tells a chunk from a changed one at the speed of memory.
 * Not for proofs against attackers; those are SHA-256.
 * Bytes in memory of `allocateAligned` are hashed where they are; others are copied piece by piece.
 * Trap: a hash takes one turn of the event loop as a whole (4 MiB: 0.3 ms), so hash chunks, not files.
 */
import { alignedMemoryOf, allocateAligned, type AlignedMemory, type WasmMemory } from '../aligned-memory.ts';
import { MediaError } from '../errors/media-error.ts';
import {
  BLOCK_BYTES,
  FIRST_ACCUMULATORS,
  PRIME64_1,
  SECRET,
  SECRET_MERGE,
  STRIPE_BYTES,
} from './constants.ts';
import { assembleModule, STATE_ACCUMULATOR_BYTES } from './module.ts';
import { avalanche, foldedProduct, SHORT_BYTES, u64, viewOf, wrap, xxh3Short } from './short.ts';

// eslint-disable-next-line max-params -- WebAssembly functions take numbers, no objects
type Accumulate = (input: number, blocks: number, stripes: number, last: number, state: number) => void;

// Neither the ES2023 library nor Node's types declare it; this is the part used here.
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: { readonly accumulate: Accumulate } };
};

/** The inner loop, ready to work in one memory. */
interface Worker {
  readonly accumulate: Accumulate;
  readonly stateAddress: number;
  readonly accumulators: DataView;
}

/** Bytes that lie elsewhere pass through here; a multiple of the block. */
const SCRATCH_BYTES = 256 * 1024;

let compiled: object | undefined;
let scratch: Uint8Array | undefined;
/** One instance per memory, for as long as the memory lives. */
const workers = new WeakMap<WasmMemory, Worker>();

/** XXH3 64 of the bytes. @throws MediaError E_INTERNAL where WebAssembly SIMD is missing */
export function xxh3(bytes: Uint8Array): bigint {
  if (bytes.length <= SHORT_BYTES) return xxh3Short(bytes);
  const aligned = alignedMemoryOf(bytes);
  if (aligned === undefined) return hashCopied(bytes);
  const worker = workerIn(aligned);
  begin(worker);
  finish(worker, bytes.byteOffset, bytes.length);
  return merge(worker, bytes.length);
}

function hashCopied(bytes: Uint8Array): bigint {
  scratch ??= allocateAligned(SCRATCH_BYTES);
  const aligned = alignedMemoryOf(scratch);
  if (aligned === undefined) throw new MediaError('E_INTERNAL', 'memory that was just made is not known');
  const worker = workerIn(aligned);
  begin(worker);
  let done = 0;
  // What is left for the end holds the last stripe whole: it is the last 64 bytes, wherever a block ends.
  while (bytes.length - done > SCRATCH_BYTES) {
    const length = SCRATCH_BYTES - BLOCK_BYTES;
    scratch.set(bytes.subarray(done, done + length));
    worker.accumulate(scratch.byteOffset, length / BLOCK_BYTES, 0, 0, worker.stateAddress);
    done += length;
  }
  scratch.set(bytes.subarray(done));
  finish(worker, scratch.byteOffset, bytes.length - done);
  return merge(worker, bytes.length);
}

function begin({ accumulators }: Worker): void {
  for (const [index, first] of FIRST_ACCUMULATORS.entries())
    accumulators.setBigUint64(index * 8, first, true);
}

/** Takes in the rest of the input, its end included. */
function finish(worker: Worker, address: number, length: number): void {
  const blocks = Math.floor((length - 1) / BLOCK_BYTES);
  const stripes = Math.floor((length - 1 - blocks * BLOCK_BYTES) / STRIPE_BYTES);
  worker.accumulate(address, blocks, stripes, address + length - STRIPE_BYTES, worker.stateAddress);
}

const secret = viewOf(SECRET);

function merge({ accumulators }: Worker, length: number): bigint {
  let sum = BigInt(length) * PRIME64_1;
  for (let index = 0; index < FIRST_ACCUMULATORS.length; index += 2) {
    const at = index * 8;
    sum += foldedProduct(
      u64(accumulators, at) ^ u64(secret, SECRET_MERGE + at),
      u64(accumulators, at + 8) ^ u64(secret, SECRET_MERGE + at + 8),
    );
  }
  return avalanche(wrap(sum));
}

function workerIn({ memory, workAddress }: AlignedMemory): Worker {
  const known = workers.get(memory);
  if (known !== undefined) return known;
  compiled ??= compile();
  const { accumulate } = new WebAssembly.Instance(compiled, { env: { memory } }).exports;
  new Uint8Array(memory.buffer).set(SECRET, workAddress + STATE_ACCUMULATOR_BYTES);
  const accumulators = new DataView(memory.buffer, workAddress, STATE_ACCUMULATOR_BYTES);
  const made = { accumulate, stateAddress: workAddress, accumulators };
  workers.set(memory, made);
  return made;
}

function compile(): object {
  try {
    return new WebAssembly.Module(assembleModule());
  } catch (cause) {
    throw new MediaError('E_INTERNAL', 'this Node has no WebAssembly SIMD; versions from 16.4 on have it', {
      cause,
    });
  }
}

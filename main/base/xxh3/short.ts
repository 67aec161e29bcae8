/**
 * XXH3 of short inputs, up to 240 bytes (xxhash_spec.md, "XXH3 algorithm"): other formulas than those of long inputs.
 * Only odds and ends of a medium are that short, so plain BigInt is fast enough.
 */
import { PRIME64_1, PRIME64_2, PRIME64_3, PRIME_MX1, PRIME_MX2, SECRET } from './constants.ts';

export const SHORT_BYTES = 240;

const secret = viewOf(SECRET);

/** @param bytes at most 240 */
export function xxh3Short(bytes: Uint8Array): bigint {
  const input = viewOf(bytes);
  const { length } = bytes;
  if (length > 128) return upTo240(input);
  if (length > 16) return upTo128(input);
  if (length > 8) return upTo16(input);
  if (length > 3) return upTo8(input);
  if (length > 0) return upTo3(bytes);
  return avalanche64(u64(secret, 56) ^ u64(secret, 64));
}

/** The final mixing, of long inputs, too. */
export function avalanche(value: bigint): bigint {
  const mixed = wrap((value ^ (value >> 37n)) * PRIME_MX1);
  return mixed ^ (mixed >> 32n);
}

/** Both halves of the 128-bit product, combined. */
export function foldedProduct(a: bigint, b: bigint): bigint {
  const product = a * b;
  return wrap(product) ^ (product >> 64n);
}

export function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function u64(view: DataView, offset: number): bigint {
  return view.getBigUint64(offset, true);
}

function u32(view: DataView, offset: number): bigint {
  return BigInt(view.getUint32(offset, true));
}

function upTo3(bytes: Uint8Array): bigint {
  const { length } = bytes;
  const at = (index: number): bigint => BigInt(bytes[index] ?? 0);
  const combined =
    at(length - 1) + (BigInt(length) << 8n) + (at(0) << 16n) + (at(Math.floor(length / 2)) << 24n);
  return avalanche64(combined ^ u32(secret, 0) ^ u32(secret, 4));
}

function upTo8(input: DataView): bigint {
  const length = input.byteLength;
  const combined = u32(input, length - 4) + (u32(input, 0) << 32n);
  let value = combined ^ u64(secret, 8) ^ u64(secret, 16);
  value ^= rotateLeft(value, 49n) ^ rotateLeft(value, 24n);
  value = wrap(value * PRIME_MX2);
  value ^= (value >> 35n) + BigInt(length);
  value = wrap(value * PRIME_MX2);
  return value ^ (value >> 28n);
}

function upTo16(input: DataView): bigint {
  const length = input.byteLength;
  const low = u64(input, 0) ^ u64(secret, 24) ^ u64(secret, 32);
  const high = u64(input, length - 8) ^ u64(secret, 40) ^ u64(secret, 48);
  return avalanche(wrap(BigInt(length) + swapBytes(low) + high + foldedProduct(low, high)));
}

function upTo128(input: DataView): bigint {
  const length = input.byteLength;
  let sum = BigInt(length) * PRIME64_1;
  // From both ends towards the middle, 16 bytes each.
  const steps = Math.floor((length - 1) / 32);
  for (let step = 0; step <= steps; step += 1) {
    sum += mix16(input, step * 16, step * 32);
    sum += mix16(input, length - 16 * (step + 1), step * 32 + 16);
  }
  return avalanche(wrap(sum));
}

function upTo240(input: DataView): bigint {
  const length = input.byteLength;
  let sum = BigInt(length) * PRIME64_1;
  for (let at = 0; at < 128; at += 16) sum += mix16(input, at, at);
  sum = avalanche(wrap(sum));
  for (let at = 128; at + 16 <= length; at += 16) sum += mix16(input, at, at - 128 + 3);
  sum += mix16(input, length - 16, 136 - 17);
  return avalanche(wrap(sum));
}

function mix16(input: DataView, at: number, secretAt: number): bigint {
  return foldedProduct(
    u64(input, at) ^ u64(secret, secretAt),
    u64(input, at + 8) ^ u64(secret, secretAt + 8),
  );
}

/** The final mixing of XXH64, which inputs of up to 3 bytes use. */
function avalanche64(value: bigint): bigint {
  const first = wrap((value ^ (value >> 33n)) * PRIME64_2);
  const second = wrap((first ^ (first >> 29n)) * PRIME64_3);
  return second ^ (second >> 32n);
}

function rotateLeft(value: bigint, bits: bigint): bigint {
  return wrap(value << bits) | (value >> (64n - bits));
}

function swapBytes(value: bigint): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, value, true);
  return view.getBigUint64(0, false);
}

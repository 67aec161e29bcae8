/**
 * The inner loop of XXH3 as a WebAssembly module with SIMD instructions, assembled here from their names: no compiler is
 * needed to build the program, and everybody can read what runs. JavaScript has no 64-bit multiplication that is worth
 * the name (BigInt is 300 times slower).
 * The module has no memory of its own: it works in the one it is given, which holds the bytes to be hashed and a state
 * (eight accumulators of 64 bits, then the secret).
 */
import { encodeUtf8 } from '../bytes.ts';
import {
  PRIME32_1,
  SECRET_BYTES,
  SECRET_LAST_STRIPE,
  SECRET_STEP_BYTES,
  STRIPE_BYTES,
  STRIPES_PER_BLOCK,
} from './constants.ts';

/** Instructions (WebAssembly core specification 2.0, chapter 5.4). */
const OP = {
  loop: [0x03, 0x40],
  if: [0x04, 0x40],
  end: [0x0b],
  brIf: [0x0d],
  localGet: [0x20],
  localSet: [0x21],
  localTee: [0x22],
  i32Const: [0x41],
  i64Const: [0x42],
  i32Add: [0x6a],
  i32Sub: [0x6b],
  v128Load: [0xfd, 0x00],
  v128Store: [0xfd, 0x0b],
  shuffle: [0xfd, 0x0d],
  i64x2Splat: [0xfd, 0x12],
  xor: [0xfd, 0x51],
  i64x2ShrU: [0xfd, 0xcd, 0x01],
  i64x2Add: [0xfd, 0xce, 0x01],
  i64x2Mul: [0xfd, 0xd5, 0x01],
  extmulLowU32: [0xfd, 0xde, 0x01],
  extmulHighU32: [0xfd, 0xdf, 0x01],
} as const;
const TYPE = { i32: 0x7f, v128: 0x7b, func: 0x60 } as const;
const SECTION = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;

export const STATE_ACCUMULATOR_BYTES = 64;

/** Parameters and variables of the function. */
const INPUT = 0;
const BLOCKS = 1;
const STRIPES = 2;
const LAST = 3;
const STATE = 4;
const SECRET_AT = 5;
const ACCUMULATORS = [6, 7, 8, 9] as const;
/** Sums of the data itself, which belongs to the neighbour of its accumulator and is handed over block by block. */
const SUMS = [10, 11, 12, 13] as const;
const KEYED = [14, 15] as const;
const LOW_HALVES = 16;
const HIGH_HALVES = 17;
const LEFT = 18;

type Code = readonly number[];

/**
 * The module. It imports a memory "env.memory" and exports `accumulate(input, blocks, stripes, last, state)`, addresses
 * and counts: takes in `blocks` blocks of 16 stripes from `input` on, then `stripes` more stripes, then, unless it is 0,
 * the last stripe of the input, at `last`. The accumulators are read from `state` and put back there.
 */
export function assembleModule(): Uint8Array<ArrayBuffer> {
  const i32Parameters = Array.from({ length: 5 }, () => TYPE.i32);
  const memoryWithoutMaximum = [0x02, 0x00, ...leb(1)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(SECTION.type, [[TYPE.func, ...vector(i32Parameters.map((type) => [type])), 0]]),
    ...section(SECTION.import, [[...text('env'), ...text('memory'), ...memoryWithoutMaximum]]),
    ...section(SECTION.function, [[0]]),
    ...section(SECTION.export, [[...text('accumulate'), 0x00, 0]]),
    ...section(SECTION.code, [sized([...locals(), ...body(), ...OP.end])]),
  ]);
}

function body(): Code {
  return [
    ...ACCUMULATORS.flatMap((accumulator, index) => [
      ...load(STATE, index * 16),
      ...OP.localSet,
      accumulator,
    ]),
    ...whileCounting(BLOCKS, [
      ...[...OP.i32Const, ...signedLeb(BigInt(STRIPES_PER_BLOCK)), ...OP.localSet, LEFT],
      ...stripes(LEFT),
      ...handOver(),
      ...setSecret(0),
      ...scramble(),
    ]),
    ...stripes(STRIPES),
    ...get(LAST),
    ...OP.if,
    ...setSecret(SECRET_LAST_STRIPE),
    ...stripe(LAST, 0, 0),
    ...OP.end,
    ...handOver(),
    ...ACCUMULATORS.flatMap((accumulator, index) => [
      ...get(STATE),
      ...get(accumulator),
      ...OP.v128Store,
      ...memoryArgument(index * 16),
    ]),
  ];
}

/**
 * As many stripes as the counter says, from the start of the secret on. One in each turn of the loop: V8 moves all loads
 * of a stretch of code to its start, so that 16 stripes in one turn spent two thirds of their time putting away and
 * fetching again what did not fit into the registers.
 */
function stripes(counter: number): Code {
  return [
    ...setSecret(0),
    ...whileCounting(counter, [
      ...stripe(INPUT, 0, 0),
      ...advance(INPUT, STRIPE_BYTES),
      ...advance(SECRET_AT, SECRET_STEP_BYTES),
    ]),
  ];
}

/** Takes 64 bytes into the accumulators, two vectors (four accumulators) at a time. */
function stripe(input: number, inputOffset: number, secretOffset: number): Code {
  return [0, 1].flatMap((half) => {
    const [a = 0, b = 0] = ACCUMULATORS.slice(half * 2, half * 2 + 2);
    const [sumA = 0, sumB = 0] = SUMS.slice(half * 2, half * 2 + 2);
    const [keyedA, keyedB] = KEYED;
    const at = half * 32;
    return [
      ...take(input, inputOffset + at, { sum: sumA, keyed: keyedA, secretOffset: secretOffset + at }),
      ...take(input, inputOffset + at + 16, {
        sum: sumB,
        keyed: keyedB,
        secretOffset: secretOffset + at + 16,
      }),
      // The 32-bit halves of the four keyed words, sorted: all low ones, all high ones.
      ...[...get(keyedA), ...get(keyedB), ...words(0, 2, 4, 6), ...OP.localSet, LOW_HALVES],
      ...[...get(keyedA), ...get(keyedB), ...words(1, 3, 5, 7), ...OP.localSet, HIGH_HALVES],
      ...multiply(a, OP.extmulLowU32),
      ...multiply(b, OP.extmulHighU32),
    ];
  });
}

/** sum += data; keyed = data ^ secret. */
function take(
  input: number,
  offset: number,
  {
    sum,
    keyed,
    secretOffset,
  }: { readonly sum: number; readonly keyed: number; readonly secretOffset: number },
): Code {
  return [
    ...[...load(input, offset), ...OP.localTee, keyed, ...get(sum), ...OP.i64x2Add, ...OP.localSet, sum],
    ...[...get(keyed), ...load(SECRET_AT, secretOffset), ...OP.xor, ...OP.localSet, keyed],
  ];
}

/** accumulator += product of the halves. */
function multiply(accumulator: number, product: Code): Code {
  return [
    ...[...get(accumulator), ...get(LOW_HALVES), ...get(HIGH_HALVES), ...product],
    ...[...OP.i64x2Add, ...OP.localSet, accumulator],
  ];
}

/** accumulator += sum of its neighbour's data, which begins anew. */
function handOver(): Code {
  return ACCUMULATORS.flatMap((accumulator, index) => {
    const sum = SUMS[index] ?? 0;
    return [
      ...[...get(accumulator), ...get(sum), ...get(sum), ...words(2, 3, 0, 1)],
      ...[...OP.i64x2Add, ...OP.localSet, accumulator],
      ...[...get(sum), ...get(sum), ...OP.xor, ...OP.localSet, sum],
    ];
  });
}

/** After every block: accumulator = (accumulator ^ accumulator >> 47 ^ secret) * PRIME32_1. */
function scramble(): Code {
  return ACCUMULATORS.flatMap((accumulator, index) => [
    ...[
      ...get(accumulator),
      ...get(accumulator),
      ...OP.i32Const,
      ...signedLeb(47n),
      ...OP.i64x2ShrU,
      ...OP.xor,
    ],
    ...[...load(SECRET_AT, SECRET_BYTES - STRIPE_BYTES + index * 16), ...OP.xor],
    ...[...OP.i64Const, ...signedLeb(PRIME32_1), ...OP.i64x2Splat, ...OP.i64x2Mul],
    ...[...OP.localSet, accumulator],
  ]);
}

/** Repeats the code as often as the counter says; not at all when it is 0. */
function whileCounting(counter: number, code: Code): Code {
  return [
    ...[...get(counter), ...OP.if, ...OP.loop],
    ...code,
    ...[...get(counter), ...OP.i32Const, ...signedLeb(1n), ...OP.i32Sub, ...OP.localTee, counter],
    ...[...OP.brIf, 0, ...OP.end, ...OP.end],
  ];
}

function setSecret(offset: number): Code {
  const distance = signedLeb(BigInt(STATE_ACCUMULATOR_BYTES + offset));
  return [...get(STATE), ...OP.i32Const, ...distance, ...OP.i32Add, ...OP.localSet, SECRET_AT];
}

function advance(variable: number, bytes: number): Code {
  return [
    ...get(variable),
    ...OP.i32Const,
    ...signedLeb(BigInt(bytes)),
    ...OP.i32Add,
    ...OP.localSet,
    variable,
  ];
}

function get(variable: number): Code {
  return [...OP.localGet, variable];
}

function load(address: number, offset: number): Code {
  return [...get(address), ...OP.v128Load, ...memoryArgument(offset)];
}

/** Alignment is a hint only; 8 bytes (2^3) is what the secret's steps keep. */
function memoryArgument(offset: number): Code {
  return [3, ...leb(offset)];
}

/** A shuffle of 32-bit words: 0 to 3 are those of the first vector, 4 to 7 those of the second. */
function words(...order: readonly number[]): Code {
  return [...OP.shuffle, ...order.flatMap((word) => [0, 1, 2, 3].map((byte) => word * 4 + byte))];
}

function locals(): Code {
  return vector([
    [1, TYPE.i32],
    [HIGH_HALVES - SECRET_AT, TYPE.v128],
    [1, TYPE.i32],
  ]);
}

function section(id: number, entries: readonly Code[]): Code {
  return [id, ...sized(vector(entries))];
}

function vector(entries: readonly Code[]): Code {
  return [...leb(entries.length), ...entries.flat()];
}

function sized(code: Code): Code {
  return [...leb(code.length), ...code];
}

function text(name: string): Code {
  return vector(Array.from(encodeUtf8(name), (byte) => [byte]));
}

/** Unsigned LEB128. */
function leb(value: number): Code {
  return value < 128 ? [value] : [(value % 128) + 128, ...leb(Math.floor(value / 128))];
}

/** Signed LEB128 of a number that is not negative: bit 6 of the last byte is the sign. */
function signedLeb(value: bigint): Code {
  return value < 64n ? [Number(value)] : [Number(value % 128n) + 128, ...signedLeb(value / 128n)];
}

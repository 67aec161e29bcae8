/**
 * On-disk structures as tables: one table per structure gives offset, name, codec and meaning, and is the writer, the
 * reader and the documentation. Offsets are written out as in the specification and checked when the module loads:
 * a gap or an overlap throws, so a typing mistake cannot survive the first import.
 * Trap: fields made by `reserved` and `magic` carry no value; they are written as zero or constant. Reading checks a
 * magic and ignores what stands in a reserved field.
 */
import { MediaError } from './errors/media-error.ts';
import { equalBytes, toHex } from './bytes.ts';

/** Translates one field between bytes and a value. */
export interface Codec<Value> {
  readonly size: number;
  readonly type: string;
  /** Set for fields without a value (magic numbers, reserved bytes). */
  readonly isFixed: boolean;
  read(view: DataView, offset: number, where: string): Value;
  write(view: DataView, offset: number, value: Value, where: string): void;
}

/** Marker type of fields that carry no value. */
export interface FixedCodec extends Codec<undefined> {
  readonly isFixed: true;
}

export interface ValueCodec<Value> extends Codec<Value> {
  readonly isFixed: false;
}

/** Offset in bytes from the start of the structure, codec, and what the field means (one line for the docs). */
type Field = readonly [
  offset: number,
  codec: FixedCodec | ValueCodec<never> | ValueCodec<unknown>,
  doc?: string,
];
type Fields = Readonly<Record<string, Field>>;

type ValueOf<C> = C extends ValueCodec<infer Value> ? Value : never;
type ValueKeys<F extends Fields> = { [K in keyof F]: F[K][1] extends FixedCodec ? never : K }[keyof F];

/** The value a structure stands for: every field that is not fixed. */
export type StructValue<F extends Fields> = { readonly [K in ValueKeys<F>]: ValueOf<F[K][1]> };

/** The value type of a `struct(...)`. */
export type ValueOfStruct<S> = S extends Struct<infer F> ? StructValue<F> : never;

export interface FieldDescription {
  readonly offset: number;
  readonly size: number;
  readonly name: string;
  readonly type: string;
  readonly doc: string;
}

export interface Struct<F extends Fields> {
  readonly name: string;
  readonly size: number;
  /** Fields in order of offset, for the docs. */
  readonly fields: readonly FieldDescription[];
  encode(value: StructValue<F>): Uint8Array;
  encodeInto(target: Uint8Array, offset: number, value: StructValue<F>): void;
  /** @throws MediaError E_FORMAT_TRUNCATED, E_FORMAT_MAGIC or E_FORMAT_VALUE, naming structure and field. */
  decode(bytes: Uint8Array, offset?: number): StructValue<F>;
}

/** Makes a structure from its table; throws at load time when the table has a gap, an overlap or the wrong size. */
export function struct<const F extends Fields>(name: string, size: number, fields: F): Struct<F> {
  const entries = Object.entries(fields).sort(([, a], [, b]) => a[0] - b[0]);
  let end = 0;
  for (const [field, [offset, codec]] of entries) {
    if (offset !== end)
      throw new Error(`${name}.${field}: begins at ${offset}, the field before it ends at ${end}`);
    end = offset + codec.size;
  }
  if (end !== size) throw new Error(`${name}: the fields end at ${end}, the structure at ${size}`);

  const encodeInto = (target: Uint8Array, offset: number, value: StructValue<F>): void => {
    const view = new DataView(target.buffer, target.byteOffset + offset, size);
    for (const [field, [fieldOffset, codec]] of entries) {
      // Sound: StructValue<F> holds exactly the value type of each codec that is not fixed.
      const fieldValue = (value as Readonly<Record<string, unknown>>)[field];
      (codec as Codec<unknown>).write(view, fieldOffset, fieldValue, `${name}.${field}`);
    }
  };
  return {
    name,
    size,
    fields: entries.map(([field, [offset, codec, doc]]) => ({
      offset,
      size: codec.size,
      name: field,
      type: codec.type,
      doc: doc ?? '',
    })),
    encodeInto,
    encode(value) {
      const bytes = new Uint8Array(size);
      encodeInto(bytes, 0, value);
      return bytes;
    },
    decode(bytes, offset = 0) {
      if (offset + size > bytes.length) {
        throw new MediaError(
          'E_FORMAT_TRUNCATED',
          `${name} needs ${size} bytes at offset ${offset}, the data has ${bytes.length}`,
        );
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset + offset, size);
      const value: Record<string, unknown> = {};
      for (const [field, [fieldOffset, codec]] of entries) {
        const fieldValue = codec.read(view, fieldOffset, `${name}.${field}`);
        if (!codec.isFixed) value[field] = fieldValue;
      }
      // Sound: every field that is not fixed was just set by its own codec.
      return value as StructValue<F>;
    },
  };
}

/** The table of a structure as Markdown, for the README of its format. */
export function describeStruct(structure: {
  readonly name: string;
  readonly size: number;
  readonly fields: readonly FieldDescription[];
}): string {
  const rows = structure.fields.map(
    (f) => `| ${f.offset} | ${f.size} | \`${f.name}\` | ${f.type} | ${f.doc} |`,
  );
  return [
    `### ${structure.name} (${structure.size} bytes)`,
    '',
    '| Offset | Size | Field | Type | Meaning |',
    '| ---: | ---: | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function bytesOf(view: DataView, offset: number, size: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + offset, size);
}

/** Bytes that are always the same; reading anything else throws E_FORMAT_MAGIC. */
export function magic(expected: Uint8Array): FixedCodec {
  return {
    size: expected.length,
    type: `constant ${toHex(expected)}`,
    isFixed: true,
    read(view, offset, where) {
      const found = bytesOf(view, offset, expected.length);
      if (!equalBytes(found, expected)) {
        throw new MediaError(
          'E_FORMAT_MAGIC',
          `${where} should be ${toHex(expected)}, found ${toHex(found)}`,
        );
      }
      return undefined;
    },
    write(view, offset) {
      bytesOf(view, offset, expected.length).set(expected);
    },
  };
}

/** Bytes the format keeps for later: written as zero, not judged on reading. */
export function reserved(size: number): FixedCodec {
  return {
    size,
    type: 'zero',
    isFixed: true,
    read: () => undefined,
    write(view, offset) {
      bytesOf(view, offset, size).fill(0);
    },
  };
}

/** A field of `size` bytes taken and given as they are. */
export function bytes(size: number): ValueCodec<Uint8Array> {
  return {
    size,
    type: 'bytes',
    isFixed: false,
    read: (view, offset) => bytesOf(view, offset, size).slice(),
    write(view, offset, value, where) {
      if (value.length !== size) {
        throw new MediaError('E_FORMAT_VALUE', `${where} holds ${size} bytes, got ${value.length}`);
      }
      bytesOf(view, offset, size).set(value);
    },
  };
}

/** One-byte characters padded to `size` with `pad`; reading cuts the padding at the end. */
export function ascii(size: number, pad = ' '): ValueCodec<string> {
  return {
    size,
    type: pad === ' ' ? 'text, space padded' : 'text, zero padded',
    isFixed: false,
    read(view, offset) {
      let text = '';
      for (const byte of bytesOf(view, offset, size)) text += String.fromCharCode(byte);
      let length = text.length;
      while (length > 0 && text[length - 1] === pad) length -= 1;
      return text.slice(0, length);
    },
    write(view, offset, value, where) {
      if (value.length > size) {
        throw new MediaError(
          'E_FORMAT_VALUE',
          `${where} holds ${size} characters, "${value}" has ${value.length}`,
        );
      }
      for (let index = 0; index < size; index += 1) {
        const unit = (value + pad.repeat(size)).charCodeAt(index);
        if (unit > 255)
          throw new MediaError('E_FORMAT_VALUE', `${where} cannot hold "${value}": not one-byte text`);
        view.setUint8(offset + index, unit);
      }
    },
  };
}

/** UTF-16 little-endian text padded with zero units; `size` in bytes. Reading ends at the first zero unit. */
export function utf16(size: number): ValueCodec<string> {
  return {
    size,
    type: 'UTF-16LE text, zero padded',
    isFixed: false,
    read(view, offset) {
      let text = '';
      for (let index = 0; index < size; index += 2) {
        const unit = view.getUint16(offset + index, true);
        if (unit === 0) break;
        text += String.fromCharCode(unit);
      }
      return text;
    },
    write(view, offset, value, where) {
      if (value.length * 2 > size) {
        throw new MediaError(
          'E_FORMAT_VALUE',
          `${where} holds ${size / 2} UTF-16 units, "${value}" has ${value.length}`,
        );
      }
      for (let index = 0; index < size / 2; index += 1) {
        view.setUint16(offset + index * 2, index < value.length ? value.charCodeAt(index) : 0, true);
      }
    },
  };
}

interface IntegerForm {
  readonly type: string;
  readonly size: number;
  readonly max: number;
  get(view: DataView, offset: number, where: string): number;
  set(view: DataView, offset: number, value: number): void;
}

function integer(form: IntegerForm): ValueCodec<number> {
  return {
    size: form.size,
    type: form.type,
    isFixed: false,
    read: (view, offset, where) => form.get(view, offset, where),
    write(view, offset, value, where) {
      if (!Number.isSafeInteger(value) || value < 0 || value > form.max) {
        throw new MediaError('E_FORMAT_VALUE', `${where} holds 0 to ${form.max}, got ${value}`);
      }
      form.set(view, offset, value);
    },
  };
}

export const u8 = integer({
  type: 'u8',
  size: 1,
  max: 0xff,
  get: (v, o) => v.getUint8(o),
  set: (v, o, x) => {
    v.setUint8(o, x);
  },
});
export const u16 = integer({
  type: 'u16 LE',
  size: 2,
  max: 0xffff,
  get: (v, o) => v.getUint16(o, true),
  set: (v, o, x) => {
    v.setUint16(o, x, true);
  },
});
export const u32 = integer({
  type: 'u32 LE',
  size: 4,
  max: 0xffff_ffff,
  get: (v, o) => v.getUint32(o, true),
  set: (v, o, x) => {
    v.setUint32(o, x, true);
  },
});
export const u16be = integer({
  type: 'u16 BE',
  size: 2,
  max: 0xffff,
  get: (v, o) => v.getUint16(o),
  set: (v, o, x) => {
    v.setUint16(o, x);
  },
});
export const u32be = integer({
  type: 'u32 BE',
  size: 4,
  max: 0xffff_ffff,
  get: (v, o) => v.getUint32(o),
  set: (v, o, x) => {
    v.setUint32(o, x);
  },
});
/** 64-bit unsigned; values from 2^53 on are refused because they would not survive as a number. */
export const u64 = integer({
  type: 'u64 LE',
  size: 8,
  max: Number.MAX_SAFE_INTEGER,
  get: (v, o, where) => {
    const value = v.getBigUint64(o, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new MediaError('E_FORMAT_VALUE', `${where} is ${value.toString()}, more than 2^53-1`);
    }
    return Number(value);
  },
  set: (v, o, x) => {
    v.setBigUint64(o, BigInt(x), true);
  },
});
/** ISO 9660 7.2.3: the number in little-endian, then again in big-endian. Reading takes the little-endian half. */
export const u16both = integer({
  type: 'u16 LE+BE',
  size: 4,
  max: 0xffff,
  get: (v, o) => v.getUint16(o, true),
  set: (v, o, x) => {
    v.setUint16(o, x, true);
    v.setUint16(o + 2, x);
  },
});
/** ISO 9660 7.3.3: the number in little-endian, then again in big-endian. Reading takes the little-endian half. */
export const u32both = integer({
  type: 'u32 LE+BE',
  size: 8,
  max: 0xffff_ffff,
  get: (v, o) => v.getUint32(o, true),
  set: (v, o, x) => {
    v.setUint32(o, x, true);
    v.setUint32(o + 4, x);
  },
});

/**
 * Packed images: what gzip, xz, zstd and zip have packed comes out as it was, and what was damaged or cut afterwards is
 * called damaged, wherever it was hit.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { MIB } from '#base/units.ts';
import { openImageSource } from '../../main/service/unpack/image-source.ts';
import { codeOfPromise } from '../support/codes.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const folder = await tempFolder('unpack');
const raw = join(folder, 'stick.img');
const image = sampleImage(5 * MIB + 512);
writeFileSync(raw, image);

/** Text that packs well, noise that does not, zeros; a boot sector's signature in its place. */
function sampleImage(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let state = 1;
  for (let at = 0; at < sizeBytes; at += 1) {
    if (at < 2 * MIB) {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      bytes[at] = Math.floor(state / 65_536) % 256;
    } else if (at < 4 * MIB) bytes[at] = 65 + (at % 23);
  }
  bytes.set([0x55, 0xaa], 510);
  return bytes;
}

function pack(name: string, program: string, args: readonly string[]): string {
  const path = join(folder, name);
  const result = oracle('sh', ['-c', `${program} ${args.join(' ')} > "$0"`, path]);
  if (result.exitCode !== 0) throw new Error(result.output);
  return path;
}

interface Packed {
  readonly program: string;
  readonly name: string;
  readonly make: () => string;
  readonly isSizeKnown: boolean;
}

const zip = (name: string, ...options: string[]) => {
  const path = join(folder, name);
  // zip adds to an archive that is there.
  rmSync(path, { force: true });
  const result = oracle('zip', ['-q', '-j', ...options, path, raw]);
  if (result.exitCode !== 0) throw new Error(result.output);
  return path;
};

const FORMS: readonly Packed[] = [
  { program: 'gzip', name: 'gzip', isSizeKnown: false, make: () => pack('a.gz', 'gzip', ['-c', raw]) },
  {
    program: 'gzip',
    name: 'gzip in two members',
    isSizeKnown: false,
    make: () => pack('b.gz', `(head -c 3000000 ${raw} | gzip; tail -c +3000001 ${raw} | gzip)`, []),
  },
  { program: 'xz', name: 'xz', isSizeKnown: true, make: () => pack('a.xz', 'xz', ['-c', raw]) },
  {
    program: 'xz',
    name: 'xz in many blocks',
    isSizeKnown: true,
    make: () => pack('b.xz', 'xz', ['-c', '-0', '--block-size=300000', '--check=crc32', raw]),
  },
  {
    program: 'xz',
    name: 'xz in two streams with padding',
    isSizeKnown: true,
    make: () =>
      pack('c.xz', `(head -c 3000000 ${raw} | xz; printf '\\0\\0\\0\\0'; tail -c +3000001 ${raw} | xz)`, []),
  },
  { program: 'zstd', name: 'zstd', isSizeKnown: true, make: () => pack('a.zst', 'zstd', ['-q', '-c', raw]) },
  {
    program: 'zstd',
    name: 'zstd from a pipe',
    isSizeKnown: false,
    make: () => pack('b.zst', `cat ${raw} | zstd -q -19 --long=27`, []),
  },
  {
    program: 'zstd',
    name: 'zstd in two frames',
    isSizeKnown: false,
    make: () => pack('c.zst', `(head -c 3000000 ${raw} | zstd -q; tail -c +3000001 ${raw} | zstd -q)`, []),
  },
  { program: 'zip', name: 'zip', isSizeKnown: true, make: () => zip('a.zip') },
  { program: 'zip', name: 'zip that only stores', isSizeKnown: true, make: () => zip('b.zip', '-0') },
];

async function unpack(path: string): Promise<Buffer> {
  const source = await openImageSource(path);
  try {
    return Buffer.concat(await Readable.from(source.chunks()).toArray());
  } finally {
    await source.close();
  }
}

/** A changed byte that belongs to no content (a name, a time) may go unnoticed; a wrong image may not. */
async function isSame(path: string): Promise<void> {
  if (!(await unpack(path)).equals(image)) throw new Error('another image went through');
}

describe.each(FORMS)('$name', ({ program, make, isSizeKnown }) => {
  testWith([program], 'comes out as it was; its size is known where the form tells it', async () => {
    // The name says nothing.
    const path = make();
    const source = await openImageSource(path);
    expect(source.sizeBytes).toBe(isSizeKnown ? image.length : undefined);
    await source.close();
    expect((await unpack(path)).equals(image)).toBe(true);
  });

  testWith([program], 'cut off anywhere it is damaged', async () => {
    const path = make();
    const { size } = await stat(path);
    for (const part of [0.999, 0.7, 0.3, 0.01]) {
      await truncate(path, Math.floor(size * part));
      expect(await codeOfPromise(unpack(path)), `cut at ${part}`).toBe('E_UNPACK_DAMAGED');
    }
  });

  testWith([program], 'with one byte changed it is damaged, or what comes out is still right', async () => {
    const path = make();
    const { size } = await stat(path);
    const handle = await open(path, 'r+');
    let found = 0;
    for (let step = 1; step < 20; step += 1) {
      const at = Math.floor((size * step) / 20);
      const original = Buffer.alloc(1);
      await handle.read(original, 0, 1, at);
      await handle.write(Buffer.from([((original[0] ?? 0) + 1) % 256]), 0, 1, at);
      const outcome = await codeOfPromise(isSame(path));
      expect(['E_UNPACK_DAMAGED', '(none)']).toContain(outcome);
      if (outcome !== '(none)') found += 1;
      await handle.write(original, 0, 1, at);
    }
    await handle.close();
    expect(found).toBeGreaterThan(14);
  });
});

describe('what is refused', () => {
  const write = (name: string, bytes: Uint8Array | string) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };

  test.each([
    ['an empty file', '', 'E_UNPACK_FORMAT'],
    ['a text', 'Dear all, please find attached', 'E_UNPACK_FORMAT'],
    ['a 7-Zip archive', Buffer.from('377abcaf271c0004', 'hex'), 'E_UNPACK_FORMAT'],
    ['a bzip2 file', 'BZh91AY&SY', 'E_UNPACK_FORMAT'],
    ['a gzip file that ends after its header', Buffer.from('1f8b0800', 'hex'), 'E_UNPACK_DAMAGED'],
    ['a zip file of noise', 'PK\u0003\u0004noise', 'E_UNPACK_DAMAGED'],
  ])('%s', async (_name, bytes, code) => {
    expect(await codeOfPromise(unpack(write('refused', bytes)))).toBe(code);
  });

  testWith(['gzip', 'zip'], 'what is packed twice', async () => {
    const gz = pack('twice.img.gz', 'gzip', ['-c', raw]);
    const twice = join(folder, 'twice.zip');
    oracle('zip', ['-q', '-j', twice, gz]);
    expect(await codeOfPromise(unpack(twice))).toBe('E_UNPACK_FORMAT');
  });

  testWith(['zip'], 'a zip with two images, with none, or with a password', async () => {
    const path = join(folder, 'many.zip');
    const note = write('readme.txt', 'nothing');
    oracle('zip', ['-q', '-j', path, raw, note]);
    expect((await unpack(path)).equals(image)).toBe(true);
    const other = write('other.iso', readFileSync(raw).subarray(0, 1024));
    oracle('zip', ['-q', '-j', path, other]);
    expect(await codeOfPromise(unpack(path))).toBe('E_UNPACK_CHOICE');
    const empty = join(folder, 'empty.zip');
    oracle('zip', ['-q', '-j', empty, note, other]);
    oracle('zip', ['-q', '-d', empty, 'readme.txt', 'other.iso']);
    expect(await codeOfPromise(unpack(write('empty.zip', 'PK\u0005\u0006' + '\0'.repeat(18))))).toBe(
      'E_UNPACK_CHOICE',
    );
    const secret = join(folder, 'secret.zip');
    oracle('zip', ['-q', '-j', '-P', 'password', secret, raw]);
    expect(await codeOfPromise(unpack(secret))).toBe('E_UNPACK_FORMAT');
  });
});

/**
 * FAT32 volumes before independent judges: fsck.fat (dosfstools), mtools and 7-Zip.
 * Trap: mtools knows no characters beyond the BMP (it prints "_"), and ext4 no names of 255 umlauts (510 bytes), so
 * such names are judged by 7-Zip's listing.
 */
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { equalBytes } from '#base/bytes.ts';
import { buildTree, type TreeFile } from '#base/file-tree.ts';
import { GIB, MIB } from '#base/units.ts';
import { maxVolumeBytes, planFat32Volume, type Fat32Plan, type Fat32Request } from '#formats/fat32/index.ts';
import { findFat32 } from '#image/read-fat32.ts';
import { readAll } from '../support/content.ts';
import { fileDevice, materialise } from '../support/materialise.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';
import { noise, noiseFile, sizedFile, textFile } from '../support/trees.ts';

const folder = await tempFolder('fat32');

function plan(files: readonly TreeFile[], options: Partial<Fat32Request> = {}): Fat32Plan {
  return planFat32Volume({
    root: buildTree(files),
    volumeBytes: 'fit',
    label: 'ORACLE',
    volumeId: 0x1234_abcd,
    hiddenSectors: 0,
    modified: new Date('2026-11-20T10:11:12Z'),
    sectorBytes: 512,
    ...options,
  });
}

async function volumeFile(name: string, planned: Fat32Plan): Promise<string> {
  const path = join(folder, name);
  await materialise(planned, path);
  return path;
}

/** The volume as a sparse file without its contents above 1 GiB. */
async function withoutLargeContent(name: string, planned: Fat32Plan): Promise<string> {
  const path = join(folder, name);
  await materialise({ ...planned, extents: planned.extents.filter(({ length }) => length < GIB) }, path);
  return path;
}

function expectSound(path: string): string {
  const judged = oracle('fsck.fat', ['-n', '-v', path]);
  expect(judged.output).not.toMatch(/differ|wrong|dirty|error|contain|truncat|bad|lost/i);
  expect(judged.exitCode, judged.output).toBe(0);
  return judged.stdout;
}

function expectTested(path: string): void {
  const tested = oracle('7z', ['t', '-tFAT', path]);
  expect(tested.exitCode, tested.output).toBe(0);
  expect(tested.stdout, tested.output).toContain('Everything is Ok');
  expect(tested.output).not.toMatch(/warning/i);
}

function filesBelow(path: string, prefix = ''): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? [`${prefix}${entry.name}/`, ...filesBelow(join(path, entry.name), `${prefix}${entry.name}/`)]
      : [prefix + entry.name],
  );
}

const ORDINARY: readonly TreeFile[] = [
  textFile('EFI/BOOT/BOOTX64.EFI'),
  textFile('EFI/BOOT/empty.dat', ''),
  noiseFile('sms/data/Variables.dat', 24_248),
  noiseFile('sources/boot.wim', 3 * MIB + 17),
  ...[1, 511, 512, 513, 4095, 4096, 4097, 32_767, 32_768, 32_769].map((size) =>
    noiseFile(`Größen/genau ${size} Bytes.bin`, size),
  ),
  textFile(`${Array.from({ length: 60 }, (_, index) => `Ebene ${index}`).join('/')}/unten.txt`),
  textFile('leerer Ordner/'),
  textFile(`lang/${'x'.repeat(251)}.txt`),
];

describe('FAT32 volumes that other programs judge', () => {
  const sizes: readonly [name: string, bytes: number, clusterBytes: number][] = [
    ['64 MB', 64_000_000, 512],
    ['4 GB', 4_000_000_000, 4096],
    ['32 GB', 32_000_000_000, 16_384],
    ['64 GB', 64_000_000_000, 32_768],
    ['2 TB', maxVolumeBytes(512), 32_768],
  ];
  for (const [name, volumeBytes, clusterBytes] of sizes) {
    testWith(['fsck.fat', 'mcopy', '7z'], `${name}: sound, and every file comes back identical`, async () => {
      const planned = plan(ORDINARY, { volumeBytes });
      expect(planned.clusterBytes).toBe(clusterBytes);
      const path = await volumeFile(`size-${volumeBytes}.img`, planned);
      expect(statSync(path).size).toBe(planned.sizeBytes);
      const report = expectSound(path);
      const used = planned.clusterCount - planned.freeBytes / clusterBytes;
      expect(report).toContain(`${used}/${planned.clusterCount} clusters`);

      const copy = join(folder, `copy-${volumeBytes}`);
      mkdirSync(copy);
      const copied = oracle('mcopy', ['-i', path, '-s', '-n', '::', copy]);
      expect(copied.exitCode, copied.output).toBe(0);
      const expected = new Set<string>();
      for (const file of ORDINARY) {
        const parts = file.path.split('/').slice(0, -1);
        parts.forEach((_, index) => expected.add(`${parts.slice(0, index + 1).join('/')}/`));
        if (!file.path.endsWith('/')) {
          expected.add(file.path);
          const found = readFileSync(join(copy, file.path));
          expect(found.equals(await readAll(file.content)), file.path).toBe(true);
        }
      }
      expect(new Set(filesBelow(copy))).toEqual(expected);
      expectTested(path);
      rmSync(path);
      rmSync(copy, { recursive: true });
    });
  }

  testWith(['fsck.fat', '7z'], 'umlauts, emoji and 255 units keep their names and contents', async () => {
    const names = [
      'ÄÖÜ äöü ß é ñ.txt',
      '😀😃 Ordner/🎉.txt',
      'ü'.repeat(255),
      `${'x'.repeat(249)}😀.txt`,
      'Ελληνικά/Русский/日本語/한국어.dat',
      '.hidden',
      'a.b.c.d.e',
      'plus+comma,semi;equal=[brackets].txt',
      'trailing~1.txt',
      'README',
      'MixedCase.Txt',
    ];
    const path = await volumeFile('names.img', plan(names.map((name) => textFile(name))));
    expectSound(path);
    const listed = oracle('7z', ['l', '-tFAT', '-slt', '-ba', path]).stdout;
    const found = new Set([...listed.matchAll(/^Path = (.*)$/gm)].map((match) => match[1]));
    for (const name of names) {
      expect([...found]).toContain(name);
      // Every file holds its own name.
      expect(oracle('7z', ['x', '-tFAT', '-so', '-spd', path, name]).stdout).toBe(name);
    }
    expectTested(path);
  });

  testWith(['fsck.fat', 'mdir'], 'exactly 65,525 clusters are FAT32, one less is refused', async () => {
    const atLeast = (clusters: number): number => MIB + clusters * 512;
    const planned = plan(ORDINARY, { volumeBytes: atLeast(65_525) });
    expect(planned.clusterCount).toBe(65_525);
    const path = await volumeFile('smallest.img', planned);
    expect(expectSound(path)).toContain('/65525 clusters');
    const listed = oracle('mdir', ['-i', path, '-/', '-b', '::']);
    expect(listed.exitCode, listed.output).toBe(0);
    expect(listed.stdout).toContain('::/sources/boot.wim');
    expect(() => plan(ORDINARY, { volumeBytes: atLeast(65_524) })).toThrow(
      expect.objectContaining({ code: 'E_FAT_VOLUME_SIZE' }),
    );
  });

  // fsck.fat 4.2 counts chains with 32 bits and takes one of exactly 4 GiB for empty (dosfstools issue 208).
  testWith(['fsck.fat'], 'a file of 4 GiB less one cluster is sound', async () => {
    const planned = plan([sizedFile('a.wim', 4 * GIB - 4096), textFile('b.txt')], { volumeBytes: 8 * GIB });
    expectSound(await withoutLargeContent('large-file.img', planned));
  });

  testWith(['mdir', '7z'], 'a file of 4 GiB less one byte is whole, its neighbour too', async () => {
    const planned = plan([sizedFile('a.wim', 4 * GIB - 1), textFile('b.txt')], { volumeBytes: 8 * GIB });
    const path = await withoutLargeContent('largest-file.img', planned);
    const file = openSync(path, 'r+');
    const large = planned.extents.find(({ length, source }) => length > GIB && source.kind === 'content');
    const offset = large?.offset ?? 0;
    writeSync(file, Buffer.from('first'), 0, 5, offset);
    writeSync(file, Buffer.from('last.'), 0, 5, offset + 4 * GIB - 1 - 5);
    closeSync(file);
    expect(oracle('mdir', ['-i', path, '::']).stdout).toMatch(/A +WIM +4294967295 /);
    const ends = oracle('sh', ['-c', '7z x -tFAT -so "$1" a.wim | (head -c 5; tail -c 5)', 'sh', path]);
    expect(ends.stdout).toBe('firstlast.');
    expect(oracle('7z', ['x', '-tFAT', '-so', path, 'b.txt']).stdout).toBe('b.txt');
  });

  testWith(
    ['fsck.fat', '7z'],
    '70,000 files in one tree, 20,000 of them alike in one directory',
    async () => {
      const paths = [
        ...Array.from({ length: 20_000 }, (_, index) => `alike/KB5034441-x64-${index}.cab`),
        ...Array.from(
          { length: 50_000 },
          (_, index) => `tree/${index % 90}/${index % 7}/driver file ${index}.inf`,
        ),
      ];
      const planned = plan(paths.map((path) => textFile(path, `${path}\n`)));
      expect(planned.fileCount).toBe(70_000);
      const path = await volumeFile('many.img', planned);
      expectSound(path);
      expectTested(path);
      const contents = oracle('7z', ['x', '-tFAT', '-so', path]).stdout.trimEnd().split('\n');
      expect(contents.sort()).toEqual([...paths].sort());
      const listed = oracle('7z', ['l', '-tFAT', '-slt', '-ba', path]).stdout;
      const found = [...listed.matchAll(/^Path = (.*\.(?:cab|inf))$/gm)].map((match) => match[1] ?? '');
      expect(found.sort()).toEqual([...paths].sort());
      rmSync(path);
    },
  );

  testWith(['fsck.fat'], 'a volume filled to the last cluster is sound', async () => {
    const small = plan([], { volumeBytes: 64 * MIB });
    const rest = small.freeBytes - 512;
    const planned = plan(
      [noiseFile('fill.bin', 1000), { ...textFile('sparse.bin'), content: zeros(rest - 512) }],
      {
        volumeBytes: 64 * MIB,
      },
    );
    expect(planned.freeBytes).toBe(0);
    expectSound(await volumeFile('full.img', planned));
  });

  testWith(['fsck.fat', 'mcopy'], 'sectors of 4096 bytes: sound, files identical', async () => {
    const planned = plan(ORDINARY, { sectorBytes: 4096, volumeBytes: GIB });
    const path = await volumeFile('4kn.img', planned);
    expectSound(path);
    const copied = oracle('mcopy', ['-i', path, '-n', '::sources/boot.wim', join(folder, '4kn.wim')]);
    expect(copied.exitCode, copied.output).toBe(0);
    expect(readFileSync(join(folder, '4kn.wim')).equals(noise('sources/boot.wim', 3 * MIB + 17))).toBe(true);
  });

  testWith(['fsck.fat'], 'the judge notices a broken chain (control)', async () => {
    const planned = plan(ORDINARY, { volumeBytes: 64_000_000 });
    const path = await volumeFile('broken.img', planned);
    const file = openSync(path, 'r+');
    const { reservedSectors, sectorBytes } = planned.geometry;
    writeSync(file, new Uint8Array(4), 0, 4, reservedSectors * sectorBytes + 400);
    closeSync(file);
    expect(oracle('fsck.fat', ['-n', path]).exitCode).not.toBe(0);
  });

  testWith(
    ['mkfs.fat', 'mcopy', 'mdel'],
    'our reader reads what mkfs.fat and mtools wrote, in pieces, too',
    async () => {
      const path = join(folder, 'foreign.img');
      const size = 40 * MIB;
      closeSync(openSync(path, 'w'));
      truncateSync(path, size);
      const run = (program: string, ...args: string[]): void => {
        const result = oracle(program, args);
        expect(result.exitCode, result.output).toBe(0);
      };
      run('mkfs.fat', '-F', '32', '-s', '1', '-n', 'FOREIGN', path);
      const put = (name: string, sizeBytes: number): void => {
        writeFileSync(join(folder, 'source'), noise(name, sizeBytes));
        run('mcopy', '-i', path, join(folder, 'source'), `::${name}`);
      };
      // Fill the volume, take out every other file, and put one in that must use the holes.
      const names = Array.from({ length: 30 }, (_, index) => `Datei Nr. ${index}.bin`);
      for (const name of names) put(name, MIB + 300);
      const kept = names.filter((_, index) => index % 2 === 1);
      for (const name of names) if (!kept.includes(name)) run('mdel', '-i', path, `::${name}`);
      run('mmd', '-i', path, '::Ordner');
      put('Ordner/in pieces.bin', 12 * MIB + 77);
      put('lower.txt', 10);

      const device = fileDevice(path, size);
      const medium = await findFat32(device);
      expect(medium?.label).toBe('FOREIGN');
      const expected = new Map([
        ...kept.map((name) => [name, MIB + 300] as const),
        ['Ordner/in pieces.bin', 12 * MIB + 77],
        ['lower.txt', 10],
      ]);
      const found = new Map<string, number>();
      for await (const one of medium?.list() ?? []) found.set(one.path, one.sizeBytes);
      expect(found).toEqual(expected);
      for (const [name, sizeBytes] of expected) {
        const bytes = await readAll(await medium?.open(name), 1_000_003);
        expect(equalBytes(bytes, noise(name, sizeBytes)), name).toBe(true);
      }
      await device.close();
    },
  );

  testWith(['fsck.fat', '7z'], 'a used stick full of old bytes gives the same sound volume', async () => {
    const planned = plan(ORDINARY, { volumeBytes: 64_000_000 });
    const path = join(folder, 'used-stick.img');
    await materialise(planned, path, { dirt: 0x5a });
    expectSound(path);
    expectTested(path);
  });
});

function zeros(sizeBytes: number): TreeFile['content'] {
  return {
    name: 'zeros',
    sizeBytes,
    open: () => {
      let left = sizeBytes;
      return Promise.resolve({
        readInto: (target) => {
          const read = Math.min(left, target.length);
          target.fill(0, 0, read);
          left -= read;
          return Promise.resolve(read);
        },
        close: () => Promise.resolve(),
      });
    },
  };
}

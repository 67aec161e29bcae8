/** xorriso, isoinfo, 7z and sgdisk judge our disc images; xorriso also makes discs to compare with. */
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import type { ImagePlan } from '#base/extent.ts';
import type { TreeFile } from '#base/file-tree.ts';
import { GIB, MIB } from '#base/units.ts';
import { openIso9660 } from '#image/read-iso.ts';
import { patchBiosImage, patchHybridBootCode } from '../../main/formats/iso9660/el-torito.ts';
import { FAKE_BOOT, IDS, patternBytes, planSample, readContent } from '../support/iso-samples.ts';
import { fileDevice, materialise } from '../support/materialise.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';
import { noiseFile, sizedFile, textFile } from '../support/trees.ts';

const ASCII_255 = `${'n'.repeat(251)}.txt`;
const FILES = [
  noiseFile('SMS/data/Variables.dat', 5000),
  textFile('SMS/data/TsmBootstrap.ini'),
  textFile('Größe und Straße.txt'),
  textFile('Emoji 😀👍 長い名前.txt'),
  textFile(ASCII_255),
  textFile(`${'ä'.repeat(120)}.txt`),
  textFile('a name without extension'),
  textFile('semi;colon.txt'),
  textFile('.hidden'),
  textFile('empty.bin', ''),
  textFile('empty folder/'),
  textFile('1/2/3/4/5/6/7/8/9/10/11/12/deep.txt'),
  ...Array.from({ length: 200 }, (_, index) => noiseFile(`many/file ${index}.bin`, index * 37)),
];

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function contentsOf(files: readonly TreeFile[]): Promise<Map<string, string>> {
  const result = new Map<string, string>();
  for (const { path, content } of files) {
    if (!path.endsWith('/')) result.set(path, sha256(await readContent(content)));
  }
  return result;
}

/** Every file below a folder with its hash, every empty folder with "". */
function contentsBelow(folder: string): Map<string, string> {
  const result = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) result.set(path.slice(folder.length + 1), sha256(readFileSync(path)));
  }
  return result;
}

async function make(label: string, plan: ImagePlan): Promise<{ folder: string; iso: string }> {
  const folder = await tempFolder(label);
  const iso = join(folder, 'disc.iso');
  await materialise(plan, iso, plan.sizeBytes < 64 * MIB ? { dirt: 0xaa } : {});
  return { folder, iso };
}

describe('a disc of names of every kind', () => {
  testWith(['xorriso'], 'xorriso accepts it and extracts the same files under the same names', async () => {
    const { folder, iso } = await make('iso-xorriso', planSample(FILES));
    const result = oracle('xorriso', [
      '-abort_on',
      'WARNING',
      '-osirrox',
      'on',
      '-indev',
      iso,
      '-extract',
      '/',
      `${folder}/out`,
    ]);
    expect(result.exitCode, result.output).toBe(0);
    expect(result.output).not.toMatch(/WARNING|SORRY|FAILURE/);
    const found = contentsBelow(`${folder}/out`);
    expect(found.delete('boot/grub/eltorito.img')).toBe(true);
    expect(found).toEqual(await contentsOf(FILES));
    expect(readdirSync(`${folder}/out/empty folder`)).toEqual([]);
  });

  testWith(['7z'], '7z finds no fault and extracts the same files by their Joliet names', async () => {
    const short = FILES.filter(({ path }) => path.length <= 103 && !path.includes(';'));
    const { folder, iso } = await make('iso-7z', planSample(short));
    const tested = oracle('7z', ['t', iso]);
    expect(tested.exitCode, tested.output).toBe(0);
    expect(tested.output).toContain('Everything is Ok');
    expect(tested.output).not.toMatch(/warning/i);
    const extracted = oracle('7z', ['x', `-o${folder}/out`, '-x![BOOT]', iso]);
    expect(extracted.exitCode, extracted.output).toBe(0);
    const found = contentsBelow(`${folder}/out`);
    expect(found.delete('boot/grub/eltorito.img')).toBe(true);
    expect(found).toEqual(await contentsOf(short));
  });

  testWith(['isoinfo'], 'isoinfo lists both trees', async () => {
    const { iso } = await make('iso-isoinfo', planSample(FILES));
    const list = (...args: readonly string[]): string[] =>
      oracle('isoinfo', ['-f', ...args, '-i', iso])
        .stdout.split('\n')
        .filter((line) => line !== '');
    const files = FILES.map(({ path }) => `/${path}`).filter((path) => !path.endsWith('/'));
    expect(list('-R')).toEqual(expect.arrayContaining(files));
    // isoinfo writes one-byte text: what is not Latin-1 is "_" per unit, so only such names are compared.
    const plain = files.filter((path) => /^[ -~]{1,100}$/.test(path) && !path.includes(';'));
    expect(plain.length).toBeGreaterThan(200);
    expect(list('-J')).toEqual(expect.arrayContaining(plain.map((path) => `${path};1`)));
  });

  testWith(
    ['isoinfo'],
    'the primary tree alone is readable by a program that knows nothing else',
    async () => {
      const { iso } = await make('iso-plain', planSample(FILES));
      const content = oracle('isoinfo', ['-i', iso, '-x', '/SMS/DATA/TSMBOOTSTRAP.INI;1']);
      expect(content.stdout).toBe('SMS/data/TsmBootstrap.ini');
    },
  );
});

describe('a disc as the device sees it', () => {
  testWith(['grub-fstest'], 'GRUB reads every file by its own name', async () => {
    const { iso } = await make('iso-grub', planSample(FILES));
    const texts = FILES.filter(({ path }) => !/^many|\.dat$|\/$/.test(path) && path !== 'empty.bin');
    for (const { path } of texts) expect(oracle('grub-fstest', [iso, 'cat', `/${path}`]).stdout).toBe(path);
    expect(texts.length).toBeGreaterThan(7);
  });

  testWith(['isovfy'], 'isovfy finds every record in its place', async () => {
    const { iso } = await make('iso-verify', planSample(FILES));
    const result = oracle('isovfy', [iso]);
    expect(result.stdout).toContain('No errors found');
  });

  testWith(['blkid'], 'blkid finds both the disc and the partition table on the whole drive', async () => {
    const { iso } = await make('iso-blkid', planSample(FILES, { label: 'PS1MEDIA' }));
    const found = oracle('blkid', ['-p', '-o', 'export', iso]).stdout;
    expect(found).toContain('TYPE=iso9660');
    expect(found).toContain('LABEL=PS1MEDIA');
    expect(found).toContain('PTTYPE=gpt');
    expect(found).toContain(`PTUUID=${IDS.diskGuid}`);
  });
});

/** What xorriso reports of a disc it accepts without so much as a warning. */
function reportOf(iso: string, report: string): string {
  const result = oracle('xorriso', ['-abort_on', 'WARNING', '-indev', iso, report, 'plain']);
  expect(result.exitCode, result.output).toBe(0);
  expect(result.output).not.toMatch(/WARNING|SORRY|FAILURE/);
  return result.stdout;
}

describe('a disc that is a disk', () => {
  testWith(['xorriso'], 'xorriso reports both boot images and their patches', async () => {
    const { iso } = await make('iso-eltorito', planSample(FILES));
    const report = reportOf(iso, '-report_el_torito');
    expect(report).toMatch(/boot img : {3}1 {2}BIOS {2}y {3}none {2}0x0000 {2}0x00 {6}4 /);
    expect(report).toMatch(/boot img : {3}2 {2}UEFI {2}y {3}none {2}0x0000 {2}0x00 {4}588 /);
    expect(report).toMatch(/img path : {3}1 {2}\/boot\/grub\/eltorito\.img/);
    expect(report).toMatch(/img opts : {3}1 {2}boot-info-table grub2-boot-info/);
  });

  testWith(['xorriso', 'sgdisk'], 'xorriso and sgdisk see the same partitions and no problem', async () => {
    const plan = planSample(FILES);
    const { iso } = await make('iso-hybrid', plan);
    const report = reportOf(iso, '-report_system_area');
    expect(report).toMatch(/System area summary: MBR protective-msdos-label grub2-mbr .*GPT/);
    expect(report).toMatch(/MBR partition {6}: {3}1 {3}0x00 {2}0xee {12}1/);
    expect(report).toMatch(/MBR partition {6}: {3}2 {3}0x80 {2}0x00 {12}0 {12}1/);
    const checked = oracle('sgdisk', ['-v', iso]);
    expect(checked.exitCode, checked.output).toBe(0);
    expect(checked.output).not.toMatch(/warning|caution|problem:/i);
    expect(checked.output).toContain('No problems found');
    const efi = oracle('sgdisk', ['-i', '2', iso]).stdout;
    expect(efi).toContain('(EFI system partition)');
    expect(efi.toLowerCase()).toContain(IDS.partitionGuids[1]);
    const [, first] = /First sector: (\d+)/.exec(efi) ?? [];
    const start = Number(first) * 512;
    const image = readFileSync(iso);
    expect(image.subarray(start, start + 301_056).equals(FAKE_BOOT.uefi.efiImage)).toBe(true);
    expect(oracle('sgdisk', ['-i', '1', iso]).stdout).toContain('First sector: 64 ');
  });

  testWith(['xorriso'], 'boot images and boot sector are patched as xorriso patches them', async () => {
    const folder = await tempFolder('iso-reference');
    const { elToritoImage, hybridBootSector } = FAKE_BOOT.bios;
    mkdirSync(`${folder}/tree/boot/grub`, { recursive: true });
    writeFileSync(`${folder}/tree/boot/grub/eltorito.img`, elToritoImage);
    writeFileSync(`${folder}/hybrid.img`, hybridBootSector);
    writeFileSync(`${folder}/efi.img`, FAKE_BOOT.uefi.efiImage);
    const boot = 'boot/grub/eltorito.img -no-emul-boot -boot-load-size 4 -boot-info-table --grub2-boot-info';
    const options = `-as mkisofs -J -joliet-long -R -V PS1 -b ${boot} --grub2-mbr ${folder}/hybrid.img -append_partition 2 0xef ${folder}/efi.img -appended_part_as_gpt -eltorito-alt-boot -e --interval:appended_partition_2:all:: -no-emul-boot -o ${folder}/theirs.iso ${folder}/tree`;
    const made = oracle('xorriso', options.split(' '));
    expect(made.exitCode, made.output).toBe(0);
    const theirs = readFileSync(`${folder}/theirs.iso`);
    const catalog = theirs.readUInt32LE(17 * 2048 + 71) * 2048;
    const block = theirs.readUInt32LE(catalog + 40);
    const theirImage = theirs.subarray(block * 2048, block * 2048 + elToritoImage.length);
    expect(sha256(patchBiosImage(elToritoImage, block))).toBe(sha256(theirImage));
    expect(sha256(patchHybridBootCode(hybridBootSector, block))).toBe(sha256(theirs.subarray(0, 440)));

    const { iso } = await make('iso-ours', planSample([textFile('x')], { label: 'PS1' }));
    const ours = readFileSync(iso);
    const ourCatalog = ours.readUInt32LE(17 * 2048 + 71) * 2048;
    // The catalogs differ in nothing but block numbers.
    for (const [image, offset] of [
      [theirs, catalog],
      [ours, ourCatalog],
    ] as const) {
      image.fill(0, offset + 40, offset + 44);
      image.fill(0, offset + 104, offset + 108);
    }
    expect(ours.subarray(ourCatalog, ourCatalog + 2048).toString('hex')).toBe(
      theirs.subarray(catalog, catalog + 2048).toString('hex'),
    );
    // Descriptors: type, mark, version, label, sizes of set and block; boot record; escape sequence.
    for (const [from, to] of [
      [0, 8],
      [40, 80],
      [88, 132],
    ] as const) {
      for (const start of [16, 17, 18, 19].map((number) => number * 2048)) {
        if (start === 17 * 2048 && from !== 0) continue;
        expect(ours.subarray(start + from, start + to).toString('hex')).toBe(
          theirs.subarray(start + from, start + to).toString('hex'),
        );
      }
    }
  });
});

describe('a disc at its limits', () => {
  testWith(['isoinfo', '7z', 'xorriso'], 'seventy thousand files in one tree are all there', async () => {
    const names = [
      ...Array.from({ length: 20_000 }, (_, index) => `flat/${'長い'.repeat(10)} ${index}.txt`),
      ...Array.from(
        { length: 50_000 },
        (_, index) => `deep/${index % 250}/part ${Math.floor(index / 250)}.txt`,
      ),
    ];
    const files = names.map((name, index) => textFile(name, `${index}`));
    const { folder, iso } = await make('iso-many', planSample(files));
    const listed = oracle('isoinfo', ['-R', '-f', '-i', iso]).stdout.split('\n');
    expect(listed.filter((path) => path.endsWith('.txt')).sort()).toEqual(
      names.map((name) => `/${name}`).sort(),
    );
    const tested = oracle('7z', ['t', iso]);
    expect(tested.exitCode, tested.output).toBe(0);
    expect(tested.output).toContain('Everything is Ok');
    expect(tested.output).toContain('Files: 70003');
    // Every content is its file's number; all of them together are all numbers.
    const contents = oracle('xorriso', ['-osirrox', 'on', '-indev', iso, '-extract', '/', `${folder}/all`]);
    expect(contents.exitCode, contents.output).toBe(0);
    const all = contentsBelow(`${folder}/all`);
    names.forEach((name, index) => {
      if (all.get(name) !== sha256(Buffer.from(`${index}`))) expect.fail(`"${name}" is not ${index}`);
    });
    const extracted = oracle('xorriso', [
      '-osirrox',
      'on',
      '-indev',
      iso,
      '-extract',
      '/flat',
      `${folder}/flat`,
      '-extract',
      '/deep/7',
      `${folder}/deep7`,
    ]);
    expect(extracted.exitCode, extracted.output).toBe(0);
    expect(readdirSync(`${folder}/flat`)).toHaveLength(20_000);
    expect(readFileSync(`${folder}/flat/${'長い'.repeat(10)} 19999.txt`, 'utf8')).toBe('19999');
    expect(readFileSync(`${folder}/deep7/part 100.txt`, 'utf8')).toBe(`${20_000 + 250 * 100 + 7}`);
  });

  testWith(['xorriso', '7z'], 'files of 4 GiB and more are whole, on both sides of a section', async () => {
    const size = 4 * GIB + 12_345;
    const files = [
      sizedFile('sources/install.wim', size),
      sizedFile('sources/larger.wim', 9 * GIB),
      textFile('z/after.txt'),
    ];
    const plan = planSample(files);
    const folder = await tempFolder('iso-large');
    const iso = join(folder, 'disc.iso');
    const marks = [0, 4 * GIB - 4096, size - 4096].map((position) => ({
      position,
      bytes: patternBytes(4096, position % 251),
    }));
    await materialise({ ...plan, extents: plan.extents.filter(({ length }) => length < GIB) }, iso);
    const large = plan.extents.find(({ length }) => length > GIB);
    const file = openSync(iso, 'r+');
    for (const { position, bytes } of marks) {
      writeSync(file, bytes, 0, bytes.length, (large?.offset ?? 0) + position);
    }
    closeSync(file);

    const listed = oracle('7z', ['l', '-slt', iso]).stdout;
    expect(listed).toMatch(new RegExp(`Path = sources/install.wim\\n(.+\\n)*?Size = ${size}\\n`));
    expect(listed).toMatch(new RegExp(`Path = sources/larger.wim\\n(.+\\n)*?Size = ${9 * GIB}\\n`));
    const sizes = oracle('xorriso', ['-indev', iso, '-lsl', '/sources']).stdout;
    expect(sizes).toContain(` ${size} Mar`);
    expect(sizes).toContain(` ${9 * GIB} Mar`);
    for (const [from, end] of [
      [0, 8192],
      [4 * GIB - 8192, size],
    ] as const) {
      const out = join(folder, `cut-${from}`);
      const cut = ['-extract_cut', '/sources/install.wim', `${from}`, `${end - from}`, out];
      const result = oracle('xorriso', ['-osirrox', 'on', '-indev', iso, ...cut]);
      expect(result.exitCode, result.output).toBe(0);
      const expected = Buffer.alloc(end - from);
      for (const { position, bytes } of marks) {
        if (position >= from && position < end) expected.set(bytes, position - from);
      }
      expect(readFileSync(out).equals(expected)).toBe(true);
    }
    const device = fileDevice(iso, plan.sizeBytes);
    const medium = await openIso9660(device);
    expect((await medium.open('sources/install.wim'))?.sizeBytes).toBe(size);
    const after = await medium.open('z/after.txt');
    expect(Buffer.from(after === undefined ? [] : await readContent(after)).toString()).toBe('z/after.txt');
    await device.close();
  });
});

describe('a disc made by xorriso', () => {
  testWith(['xorriso'], 'is read with its Rock Ridge names, or by Joliet when there are none', async () => {
    const folder = await tempFolder('iso-theirs');
    const files = FILES.filter(({ path }) => path.length < 60);
    for (const { path, content } of files) {
      const target = join(folder, 'tree', path);
      mkdirSync(path.endsWith('/') ? target : dirname(target), { recursive: true });
      if (!path.endsWith('/')) writeFileSync(target, await readContent(content));
    }
    for (const flags of [['-R'], ['-J', '-joliet-long']]) {
      const iso = join(folder, 'theirs.iso');
      const tree = join(folder, 'tree');
      const made = oracle('xorriso', ['-as', 'mkisofs', ...flags, '-V', 'THEIRS', '-o', iso, tree]);
      expect(made.exitCode, made.output).toBe(0);
      const device = fileDevice(iso, readFileSync(iso).length);
      const medium = await openIso9660(device);
      const found = new Map<string, string>();
      for await (const { path } of medium.list()) {
        const content = await medium.open(path);
        if (content !== undefined) found.set(path, sha256(await readContent(content)));
      }
      await device.close();
      expect(found).toEqual(await contentsOf(files));
      expect(medium.label).toBe('THEIRS');
    }
  });
});

/** What the tests of Apply Operating System Image share: packages with images, a divided disk, what is left on it. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GIB, MIB } from '#base/units.ts';
import { captureDecorated, captureFolder, labBootFiles, must, noise, writeTree } from './ntfs-image.ts';
import { hasProgram } from './oracle.ts';
import { canStage, stepStage, type StepStage, type StepStageOptions } from './step-stage.ts';
import { sequenceText, stepText } from './step-text.ts';
import { tempFolder } from './temp.ts';

/** Programs of the tests of Apply Operating System Image, besides those of every stage. */
export const APPLY_PROGRAMS = ['wimlib-imagex', 'python3', 'ntfsresize', 'ntfsfix', 'ntfsinfo'] as const;

/**
 * A folder of packages with one image each. DECO: everything NTFS has; PLAIN: boot files and 30 MiB that do not compress;
 * PIPE: the same, pipable; SPLIT: the same, in parts; BARE: not startable; BAD: damaged; LIAR: says that it is small;
 * DATA: no system; TWO: two images to choose from. Empty where nothing can be staged.
 */
export async function makePackages(): Promise<string> {
  const packages = await tempFolder('packages');
  if (!canStage() || !APPLY_PROGRAMS.every(hasProgram)) return packages;
  const source = await tempFolder('source');
  for (const name of ['DECO', 'PIPE', 'SPLIT', 'BARE', 'PLAIN', 'BAD', 'LIAR', 'DATA', 'TWO'])
    await mkdir(join(packages, name));
  await captureDecorated(join(packages, 'DECO/install.wim'));
  await writeTree(source, [...labBootFiles, { path: 'Windows/large.bin', bytes: noise(30 * MIB) }]);
  captureFolder(source, join(packages, 'PIPE/install.wim'), ['--pipable']);
  captureFolder(source, join(packages, 'PLAIN/install.wim'));
  must('wimlib-imagex', [
    'split',
    join(packages, 'PLAIN/install.wim'),
    join(packages, 'SPLIT/install.swm'),
    '8',
  ]);
  const plain = await readFile(join(packages, 'PLAIN/install.wim'));
  const bad = Buffer.from(plain);
  bad.fill(0x55, 12 * MIB, 12 * MIB + 64);
  await writeFile(join(packages, 'BAD/install.wim'), bad);
  const liar = await tempFolder('liar');
  await writeTree(liar, [{ path: 'Windows/large.bin', bytes: new Uint8Array(60 * MIB).fill(7) }]);
  captureFolder(liar, join(packages, 'LIAR/install.wim'));
  await writeFile(
    join(packages, 'LIAR/install.wim'),
    withoutSize(await readFile(join(packages, 'LIAR/install.wim'))),
  );
  const bare = await tempFolder('bare');
  await writeTree(bare, [{ path: 'Windows/System32/ntoskrnl.exe', bytes: 'MZ' }]);
  captureFolder(bare, join(packages, 'BARE/install.wim'));
  const data = await tempFolder('data');
  await writeTree(data, [
    { path: 'Tools/readme.txt', bytes: 'data' },
    { path: 'Tools/large.bin', bytes: noise(MIB) },
  ]);
  captureFolder(data, join(packages, 'DATA/data.wim'));
  for (const name of ['a.wim', 'b.wim']) await writeFile(join(packages, 'TWO', name), 'MSWIM');
  return packages;
}

/** The image's XML says that it unpacks to next to nothing. */
function withoutSize(wim: Buffer): Buffer {
  const copy = Buffer.from(wim);
  const text = (words: string): Buffer => Buffer.from(words, 'utf16le');
  for (let from = 0; ;) {
    const at = copy.indexOf(text('<TOTALBYTES>'), from);
    if (at < 0) return copy;
    const start = at + text('<TOTALBYTES>').length;
    const end = copy.indexOf(text('<'), start);
    copy.fill(text('0'), start, end);
    from = end;
  }
}

export function gptStep(windowsMb: number): string {
  return sequenceText(
    stepText('PartitionDiskAction', 'osddiskpart.exe', {
      OSDDiskIndex: '0',
      OSDPartitionStyle: 'GPT',
      OSDPartitions0Type: 'EFI',
      OSDPartitions0Size: '40',
      OSDPartitions1Type: 'MSR',
      OSDPartitions1Size: '16',
      OSDPartitions2Type: 'Primary',
      OSDPartitions2Size: String(windowsMb),
      OSDPartitions2FileSystem: 'NTFS',
      OSDPartitions2VolumeName: 'Windows',
    }),
  );
}

export function applyStep(
  packageId: string,
  more: { readonly index?: number; readonly target?: string } = {},
): string {
  const action = `OSDApplyOS.exe /image:${packageId},${more.index ?? 1} /target:${more.target ?? ''}`;
  return sequenceText(stepText('ApplyOperatingSystemAction', action));
}

/** A divided disk with something on its Windows volume. */
export async function divided(
  windowsMb: number,
  options: Partial<StepStageOptions> & Pick<StepStageOptions, 'packages'>,
): Promise<StepStage> {
  const stage = await stepStage({
    diskBytes: [GIB],
    variables: { _SMSTSBootUEFI: 'true' },
    ...options,
  });
  await stage.run(gptStep(windowsMb));
  const root = await stage.disks.pathOf('C:\\');
  await writeTree(root, [
    { path: '_SMSTaskSequence/TSEnv-1.dat', bytes: 'state' },
    { path: 'Old/file.txt', bytes: 'of before' },
  ]);
  return stage;
}

export async function namesIn(stage: StepStage, path: string): Promise<readonly string[]> {
  return (await readdir(await stage.disks.pathOf(path))).sort();
}

/** Paths on the EFI partition. */
export async function efiFiles(stage: StepStage): Promise<readonly string[]> {
  const efi = (await stage.disks.volumes()).find((volume) => volume.kind === 'efi');
  if (efi === undefined) return [];
  const names = await readdir(await stage.disks.mount(efi), { recursive: true, withFileTypes: true });
  const root = await stage.disks.mount(efi);
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

/** What a failed step leaves: names on the Windows volume, and loaders. */
export async function remains(
  stage: StepStage,
): Promise<{ readonly names: readonly string[]; readonly loaders: readonly string[] }> {
  const loaders = (await efiFiles(stage)).filter((path) => path.endsWith('.efi'));
  return { names: await namesIn(stage, 'C:\\'), loaders };
}

export const EMPTY = { names: ['_SMSTaskSequence'], loaders: [] };

import { describe, expect, test } from 'vitest';
import { buildTree, foldName, type DirectoryNode } from '#base/file-tree.ts';
import { planDiskImage } from '#image/disk-image.ts';
import { openMedium } from '#image/open-medium.ts';
import { codeOf } from '../../support/codes.ts';
import { readAll } from '../../support/content.ts';
import { planSample } from '../../support/iso-samples.ts';
import { planDevice } from '../../support/plan-device.ts';
import { textFile } from '../../support/trees.ts';

function tree(...paths: readonly string[]): DirectoryNode {
  return buildTree(paths.map((path) => textFile(path)));
}

const IDS = {
  diskGuid: '33333333-3333-4333-8333-333333333333',
  partitionGuids: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
  volumeId: 1,
} as const;

describe('the tree of a medium', () => {
  test('is the same whatever the order of its files, sorted by code unit and not by locale', () => {
    const names = ['z.txt', 'Ä.txt', 'a.txt', 'B.txt', 'ä b/x', '_.txt', '10', '9', 'Z/y', 'a b'];
    const one = tree(...names);
    expect(tree(...names.toReversed()).children.map(({ name }) => name)).toEqual(
      one.children.map(({ name }) => name),
    );
    expect(one.children.map(({ name }) => name)).toEqual([
      ...['10', '9', 'a b', 'a.txt', 'B.txt', 'Z', 'z.txt', '_.txt', 'ä b', 'Ä.txt'],
    ]);
  });

  test.each([
    ['A.txt', 'a.TXT'],
    ['Größe.txt', 'GRÖßE.TXT'],
    ['a', 'A/b.txt'],
    ['a/b.txt', 'A'],
  ])('refuses %s beside %s', (first, second) => {
    expect(codeOf(() => tree(first, second))).toBe('E_TREE_DUPLICATE');
  });

  test.each([
    ...[
      'a//b',
      '/a',
      './a',
      'a/../b',
      'a:b',
      'a\\b',
      'tab\there',
      'zero\0',
      'dot.',
      'blank ',
      'con',
      'LPT1.txt',
    ],
    'x'.repeat(256),
  ])('refuses a name Windows cannot hold: %j', (path) => {
    expect(codeOf(() => tree(path))).toBe('E_TREE_NAME');
  });

  test('500 folders inside each other are taken by both file systems, one more or 100,000 are refused', () => {
    const deep = [textFile(`${'a/'.repeat(500)}x.txt`)];
    expect(planSample(deep).sizeBytes).toBeGreaterThan(0);
    expect(disk(deep).volume.fileCount).toBe(1);
    expect(codeOf(() => tree(`${'a/'.repeat(501)}x.txt`))).toBe('E_TREE_DEPTH');
    expect(codeOf(() => tree('a/'.repeat(100_000)))).toBe('E_TREE_DEPTH');
    expect(codeOf(() => tree(`${`${'long'.repeat(60)}/`.repeat(137)}x.txt`))).toBe('E_TREE_DEPTH');
  });
});

describe('names are compared unit by unit, as Windows does', () => {
  test('no name gets longer, so "Straße" and "STRASSE" are two', () => {
    expect(foldName('straße ŉ ﬁ 😀')).toBe('STRAßE ŉ ﬁ 😀');
    expect(foldName('äöü.Txt')).toBe('ÄÖÜ.TXT');
  });

  test('both are on the medium and each opens as itself', async () => {
    const files = [textFile('Straße.txt'), textFile('STRASSE.txt')];
    for (const plan of [planSample(files), disk(files)]) {
      const medium = await openMedium(planDevice(plan));
      for (const name of ['Straße.txt', 'STRASSE.txt']) {
        const text = Buffer.from(await readAll(await medium.open(name.toLowerCase()))).toString();
        expect(text).toBe(name);
      }
    }
  });
});

function disk(files: ReturnType<typeof textFile>[]): ReturnType<typeof planDiskImage> {
  return planDiskImage({
    files,
    partitionStyle: 'gpt',
    sectorBytes: 512,
    label: '',
    ids: IDS,
    modified: new Date('2026-11-20T10:11:12Z'),
  });
}

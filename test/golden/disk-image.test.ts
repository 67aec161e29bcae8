/** A small stick's metadata as text: a change of one byte shows in review. The recipe is in README.md beside this file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Extent } from '#base/extent.ts';
import { planDiskImage, type DiskImagePlan } from '#image/disk-image.ts';
import { grubImages } from '../support/grub-images.ts';
import { textFile } from '../support/trees.ts';

const ROW = 16;

function plan(partitionStyle: 'gpt' | 'mbr'): DiskImagePlan {
  return planDiskImage({
    files: [
      textFile('EFI/BOOT/BOOTX64.EFI', 'not a program'),
      textFile('SMS/data/Variables.dat', 'x'.repeat(1300)),
      textFile('SMS/data/Variables2.dat', ''),
      textFile('Ümläut 😀.txt'),
      textFile('leerer Ordner/'),
    ],
    partitionStyle,
    sectorBytes: 512,
    label: 'Configuration Manager',
    ids: {
      diskGuid: '5a1f3f5e-0000-4000-8000-00000000d15c',
      partitionGuids: ['5a1f3f5e-0000-4000-8000-0000000000ef', '5a1f3f5e-0000-4000-8000-0000000000b1'],
      volumeId: 0x1234_abcd,
    },
    modified: new Date('2026-11-20T10:11:13.210Z'),
    biosBoot: grubImages(2000),
  });
}

function dump(planned: DiskImagePlan): string {
  const last = planned.writtenLast.map(({ offset, length }) => `${hex(offset)}+${length}`).join(' ');
  const lines = [`disk of ${planned.sizeBytes} bytes; written last: ${last}`];
  for (const extent of planned.extents) {
    lines.push('', `${hex(extent.offset)} +${extent.length} ${extent.source.kind}`, ...rows(extent));
  }
  return `${lines.join('\n')}\n`;
}

/** Rows of 16 bytes without those that are all zero; "*" stands for rows like the one above. */
function rows({ offset, length, source }: Extent): string[] {
  if (source.kind === 'zero') return [];
  if (source.kind === 'content') return [`  content of ${source.content.name}, ${source.content.sizeBytes} bytes`];
  const bytes = source.kind === 'bytes' ? source.bytes : new Uint8Array(length);
  if (source.kind === 'generated') source.generate(0, bytes);
  const lines: string[] = [];
  let former = '';
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = bytes.subarray(at, at + ROW);
    if (row.every((byte) => byte === 0)) continue;
    const digits = Array.from(row, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    if (digits !== former) lines.push(`  ${hex(offset + at)}  ${digits}  |${text}|`);
    else if (lines.at(-1) !== '  *') lines.push('  *');
    former = digits;
  }
  return lines;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

for (const style of ['gpt', 'mbr'] as const) {
  test(`the metadata of a small ${style.toUpperCase()} stick has not changed`, () => {
    const file = new URL(`disk-${style}.hex`, import.meta.url);
    const dumped = dump(plan(style));
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, dumped);
    expect(dumped).toBe(readFileSync(file, 'utf8'));
  });
}

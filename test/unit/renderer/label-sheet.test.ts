/** Labels on paper, and the QR code on them. */
import { describe, expect, test } from 'vitest';
import { pagesOfLabels } from '../../../renderer/state/label-sheet.ts';
import { qrPath } from '../../../renderer/ui/label/qr-path.ts';

describe('pages of labels', () => {
  const check = (count: number, firstPlace: number, expected: readonly string[]): void => {
    const pages = pagesOfLabels({ paper: 'a4', count, firstPlace });
    expect(pages.map((places) => places.map((isUsed) => (isUsed ? 'x' : '.')).join(''))).toEqual(expected);
  };
  test('a new sheet begins at the upper left', () => {
    check(3, 1, ['xxx']);
  });
  test('a used sheet begins at its first free label', () => {
    check(2, 5, ['....xx']);
  });
  test('what does not fit goes to the next sheet', () => {
    check(3, 23, [`${'.'.repeat(22)}xx`, 'x']);
  });
  test('a full sheet needs no second one', () => {
    check(24, 1, ['x'.repeat(24)]);
  });
  test('no label, no page, and a place that does not exist is the nearest one', () => {
    check(0, 5, []);
    check(1, 99, [`${'.'.repeat(23)}x`]);
  });
  test('a label printer has one page for each', () => {
    expect(pagesOfLabels({ paper: 'single', count: 2, firstPlace: 7 })).toEqual([[true], [true]]);
  });
});

test('the QR code has the three corners that readers look for', () => {
  const { size, path } = qrPath('{5C3F2B1E-7A44-4B6B-9E0E-1D2C3B4A5F60}');
  const dark = new Set(
    [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].flatMap(([, x, y, length]) =>
      Array.from({ length: Number(length) }, (_unused, step) => `${Number(x) + step},${String(y)}`),
    ),
  );
  const corner = (left: number, top: number): string =>
    Array.from({ length: 7 }, (_row, y) =>
      Array.from({ length: 7 }, (_column, x) => (dark.has(`${left + x},${top + y}`) ? '#' : ' ')).join(''),
    ).join('\n');
  const finder = ['#######', '#     #', '# ### #', '# ### #', '# ### #', '#     #', '#######'].join('\n');
  expect([corner(0, 0), corner(size - 7, 0), corner(0, size - 7)]).toEqual([finder, finder, finder]);
});

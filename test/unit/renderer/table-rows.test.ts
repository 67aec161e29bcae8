/** Searching, sorting, keys and widths of tables. */
import { describe, expect, test } from 'vitest';
import {
  columnsWithin,
  createSearchTexts,
  findPlaces,
  nextSorting,
  rowAfterKey,
  sortPlaces,
  tracksOf,
} from '../../../renderer/ui/table-rows.ts';

const rows = [
  { name: 'Image 10', size: 3 },
  { name: 'image 9', size: 20 },
  { name: 'Änderung', size: 3 },
];
let asked = 0;
const columns = [
  {
    id: 'name',
    value: (row: (typeof rows)[number]) => {
      asked += 1;
      return row.name;
    },
  },
  { id: 'size', value: (row: (typeof rows)[number]) => row.size },
];

test('every word must occur somewhere in the row, in any case', () => {
  const textAt = createSearchTexts(rows, columns);
  const names = (text: string): readonly unknown[] =>
    findPlaces([0, 1, 2], text, textAt).map((place) => rows[place]?.name);
  expect([names('IMAGE 20'), names('änd'), names('3 image'), names('x'), names('  ')]).toEqual([
    ['image 9'],
    ['Änderung'],
    ['Image 10'],
    [],
    rows.map(({ name }) => name),
  ]);
});

test('rows are read once, also when they were sorted meanwhile, and none without words', () => {
  asked = 0;
  const textAt = createSearchTexts(rows, columns);
  findPlaces([0, 1, 2], ' ', textAt);
  const before = asked;
  findPlaces([0, 1, 2], 'i', textAt);
  findPlaces([2, 0, 1], 'im', textAt);
  expect([before, asked]).toEqual([0, rows.length]);
});

test('numbers inside texts count as numbers, equal rows keep their order, unsorted ones stay as sent', () => {
  const by = (column: string, isDescending: boolean): readonly unknown[] =>
    sortPlaces(rows, columns, { column, isDescending }).map((place) => rows[place]?.name);
  expect([by('name', false), by('size', false), by('size', true)]).toEqual([
    ['Änderung', 'image 9', 'Image 10'],
    ['Image 10', 'Änderung', 'image 9'],
    ['image 9', 'Image 10', 'Änderung'],
  ]);
  expect(sortPlaces(rows, columns, null)).toEqual([0, 1, 2]);
});

test('a heading sorts up, then down, then not', () => {
  const up = nextSorting(null, 'name');
  const down = nextSorting(up, 'name');
  expect([up, down, nextSorting(down, 'name'), nextSorting(down, 'size')]).toEqual([
    { column: 'name', isDescending: false },
    { column: 'name', isDescending: true },
    null,
    { column: 'size', isDescending: false },
  ]);
});

describe('keys', () => {
  const check = (key: string, current: number, expected: number | undefined): void => {
    expect(rowAfterKey(key, { current, count: 100, page: 8 })).toBe(expected);
  };
  test('arrows, pages and ends stay inside the list; other keys mean nothing', () => {
    check('ArrowDown', 0, 1);
    check('ArrowDown', 99, 99);
    check('ArrowUp', 0, 0);
    check('PageDown', 95, 99);
    check('PageUp', 20, 12);
    check('Home', 50, 0);
    check('End', 50, 99);
    check('a', 50, undefined);
  });
});

test('fixed columns keep their width, others shrink to theirs and no further', () => {
  expect(tracksOf([{ width: '2fr', minWidth: 200 }, { width: '1fr' }, { width: '80px' }], 12)).toEqual({
    template: 'minmax(200px, 2fr) minmax(96px, 1fr) 80px',
    minWidth: 200 + 96 + 80 + 48,
  });
});

describe('columns that do not fit', () => {
  const columns = [
    { id: 'name', width: '2fr', minWidth: 200 },
    { id: 'version', width: '80px', leaveOut: 2 },
    { id: 'size', width: '100px', leaveOut: 1 },
    { id: 'state', width: '90px' },
  ];
  // All of them with five gaps of 10.
  const ALL = 200 + 80 + 100 + 90 + 50;
  const check = (width: number, expected: string): void => {
    const seen = columnsWithin(columns, 10, width);
    expect(seen.map(({ id }) => id).join(' ')).toBe(expected);
  };
  test('are left out in their order, as few as possible, and never those that must be seen', () => {
    check(Number.POSITIVE_INFINITY, 'name version size state');
    check(ALL, 'name version size state');
    check(ALL - 1, 'name version state');
    check(ALL - 110, 'name version state');
    check(ALL - 111, 'name state');
    check(10, 'name state');
  });
  test('are the columns themselves while all fit', () => {
    expect(columnsWithin(columns, 10, ALL)).toBe(columns);
  });
});

/** The screen cell by cell, on the smallest size and on that of a UEFI console. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeviceConsole } from '../../../resources/runtime/console/console.ts';
import type { View } from '../../../resources/runtime/console/terminal.ts';
import { FakeTerminal } from '../../support/fake-device.ts';
import { contrast, ScreenGrid, type Cell } from '../../support/screen-grid.ts';

const SIZES = [
  { columns: 80, rows: 25 },
  { columns: 100, rows: 37 },
  { columns: 160, rows: 50 },
  { columns: 240, rows: 67 },
] as const;
const TONES = ['normal', 'error', 'success'] as const;

function shown(view: View, size: { readonly columns: number; readonly rows: number }): ScreenGrid {
  const screen = new FakeTerminal('tty1', 'screen', size);
  const device = new DeviceConsole([screen]);
  device.show({
    heading: 'Before',
    lines: ['what stood there before '.repeat(90)],
    keys: 'K: key '.repeat(9),
  });
  device.show(view);
  return new ScreenGrid(screen.output, size);
}

const FULL: View = {
  heading: 'Heading',
  lines: [{ label: 'Label:', text: 'text' }, 'A paragraph. '.repeat(20)],
  choices: { items: ['One', 'Two', 'Three'], selected: 1 },
  progress: { label: 'Copying', percent: 40 },
  ticker: 'in 9 s',
  field: { label: 'Number:', typed: '2', isHidden: false },
  keys: 'Up, Down: select   Enter: run',
};

function backgrounds(cells: readonly Cell[] | undefined): readonly string[] {
  return [...new Set(cells?.map((cell) => cell.background))];
}

function rowWith(grid: ScreenGrid, part: string): { readonly cells: readonly Cell[]; readonly row: number } {
  const row = grid.texts().findIndex((line) => line.includes(part));
  const cells = grid.rows[row];
  if (cells === undefined) throw new Error(`"${part}" is not on the screen:\n${grid.texts().join('\n')}`);
  return { cells, row };
}

const CASES = SIZES.flatMap((size) => TONES.map((tone) => ({ ...size, tone })));

test.each(CASES)('$columns x $rows, $tone: the bars reach from edge to edge in one colour', (one) => {
  const grid = shown({ ...FULL, tone: one.tone }, one);
  const top = rowWith(grid, 'Heading');
  const bottom = rowWith(grid, 'Enter: run');
  for (const row of [...grid.rows.slice(0, top.row + 1), ...grid.rows.slice(bottom.row)]) {
    expect(backgrounds(row)).toHaveLength(1);
    expect(backgrounds(row)).not.toEqual(['000000']);
  }
});

test.each(CASES)('$columns x $rows, $tone: every character has a contrast of 4.5 to 1 or more', (one) => {
  const cells = shown({ ...FULL, tone: one.tone }, one).rows.flat();
  const written = cells.filter((cell) => cell.character !== ' ');
  expect(written.length).toBeGreaterThan(300);
  for (const cell of written)
    expect([cell, contrast(cell.foreground, cell.background) >= 4.5]).toEqual([cell, true]);
});

test.each(SIZES)('$columns x $rows: everything stands in one column in the middle', (size) => {
  const grid = shown(FULL, size);
  const left = (size.columns - 76) / 2;
  const selected = rowWith(grid, '2  Two').cells.flatMap((cell, at) =>
    cell.background === '000000' ? [] : [at],
  );
  expect([selected[0], selected.at(-1), selected.length]).toEqual([left, left + 75, 76]);
  for (const row of grid.rows) {
    const used = row.flatMap((cell, at) => (cell.character === ' ' ? [] : [at]));
    expect(Math.min(...used, left)).toBe(left);
    expect(Math.max(...used, left + 75)).toBe(left + 75);
  }
  const bar = rowWith(grid, '40 %').cells;
  expect(bar.map((cell) => cell.character).lastIndexOf('%')).toBe(left + 75);
});

test('nothing of the view before is left', () => {
  for (const size of SIZES) expect(shown(FULL, size).texts().join()).not.toMatch(/before|K:/);
});

test('the bar of progress is filled as far as the number says', () => {
  for (const percent of [0, 1, 50, 99.9, 100]) {
    const grid = shown({ heading: 'H', lines: [], progress: { label: 'L', percent } }, SIZES[0]);
    const { cells } = rowWith(grid, `${Math.floor(percent)} %`);
    const heading = grid.rows[0]?.[0]?.background;
    const filled = cells.filter((cell) => cell.background === heading).length;
    const all = cells.filter((cell) => cell.background !== '000000').length;
    expect([percent, filled]).toEqual([percent, Math.round((percent / 100) * all)]);
  }
});

test('the cursor stands behind what is typed, and is hidden where nothing is', () => {
  const typed = (length: number): ScreenGrid =>
    shown(
      { heading: 'H', lines: [], field: { label: 'Password:', typed: 'x'.repeat(length), isHidden: true } },
      SIZES[2],
    );
  for (const length of [0, 1, 20, 47, 48, 512]) {
    const grid = typed(length);
    const { cells, row } = rowWith(grid, 'Password:');
    const field = cells.flatMap((cell, at) => (cell.background === '000000' ? [] : [at]));
    const dots = cells.flatMap((cell, at) => (cell.character === '•' ? [at] : []));
    expect(dots).toEqual(field.slice(0, Math.min(length, 47)));
    expect(grid.cursor).toEqual({ row, column: (field[0] ?? 0) + dots.length, isVisible: true });
  }
  expect(shown({ heading: 'H', lines: [] }, SIZES[2]).cursor.isVisible).toBe(false);
});

test('a long list says how much of it is out of sight, and shows what is chosen', () => {
  const items = Array.from({ length: 200 }, (_, index) => `Task sequence ${index}`);
  fc.assert(
    fc.property(fc.nat(199), fc.constantFrom(...SIZES), (selected, size) => {
      const field = { label: 'Number:', typed: '', isHidden: false };
      const grid = shown({ heading: 'H', lines: ['Choose'], choices: { items, selected }, field }, size);
      const all = grid.texts().join('\n');
      const count = (pattern: RegExp): number => Number(pattern.exec(all)?.[1] ?? 0);
      const visible = all.match(/\d+ {2}Task sequence/g)?.length ?? 0;
      expect(visible).toBeGreaterThan(10);
      expect(count(/(\d+) more above/) + visible + count(/(\d+) more below/)).toBe(200);
      const { cells } = rowWith(grid, `${selected + 1}  Task sequence ${selected}`);
      expect(backgrounds(cells)).toHaveLength(2);
      expect(all).toContain('Number:');
    }),
  );
});

/**
 * Draws a view on a text screen of 80x25 or more by redrawing every line in place, which does not flicker.
 * The text stands in one column of fixed width in the middle, so that a wide screen looks like a narrow one with margins.
 * Trap: after a character in the last column the cursor stays on it, and "erase to the end of the line" then takes that
 * character away. So a coloured bar is never filled up with blanks: it is erased to the end while its colour is set.
 * Only characters of the kernel's own console font (code page 437) are used: "•" is in it.
 */
import { preparation, style } from './palette.ts';
import { qrRows } from './qr.ts';
import { plain, wrap, type Line, type Terminal, type View } from './terminal.ts';

const TITLE = 'Task Sequence Media';
const MARGIN = 2;
/** As much as a screen of 80 columns holds between its margins; longer lines are hard to read anyway. */
const COLUMN_WIDTH = 76;
/** From this many rows on, heading and keys get air above and below. */
const TALL_ROWS = 40;
const FIELD_WIDTH = 48;
/** Numbers of a list have three digits. */
const NUMBER_WIDTH = 4;
const ERASE = '\u001b[K';

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly columnWidth: number;
  /** Rows of colour above and below the heading and the keys. */
  readonly air: number;
}

export class ScreenRenderer {
  readonly #terminal: Terminal;
  readonly #layout: Layout;
  #isPrepared = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    const width = Math.max(40, terminal.columns);
    const height = Math.max(10, terminal.rows);
    const columnWidth = Math.min(COLUMN_WIDTH, width - 2 * MARGIN);
    const left = Math.floor((width - columnWidth) / 2);
    this.#layout = { width, height, left, columnWidth, air: height >= TALL_ROWS ? 1 : 0 };
  }

  show(view: View): void {
    if (!this.#isPrepared) this.#terminal.write(preparation);
    this.#isPrepared = true;
    this.#terminal.write(drawing(view, this.#layout));
  }
}

function drawing(view: View, layout: Layout): string {
  const { height, left, columnWidth, air } = layout;
  const indent = ' '.repeat(left);
  const top = [
    ...bar(style[view.tone ?? 'normal'], heading(view, columnWidth), layout),
    ...(view.tabs === undefined ? [] : bar(style.bar, tabLine(view.tabs), { ...layout, air: 0 })),
  ];
  const gap = 1 + 2 * air;
  const bottom = bar(style.bar, keyLine(view.keys ?? '', columnWidth), layout);
  // A row stays free above the keys.
  const room = height - top.length - gap - bottom.length - 1;
  const body = bodyOf(view, columnWidth, room);
  const rows = [
    ...top,
    ...Array.from({ length: gap }, () => ERASE),
    ...body.lines.slice(0, room + 1).map((line) => `${indent}${line}${style.reset}${ERASE}`),
  ];
  while (rows.length < height - bottom.length) rows.push(ERASE);
  const cursor =
    body.cursor === undefined
      ? '\u001b[?25l'
      : `\u001b[${top.length + gap + body.cursor.row + 1};${left + body.cursor.column + 1}H\u001b[?25h`;
  return `\u001b[H${style.reset}${[...rows, ...bottom].join('\r\n')}${cursor}`;
}

/** A line of text in a bar from edge to edge. */
function bar(colour: string, text: string, { left, air }: Layout): readonly string[] {
  const empty = Array.from({ length: air }, () => `${colour}${ERASE}${style.reset}`);
  return [...empty, `${colour}${' '.repeat(left)}${text}${ERASE}${style.reset}`, ...empty];
}

function heading(view: View, width: number): string {
  const title = cut(view.title ?? TITLE, Math.floor(width / 2));
  const room = width - title.length - 2;
  return `${cut(view.heading, room).padEnd(room)}  ${title}`;
}

/** The active tab in the heading's colour, between blanks of its own, so that it hangs on the heading. */
function tabLine({ items, active }: NonNullable<View['tabs']>): string {
  return items
    .map((item, index) =>
      index === active ? `${style.normal} ${item} ${style.bar}` : `${style.bar} ${item} `,
    )
    .join(' ');
}

/** "R: restart   P: power off" with brighter keys. */
function keyLine(keys: string, width: number): string {
  return cut(keys, width)
    .split(/(?<= {3})(?=\S)/)
    .map((one) => {
      const colon = one.indexOf(':');
      return colon < 0 ? one : `${style.barBright}${one.slice(0, colon)}${style.bar}${one.slice(colon)}`;
    })
    .join('');
}

interface Body {
  readonly lines: readonly string[];
  readonly cursor: { readonly row: number; readonly column: number } | undefined;
}

function bodyOf(view: View, width: number, height: number): Body {
  const lines = view.lines.flatMap((line) => [...paragraph(line, width)]);
  let cursor: Body['cursor'];
  if (view.choices !== undefined) {
    const below = view.field === undefined ? 0 : 2;
    const room = Math.max(3, height - lines.length - 1 - below);
    lines.push('', ...choiceLines(view.choices, { width, room }));
  }
  if (view.progress !== undefined) {
    const { label, percent } = view.progress;
    lines.push('', ...paragraph({ label, text: '' }, width), '', progressBar(percent, width));
  }
  if (view.ticker !== undefined) lines.push('', ...wrap(view.ticker, width));
  if (view.qr !== undefined) {
    const code = qrRows(view.qr, { columns: width, rows: height - lines.length - 1 }) ?? [];
    const indent = ' '.repeat(Math.floor((width - (code[0]?.length ?? 0)) / 2));
    lines.push('', ...code.map((row) => `${indent}${style.code}${row}`));
  }
  if (view.field !== undefined) {
    const wanted = view.choices === undefined ? FIELD_WIDTH : NUMBER_WIDTH;
    const { line, column } = fieldLine(view.field, { wanted, most: width });
    lines.push('', line);
    cursor = { row: lines.length - 1, column };
  }
  return { lines, cursor };
}

/** Lines of a paragraph, its label bright. Labels are one line at most, or the whole paragraph. */
function paragraph(line: Line, width: number): readonly string[] {
  const lines = wrap(plain(line), width);
  if (typeof line === 'string') return lines;
  if (line.text === '') return lines.map((one) => `${style.bright}${one}`);
  const end = line.label.length;
  return lines.map((one, index) =>
    index === 0 ? `${style.bright}${one.slice(0, end)}${style.reset}${one.slice(end)}` : one,
  );
}

function progressBar(percent: number, width: number): string {
  const shown = Math.max(0, Math.min(100, percent));
  const cells = width - ' 100 %'.length;
  const filled = Math.round((shown / 100) * cells);
  const number = `${Math.floor(shown)} %`.padStart(' 100 %'.length);
  return `${style.normal}${' '.repeat(filled)}${style.bar}${' '.repeat(cells - filled)}${style.reset}${number}`;
}

function fieldLine(
  field: NonNullable<View['field']>,
  size: { readonly wanted: number; readonly most: number },
): { readonly line: string; readonly column: number } {
  const { typed, isHidden } = field;
  const label = cut(field.label, Math.floor(size.most / 2));
  const width = Math.min(size.wanted, size.most - label.length - 1);
  // The end of what is typed stays in sight, and behind it a cell for the cursor.
  const shown = (isHidden ? '•'.repeat(Array.from(typed).length) : typed).slice(1 - width);
  const line = `${label} ${style.barBright}${shown.padEnd(width)}`;
  return { line, column: label.length + 1 + shown.length };
}

function choiceLines(
  choices: NonNullable<View['choices']>,
  size: { readonly width: number; readonly room: number },
): readonly string[] {
  const { items, selected } = choices;
  const isLong = items.length > size.room;
  // A long list gives two rows away to say how much of it is out of sight.
  const count = isLong ? Math.max(1, size.room - 2) : items.length;
  const first = Math.max(0, Math.min(selected - Math.floor(count / 2), items.length - count));
  const shown = items.slice(first, first + count).map((item, index) => {
    const number = first + index;
    const note = choices.notes?.[number] ?? '';
    const room = note === '' ? size.width : size.width - note.length - 2;
    const text = cut(`${String(number + 1).padStart(3)}  ${item}`, room);
    const line = note === '' ? text : `${text.padEnd(room)}  ${note}`;
    return number === selected ? `${style.normal}${line.padEnd(size.width)}` : line;
  });
  if (!isLong) return shown;
  const hint = (left: number, where: string): string => (left === 0 ? '' : `     ${left} more ${where}`);
  return [hint(first, 'above'), ...shown, hint(items.length - first - count, 'below')];
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}~` : text;
}

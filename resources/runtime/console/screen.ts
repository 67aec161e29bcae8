/**
 * Draws a view on a text screen of 80x25 or more by redrawing every line in place, which does not flicker.
 * Only characters of the kernel's own console font (code page 437) are used: "•" and "█" are in it.
 */
import { wrap, type Terminal, type View } from './terminal.ts';

const MARGIN = 2;
const TITLE = 'Task Sequence';
const COLOURS = { normal: '\u001b[0;97;44m', error: '\u001b[0;97;41m', success: '\u001b[0;30;42m' } as const;
const RESET = '\u001b[0m';

/** Shows the view; the first line is the heading, the last one the keys. */
export function drawScreen(terminal: Terminal, view: View): void {
  const width = Math.max(40, terminal.columns);
  const height = Math.max(10, terminal.rows);
  const textWidth = Math.min(width - 2 * MARGIN, 96);
  const body = bodyOf(view, textWidth, height - 4);
  const colour = COLOURS[view.tone ?? 'normal'];
  const rows = [
    `${colour}${pad(`  ${TITLE}  -  ${view.heading}`, width)}${RESET}`,
    '',
    ...body.lines.map((line) => `${' '.repeat(MARGIN)}${line}`),
  ];
  while (rows.length < height - 1) rows.push('');
  const keys = `\u001b[7m${pad(`  ${view.keys ?? ''}`, width - 1)}${RESET}`;
  const screen = [...rows.slice(0, height - 1), keys].map((row) => `${row}\u001b[K`).join('\r\n');
  const cursor =
    body.cursor === undefined
      ? '\u001b[?25l'
      : `\u001b[${body.cursor.row + 3};${body.cursor.column + MARGIN + 1}H\u001b[?25h`;
  terminal.write(`\u001b[H${screen}${cursor}`);
}

interface Body {
  readonly lines: readonly string[];
  readonly cursor: { readonly row: number; readonly column: number } | undefined;
}

function bodyOf(view: View, width: number, height: number): Body {
  const lines = view.lines.flatMap((line) => [...wrap(line, width)]);
  let cursor: Body['cursor'];
  if (view.choices !== undefined) {
    const room = Math.max(3, height - lines.length - 4);
    lines.push('', ...choiceLines(view.choices, { width, room }));
  }
  if (view.progress !== undefined) {
    const cells = Math.min(50, width - 8);
    const filled = Math.round((Math.max(0, Math.min(100, view.progress.percent)) / 100) * cells);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(cells - filled)}`;
    lines.push('', ...wrap(view.progress.label, width), `${bar} ${Math.floor(view.progress.percent)}%`);
  }
  if (view.ticker !== undefined) lines.push('', ...wrap(view.ticker, width));
  if (view.field !== undefined) {
    const { label, typed, isHidden } = view.field;
    const room = width - label.length - 2;
    const shown = (isHidden ? '•'.repeat(Array.from(typed).length) : typed).slice(-room);
    lines.push('', `${label} ${shown}`);
    cursor = { row: lines.length - 1, column: label.length + 1 + shown.length };
  }
  return { lines, cursor };
}

function choiceLines(
  choices: { readonly items: readonly string[]; readonly selected: number },
  size: { readonly width: number; readonly room: number },
): readonly string[] {
  const { items, selected } = choices;
  const first = Math.max(0, Math.min(selected - Math.floor(size.room / 2), items.length - size.room));
  return items.slice(first, first + size.room).map((item, index) => {
    const number = first + index;
    const text = pad(`${String(number + 1).padStart(3)}  ${item}`, size.width);
    return number === selected ? `\u001b[7m${text}${RESET}` : text;
  });
}

function pad(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}~` : text.padEnd(width);
}

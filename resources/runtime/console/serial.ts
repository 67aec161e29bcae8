/**
 * Shows views on a serial line, which scrolls: only what is new is printed, in plain ASCII where our own text goes.
 * Trap: tests and people's scripts wait for these lines ("Password:", "Select a task sequence"); a line is printed once
 * when it appears and not again while it stands.
 */
import { plain, type Terminal, type View } from './terminal.ts';

export class SerialRenderer {
  readonly #terminal: Terminal;
  #last: View | undefined;
  /** True while the cursor stands behind a field or a countdown on an unfinished line. */
  #isInField = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(view: View): void {
    const last = this.#last;
    this.#last = view;
    if (last !== undefined && this.#isInField && isSameBesideField(last, view)) {
      this.#type(last.field?.typed ?? '', view);
      return;
    }
    const isNewScreen = last?.heading !== view.heading || last.tabs?.active !== view.tabs?.active;
    if (isNewScreen) this.#line(`\r\n== ${[view.heading, tabOf(view)].join('')} ==`);
    const known = isNewScreen ? [] : last.lines.map(plain);
    for (const [index, line] of view.lines.map(plain).entries())
      if (line !== '' && line !== known[index]) this.#line(line);
    const { choices, progress, ticker } = view;
    if (choices !== undefined) this.#choices(choices, isNewScreen ? undefined : last);
    if (progress !== undefined && (progress.label !== last?.progress?.label || progress.percent === 100))
      this.#line(`[${String(Math.floor(progress.percent)).padStart(3)}%] ${progress.label}`);
    if (view.keys !== undefined && (isNewScreen || view.keys !== last.keys)) this.#line(`[${view.keys}]`);
    if (ticker !== undefined && ticker !== last?.ticker) this.#tick(ticker, last?.ticker);
    if (view.field === undefined) return;
    this.#endField();
    this.#terminal.write(`${view.field.label} ${mask(view.field.typed, view.field.isHidden)}`);
    this.#isInField = true;
  }

  #type(before: string, view: View): void {
    if (view.field === undefined) return;
    const old = mask(before, view.field.isHidden);
    const now = mask(view.field.typed, view.field.isHidden);
    let common = 0;
    while (common < Math.min(old.length, now.length) && old[common] === now[common]) common++;
    this.#terminal.write('\b \b'.repeat(old.length - common) + now.slice(common));
  }

  /** Rows that are new or say something else; without a field to type a number into also which one is chosen. */
  #choices(choices: NonNullable<View['choices']>, last: View | undefined): void {
    const row = (of: View['choices'], index: number): string | undefined => {
      const item = of?.items[index];
      if (item === undefined) return undefined;
      const note = of?.notes?.[index] ?? '';
      return `${String(index + 1).padStart(3)}  ${item}${note === '' ? '' : `  [${note}]`}`;
    };
    choices.items.forEach((_, index) => {
      const now = row(choices, index);
      if (now !== undefined && now !== row(last?.choices, index)) this.#line(now);
    });
    const isMoved = last?.choices !== undefined && last.choices.selected !== choices.selected;
    if (isMoved && this.#last?.field === undefined) this.#line(`>${row(choices, choices.selected) ?? ''}`);
  }

  /** A countdown overwrites its own line. */
  #tick(now: string, before: string | undefined): void {
    if (before === undefined || !this.#isInField) this.#endField();
    this.#terminal.write(`\r${now.padEnd(before?.length ?? 0)}`);
    this.#isInField = true;
  }

  #line(text: string): void {
    this.#endField();
    this.#terminal.write(`${text}\r\n`);
  }

  #endField(): void {
    if (this.#isInField) this.#terminal.write('\r\n');
    this.#isInField = false;
  }
}

function mask(text: string, isHidden: boolean): string {
  return isHidden ? '*'.repeat(Array.from(text).length) : text;
}

function isSameBesideField(a: View, b: View): boolean {
  return (
    b.field !== undefined &&
    a.field?.label === b.field.label &&
    JSON.stringify({ ...a, field: 0, choices: a.choices?.items }) ===
      JSON.stringify({ ...b, field: 0, choices: b.choices?.items })
  );
}

function tabOf({ tabs }: View): string {
  const name = tabs?.items[tabs.active];
  return name === undefined ? '' : `: ${name}`;
}

/**
 * What a Linux text console shows after some output: characters and colours, cell by cell. Knows what our screens use.
 * Trap: after a character in the last column the cursor stays on it until the next character comes, so that "erase to the
 * end of the line" takes the character away. Erased cells have the background that is set at that moment.
 */
export interface Cell {
  readonly character: string;
  /** Six hexadecimal digits. */
  readonly foreground: string;
  readonly background: string;
}

/** The sixteen colours as the kernel mixes them. */
const STANDARD =
  '000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff';

export class ScreenGrid {
  readonly rows: Cell[][];
  cursor = { row: 0, column: 0, isVisible: true };
  readonly #palette = STANDARD.split(' ');
  readonly #columns: number;
  #foreground = 7;
  #background = 0;
  #mustWrap = false;

  constructor(output: string, size: { readonly columns: number; readonly rows: number }) {
    this.#columns = size.columns;
    this.rows = Array.from({ length: size.rows }, () =>
      Array.from({ length: size.columns }, () => this.#cell(' ')),
    );
    // eslint-disable-next-line no-control-regex -- escape sequences are what is taken apart
    const parts = /\u001b\]P([0-9a-f])([0-9a-f]{6})|\u001b\[(\??[0-9;]*)([A-Za-z])|([^\u001b])/gu;
    let end = 0;
    for (const match of output.matchAll(parts)) {
      if (match.index !== end) break;
      end += match[0].length;
      const [, colour, hex, parameters, command, character] = match;
      if (colour !== undefined && hex !== undefined) this.#palette[Number.parseInt(colour, 16)] = hex;
      else if (command !== undefined) this.#control(command, parameters ?? '');
      else if (character !== undefined) this.#write(character);
    }
    if (end !== output.length)
      throw new Error(`not understood: ${JSON.stringify(output.slice(end, end + 20))}`);
  }

  /** Text of a row without the blanks at its end. */
  text(row: number): string {
    return (this.rows[row] ?? [])
      .map((cell) => cell.character)
      .join('')
      .trimEnd();
  }

  /** Everything, as lines. */
  texts(): readonly string[] {
    return this.rows.map((_, row) => this.text(row));
  }

  #cell(character: string): Cell {
    return {
      character,
      foreground: this.#palette[this.#foreground] ?? '',
      background: this.#palette[this.#background] ?? '',
    };
  }

  #write(character: string): void {
    const { cursor } = this;
    if (character === '\r') {
      cursor.column = 0;
      this.#mustWrap = false;
    } else if (character === '\n') {
      this.#mustWrap = false;
      this.#lineFeed();
    } else {
      if (this.#mustWrap) {
        cursor.column = 0;
        this.#lineFeed();
      }
      this.#set(cursor.row, cursor.column, this.#cell(character));
      this.#mustWrap = cursor.column === this.#columns - 1;
      if (!this.#mustWrap) cursor.column++;
    }
  }

  #lineFeed(): void {
    if (this.cursor.row < this.rows.length - 1) {
      this.cursor.row++;
      return;
    }
    this.rows.shift();
    this.rows.push(Array.from({ length: this.#columns }, () => this.#cell(' ')));
  }

  #set(row: number, column: number, cell: Cell): void {
    const cells = this.rows[row];
    if (cells === undefined || column >= this.#columns) throw new Error(`no cell ${row},${column}`);
    cells[column] = cell;
  }

  #control(command: string, parameters: string): void {
    const { cursor } = this;
    const numbers = parameters.split(';').map(Number);
    if (command === 'm') for (const number of numbers) this.#colour(number);
    else if (command === 'H') {
      const [row = 1, column = 1] = parameters === '' ? [] : numbers;
      this.cursor = { ...cursor, row: row - 1, column: column - 1 };
      this.#mustWrap = false;
    } else if (command === 'K' && parameters === '') this.#erase(cursor.row, cursor.column);
    else if (command === 'J' && parameters === '2')
      this.rows.forEach((_, row) => {
        this.#erase(row, 0);
      });
    else if (parameters === '?25' && (command === 'h' || command === 'l')) cursor.isVisible = command === 'h';
    else throw new Error(`not understood: ${parameters}${command}`);
  }

  #erase(row: number, from: number): void {
    for (let column = from; column < this.#columns; column++) this.#set(row, column, this.#cell(' '));
  }

  #colour(number: number): void {
    if (number === 0) {
      this.#foreground = 7;
      this.#background = 0;
    } else if (number >= 30 && number <= 37) this.#foreground = number - 30;
    else if (number >= 90 && number <= 97) this.#foreground = number - 90 + 8;
    else if (number >= 40 && number <= 47) this.#background = number - 40;
    else throw new Error(`colour ${number} is not understood`);
  }
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

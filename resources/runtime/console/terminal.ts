/**
 * A terminal as the console sees it: the screen (tty1) or a serial line (ttyS0). Both show the same and both may type.
 * Trap: a screen can be redrawn, a serial line cannot; the two have renderers of their own (screen.ts, serial.ts).
 */
export interface Terminal {
  readonly name: string;
  readonly kind: 'screen' | 'serial';
  readonly columns: number;
  readonly rows: number;
  /** Writes at once; a terminal that fails is the platform's business and never throws here. */
  write(text: string): void;
  /** Bytes as they are typed; returns what ends the subscription. */
  onInput(listener: (bytes: Uint8Array) => void): () => void;
}

/** A paragraph; one with a label begins with it, and the screen shows the label brighter than the text. */
export type Line = string | { readonly label: string; readonly text: string };

/** A paragraph as a terminal without brightness shows it. */
export function plain(line: Line): string {
  if (typeof line === 'string') return line;
  return line.text === '' ? line.label : `${line.label} ${line.text}`;
}

/** Everything on the screen at one moment; whole states, never changes. */
export interface View {
  readonly heading: string;
  /** What stands at the right end of the heading; absent: the name of the product on the medium. */
  readonly title?: string;
  /** Pages beside each other, under the heading. */
  readonly tabs?: { readonly items: readonly string[]; readonly active: number };
  readonly tone?: 'normal' | 'error' | 'success';
  /** Paragraphs; renderers wrap them. An empty text is a blank line. */
  readonly lines: readonly Line[];
  readonly choices?: {
    readonly items: readonly string[];
    readonly selected: number;
    /** A word about each item, at the right end of its row. */
    readonly notes?: readonly string[];
  };
  /** A line that is typed into; `typed` is shown as given, or as dots. */
  readonly field?: { readonly label: string; readonly typed: string; readonly isHidden: boolean };
  readonly progress?: { readonly label: string; readonly percent: number };
  /** A line that changes often (a countdown). */
  readonly ticker?: string;
  /** Text shown as a QR code, its end cut where the screen is too small; a serial line leaves it out. */
  readonly qr?: string;
  /** Which keys do what: "R: restart   P: power off", three blanks between. */
  readonly keys?: string;
}

/** Splits a paragraph into lines of at most `width` characters; longer words are cut. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = '';
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
}

/**
 * Text without characters that would steer a terminal (controls, line separators, and the invisible ones that turn the
 * direction of writing round); what comes from outside is shown through this.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

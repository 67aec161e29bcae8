/**
 * Bytes of a terminal in raw mode to keys. State per terminal: a sequence or a UTF-8 character may arrive in pieces.
 * Traps: Enter is CR on a tty, LF or CR LF from scripts; a lone Escape cannot be told from the start of a sequence, so
 * it is a key only when nothing follows for a moment (`endEscape`, called by who has a clock), and is ignored otherwise.
 */
type NamedKey =
  | 'enter'
  | 'backspace'
  | 'clear'
  | 'tab'
  | 'back-tab'
  | 'escape'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'page-up'
  | 'page-down';

export type Key = { readonly kind: 'text'; readonly text: string } | { readonly kind: NamedKey };

const SEQUENCES: Readonly<Record<string, NamedKey>> = {
  '[A': 'up',
  OA: 'up',
  '[B': 'down',
  OB: 'down',
  '[C': 'right',
  OC: 'right',
  '[D': 'left',
  OD: 'left',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[Z': 'back-tab',
  '[H': 'home',
  '[1~': 'home',
  '[F': 'end',
  '[4~': 'end',
};

export class KeyDecoder {
  readonly #decoder = new TextDecoder('utf-8');
  /** Characters after an Escape; undefined outside a sequence. */
  #sequence: string | undefined;
  #lastWasReturn = false;

  /** Keys completed by these bytes. */
  decode(bytes: Uint8Array): readonly Key[] {
    const keys: Key[] = [];
    for (const character of this.#decoder.decode(bytes, { stream: true })) {
      const key = this.#next(character);
      if (key !== undefined) keys.push(key);
    }
    return keys;
  }

  /** True while an Escape has come and nothing behind it. */
  get isAtEscape(): boolean {
    return this.#sequence === '';
  }

  /** Nothing followed the Escape: it was the key. */
  endEscape(): Key | undefined {
    if (!this.isAtEscape) return undefined;
    this.#sequence = undefined;
    return { kind: 'escape' };
  }

  #next(character: string): Key | undefined {
    const wasReturn = this.#lastWasReturn;
    this.#lastWasReturn = character === '\r';
    if (character === '\u001b') {
      this.#sequence = '';
      return undefined;
    }
    if (this.#sequence !== undefined) return this.#inSequence(character, this.#sequence);
    if (character === '\n') return wasReturn ? undefined : { kind: 'enter' };
    if (character === '\r') return { kind: 'enter' };
    if (character === '\u007f' || character === '\b') return { kind: 'backspace' };
    if (character === '\u0015') return { kind: 'clear' };
    if (character === '\t') return { kind: 'tab' };
    if (character < ' ' || character === '\ufffd') return undefined;
    return { kind: 'text', text: character };
  }

  #inSequence(character: string, before: string): Key | undefined {
    const sequence = before + character;
    // The Linux console sends F1 to F5 as ESC [ [ A … E: one more character belongs to those.
    const isOpen = sequence === 'O' || sequence === '[[' || /^\[[0-9;]{0,8}$/.test(sequence);
    this.#sequence = isOpen ? sequence : undefined;
    const kind = SEQUENCES[sequence];
    return kind === undefined ? undefined : { kind };
  }
}

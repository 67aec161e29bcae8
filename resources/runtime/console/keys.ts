/**
 * Bytes of a terminal in raw mode to keys. State per terminal: a sequence or a UTF-8 character may arrive in pieces.
 * Traps: Enter is CR on a tty, LF or CR LF from scripts; a lone Escape cannot be told from the start of a sequence, so
 * it is only known when the next byte arrives and is then ignored.
 */
export type Key =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'enter' | 'backspace' | 'clear' | 'up' | 'down' | 'home' | 'end' };

const SEQUENCES: Readonly<Record<string, 'up' | 'down' | 'home' | 'end'>> = {
  '[A': 'up',
  OA: 'up',
  '[B': 'down',
  OB: 'down',
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
    if (character < ' ' || character === '\ufffd') return undefined;
    return { kind: 'text', text: character };
  }

  #inSequence(character: string, before: string): Key | undefined {
    const sequence = before + character;
    const isOpen = sequence === '[' || sequence === 'O' || /^\[[0-9;]{0,8}$/.test(sequence);
    this.#sequence = isOpen ? sequence : undefined;
    const kind = SEQUENCES[sequence];
    return kind === undefined ? undefined : { kind };
  }
}

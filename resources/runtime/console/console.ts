/**
 * All terminals as one: the same view on each, keys from any of them. Asking is done here, by redrawing after each key.
 * Trap: keys typed while nothing is asked (an impatient Enter during DHCP) are thrown away, so that they cannot answer a
 * question that was not on the screen yet.
 */
import { KeyDecoder, type Key } from './keys.ts';
import { ScreenRenderer } from './screen.ts';
import { SerialRenderer } from './serial.ts';
import type { Terminal, View } from './terminal.ts';

/** Longest text a field takes, characters; what is typed beyond is ignored. */
const MAX_FIELD_LENGTH = 512;
/** The rest of a sequence follows its Escape within this time, also over a slow serial line. */
const ESCAPE_MS = 60;

export interface AskOptions {
  /** Ends the question: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export class DeviceConsole {
  /** Right end of the heading of every view that brings no title: the computer's name, once it is known. */
  title: string | undefined;
  readonly #renderers: ((view: View) => void)[] = [];
  #view: View = { heading: '', lines: [] };
  #waiting: ((key: Key) => void) | undefined;

  constructor(terminals: readonly Terminal[]) {
    for (const terminal of terminals) {
      const renderer =
        terminal.kind === 'serial' ? new SerialRenderer(terminal) : new ScreenRenderer(terminal);
      this.#renderers.push((view) => {
        renderer.show(view);
      });
      const decoder = new KeyDecoder();
      let escape: NodeJS.Timeout | undefined;
      terminal.onInput((bytes) => {
        clearTimeout(escape);
        for (const key of decoder.decode(bytes)) this.#waiting?.(key);
        if (!decoder.isAtEscape) return;
        escape = setTimeout(() => {
          const key = decoder.endEscape();
          if (key !== undefined) this.#waiting?.(key);
        }, ESCAPE_MS);
        escape.unref();
      });
    }
  }

  show(view: View): void {
    this.#view = view;
    const titled = this.title === undefined ? view : { title: this.title, ...view };
    for (const render of this.#renderers) render(titled);
  }

  /** The view that stands now. */
  get view(): View {
    return this.#view;
  }

  /** The text typed into a field below the view, ended by Enter. */
  async askText(
    view: View,
    field: { readonly label: string; readonly isHidden: boolean; readonly initial?: string },
  ): Promise<string> {
    let typed = field.initial ?? '';
    const draw = (): void => {
      this.show({ ...view, field: { label: field.label, isHidden: field.isHidden, typed } });
    };
    draw();
    await this.#keys((key) => {
      if (key.kind === 'enter') return true;
      const before = typed;
      if (key.kind === 'text' && typed.length < MAX_FIELD_LENGTH) typed += key.text;
      if (key.kind === 'backspace') typed = Array.from(typed).slice(0, -1).join('');
      if (key.kind === 'clear') typed = '';
      if (typed !== before) draw();
      return false;
    });
    return typed;
  }

  /** Index of the chosen item: arrow keys or its number, then Enter. */
  async askChoice(view: View, items: readonly string[]): Promise<number> {
    let selected = 0;
    let digits = '';
    const draw = (): void => {
      this.show({
        ...view,
        choices: { items, selected },
        field: { label: 'Number:', typed: digits, isHidden: false },
      });
    };
    draw();
    await this.#keys((key) => {
      if (key.kind === 'enter') return true;
      if (key.kind === 'up' || key.kind === 'down') {
        selected = (selected + (key.kind === 'up' ? items.length - 1 : 1)) % items.length;
        digits = String(selected + 1);
      } else if (key.kind === 'text' && /^\d$/.test(key.text)) {
        const number = [Number(digits + key.text), Number(key.text)].find(
          (one) => one >= 1 && one <= items.length,
        );
        if (number === undefined) return false;
        digits = String(number);
        selected = number - 1;
      } else if (key.kind === 'backspace' || key.kind === 'clear') digits = '';
      else return false;
      draw();
      return false;
    });
    return selected;
  }

  /** Waits for one of the letters (any case) or "\n" for Enter, and gives it in lower case. */
  async askKey(view: View, letters: readonly string[], options: AskOptions = {}): Promise<string> {
    this.show(view);
    let pressed = '';
    await this.#keys((key) => {
      pressed = key.kind === 'enter' ? '\n' : key.kind === 'text' ? key.text.toLowerCase() : '';
      return letters.includes(pressed);
    }, options.signal);
    return pressed;
  }

  /** Hands every key to `take` until it returns true; `show` may be called meanwhile. */
  async readKeys(take: (key: Key) => boolean, options: AskOptions = {}): Promise<void> {
    await this.#keys(take, options.signal);
  }

  /** Hands keys to `take` until it returns true. */
  async #keys(take: (key: Key) => boolean, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting = undefined;
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      if (signal?.aborted === true) {
        onAbort();
        return;
      }
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting = (key) => {
        if (!take(key)) return;
        this.#waiting = undefined;
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
    });
  }
}

/** Text that arrives in pieces, with control sequences taken out, and waits for patterns in it. */

/** CSI sequences, OSC sequences, two-byte escapes, and every control character but line feed and tab. */
const CONTROL =
  // eslint-disable-next-line no-control-regex -- terminals are driven by control characters
  /\u001B\[[0-9;?=]*[ -/]*[@-~]|\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)|\u001B[()][A-Z0-9]|\u001B[=>78cDEHMNOZ]|[\u0000-\u0008\u000B-\u001A\u001C-\u001F\u007F]/g;

export class TextWatch {
  private raw = '';
  private clean = '';
  private position = 0;
  private isFinished = false;
  private readonly waiting = new Set<() => void>();

  add(text: string): void {
    this.raw += text;
    // A sequence that is not complete yet stays in `raw` until its end has come.
    const lastEscape = this.raw.lastIndexOf('\u001B');
    const isOpen =
      lastEscape >= 0 && this.raw.length - lastEscape < 32 && !isComplete(this.raw.slice(lastEscape));
    const end = isOpen ? lastEscape : this.raw.length;
    this.clean += this.raw.slice(0, end).replace(CONTROL, '');
    this.raw = this.raw.slice(end);
    for (const wake of this.waiting) wake();
  }

  /** No more text will come: waits end now. */
  finish(): void {
    this.isFinished = true;
    for (const wake of this.waiting) wake();
  }

  all(): string {
    return this.clean;
  }

  /** A match behind the last one, if it is there already; the next wait begins where it would have. */
  peek(pattern: RegExp): RegExpMatchArray | undefined {
    const match = this.clean
      .slice(this.position)
      .match(new RegExp(pattern.source, pattern.flags.replace('g', '')));
    return match ?? undefined;
  }

  /** The next match behind the last one; undefined when it does not come in time or the text has ended. */
  async next(pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray | undefined> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const match = this.peek(pattern);
      if (match?.index !== undefined) {
        this.position += match.index + match[0].length;
        return match;
      }
      const leftMs = deadline - Date.now();
      if (leftMs <= 0 || this.isFinished) return undefined;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, leftMs);
        this.waiting.add(wake);
      });
    }
  }
}

function isComplete(sequence: string): boolean {
  return sequence.length > 1 && sequence.search(CONTROL) === 0;
}

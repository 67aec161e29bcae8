/**
 * The colours of the screen. A Linux console has sixteen, and a program may say what they look like; the standard ones
 * are too harsh for large bars, so five of them are mixed anew. The colours chosen keep a contrast of 4.5 to 1 or more.
 * Trap: in text mode (BIOS) a background is one of the first eight colours; a bright one would blink there.
 */
interface Colour {
  /** 0 to 7 */
  readonly index: number;
  /** Six hexadecimal digits, red first. */
  readonly hex: string;
}

const RED: Colour = { index: 1, hex: '9c2424' };
const GREEN: Colour = { index: 2, hex: '1f6b3b' };
const BLUE: Colour = { index: 4, hex: '1f4e8c' };
/** Takes the place of cyan. */
const SLATE: Colour = { index: 6, hex: '343b45' };
const GREY: Colour = { index: 7, hex: 'c4c8ce' };
const WHITE = 97;

const ESCAPE = '\u001b';

/** Mixes the colours and empties the screen; written once, before the first view. */
export const preparation = `${[RED, GREEN, BLUE, SLATE, GREY]
  .map(({ index, hex }) => `${ESCAPE}]P${index.toString(16)}${hex}`)
  .join('')}${ESCAPE}[?25l${ESCAPE}[0m${ESCAPE}[2J`;

/** Sequences that begin a colour; each but `reset` keeps nothing of the one before. */
export const style = {
  reset: `${ESCAPE}[0m`,
  bright: `${ESCAPE}[0;${WHITE}m`,
  /** White on black, as black and white as a console can: phones read it. */
  code: `${ESCAPE}[0;${WHITE};40m`,
  /** Bars that only carry something: keys, the field that is typed into, the rest of a progress bar. */
  bar: on(SLATE, 30 + GREY.index),
  barBright: on(SLATE, WHITE),
  normal: on(BLUE, WHITE),
  error: on(RED, WHITE),
  success: on(GREEN, WHITE),
} as const;

function on(background: Colour, foreground: number): string {
  return `${ESCAPE}[0;${foreground};${40 + background.index}m`;
}

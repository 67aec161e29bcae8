/** The QR code of the failure screen, read by an independent decoder from the characters a console shows. */
import fc from 'fast-check';
import jsQr from 'jsqr';
import { expect, test } from 'vitest';
import { QR_TEXT_LIMIT, qrRows } from '../../../resources/runtime/console/qr.ts';

const LARGE = { columns: 160, rows: 50 };

/** Characters as pixels, eight for a module. */
function read(rows: readonly string[]): string | undefined {
  const scale = 8;
  const width = (rows[0]?.length ?? 0) * scale;
  const height = rows.length * 2 * scale;
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const character = rows[Math.floor(y / (2 * scale))]?.[Math.floor(x / scale)];
      const isTop = Math.floor(y / scale) % 2 === 0;
      const isLight = character === '█' || character === (isTop ? '▀' : '▄');
      pixels.fill(isLight ? 255 : 0, (y * width + x) * 4, (y * width + x) * 4 + 3);
      pixels[(y * width + x) * 4 + 3] = 255;
    }
  }
  // The package is CommonJS with a default inside of the default.
  const decode = 'default' in jsQr ? (jsQr as unknown as { default: typeof jsQr }).default : jsQr;
  return decode(pixels, width, height)?.data;
}

test('a decoder of other people reads the text from the characters', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: QR_TEXT_LIMIT }), (text) => {
      const rows = qrRows(text, LARGE);
      expect(rows === undefined ? undefined : read(rows)).toBe(text);
    }),
    { seed: 20261121, numRuns: 40 },
  );
});

test('on a small screen the code holds the beginning of the text, and on none there is no code', () => {
  const text = 'E_TS_STEP_FAILED medium 0A1B2C3D '.repeat(5);
  const rows = qrRows(text, { columns: 76, rows: 18 });
  const found = rows === undefined ? undefined : read(rows);
  expect(text.startsWith(found ?? '?')).toBe(true);
  expect(found?.length).toBeGreaterThanOrEqual(48);
  expect(rows?.length).toBeLessThanOrEqual(18);
  expect(qrRows(text, { columns: 76, rows: 8 })).toBeUndefined();
});

test('what is too long is cut, never refused', () => {
  const rows = qrRows('y'.repeat(2000), LARGE);
  expect(rows === undefined ? undefined : read(rows)).toBe('y'.repeat(QR_TEXT_LIMIT));
});

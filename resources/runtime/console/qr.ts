/**
 * A QR code on a text screen: two modules above each other in one character. Dark modules are the black of the screen,
 * light ones white, and a white rim of two modules stands around it, which phones need to find it.
 * Trap: a console cell is about twice as high as wide; half blocks make the modules square. They are in code page 437.
 */
import qrcode from 'qrcode-generator';

/** Modules of rim on each side; the standard asks for four, phones are content with two. */
const RIM = 2;

/** Characters of the smallest code worth drawing: an error code and the number of a medium fit. */
const LEAST = 40;
/** Larger codes are hard to read with a phone from a screen. */
export const QR_TEXT_LIMIT = 230;

interface Room {
  readonly columns: number;
  readonly rows: number;
}

/** Rows of characters with as much of the text's beginning as there is room for; undefined when that is too little. */
export function qrRows(text: string, room: Room): readonly string[] | undefined {
  for (let length = Math.min(text.length, QR_TEXT_LIMIT); ; length -= 8) {
    const rows = codeRows(text.slice(0, Math.max(length, 0)), room);
    if (rows !== undefined) return rows;
    if (length <= LEAST) return undefined;
  }
}

function codeRows(text: string, size: Room): readonly string[] | undefined {
  const code = qrcode(0, 'L');
  code.addData(text, 'Byte');
  code.make();
  const modules = code.getModuleCount();
  const side = modules + 2 * RIM;
  if (side > size.columns || Math.ceil(side / 2) > size.rows) return undefined;
  const isLight = (row: number, column: number): boolean => {
    const [y, x] = [row - RIM, column - RIM];
    const isInside = y >= 0 && x >= 0 && y < modules && x < modules;
    return row < side && !(isInside && code.isDark(y, x));
  };
  return Array.from({ length: Math.ceil(side / 2) }, (_, row) =>
    Array.from({ length: side }, (__, column) => {
      const [top, bottom] = [isLight(2 * row, column), isLight(2 * row + 1, column)];
      if (top) return bottom ? '█' : '▀';
      return bottom ? '▄' : ' ';
    }).join(''),
  );
}

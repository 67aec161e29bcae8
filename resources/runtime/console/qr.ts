/**
 * A QR code on a text screen: two modules above each other in one character. Dark modules are the black of the screen,
 * light ones white, and a white rim of two modules stands around it, which phones need to find it.
 * Trap: a console cell is about twice as high as wide; half blocks make the modules square. They are in code page 437.
 */
import qrcode from 'qrcode-generator';

/** Modules of rim on each side; the standard asks for four, phones are content with two. */
const RIM = 2;

/** What a worker reads out or photographs for the help desk, cut to what a code of this size can hold. */
export const QR_TEXT_LIMIT = 230;

/** Rows of characters; undefined when the code needs more than `size` of them. */
export function qrRows(
  text: string,
  size: { readonly columns: number; readonly rows: number },
): readonly string[] | undefined {
  const code = qrcode(0, 'L');
  code.addData(text.slice(0, QR_TEXT_LIMIT), 'Byte');
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

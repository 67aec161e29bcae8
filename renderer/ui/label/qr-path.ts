/** A QR code as the path of an SVG: one unit for each module, a run of dark ones as one rectangle. */
import qrcode from 'qrcode-generator';

export interface QrPath {
  /** Modules on each side, without the quiet zone. */
  readonly size: number;
  readonly path: string;
}

/** @param text a media ID; error correction M survives a scratch on a stick */
export function qrPath(text: string): QrPath {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const parts: string[] = [];
  for (let row = 0; row < size; row += 1) {
    let start = 0;
    while (start < size) {
      if (!code.isDark(row, start)) {
        start += 1;
        continue;
      }
      let end = start;
      while (end < size && code.isDark(row, end)) end += 1;
      parts.push(`M${start} ${row}h${end - start}v1h-${end - start}z`);
      start = end;
    }
  }
  return { size, path: parts.join('') };
}

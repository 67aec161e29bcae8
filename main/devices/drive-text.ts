/**
 * Text that a drive says of itself, made safe to show: a stick can claim any name, also one with line ends that forge a
 * second row of the list, or with direction marks that turn "/dev/sda" around.
 */

/** Without control and format characters (direction, zero width), blanks joined; "" when nothing is left. */
export function printableText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Vendor and model in one line: "SanDisk Ultra"; the vendor is left out where the model begins with it. */
export function describeDrive(
  vendor: string | undefined,
  model: string | undefined,
  otherwise: string,
): string {
  const [who, what] = [printableText(vendor ?? ''), printableText(model ?? '')];
  if (what.toLowerCase().startsWith(who.toLowerCase())) return what === '' ? otherwise : what;
  return what === '' ? who : `${who} ${what}`;
}

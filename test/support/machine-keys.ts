/** Which keys of a PC keyboard (US layout) make a character, as QEMU calls them. */

const SIGNS: Readonly<Record<string, readonly string[]>> = {
  ' ': ['spc'],
  '-': ['minus'],
  '.': ['dot'],
  '/': ['slash'],
  '!': ['shift', '1'],
};

/** Held down together. @throws Error for a character this keyboard cannot type */
export function keysOf(character: string): readonly string[] {
  if (/^[a-z0-9]$/.test(character)) return [character];
  if (/^[A-Z]$/.test(character)) return ['shift', character.toLowerCase()];
  const keys = SIGNS[character];
  if (keys === undefined) throw new Error(`the test keyboard has no key for "${character}"`);
  return keys;
}

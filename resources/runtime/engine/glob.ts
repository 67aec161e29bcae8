/**
 * Patterns of conditions, matched without backtracking over regular expressions: a long text against many wildcards is
 * answered at once.
 */

/** One place of a pattern: any text, or one character that fulfils the test. */
export type PatternPart = 'any' | ((character: string) => boolean);

/** Does the whole text match? */
export function matchesPattern(text: readonly string[], pattern: readonly PatternPart[]): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    const part = pattern[at];
    if (part === 'any') {
      star = at++;
      resume = index;
    } else if (part?.(text[index] ?? '') === true) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (pattern[at] === 'any') at++;
  return at === pattern.length;
}

/** Matches `*` (any text) and `?` (one character), without case: the Like of conditions on variables. */
export function isLike(text: string, pattern: string): boolean {
  const parts = Array.from(pattern.toLowerCase(), (wanted): PatternPart => {
    if (wanted === '*') return 'any';
    return wanted === '?' ? () => true : (character) => character === wanted;
  });
  return matchesPattern(Array.from(text.toLowerCase()), parts);
}

/** Matches `%`, `_`, `[a-f]` and `[^a-f]`, without case: the LIKE of WMI queries. */
export function isWqlLike(text: string, pattern: string): boolean {
  const pieces = pattern.toLowerCase().match(/\[[^\]]+\]|[^]/gu) ?? [];
  const parts = pieces.map((piece): PatternPart => {
    if (piece === '%') return 'any';
    if (piece === '_') return () => true;
    return piece.startsWith('[') && piece.length > 2
      ? characterSet(piece.slice(1, -1))
      : (character) => character === piece;
  });
  return matchesPattern(Array.from(text.toLowerCase()), parts);
}

/** "a-fx" or "^a-fx". */
function characterSet(body: string): (character: string) => boolean {
  const isNegated = body.startsWith('^');
  const letters = Array.from(isNegated ? body.slice(1) : body);
  return (character) => {
    for (let index = 0; index < letters.length; index++) {
      const from = letters[index] ?? '';
      const isRange = letters[index + 1] === '-' && index + 2 < letters.length;
      const to = isRange ? (letters[index + 2] ?? from) : from;
      if (isRange) index += 2;
      if (character >= from && character <= to) return !isNegated;
    }
    return isNegated;
  };
}

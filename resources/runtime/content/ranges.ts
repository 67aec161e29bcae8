/** Sorted, disjoint ranges of a file: what has arrived and what is missing. Ends are exclusive here. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The spans with one more, merged where they touch. */
export function addSpan(spans: readonly Span[], added: Span): readonly Span[] {
  if (added.end <= added.start) return spans;
  const before = spans.filter((one) => one.end < added.start);
  const after = spans.filter((one) => one.start > added.end);
  const touching = spans.slice(before.length, spans.length - after.length);
  const start = Math.min(added.start, ...touching.map((one) => one.start));
  const end = Math.max(added.end, ...touching.map((one) => one.end));
  return [...before, { start, end }, ...after];
}

/** What of 0 to `size` is in none of the spans. */
export function missingSpans(spans: readonly Span[], size: number): readonly Span[] {
  const missing: Span[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    if (start > at) missing.push({ start: at, end: start });
    at = Math.max(at, end);
  }
  if (at < size) missing.push({ start: at, end: size });
  return missing;
}

export function sizeOfSpans(spans: readonly Span[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** How old something is, in words. */
import { expect, test } from 'vitest';
import { ageText } from '../../../main/hosts/cli/text-layout.ts';

test.each([
  [59_000, 'just now'],
  [60_000, '1 minute old'],
  [59 * 60_000, '59 minutes old'],
  [60 * 60_000, '1 hour old'],
  [47 * 3_600_000, '47 hours old'],
  [48 * 3_600_000, '2 days old'],
  [400 * 86_400_000, '400 days old'],
])('%i ms are "%s"', (ageMs, expected) => {
  expect(ageText(new Date(0), new Date(ageMs))).toBe(expected);
});

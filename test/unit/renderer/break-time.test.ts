/** Seconds in the unit people would say, and questions about a changing text. */
import { describe, expect, test } from 'vitest';
import { ratePassword } from '#media/password-rule.ts';
import { breakTimeOf } from '../../../renderer/state/break-time.ts';
import { oneAtATime } from '../../../renderer/state/one-at-a-time.ts';

describe('time to break', () => {
  const check = (seconds: number, expected: string): void => {
    const { unit, count } = breakTimeOf(seconds);
    expect(`${count} ${unit}`).toBe(expected);
  };
  const year = 365.25 * 86_400;
  test('each unit begins where one of it is full, and nothing is rounded up', () => {
    check(0, '0 instant');
    check(0.99, '0 instant');
    check(59.9, '59 seconds');
    check(60, '1 minutes');
    check(3 * 3600 + 3599, '3 hours');
    check(86_400, '1 days');
    check(364 * 86_400, '364 days');
    check(year, '1 years');
    check(999 * year, '999 years');
    check(75_000 * year, '75 thousandYears');
    check(6.7e8 * year, '670 millionYears');
    check(2e9 * year, '2 billionYears');
    check(1e30, '0 ever');
  });
  test('eight random characters are worth hours, as the reference says', () => {
    const { bits } = ratePassword('k%R8x!Qz');
    expect(breakTimeOf(2 ** (bits - 1) / 1e11).unit).toBe('hours');
  });
});

test('one question is under way at a time, and the last one is about the last text', async () => {
  let text = '';
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const ask = oneAtATime(async () => {
    asked.push(text);
    await new Promise<void>((resolve) => waiting.push(resolve));
  });
  text = 'a';
  const first = ask();
  text = 'ab';
  void ask();
  text = 'abc';
  const last = ask();
  expect(asked).toEqual(['a']);
  waiting.shift()?.();
  await expect.poll(() => asked).toEqual(['a', 'abc']);
  waiting.shift()?.();
  await Promise.all([first, last]);
  text = 'abcd';
  const again = ask();
  waiting.shift()?.();
  await again;
  expect(asked).toEqual(['a', 'abc', 'abcd']);
});

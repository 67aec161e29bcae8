/** Texts that change with a number. */
import { expect, test } from 'vitest';
import { text } from '../../../resources/runtime/text.ts';

test('words for one and for many', () => {
  expect([1, 2].map((count) => text.passwordTries(count).slice(0, 15))).toEqual([
    'Wrong 1 time so',
    'Wrong 2 times s',
  ]);
  expect([1, 2].map(text.gatewayReading)).toEqual([
    'Reading 1 instruction ...',
    'Reading 2 instructions ...',
  ]);
  expect([1, 2].map(text.finishedTolerated)).toEqual([
    '1 step failed and was set to continue on error.',
    '2 steps failed and were set to continue on error.',
  ]);
  expect([900, 120, 90, 60, 5].map(text.restartIn)).toEqual(
    ['15 minutes', '2 minutes', '90 s', '60 s', '5 s'].map((time) => `The computer restarts in ${time}.`),
  );
});

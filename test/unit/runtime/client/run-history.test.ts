/** The words of an error as logs and history keep them. */
import { expect, test } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import { wordsOf } from '../../../../resources/runtime/client/run-history.ts';
import { VariableStore } from '../../../../resources/runtime/engine/variables.ts';

const SECRET = 'correct-horse-battery';

test('wherever the words are cut, what is hidden is masked whole', () => {
  const variables = new VariableStore();
  variables.set('JoinPassword', SECRET, { isHidden: true });
  for (let before = 500 - SECRET.length - 30; before <= 500; before++) {
    const error = new MediaError('E_TS_INSTALL', `${'.'.repeat(before)}${SECRET}${'.'.repeat(600)}`);
    const masked = `E_TS_INSTALL: ${'.'.repeat(before)}********${'.'.repeat(600)}`;
    expect(wordsOf(error, variables)).toBe(masked.slice(0, 500));
  }
});

test.each<[title: string, error: unknown, words: string]>([
  ['one of ours', new MediaError('E_RT_NAME', 'cmg.contoso.example'), 'E_RT_NAME: cmg.contoso.example'],
  ['a mistake of the program', new TypeError('x is not a function'), 'E_RT_DEFECT: x is not a function'],
  ['something that is no error', 'gone', 'E_RT_DEFECT: gone'],
])('words of %s', (_title, error, words) => {
  expect(wordsOf(error, new VariableStore())).toBe(words);
});

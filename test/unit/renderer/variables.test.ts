/** The table of variables: names as the command line judges them, room, order, suggestions. */
import { describe, expect, test } from 'vitest';
import type { DraftVariable } from '../../../renderer/state/draft.ts';
import { moved } from '../../../renderer/state/list-order.ts';
import { nameProblemsOf, newRowId, suggestionsFor, variableUse } from '../../../renderer/state/variables.ts';
import { KNOWN_VARIABLES } from '../../../renderer/text/known-variables.ts';

function rowsOf(...names: readonly string[]): readonly DraftVariable[] {
  return names.map((name, index) => ({ id: `v${index + 1}`, name, value: '', isHidden: false }));
}

describe('names are refused at once', () => {
  const check = (names: readonly string[], expected: Readonly<Record<string, string>>): void => {
    const found = [...nameProblemsOf(rowsOf(...names))].map(([id, { rule }]) => [id, rule]);
    expect(Object.fromEntries(found)).toEqual(expected);
  };
  test('good names and empty ones have no problem', () => {
    check(['OSDComputerName', '', 'a', 'A-b_9', `x${'y'.repeat(255)}`], {});
  });
  test('read-only, badly formed, too long', () => {
    check(['_SMSTSMachineName', '9lives', 'two words', 'ü', `x${'y'.repeat(256)}`], {
      v1: 'variable-read-only',
      v2: 'variable-name',
      v3: 'variable-name',
      v4: 'variable-name',
      v5: 'variable-name',
    });
  });
  test('twice, without regard to case, also while another row is wrong', () => {
    check(['Name', '_wrong', 'NAME'], { v2: 'variable-read-only', v3: 'variable-twice' });
  });
  test('names the builder writes itself', () => {
    check(['smstsmp', 'SMSTSAssignUsersMode'], { v1: 'variable-of-builder', v2: 'variable-of-builder' });
  });
});

test('hidden values count for the room, too, and the limit itself is allowed', () => {
  const [first, second] = rowsOf('abcd', 'efgh');
  if (first === undefined || second === undefined) throw new Error('two rows');
  const use = (value: string, hidden: number): unknown =>
    variableUse(
      [
        { ...first, value },
        { ...second, isHidden: true },
      ],
      (id) => (id === 'v2' ? hidden : 0),
    );
  expect([use('x', 10), use('x'.repeat(4000), 4184), use('x'.repeat(4000), 4185)]).toEqual([
    { used: 19, limit: 8192, isTooMuch: false },
    { used: 8192, limit: 8192, isTooMuch: false },
    { used: 8193, limit: 8192, isTooMuch: true },
  ]);
});

test('a new row never gets the id of another one', () => {
  expect([newRowId([]), newRowId(rowsOf('a', 'b')), newRowId(rowsOf('a', 'b', 'c').slice(2))]).toEqual([
    'v1',
    'v3',
    'v4',
  ]);
});

test('items move as far as the list goes', () => {
  const list = ['a', 'b', 'c'];
  expect([moved(list, 0, 1), moved(list, 2, -2), moved(list, 0, -1), moved(list, 9, 1)]).toEqual([
    ['b', 'a', 'c'],
    ['c', 'a', 'b'],
    list,
    list,
  ]);
});

test('names that begin with the text come first, then those whose name or meaning holds it', () => {
  const known = [
    ['SMSTSMP', 'address'],
    ['OSDComputerName', 'name of the computer'],
    ['ComputerX', 'other'],
  ] as const;
  const names = (text: string): readonly string[] => suggestionsFor(text, known).map(([name]) => name);
  expect([names(' computer'), names('ADDRESS'), names('nothing'), names('')]).toEqual([
    ['ComputerX', 'OSDComputerName'],
    ['SMSTSMP'],
    [],
    ['SMSTSMP', 'OSDComputerName', 'ComputerX'],
  ]);
});

test('no name is suggested that would be refused', () => {
  expect([...nameProblemsOf(rowsOf(...KNOWN_VARIABLES))]).toEqual([]);
});

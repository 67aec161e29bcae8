/** Conditions on variables, and the variables themselves. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateCondition } from '../../../resources/runtime/engine/conditions.ts';
import { isLike } from '../../../resources/runtime/engine/glob.ts';
import { parseSequence } from '../../../resources/runtime/engine/sequence.ts';
import { VariableStore } from '../../../resources/runtime/engine/variables.ts';
import { command, condition, sequence, when } from './engine-support.ts';
import { idlePorts } from './idle-ports.ts';

async function holds(inner: string): Promise<boolean> {
  const [step] = parseSequence(sequence(command('A', 'a', '', condition(inner)))).children;
  const variables = new VariableStore();
  for (const [name, value] of [
    ['Name', 'Contoso'],
    ['Empty', ''],
    ['Ten', '10'],
    ['Version', '10.0.9'],
    ['Star', 'a*b'],
  ] as const)
    variables.setInternal(name, value);
  const { facts } = idlePorts();
  return await evaluateCondition(step?.condition, { variables, facts, onUnknown: () => undefined });
}

test.each<[name: string, operator: string, value: string, expected: boolean]>([
  ['Name', 'exists', '', true],
  ['NAME', 'exists', '', true],
  ['Empty', 'exists', '', false],
  ['None', 'exists', '', false],
  ['None', 'notExists', '', true],
  ['Name', 'notExists', '', false],
  ['Name', 'equals', 'contoso', true],
  ['Name', 'constructor', '', false],
  ['Name', 'equals', 'Fabrikam', false],
  ['Name', 'equals', '%name%', true],
  ['None', 'equals', '', true],
  ['Name', 'notEquals', 'contoso', false],
  ['None', 'notEquals', 'x', true],
  ['Ten', 'greater', '9', true],
  ['Ten', 'greater', '10', false],
  ['Ten', 'greaterEqual', '10', true],
  ['Ten', 'less', '9', false],
  ['Ten', 'less', '11', true],
  ['Ten', 'lessEqual', '10', true],
  ['Version', 'less', '10.0.10', true],
  ['Version', 'greater', '10.0', true],
  ['Name', 'greater', 'Alpha', true],
  ['None', 'less', '5', false],
  ['None', 'greater', '', false],
  ['Name', 'like', 'con*', true],
  ['Name', 'like', '?ontos?', true],
  ['Name', 'like', 'con', false],
  ['None', 'like', '*', true],
  ['Name', 'notLike', '*x*', true],
  ['Name', 'notLike', 'CON*', false],
  ['Name', 'sounds like', 'x', false],
])('%s %s "%s" is %s', async (name, operator, value, expected) => {
  expect(await holds(when(name, operator, value))).toBe(expected);
});

const YES = when('Name', 'exists');
const NO = when('None', 'exists');
const op = (type: string, ...inner: readonly string[]): string =>
  `<operator type="${type}">${inner.join('')}</operator>`;

test.each<[title: string, inner: string, expected: boolean]>([
  ['all', op('and', YES, YES), true],
  ['all with one false', op('and', YES, NO), false],
  ['any', op('or', NO, YES), true],
  ['any of nothing', op('or'), false],
  ['none', op('not', NO, NO), true],
  ['none with one true', op('not', NO, YES), false],
  ['nested', op('and', op('or', NO, op('not', NO)), op('not', op('and', YES, NO))), true],
  ['two side by side', YES + NO, false],
  ['the lower case does not matter', op('AND', YES), true],
  ['an empty condition', '', true],
])('operators: %s', async (_title, inner, expected) => {
  expect(await holds(inner)).toBe(expected);
});

test('like agrees with a regular expression made of the same pattern', () => {
  const letter = fc.constantFrom('a', 'b', 'A', '.', '(');
  const pattern = fc.array(fc.oneof(letter, fc.constantFrom('*', '?')), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(letter, { maxLength: 10 }), pattern, (text, parts) => {
      const source = parts.map((part) =>
        part === '*' ? '.*' : part === '?' ? '.' : part.replace(/[.(]/, String.raw`\$&`),
      );
      const expected = new RegExp(`^${source.join('')}$`, 'is').test(text.join(''));
      expect(isLike(text.join(''), parts.join(''))).toBe(expected);
    }),
  );
});

test('a long text against many stars is answered at once', () => {
  expect(isLike('a'.repeat(4000), `${'*a'.repeat(100)}b`)).toBe(false);
});

test('variables keep case of values, ignore case of names, and refuse what steps may not set', () => {
  const store = new VariableStore();
  store.set('OSDComputerName', 'PC-1');
  store.set('osdcomputername', 'pc-2');
  expect([store.get('OSDCOMPUTERNAME'), store.names()]).toEqual(['pc-2', ['osdcomputername']]);
  expect(() => {
    store.set('_SMSTSMP', 'x');
  }).toThrow(expect.objectContaining({ code: 'E_TS_VARIABLE_READ_ONLY' }));
  for (const [name, value] of [
    ['', 'x'],
    ['a b', 'x'],
    ['A=B', 'x'],
    ['n'.repeat(257), 'x'],
    ['Long', 'v'.repeat(4001)],
  ] as const) {
    expect(() => {
      store.set(name, value);
    }).toThrow(expect.objectContaining({ code: 'E_TS_VARIABLE_LIMIT' }));
  }
});

test('expansion replaces what exists, leaves the rest, and happens once', () => {
  const store = new VariableStore();
  store.set('A', '1');
  store.set('B', '%A%');
  expect(store.expand('%a% %B% %NONE% 100% %A')).toBe('1 %A% %NONE% 100% %A');
});

test('lists end at the first gap', () => {
  const store = new VariableStore();
  for (const name of ['APP01', 'APP02', 'APP04']) store.set(name, name);
  expect(store.list('APP', 2)).toEqual(['APP01', 'APP02']);
});

test('a hidden value inside of another one leaves nothing of the longer one behind', () => {
  const store = new VariableStore();
  store.set('Short', 'Birch', { isHidden: true });
  store.set('Long', 'Birch-7-Lantern', { isHidden: true });
  expect(store.redact('login Birch-7-Lantern, Birch')).toBe('login ********, ********');
});

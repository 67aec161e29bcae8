/** The filter language: parsed filters mean what they say, whatever is thrown at the parser. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFilter } from '#lab/adminservice/filter-check.ts';
import { matches } from '#lab/adminservice/filter-evaluator.ts';
import { QueryError, parseFilter, parseOrderBy, type Expression } from '#lab/adminservice/filter-parser.ts';
import { bigUint, embedded, flag, lazy, text, texts, uint, type WmiClass } from '#lab/adminservice/wmi.ts';

const wmiClass: WmiClass = {
  name: 'SMS_Test',
  superclass: 'SMS_BaseClass',
  keys: ['Name'],
  properties: {
    Name: text,
    Size: uint,
    Big: bigUint,
    IsOn: flag,
    Tags: texts,
    Hidden: lazy(text),
    Unset: text,
    Agents: embedded('SMS_Agent'),
  },
  instances: () => [],
};

const row = {
  Name: "O'Brien",
  Size: 7,
  Big: 72057594037928100n,
  IsOn: true,
  Tags: ['a', 'B'],
  Hidden: 'x',
  Agents: [{ AgentID: 22 }, { AgentID: 3 }],
};

function holds(filter: string): boolean {
  const parsed = parseFilter(filter);
  checkFilter(wmiClass, parsed);
  return matches(wmiClass, row, parsed);
}

describe('a filter', () => {
  it.each([
    ["Name eq 'O''Brien'", true],
    ['IsOn', true],
    ['not IsOn', false],
    ['not not IsOn', true],
    ['IsOn eq true and Size eq 7 or IsOn eq false', true],
    ['IsOn eq false and Size eq 7 or Size eq 7', true],
    ['IsOn eq false and (Size eq 7 or Size eq 7)', false],
    ['Big eq 72057594037928100', true],
    ['Big eq 72057594037928101', false],
    ['Big gt 5', true],
    ['Unset eq null', true],
    ["Unset ne 'x'", true],
    ["Unset lt 'x'", false],
    ["contains(Unset,'x')", false],
    ["Hidden eq 'x'", false],
    ["Tags/any(t: t eq 'b')", true],
    ["Tags/all(t: t eq 'b')", false],
    ['Tags/any()', true],
    ['Agents/any(a: a/AgentID eq 22)', true],
    ['Agents/any(a: a/AgentID eq 4)', false],
    ["Agents/any(a: a/AgentID eq 3 and Name eq 'o''brien')", true],
    ["contains(toupper(Name),'BRIEN')", true],
  ])('%s is %s', (filter, expected) => {
    expect(holds(filter)).toBe(expected);
  });

  it.each([
    'Name',
    "Name eq 'x' and 'y'",
    'Name/Part eq 1',
    "Name/any(n: n eq 'x')",
    'Size eq true',
    'Nothing eq 1',
    'IsOn eq true or Nothing eq 1',
    'Name/any()',
    'contains(Size,Name)',
    'Tags eq null',
  ])('that does not fit the class is an error: %s', (filter) => {
    expect(() => holds(filter)).toThrow(QueryError);
  });

  it('is parsed or refused with a QueryError, never anything else', () => {
    const piece = fc.constantFrom(
      "'a''b'",
      '(',
      ')',
      'and',
      'or',
      'not',
      'eq',
      'Name',
      'Tags/any(',
      't:',
      ',',
      '1',
      'contains(',
      '/',
    );
    const source = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(source, (filter) => {
        try {
          holds(filter);
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError);
        }
      }),
    );
  });

  it('finds any text that was quoted by doubling its quotes', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const parsed: Expression = parseFilter(`Name eq '${value.replaceAll("'", "''")}'`);
        expect(parsed).toEqual({
          kind: 'compare',
          operator: 'eq',
          left: { kind: 'path', parts: ['Name'] },
          right: { kind: 'literal', value },
        });
      }),
    );
  });

  it('agrees with arithmetic for every order of two integers', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const is = (operator: string): boolean =>
          matches(wmiClass, { Name: 'x', Size: a }, parseFilter(`Size ${operator} ${b}`));
        expect([is('eq'), is('ne'), is('gt'), is('ge'), is('lt'), is('le')]).toEqual([
          a === b,
          a !== b,
          a > b,
          a >= b,
          a < b,
          a <= b,
        ]);
      }),
    );
  });
});

it('an order names properties with directions', () => {
  expect(parseOrderBy('Name desc, Size')).toEqual([
    { property: 'Name', isDescending: true },
    { property: 'Size', isDescending: false },
  ]);
  for (const bad of ['', 'Name up', 'Name asc asc', ',']) expect(() => parseOrderBy(bad)).toThrow(QueryError);
});

// The README of Variables.dat names every field of the header and every variable, with its certainty and secrecy.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { knownVariables, variablesDatHeader } from '#formats/variables-dat/index.ts';

const text = readFileSync(new URL('../../../main/formats/variables-dat/README.md', import.meta.url), 'utf8');
/** Rows as lists of cells, whatever the width of the columns. */
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

test.each(variablesDatHeader.fields)('the field $name', ({ offset, size, name, type, doc }) => {
  expect(rows).toContainEqual([String(offset), String(size), `\`${name}\``, type, doc]);
});

test.each(knownVariables)('the variable $name', ({ name, certainty, isSecret, meaning }) => {
  expect(rows).toContainEqual([`\`${name}\``, certainty, isSecret ? 'yes' : '', meaning]);
});

test('no variable that is not known', () => {
  const listed = rows.filter((row) => row.length === 4).map(([name]) => name?.replaceAll('`', ''));
  expect(listed.slice(2)).toEqual(knownVariables.map((known) => known.name));
});

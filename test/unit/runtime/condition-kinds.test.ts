/** Every kind of condition has a documented result, and versions of Windows programs are read as Windows shows them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CONDITION_KINDS, evaluateCondition } from '../../../resources/runtime/engine/conditions.ts';
import { VariableStore } from '../../../resources/runtime/engine/variables.ts';
import { linuxFacts } from '../../../resources/runtime/platform/facts.ts';
import { fileVersion } from '../../../resources/runtime/platform/file-version.ts';
import { tempFolder } from '../../support/temp.ts';
import { idlePorts } from './idle-ports.ts';

const README = fileURLToPath(new URL('../../../resources/runtime/engine/README.md', import.meta.url));

test('the table of conditions in the documentation is what the engine does', async () => {
  const rows = (await readFile(README, 'utf8'))
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .flatMap(([, , kind = '', result = '']) => {
      const name = /^`(SMS_TaskSequence_\w+)`$/.exec(kind)?.[1];
      return name === undefined ? [] : [[name, result] as const];
    });
  expect(Object.fromEntries(rows)).toEqual(CONDITION_KINDS);
});

test.each(Object.entries(CONDITION_KINDS).filter(([, result]) => result === 'not met'))(
  '%s is not met whatever it asks, and the log says why',
  async (type) => {
    for (const operator of ['exists', 'notExists']) {
      const told: string[] = [];
      const holds = await evaluateCondition(
        { kind: 'expression', type, fields: { KeyPath: 'SOFTWARE', Operator: operator } },
        {
          variables: new VariableStore(),
          facts: idlePorts().facts,
          onUnknown: (what) => told.push(what),
        },
      );
      expect([holds, told.length]).toEqual([false, 1]);
      expect(told[0]).toMatch(/cannot be answered here: there is no .* and counts as not met$/);
    }
  },
);

/** The smallest PE file with one section of resources that holds a version. */
function program(
  version: readonly [number, number, number, number],
  options: { readonly pad?: number } = {},
): Buffer {
  const head = Buffer.alloc(0x200);
  head.write('MZ', 0, 'latin1');
  head.writeUInt32LE(0x80, 0x3c);
  head.write('PE\0\0', 0x80, 'latin1');
  head.writeUInt16LE(2, 0x86);
  head.writeUInt16LE(0xf0, 0x94);
  const first = 0x80 + 24 + 0xf0;
  head.write('.text', first, 'latin1');
  head.write('.rsrc', first + 40, 'latin1');
  const key = Buffer.from('VS_VERSION_INFO\0', 'utf16le');
  const fixed = Buffer.alloc(52);
  fixed.writeUInt32LE(0xfeef04bd, 0);
  fixed.writeUInt32LE(0x10000, 4);
  const [major, minor, build, revision] = version;
  for (const [at, value] of [
    [8, minor],
    [10, major],
    [12, revision],
    [14, build],
  ] as const)
    fixed.writeUInt16LE(value, at);
  const resources = Buffer.concat([Buffer.alloc(70), key, Buffer.alloc(options.pad ?? 2), fixed]);
  head.writeUInt32LE(resources.length, first + 40 + 16);
  head.writeUInt32LE(head.length, first + 40 + 20);
  return Buffer.concat([head, resources]);
}

test.each<[title: string, data: Buffer, version: string | undefined]>([
  ['a program', program([10, 0, 26100, 1]), '10.0.26100.1'],
  ['a program whose numbers follow at once', program([1, 2, 3, 4], { pad: 0 }), '1.2.3.4'],
  ['a program that is cut off', program([1, 2, 3, 4]).subarray(0, 0x240), undefined],
  ['a program without resources', Buffer.from(program([1, 2, 3, 4])).fill(0, 0x198, 0x1e0), undefined],
  ['a text', Buffer.from('[fonts]'), undefined],
  ['nothing', Buffer.alloc(0), undefined],
])('the version of %s', async (_title, data, version) => {
  const path = join(await tempFolder('version'), 'a.exe');
  await writeFile(path, data);
  expect(await fileVersion(path)).toBe(version);
});

test('a condition on the version of a file is answered from the file', async () => {
  const folder = await tempFolder('version');
  await writeFile(join(folder, 'a.exe'), program([10, 0, 9, 1]));
  const facts = linuxFacts({
    disks: { pathOf: (path) => Promise.resolve(join(folder, path.slice(3))) },
    systemFacts: () => Promise.resolve(undefined),
  });
  const answers: boolean[] = [];
  for (const [operator, wanted] of [
    ['greaterEqual', '10.0.9'],
    ['greater', '10.0.10'],
    ['equals', '10.0.9.1'],
  ] as const)
    answers.push(
      await evaluateCondition(
        {
          kind: 'expression',
          type: 'SMS_TaskSequence_FileConditionExpression',
          fields: { Path: 'C:\\a.exe', Version: wanted, VersionOperator: operator },
        },
        { variables: new VariableStore(), facts, onUnknown: () => undefined },
      ),
    );
  expect(answers).toEqual([true, false, true]);
});

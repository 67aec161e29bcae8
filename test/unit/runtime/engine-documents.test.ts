/** Documents as the engine reads them: what is refused, child sequences, version 3.00. */
import { expect, test } from 'vitest';
import { parseSequence } from '../../../resources/runtime/engine/sequence.ts';
import { command, condition, ending, runText, sequence, setVariable } from './engine-support.ts';

test.each([
  ['text that is not XML', 'hello'],
  ['another root', '<tasks/>'],
  ['a document type', '<!DOCTYPE sequence [<!ENTITY a "b">]><sequence version="3.10"/>'],
  ['an unknown operator', sequence(command('A', 'a', '', condition('<operator type="xor"></operator>')))],
  ['an unclosed element', '<sequence version="3.10"><group name="G"></sequence>'],
  [
    'conditions without end',
    sequence(
      command('A', 'a', '', condition('<operator type="and">'.repeat(200) + '</operator>'.repeat(200))),
    ),
  ],
  ['more than 2 MB', sequence(setVariable('A', 'x'.repeat(2 * 1024 * 1024)))],
  ['groups without end', `<sequence>${'<group name="g">'.repeat(200)}${'</group>'.repeat(200)}</sequence>`],
])('%s is refused as E_TS_XML', (_title, xml) => {
  expect(() => parseSequence(xml)).toThrow(expect.objectContaining({ code: 'E_TS_XML' }));
});

const CHILD = sequence(setVariable('C', '1'), command('In the child', 'child %C%'));
const RUN_CHILD =
  '<subtasksequence type="SMS_TaskSequence_SubTasksequence" name="Run it" ATTRIBUTES>INNER' +
  '<defaultVarList><variable name="OSDSubTasksequencePackage" property="TsPackageID">PS100050</variable></defaultVarList></subtasksequence>';

test.each<[title: string, inner: string]>([
  ['a sequence inside', CHILD],
  ['steps inside', `${setVariable('C', '1')}${command('In the child', 'child %C%')}`],
])('Run Task Sequence runs the child that came as %s', async (_title, inner) => {
  const run = await runText(
    sequence(RUN_CHILD.replace('INNER', inner).replace('ATTRIBUTES', ''), command('B', 'b %C%')),
  );
  expect([run.commands, ending(run)]).toEqual([['child 1', 'b 1'], 'succeeded']);
});

test('a child sequence may arrive beside its parent, and fails as a group does', async () => {
  const child = sequence(command('X', 'exit 3'), command('Y', 'y'));
  const parent = sequence(
    RUN_CHILD.replace('INNER', '').replace('ATTRIBUTES', 'continueOnError="true"'),
    command('B', 'b'),
  );
  const parsed = parseSequence(parent, new Map([['PS100050', child]]));
  expect(parsed.children[0]).toMatchObject({ kind: 'group', name: 'Run it', childSequence: 'PS100050' });
  const run = await runText(parent, { children: new Map([['PS100050', child]]) });
  expect([run.commands, ending(run)]).toEqual([['exit 3', 'b'], 'succeeded']);
});

test('a child sequence that did not arrive fails by name, and one that runs itself is refused', async () => {
  const alone = RUN_CHILD.replace('INNER', '').replace('ATTRIBUTES', '');
  expect(ending(await runText(sequence(alone)))).toBe('E_TS_CHILD in "Run it"');
  expect(() => parseSequence(sequence(alone), new Map([['PS100050', sequence(alone)]]))).toThrow(
    expect.objectContaining({ code: 'E_TS_CHILD' }),
  );
});

test("the Deployment Toolkit's version 3.00 is read: its attributes, its order, its start folder", () => {
  const xml =
    '<?xml version="1.0"?><sequence version="3.00" name="Client" description=""><globalVarList>' +
    '<variable name="OSGUID" property="OSGUID">{0}</variable></globalVarList>' +
    '<group expand="true" name="G" description="" disable="false" continueOnError="true">' +
    '<step type="BDD_Gather" name="Gather" description="" disable="false" continueOnError="false" ' +
    'startIn="%ROOT%" successCodeList="0 3010" runIn="WinPEandFullOS">' +
    '<defaultVarList><variable name="GatherLocalOnly" property="GatherLocalOnly">true</variable></defaultVarList>' +
    '<action>cscript.exe "gather.wsf"</action></step></group></sequence>';
  const parsed = parseSequence(xml);
  expect([parsed.version, parsed.globals.map((one) => one.name), parsed.children]).toMatchObject([
    '3.00',
    ['OSGUID'],
    [
      {
        kind: 'group',
        isDisabled: false,
        continueOnError: true,
        children: [
          {
            type: 'BDD_Gather',
            action: 'cscript.exe "gather.wsf"',
            successCodes: [0, 3010],
            variables: [{ name: 'GatherLocalOnly' }, { name: 'WorkingDirectory', value: '%ROOT%' }],
          },
        ],
      },
    ],
  ]);
});

/** The task sequence engine: order, groups, conditions, failures, restarts. */
import { expect, test } from 'vitest';
import {
  command,
  condition,
  ending,
  group,
  restart,
  runText,
  sequence,
  setVariable,
  when,
} from './engine-support.ts';

test.each<[title: string, nodes: readonly string[], commands: readonly string[], ending: string]>([
  ['steps run in order', [command('A', 'a'), command('B', 'b')], ['a', 'b'], 'succeeded'],
  ['an empty sequence succeeds', [], [], 'succeeded'],
  [
    'groups run depth first',
    [group('G', '', group('H', '', command('A', 'a')), command('B', 'b')), command('C', 'c')],
    ['a', 'b', 'c'],
    'succeeded',
  ],
  [
    'a disabled step is left out',
    [command('A', 'a', 'disable="true"'), command('B', 'b')],
    ['b'],
    'succeeded',
  ],
  [
    'a disabled group takes its steps along',
    [group('G', 'disable="true"', command('A', 'a')), command('B', 'b')],
    ['b'],
    'succeeded',
  ],
  [
    'a failing step ends the sequence',
    [command('A', 'exit 5'), command('B', 'b')],
    ['exit 5'],
    'E_TS_STEP_FAILED in "A"',
  ],
  [
    'continue on error on the step goes on behind it',
    [command('A', 'exit 5', 'continueOnError="true"'), command('B', 'b')],
    ['exit 5', 'b'],
    'succeeded',
  ],
  [
    'continue on error on a group leaves out its rest',
    [group('G', 'continueOnError="true"', command('A', 'exit 5'), command('B', 'b')), command('C', 'c')],
    ['exit 5', 'c'],
    'succeeded',
  ],
  [
    'a failure in an inner group is caught by the outer one',
    [
      group(
        'O',
        'continueOnError="true"',
        group('I', '', command('A', 'exit 5'), command('B', 'b')),
        command('C', 'c'),
      ),
      command('D', 'd'),
    ],
    ['exit 5', 'd'],
    'succeeded',
  ],
  [
    'the inner group catches before the outer one',
    [
      group(
        'O',
        'continueOnError="true"',
        group('I', 'continueOnError="true"', command('A', 'exit 5')),
        command('C', 'c'),
      ),
    ],
    ['exit 5', 'c'],
    'succeeded',
  ],
  [
    'a failure in a group without the setting ends the sequence',
    [group('G', '', command('A', 'exit 5'), command('B', 'b')), command('C', 'c')],
    ['exit 5'],
    'E_TS_STEP_FAILED in "A"',
  ],
  [
    'success codes of the step count',
    [command('A', 'exit 5', 'successCodeList="0 5"')],
    ['exit 5'],
    'succeeded',
  ],
  [
    '0 is no success when the list leaves it out',
    [command('A', 'a', 'successCodeList="1"')],
    ['a'],
    'E_TS_STEP_FAILED in "A"',
  ],
  ['3010 as the last step restarts', [command('A', 'exit 3010')], ['exit 3010'], 'restart to boot-image'],
  [
    'the low byte of 3010 means the same where 3010 is listed',
    [command('A', 'exit 194', 'successCodeList="0 3010"')],
    ['exit 194'],
    'restart to boot-image',
  ],
  ['194 alone is a failure', [command('A', 'exit 194')], ['exit 194'], 'E_TS_STEP_FAILED in "A"'],
  [
    '194 listed by itself is a plain success',
    [command('A', 'exit 194', 'successCodeList="0 194 3010"')],
    ['exit 194'],
    'succeeded',
  ],
  [
    '3010 with steps left fails before the restart',
    [command('A', 'exit 3010'), command('B', 'b')],
    ['exit 3010'],
    'E_TS_STATE in "A"',
  ],
  [
    'Restart Computer as the last step restarts',
    [command('A', 'a'), restart('HD')],
    ['a'],
    'restart to installed-system',
  ],
  [
    'Restart Computer may be followed by disabled steps',
    [restart('WinPE'), command('A', 'a', 'disable="true"')],
    [],
    'restart to boot-image',
  ],
  [
    'Restart Computer with steps left fails',
    [restart('WinPE'), command('A', 'a')],
    [],
    'E_TS_STATE in "Restart"',
  ],
  [
    'a condition that is not met leaves the step out',
    [command('A', 'a', '', condition(when('X', 'exists'))), command('B', 'b')],
    ['b'],
    'succeeded',
  ],
  [
    'a condition that is not met leaves the group out',
    [group('G', '', condition(when('X', 'equals', '1')), command('A', 'a'))],
    [],
    'succeeded',
  ],
  [
    'a later step sees what an earlier one set',
    [setVariable('X', '1'), command('A', 'a %X%', '', condition(when('x', 'equals', '1')))],
    ['a 1'],
    'succeeded',
  ],
  ['a leading cmd.exe /c is dropped', [command('A', 'cmd.exe /c echo hello')], ['echo hello'], 'succeeded'],
  [
    'a step with a broken action fails',
    ['<step type="SMS_TaskSequence_RunCommandLineAction" name="A"><action>format c:</action></step>'],
    [],
    'E_TS_ACTION in "A"',
  ],
  [
    'a read-only variable cannot be set',
    [setVariable('_SMSTSLogPath', 'x')],
    [],
    'E_TS_VARIABLE_READ_ONLY in "Set _SMSTSLogPath"',
  ],
])('%s', async (_title, nodes, commands, end) => {
  const run = await runText(sequence(...nodes));
  expect([run.commands, ending(run)]).toEqual([commands, end]);
});

const UNKNOWN_STEP =
  '<step type="SMS_TaskSequence_TelepathyAction" name="Read thoughts" ATTRIBUTES><action>osdthoughts.exe</action></step>';

test('a step of an unknown type fails by its name and is never skipped in silence', async () => {
  const run = await runText(sequence(UNKNOWN_STEP.replace('ATTRIBUTES', ''), command('B', 'b')));
  expect(ending(run)).toBe('E_TS_STEP_UNSUPPORTED in "Read thoughts"');
  expect(run.result.kind === 'failed' && String(run.result.error)).toContain(
    'SMS_TaskSequence_TelepathyAction',
  );
  expect(run.commands).toEqual([]);
});

test('an unknown step follows continue on error like any other failure', async () => {
  const run = await runText(
    sequence(UNKNOWN_STEP.replace('ATTRIBUTES', 'continueOnError="true"'), command('B', 'b')),
  );
  expect([run.commands, ending(run)]).toEqual([['b'], 'succeeded']);
  expect(run.events.find((event) => event.kind === 'step-failed')).toMatchObject({ isIgnored: true });
});

test('a step that runs in the full operating system only fails by its name', async () => {
  const run = await runText(sequence(command('A', 'a', 'runIn="FullOS"')));
  expect([run.commands, ending(run)]).toEqual([[], 'E_TS_ENVIRONMENT in "A"']);
});

test('a step is tried again as often as it says, with a pause, and its last result counts', async () => {
  const run = await runText(sequence(command('A', 'flaky', 'retryCount="2"')), {
    commands: (_line, call) => ({ exitCode: call === 3 ? 0 : 9 }),
  });
  expect([run.commands.length, run.sleptMs.length, ending(run)]).toEqual([3, 2, 'succeeded']);
  const lost = await runText(sequence(command('A', 'exit 9', 'retryCount="2"')));
  expect([lost.commands.length, ending(lost)]).toEqual([3, 'E_TS_STEP_FAILED in "A"']);
});

test('a step that runs into its time-out fails as such', async () => {
  const run = await runText(sequence(command('A', 'slow', 'timeout="90"')), {
    commands: () => ({ exitCode: -1 }),
  });
  expect(ending(run)).toBe('E_TS_STEP_TIMEOUT in "A"');
  expect(run.requests[0]?.timeoutMs).toBe(90_000);
});

test('a package is fetched and its folder is where the command starts', async () => {
  const xml = sequence(
    '<step type="SMS_TaskSequence_RunCommandLineAction" name="A"><action>smsswd.exe /run:PS100030 sh run.sh</action></step>',
  );
  const run = await runText(xml);
  expect([run.packages, run.requests[0]?.folder, run.commands]).toEqual([
    ['PS100030'],
    '/content/PS100030',
    ['sh run.sh'],
  ]);
});

test('the output variable gets the last 1,000 characters', async () => {
  const inner =
    '<defaultVarList><variable name="OutputVariableName" property="OutputVariableName">Out</variable></defaultVarList>';
  const run = await runText(sequence(command('A', 'talk', '', inner)), {
    commands: () => ({ exitCode: 0, output: `${'x'.repeat(2000)}end\n` }),
  });
  expect(run.variables.get('Out')).toBe(`${'x'.repeat(997)}end`);
});

test('a variable whose output was cut through a hidden value is hidden itself', async () => {
  const inner =
    '<defaultVarList><variable name="OutputVariableName" property="OutputVariableName">Out</variable></defaultVarList>';
  const run = await runText(
    sequence(
      setVariable('Secret', 'S3cr3t-Value', '/hiddenflag:True'),
      command('A', 'talk', '', inner),
      setVariable('Copy', '%Out%'),
    ),
    { commands: () => ({ exitCode: 0, output: `S3cr3t-Value${'x'.repeat(995)}` }) },
  );
  expect(run.variables.get('Out')).toBe(`Value${'x'.repeat(995)}`);
  expect(run.log.join('\n')).not.toContain('Value');
});

test.each(['../../../etc', '..', '/etc', 'a/b'])('"%s" is not the id of a package', async (id) => {
  const run = await runText(
    sequence(
      `<step type="SMS_TaskSequence_RunCommandLineAction" name="A"><action>smsswd.exe /run:${id} sh</action></step>`,
    ),
  );
  expect([run.packages, run.commands, ending(run)]).toEqual([[], [], 'E_TS_ACTION in "A"']);
});

test('the result of the last step is in the environment', async () => {
  const run = await runText(sequence(command('A', 'exit 5', 'continueOnError="true"')));
  const names = ['_SMSTSLastActionName', '_SMSTSLastActionRetCode', '_SMSTSLastActionSucceeded'];
  expect(names.map((name) => run.variables.get(name))).toEqual(['A', '5', 'false']);
});

test('progress counts every enabled step, whatever is left out by a condition', async () => {
  const run = await runText(
    sequence(
      command('A', 'a'),
      command('off', 'x', 'disable="true"'),
      group('G', '', command('B', 'b', '', condition(when('X', 'exists'))), command('C', 'c')),
      command('D', 'd'),
    ),
  );
  const seen = run.events.flatMap((event) =>
    'progress' in event && event.kind !== 'step-succeeded'
      ? [[event.progress.group, event.progress.step, event.progress.stepNumber, event.progress.stepCount]]
      : [],
  );
  expect(seen).toEqual([
    ['', 'A', 1, 4],
    ['G', 'B', 2, 4],
    ['G', 'C', 3, 4],
    ['', 'D', 4, 4],
  ]);
});

test('hidden values appear in no log line, also when they are copied or printed', async () => {
  const run = await runText(
    sequence(
      setVariable('Secret', 'S3cr3t-Value', '/hiddenflag:True'),
      setVariable('Copy', 'x%Secret%y'),
      command('Use', 'login %Copy%'),
    ),
    { commands: (line) => ({ exitCode: 4, output: `bad login: ${line}` }) },
  );
  expect(run.commands).toEqual(['login xS3cr3t-Valuey']);
  expect(run.log.join('\n')).not.toContain('S3cr3t-Value');
  expect(run.log.join('\n')).toContain('login ********');
});

test('a condition of a kind this program cannot answer counts as not met and is logged', async () => {
  const wmi =
    '<expression type="SMS_TaskSequence_TelepathyConditionExpression"><variable name="Query">SELECT * FROM X</variable></expression>';
  const run = await runText(sequence(command('A', 'a', '', condition(wmi))));
  expect(run.commands).toEqual([]);
  expect(run.log.join('\n')).toContain('SMS_TaskSequence_TelepathyConditionExpression');
});

test('a run that is called off ends there, whatever is set to continue on error', async () => {
  const off = new AbortController();
  const goesOn = 'continueOnError="true"';
  const run = await runText(sequence(group('G', goesOn, command('A', 'a', goesOn)), command('B', 'b')), {
    signal: off.signal,
    commands: () => {
      off.abort();
      return { exitCode: 1 };
    },
  });
  expect([run.commands, run.result.kind]).toEqual([['a'], 'failed']);
});

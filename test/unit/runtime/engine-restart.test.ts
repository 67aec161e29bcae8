/** Restarts in the middle of a sequence: asked for by a step, an exit code or a variable; and what is true afterwards. */
import { expect, test } from 'vitest';
import type { StepEnvironment } from '../../../resources/runtime/engine/ports.ts';
import type { EngineState } from '../../../resources/runtime/engine/state.ts';
import { command, condition, group, restart, sequence, setVariable, when } from './engine-support.ts';
import { runSteps, type Run, type Setting } from './steps-support.ts';

const run = async (xml: string, setting: Setting = {}): Promise<Run> =>
  await runSteps('/nowhere', xml, setting);

/** Runs a sequence over all its restarts; what was called in each round, and where each restart went. */
async function rounds(xml: string, setting: Setting = {}): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  let resume: EngineState | undefined;
  let environment: StepEnvironment = setting.environment ?? 'boot-image';
  for (let round = 0; round < 5; round++) {
    const one: Run = await run(xml, { ...setting, environment, ...(resume === undefined ? {} : { resume }) });
    seen.push([one.calls, one.ending]);
    if (one.result.kind !== 'restart') return seen;
    resume = one.state;
    environment = one.result.restart.target;
  }
  return seen;
}

const TO_DISK = [
  [['a'], 'restart, to installed-system'],
  [['b'], 'succeeded'],
];
const HERE = [
  [['a'], 'restart, to boot-image'],
  [['b'], 'succeeded'],
];

test.each<[title: string, nodes: readonly string[], seen: readonly unknown[]]>([
  ['Restart Computer to the disk', [command('A', 'a'), restart('HD'), command('B', 'b')], TO_DISK],
  ['Restart Computer to the boot image', [command('A', 'a'), restart('WinPE'), command('B', 'b')], HERE],
  [
    'SMSTSRebootRequested=HD after the step that set it',
    [command('A', 'a'), setVariable('SMSTSRebootRequested', 'HD'), command('B', 'b')],
    TO_DISK,
  ],
  [
    'SMSTSRebootRequested=WinPE',
    [command('A', 'a'), setVariable('SMSTSRebootRequested', 'WinPE'), command('B', 'b')],
    HERE,
  ],
  [
    'SMSTSRebootRequested=true, which means where it is',
    [command('A', 'a'), setVariable('SMSTSRebootRequested', 'true'), command('B', 'b')],
    HERE,
  ],
  [
    'SMSTSRebootRequested of a value nobody knows',
    [command('A', 'a'), setVariable('SMSTSRebootRequested', 'Mars'), command('B', 'b')],
    [[['a', 'b'], 'succeeded']],
  ],
  [
    'SMSTSRetryRequested alone',
    [command('A', 'a'), setVariable('SMSTSRetryRequested', 'true'), command('B', 'b')],
    [[['a', 'b'], 'succeeded']],
  ],
  [
    'a restart as the last step of a group, behind which nothing enabled is left',
    [group('G', '', command('A', 'a'), restart('HD')), command('B', 'b', 'disable="true"')],
    [[['a'], 'succeeded, to installed-system']],
  ],
])('%s', async (_title, nodes, seen) => {
  expect(await rounds(sequence(...nodes))).toEqual(seen);
});

test('3010 restarts into where the command ran, and goes on behind it', async () => {
  const xml = sequence(command('A', 'a'), command('B', 'b'));
  expect(await rounds(xml, { exitCodes: [3010] })).toEqual([
    [['a'], 'restart, to boot-image'],
    // The second round answers 3010 again: with nothing left the restart comes at the end.
    [['b'], 'succeeded, to boot-image'],
  ]);
});

test('SMSTSRetryRequested runs the step again after the restart, and its condition is not asked anew', async () => {
  const rules =
    '<Rules><Rule><Variables><Variable Name="SMSTSRetryRequested" IsSecret="false">true</Variable>' +
    '<Variable Name="SMSTSRebootRequested" IsSecret="false">HD</Variable><Variable Name="Seen" IsSecret="false">yes</Variable></Variables></Rule></Rules>';
  const step = (inner: string): string =>
    `<step type="SMS_TaskSequence_SetDynamicVariablesAction" name="Again">${inner}<action>x</action><defaultVarList>` +
    `<variable name="OSDSetDynamicVariablesRules" property="Rules">${rules.replaceAll('<', '&lt;')}</variable></defaultVarList></step>`;
  const xml = sequence(group('G', '', step(condition(when('Seen', 'notExists'))), command('B', 'b')));
  const first = await run(xml);
  expect([first.ending, first.state?.position]).toEqual([
    'restart, to installed-system',
    { kind: 'restarting', next: 1, into: 'installed-system', isAgain: true },
  ]);
  const resume = first.state === undefined ? {} : { resume: first.state };
  // Its condition is no longer met, and it runs all the same: it asks for the next restart.
  const second = await run(xml, { ...resume, environment: 'installed-system' });
  expect(second.state?.position).toEqual(first.state?.position);
});

test('the notice of the first restart and of later ones', async () => {
  const xml = sequence(
    setVariable('SMSTSRebootDelay', '30'),
    setVariable('SMSTSRebootDelayNext', '5'),
    setVariable('SMSTSRebootMessage', 'Back in a minute, %Name%'),
    setVariable('Name', 'Robin', '/hiddenflag:True'),
    setVariable('SMSTSRebootRequested', 'WinPE'),
    setVariable('SMSTSRebootRequested', 'WinPE'),
    command('B', 'b'),
  );
  const first = await run(xml);
  const second = await run(xml, first.state === undefined ? {} : { resume: first.state });
  const message = 'Back in a minute, ********';
  expect([first, second].map(({ result }) => result.kind === 'restart' && result.restart)).toMatchObject([
    { target: 'boot-image', message, delaySeconds: 30 },
    { target: 'boot-image', message, delaySeconds: 5 },
  ]);
});

test('what was tolerated before a restart is counted behind it, and hidden values stay hidden', async () => {
  const xml = sequence(
    setVariable('Secret', 'Birch-7', '/hiddenflag:True'),
    command('A', 'a', 'continueOnError="true"'),
    restart('WinPE'),
    command('B', 'b %Secret%'),
  );
  const first = await run(xml, { exitCodes: [5] });
  const second = await run(xml, first.state === undefined ? {} : { resume: first.state });
  expect([second.state?.toleratedCount, second.calls, second.log.includes('Birch')]).toEqual([
    1,
    ['b Birch-7'],
    false,
  ]);
});

test('a state of the other environment, of another sequence or of a finished run is refused', async () => {
  const xml = sequence(command('A', 'a'), restart('HD'), command('B', 'b'));
  const { state } = await run(xml);
  if (state === undefined) throw new Error('nothing was kept');
  const refusal = expect.objectContaining({ code: 'E_TS_STATE' });
  await expect(run(xml, { resume: state })).rejects.toEqual(refusal);
  const ended: EngineState = { ...state, position: { kind: 'finished', hasSucceeded: true } };
  await expect(run(xml, { resume: ended })).rejects.toEqual(refusal);
  const short: Setting = { resume: state, environment: 'installed-system' };
  await expect(run(sequence(command('A', 'a')), short)).rejects.toEqual(refusal);
});

test('the environment says where the run stands', async () => {
  const one = await run(sequence(command('A', 'a'), group('G', '', command('B', 'b')), command('C', 'c')));
  const names = [
    '_SMSTSCurrentActionName',
    '_SMSTSNextInstructionPointer',
    '_SMSTSInstructionTableSize',
    '_SMSTSInWinPE',
  ];
  expect(names.map((name) => one.variables.get(name))).toEqual(['C', '3', '3', 'true']);
});

test('of several steps Apply Network Settings none is asked for its own condition', async () => {
  const never = condition(when('Nothing', 'exists'));
  const network = (name: string, inner: string): string =>
    `<step type="SMS_TaskSequence_ApplyNetworkSettingsAction" name="${name}" continueOnError="true">${inner}<action>x</action></step>`;
  const both = await run(sequence(network('N1', never), network('N2', never)));
  const single = await run(sequence(network('N1', never)));
  expect([both, single].map((one) => one.log.includes('its own condition is not asked'))).toEqual([
    true,
    false,
  ]);
});

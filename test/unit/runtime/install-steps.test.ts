/** Steps around the installed system: set-up of the client, recorded scripts, installing, upgrade. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command, condition, group, sequence, when } from './engine-support.ts';
import { INLINE, powershell, runSteps, step, type Run, type Setting, type Values } from './steps-support.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steps-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const run = async (xml: string, setting: Setting = {}): Promise<Run> => await runSteps(folder, xml, setting);

const SETUP = step(
  'SetupWindowsAndSMS',
  { _SMSClientPackageID: 'PS100031', SMSClientInstallProperties: 'CCMHOSTNAME=%Host% SMSSITECODE=PS1' },
  { attributes: 'runIn="WinPE"', action: 'OSDSetupWindows.exe "/package:PS100031"' },
);
const APPLIED = { OSDTargetSystemDrive: 'C:', Host: 'cmg.contoso.test' };

test('Setup Windows and ConfigMgr stages the client, restarts, and goes on in the new system', async () => {
  const xml = sequence(
    command('A', 'a'),
    group('G', '', condition(when('Gone', 'notExists')), SETUP),
    command('B', 'b'),
  );
  const first = await run(xml, { variables: APPLIED });
  expect([first.ending, first.calls, first.state?.position]).toEqual([
    'restart, to installed-system',
    ['a', 'content PS100031', 'stage CCMHOSTNAME=cmg.contoso.test SMSSITECODE=PS1 into /C/Windows'],
    { kind: 'restarting', next: 2, into: 'installed-system', isAgain: true },
  ]);
  const second = await run(xml, {
    environment: 'installed-system',
    ...(first.state === undefined ? {} : { resume: first.state }),
    // Asked again, the group's condition would say something else.
    variables: { Gone: 'yes' },
  });
  expect([second.ending, second.calls, second.variables.get('_SMSTSInWinPE')]).toEqual([
    'succeeded',
    ['ready', 'b'],
    'false',
  ]);
});

test.each<[title: string, variables: Values, whose: string]>([
  ['SMSTSUDAUsers', { SMSTSUDAUsers: 'CONTOSO\\anna, CONTOSO\\ben,' }, ' for CONTOSO\\anna and CONTOSO\\ben'],
  [
    'SMSTSUDAUsers with a mode of the medium',
    { SMSTSUDAUsers: 'CONTOSO\\anna', SMSTSAssignUsersMode: 'Pending' },
    ' for CONTOSO\\anna',
  ],
  ['SMSTSAssignUsersMode=Disabled', { SMSTSUDAUsers: 'CONTOSO\\anna', SMSTSAssignUsersMode: 'disabled' }, ''],
])('Setup Windows and ConfigMgr takes along whose device it is to be: %s', async (_title, more, whose) => {
  const one = await run(sequence(SETUP), { variables: { ...APPLIED, ...more } });
  expect(one.calls.at(-1)).toBe(`stage CCMHOSTNAME=cmg.contoso.test SMSSITECODE=PS1 into /C/Windows${whose}`);
});

test('Setup Windows and ConfigMgr needs an operating system that was applied', async () => {
  expect((await run(sequence(SETUP))).ending).toBe('E_TS_CLIENT_STAGE');
});

test('a script recorded in the boot image runs in the installed system, once', async () => {
  const xml = sequence(powershell(INLINE), SETUP, command('B', 'b'));
  const first = await run(xml, { variables: { ...APPLIED, A: '1' } });
  expect([first.ending, first.log.includes('is recorded for the installed system')]).toEqual([
    'restart, to installed-system',
    true,
  ]);
  const resume = first.state === undefined ? {} : { resume: first.state };
  const second = await run(xml, { environment: 'installed-system', shell: 'pwsh', ...resume });
  expect([second.ending, second.calls]).toEqual([
    'succeeded',
    [
      'ready',
      "pwsh -NoProfile -NonInteractive -ExecutionPolicy Bypass -File '/C/_SMSTaskSequence/PowerShell/01-RunPowerShellScript.ps1' -Name 1",
      'b',
    ],
  ]);
  // The same half again, as after a power cut in it: the script was begun, so it does not run twice.
  const again = await run(xml, { environment: 'installed-system', shell: 'pwsh', ...resume });
  expect([again.ending, again.calls]).toEqual(['E_TS_INTERRUPTED', ['ready']]);
  expect(await readdir(join(folder, 'C/_SMSTaskSequence/PowerShell'))).toContain(
    '01-RunPowerShellScript.ps1.begun',
  );
});

test('a recorded script is found in the installed system, wherever the data of the run and the system lie', async () => {
  const xml = sequence(powershell(INLINE), SETUP);
  const applied = { ...APPLIED, OSDTargetSystemDrive: 'E:', SMSTSLocalDataDrive: 'F:', A: '1' };
  const first = await run(xml, { variables: { ...applied, _SMSTSMDataPath: 'F:\\_SMSTaskSequence' } });
  const resume = first.state === undefined ? {} : { resume: first.state };
  const variables = { _SMSTSMDataPath: 'C:\\_SMSTaskSequence' };
  const setting: Setting = { environment: 'installed-system', shell: 'pwsh', variables, ...resume };
  const second = await run(xml, setting);
  expect([second.ending, second.calls.at(-1)]).toEqual([
    'succeeded',
    "pwsh -NoProfile -NonInteractive -ExecutionPolicy Bypass -File '/E/_SMSTaskSequence/PowerShell/01-RunPowerShellScript.ps1' -Name 1",
  ]);
  // Nobody may tell of a power cut that was none.
  await rm(join(folder, 'E'), { recursive: true });
  expect((await run(xml, setting)).ending).toBe('E_TS_STEP_FAILED');
});

test('a recorded script that nothing runs is no success', async () => {
  const one = await run(sequence(powershell(INLINE)), { variables: { A: '1' } });
  expect([one.ending, one.state?.position]).toEqual([
    'E_TS_STEP_UNSUPPORTED',
    { kind: 'finished', hasSucceeded: false },
  ]);
});

const FULL: Setting = { environment: 'installed-system' };
const application = (
  values: Values,
  attributes = 'successCodeList="0 3010"',
  action = 'smsappinstall.exe /app: /basevar:',
): string => step('InstallApplication', values, { attributes, action });

interface Installing {
  readonly title: string;
  readonly xml: string;
  readonly setting?: Setting;
  /** What the client was asked for, how the run ended, and _TSAppInstallStatus. */
  readonly wanted: readonly [calls: readonly string[], ending: string, status: string | undefined];
}

test.each<Installing>([
  {
    title: 'the applications of the step',
    xml: application(
      {},
      '',
      'smsappinstall.exe /app:ScopeId_1/App_1,ScopeId_1/App_2 /basevar: /continueOnError:False',
    ),
    wanted: [['ScopeId_1/App_1', 'ScopeId_1/App_2'], 'succeeded', 'Success'],
  },
  {
    title: 'a list in variables, to the first gap',
    xml: application({ BaseVariableName: 'APP' }),
    setting: { variables: { APP01: 'Seven', APP02: 'Two', APP04: 'Four' } },
    wanted: [['Seven', 'Two'], 'succeeded', 'Success'],
  },
  {
    title: 'an empty list',
    xml: application({ BaseVariableName: 'APP' }),
    wanted: [[], 'succeeded', 'Success'],
  },
  {
    title: 'a failure with its retries',
    xml: application({ ApplicationName: 'One,Two' }, 'retryCount="2"'),
    setting: { exitCodes: [5, 5, 5] },
    wanted: [['One', 'One', 'One'], 'E_TS_INSTALL', 'Error'],
  },
  {
    title: 'a failure with a number of retries that is none: those of the step',
    xml: application({ ApplicationName: 'One' }, 'retryCount="1"'),
    setting: { variables: { OSDAppInstallRetries: '3x' }, exitCodes: Array.from({ length: 40 }, () => 5) },
    wanted: [['One', 'One'], 'E_TS_INSTALL', 'Error'],
  },
  {
    title: 'a failure that is made good by a retry',
    xml: application({ ApplicationName: 'One' }, 'retryCount="2"'),
    setting: { exitCodes: [5, 0] },
    wanted: [['One', 'One'], 'succeeded', 'Success'],
  },
  {
    title: 'a failure with "continue"',
    xml: application({ ApplicationName: 'One,Two', ContinueOnInstallError: 'true' }),
    setting: { exitCodes: [5] },
    wanted: [['One', 'Two'], 'succeeded', 'Error'],
  },
  {
    title: 'one that wants a restart, which comes behind the last',
    xml: application({ ApplicationName: 'One,Two' }),
    setting: { exitCodes: [3010] },
    wanted: [['One', 'Two'], 'succeeded, to installed-system', 'Success'],
  },
  {
    title: 'one that does not apply to the computer: a warning, and its retries are not used',
    xml: application({ ApplicationName: 'One,Two' }, 'retryCount="2"'),
    setting: { unmet: { One: 'too little memory' } },
    wanted: [['One', 'Two'], 'succeeded', 'Warning'],
  },
  {
    title: 'one that does not apply, where TSErrorOnWarning makes that a failure',
    xml: application({ ApplicationName: 'One,Two' }),
    setting: { unmet: { One: 'too little memory' }, variables: { TSErrorOnWarning: 'True' } },
    wanted: [['One', 'Two'], 'E_TS_INSTALL', 'Warning'],
  },
  {
    title: 'one that does not apply and one that fails: an error',
    xml: application({ ApplicationName: 'One,Two', ContinueOnInstallError: 'true' }),
    setting: { unmet: { One: 'too little memory' }, exitCodes: [5] },
    wanted: [['One', 'Two'], 'succeeded', 'Error'],
  },
  { title: 'nothing named', xml: application({}), wanted: [[], 'E_TS_ACTION', undefined] },
])('Install Application: $title', async ({ xml, setting, wanted }) => {
  const one = await run(sequence(xml), { ...FULL, ...setting });
  const calls = one.calls.map((call) => call.replace('application ', ''));
  expect([calls, one.ending, one.variables.get('_TSAppInstallStatus')]).toEqual(wanted);
});

test('Install Package runs a program of a package, or a list of them', async () => {
  const single = step('InstallSoftware', { PackageID: 'PS100033', _SMSSWDProgramName: 'Install' });
  const list = step('InstallSoftware', { BaseVariableName: 'PKG' });
  const one = await run(sequence(single, list), {
    ...FULL,
    variables: { PKG001: 'PS100034:Set up', PKG002: 'PS100033:Install' },
  });
  expect([one.ending, one.calls.filter((call) => call.startsWith('program'))]).toEqual([
    'succeeded',
    ['program PS100033:Install', 'program PS100034:Set up', 'program PS100033:Install'],
  ]);
  const wrong = await run(sequence(list), { ...FULL, variables: { PKG001: 'PS100034' } });
  expect([wrong.ending, wrong.calls]).toEqual(['E_TS_ACTION', []]);
});

test('Install Package in the boot image fails by name', async () => {
  const one = await run(sequence(step('InstallSoftware', { BaseVariableName: 'PKG' })));
  expect(one.ending).toBe('E_TS_ENVIRONMENT');
});

const UPGRADE = step(
  'UpgradeOperatingSystem',
  { OSDUpgradePackageID: 'PS10006A', OSDUpgradeScanOnly: '%Scan%' },
  { attributes: 'runIn="FullOS"' },
);
const CENTER: Setting = { environment: 'installed-system', startedFrom: 'software-center' };

test('an upgrade from Software Center restarts and is judged by the version it comes back with', async () => {
  const xml = sequence(UPGRADE, command('B', 'b'));
  const first = await run(xml, { ...CENTER, version: () => '1.0.0' });
  expect([first.ending, first.calls, first.variables.get('_SMSTSOSUpgradeActionReturnCode')]).toEqual([
    'restart, to installed-system',
    ['content PS10006A', 'upgrade'],
    '0',
  ]);
  const resume = first.state === undefined ? {} : { resume: first.state };
  const good = await run(xml, { ...CENTER, ...resume, version: () => '2.0.0' });
  expect([good.ending, good.calls]).toEqual(['succeeded', ['b']]);
  const back = await run(xml, { ...CENTER, ...resume, version: () => '1.0.0' });
  expect([back.ending, back.calls, back.variables.get('_SMSTSSetupRollback')]).toEqual([
    'E_TS_STEP_FAILED',
    [],
    'true',
  ]);
});

test.each<[isDone: boolean, ending: string, calls: readonly string[]]>([
  [false, 'restart, to installed-system', ['content PS10006A', 'upgrade, interrupted']],
  [true, 'succeeded', ['content PS10006A', 'upgrade, interrupted', 'b']],
])(
  'an upgrade that a power cut interrupted runs again; put into place already: %s',
  async (isDone, ...wanted) => {
    const xml = sequence(UPGRADE, command('B', 'b'));
    const begun = await run(xml, { ...CENTER, version: () => '1.0.0' });
    if (begun.state === undefined) throw new Error('nothing was kept');
    const position = { kind: 'running', step: 1, environment: 'installed-system', isAgain: false } as const;
    const again = await run(xml, { ...CENTER, resume: { ...begun.state, position }, isUpgradeDone: isDone });
    expect([again.ending, again.calls]).toEqual(wanted);
  },
);

test.each<[exitCode: number, ending: string, code: string]>([
  [0xc1900210, 'succeeded', '3247440400'],
  [0xc1900210 - 2 ** 32, 'succeeded', '3247440400'],
  [0xc1900208, 'E_TS_STEP_FAILED', '3247440392'],
])('a compatibility scan that returns %i', async (exitCode, ending, code) => {
  const one = await run(sequence(UPGRADE), { ...CENTER, variables: { Scan: 'true' }, exitCodes: [exitCode] });
  expect([one.ending, one.calls, one.variables.get('_SMSTSOSUpgradeActionReturnCode')]).toEqual([
    ending,
    ['content PS10006A', 'scan'],
    code,
  ]);
});

test.each<[title: string, nodes: readonly string[], calls: readonly string[]]>([
  ['before anything ran', [command('A', 'a'), UPGRADE], []],
  [
    'at the step where the sequence can install as well',
    [command('A', 'a'), UPGRADE, step('ApplyOperatingSystem', {})],
    ['a'],
  ],
])('an upgrade started from media is refused %s', async (_title, nodes, calls) => {
  const one = await run(sequence(...nodes));
  expect([one.ending, one.calls]).toEqual(['E_TS_UPGRADE_MEDIA', calls]);
});

test.each([
  'OfflineEnableBitLocker',
  'AutoApply',
  'ConnectNetworkFolder',
  'CaptureSystemImage',
  'RequestStateStore',
])('%s fails by its name', async (kind) => {
  const one = await run(sequence(step(kind, {}), command('B', 'b')));
  expect([one.ending, one.calls]).toEqual(['E_TS_STEP_UNSUPPORTED', []]);
});

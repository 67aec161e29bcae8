/** Steps of a task sequence that need no disk: readiness, rules, scripts, content. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StepEnvironment } from '../../../resources/runtime/engine/ports.ts';
import { command, condition, sequence, setVariable, when } from './engine-support.ts';
import { INLINE, powershell, runSteps, step, type Run, type Setting, type Values } from './steps-support.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steps-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const run = async (xml: string, setting: Setting = {}): Promise<Run> => await runSteps(folder, xml, setting);

const ROWS = {
  Win32_PhysicalMemory: [{ Capacity: 4 * 1024 ** 3 }, { Capacity: 4 * 1024 ** 3 }],
  Win32_Processor: [{ MaxClockSpeed: 2400 }],
  Win32_Battery: [{ BatteryStatus: 1 }],
  Win32_NetworkAdapter: [
    { NetConnectionStatus: 2, AdapterType: 'Wireless' },
    { NetConnectionStatus: 7, AdapterType: 'Ethernet 802.3' },
  ],
};

const RESULTS = [
  'MEMORY',
  'SPEED',
  'DISK',
  'OSTYPE',
  'ARCH',
  'MINOSVER',
  'MAXOSVER',
  'CLIENTMINVER',
  'OSLANGUAGE',
  'ACPOWER',
  'NETWORK',
  'WIRED',
  'UEFI',
  'TPMENABLED',
  'TPMACTIVATED',
] as const;

function readiness({ variables }: Run): Values {
  return Object.fromEntries(
    RESULTS.flatMap((name) => {
      const value = variables.get(`_TS_CR${name}`);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

test('Check Readiness makes every check before it fails, with 4316, and leaves each result', async () => {
  const values = {
    OSDCheckMemory: 'true',
    OSDMemory: '8192',
    OSDCheckProcessorSpeed: 'true',
    OSDProcessorSpeed: '3000',
    OSDCheckFreeDiskSpace: 'true',
    OSDFreeDiskSpace: '25000',
    OSDCheckPowerState: 'true',
    OSDCheckNetworkConnected: 'true',
    OSDCheckNetworkWired: 'true',
    OSDCheckDeviceUEFI: 'true',
    OSDCheckMinOSVersion: 'true',
    OSDMinOSVersion: '10.0.19041',
    OSDCheckTPMEnabled: 'false',
  };
  const variables = { _SMSTSBootUEFI: 'true' };
  const one = await run(sequence(step('PrestartCheck', values)), { rows: ROWS, variables });
  expect([one.ending, one.variables.get('_SMSTSLastActionRetCode'), readiness(one)]).toEqual([
    'E_TS_NOT_READY',
    '4316',
    { MEMORY: '1', SPEED: '0', DISK: '1', ACPOWER: '0', NETWORK: '1', WIRED: '0', UEFI: '1' },
  ]);
  expect(String(one.result.kind === 'failed' && one.result.error)).toContain('2400 MHz, at least 3000 MHz');
  const tolerated = await run(
    sequence(step('PrestartCheck', values, { attributes: 'continueOnError="true"' }), command('B', 'b')),
    { rows: ROWS, variables },
  );
  expect([tolerated.ending, tolerated.calls]).toEqual(['succeeded', ['b']]);
});

test.each(['4,096', '4096.0', '4 GB', '%Nowhere%', '-1'])(
  'Check Readiness does not pass a limit of "%s" that it cannot read',
  async (limit) => {
    const xml = sequence(step('PrestartCheck', { OSDCheckMemory: 'true', OSDMemory: limit }));
    const one = await run(xml, { rows: ROWS });
    expect([one.ending, readiness(one)]).toEqual(['E_TS_NOT_READY', { MEMORY: '0' }]);
  },
);

test.each<[title: string, values: Values, system: string | undefined, passed: Values]>([
  [
    'old enough',
    { OSDCheckMaxOSVersion: 'true', OSDMaxOSVersion: '10.0.26100' },
    '10.0.26100.1',
    { MAXOSVER: '1' },
  ],
  [
    'too new',
    { OSDCheckMaxOSVersion: 'true', OSDMaxOSVersion: '10.0.22631' },
    '10.0.26100.1',
    { MAXOSVER: '0' },
  ],
  ['a client', { OSDCheckOSType: 'true', OSDOSType: 'CLIENT' }, '10.0.26100.1', { OSTYPE: '1' }],
  ['64 bits', { OSDCheckOSArchitecture: 'true', OSDOSArchitecture: '64' }, '10.0.26100.1', { ARCH: '1' }],
  ['a system that is not known', { OSDCheckOSType: 'true' }, undefined, { OSTYPE: '0' }],
  ['a TPM that cannot be asked', { OSDCheckTPMEnabled: 'true' }, '10.0.26100.1', { TPMENABLED: '0' }],
])('Check Readiness in the installed system: %s', async (_title, values, system, passed) => {
  const one = await run(sequence(step('PrestartCheck', values)), {
    environment: 'installed-system',
    version: () => system,
  });
  expect(readiness(one)).toEqual(passed);
});

const RULES = (inner: string): string => step('SetDynamicVariables', { OSDRules: `<Rules>${inner}</Rules>` });
const rule = (inner: string, ...variables: readonly string[]): string =>
  `<Rule>${inner}<Variables>${variables.join('')}</Variables></Rule>`;
const variable = (name: string, value: string, isSecret = false): string =>
  `<Variable Name="${name}" IsSecret="${isSecret}">${value}</Variable>`;
const about = (kind: string, fields: Values): string =>
  condition(
    `<expression type="SMS_TaskSequence_${kind}ConditionExpression">${Object.entries(fields)
      .map(([name, value]) => `<variable name="${name}">${value}</variable>`)
      .join('')}</expression>`,
  );

test.each<[title: string, inner: string, holds: boolean]>([
  ['no condition', '', true],
  ['make and model', about('MakeModel', { Make: 'Dell*', Model: 'Latitude 5?40' }), true],
  ['another model', about('MakeModel', { Make: 'Dell*', Model: 'Latitude 5' }), false],
  ['any make and model', about('MakeModel', { Make: '*', Model: '*' }), true],
  [
    'a serial number',
    about('Computer', { AssetTag: '', MACAddress: '', SerialNumber: 'ABC', UUID: '' }),
    true,
  ],
  ['one of several adapters', about('Computer', { MACAddress: '52-54-00-00-00-02' }), true],
  ['serial right, asset tag wrong', about('Computer', { AssetTag: 'X', SerialNumber: 'ABC' }), false],
  ['nothing asked', about('Computer', { AssetTag: '', SerialNumber: '' }), false],
  ['the default gateway', about('Location', { DefaultGateway: '10.0.2.2' }), true],
  ['a variable', condition(when('Here', 'equals', 'yes')), true],
])('a rule of Set Dynamic Variables holds by %s', async (_title, inner, holds) => {
  const facts = {
    _SMSTSMake: 'Dell Inc.',
    _SMSTSModel: 'Latitude 5440',
    _SMSTSSerialNumber: 'abc',
    _SMSTSAssetTag: 'T-1',
    _SMSTSMacAddresses: '52:54:00:00:00:01,52:54:00:00:00:02',
    _SMSTSDefaultGateways: '10.0.2.2',
    Here: 'yes',
  };
  const one = await run(sequence(RULES(rule(inner, variable('Found', '%_SMSTSModel%')))), {
    variables: facts,
  });
  expect([one.ending, one.variables.get('Found')]).toEqual([
    'succeeded',
    holds ? 'Latitude 5440' : undefined,
  ]);
});

test('rules run in order, hide what is secret, and may not set what belongs to the program', async () => {
  const one = await run(
    sequence(
      RULES(rule('', variable('A', '1'), variable('S', 'Birch-7', true)) + rule('', variable('A', '2'))),
    ),
  );
  expect([one.variables.get('A'), one.variables.isHidden('S'), one.log.includes('Birch')]).toEqual([
    '2',
    true,
    false,
  ]);
  expect((await run(sequence(RULES(rule('', variable('_SMSTSMP', 'x')))))).ending).toBe(
    'E_TS_VARIABLE_READ_ONLY',
  );
  expect((await run(sequence(step('SetDynamicVariables', { OSDRules: 'nonsense' })))).ending).toBe(
    'E_TS_ACTION',
  );
});

test('Run PowerShell Script runs the script of the step where there is a PowerShell', async () => {
  const one = await run(sequence(setVariable('A', '1'), powershell(INLINE)), {
    environment: 'installed-system',
    shell: 'pwsh',
  });
  expect([one.ending, one.calls]).toEqual([
    'succeeded',
    [
      "pwsh -NoProfile -NonInteractive -ExecutionPolicy Bypass -File '/C/_SMSTaskSequence/PowerShell/inline.ps1' -Name 1",
    ],
  ]);
  expect(await readFile(join(folder, 'C/_SMSTaskSequence/PowerShell/inline.ps1'), 'utf8')).toBe(
    '\uFEFFWrite-Output "é"',
  );
});

test('Run PowerShell Script of a package names the script in the package', async () => {
  await mkdir(join(folder, 'PS100033'), { recursive: true });
  await writeFile(join(folder, 'PS100033/it.ps1'), '');
  const values = { OSDRunPowerShellScriptPackageID: 'PS100033', OSDRunPowerShellScriptScriptName: 'it.ps1' };
  const one = await run(sequence(powershell(values)), {
    environment: 'installed-system',
    shell: 'pwsh',
    exitCodes: [7],
  });
  expect([one.ending, one.calls]).toEqual([
    'E_TS_STEP_FAILED',
    ['content PS100033', "pwsh -NoProfile -NonInteractive -File '/PS100033/it.ps1'"],
  ]);
  const lost = { ...values, OSDRunPowerShellScriptScriptName: '../it.ps1' };
  expect(
    (await run(sequence(powershell(lost)), { environment: 'installed-system', shell: 'pwsh' })).ending,
  ).toBe('E_TS_ACTION');
});

test('without a PowerShell the installed system says so by name', async () => {
  const one = await run(sequence(powershell(INLINE)), { environment: 'installed-system' });
  expect(one.ending).toBe('E_TS_STEP_UNSUPPORTED');
});

test.each<[environment: StepEnvironment, ending: string]>([
  ['boot-image', 'E_TS_ENVIRONMENT'],
  ['installed-system', 'E_TS_STEP_UNSUPPORTED'],
])('a command as another account fails in the %s by name', async (environment, ending) => {
  const inner =
    '<defaultVarList><variable name="_SMSTSRunCommandLineAsUser" property="RunAsUser">true</variable></defaultVarList>';
  const one = await run(sequence(command('A', 'a', '', inner)), { environment });
  expect([one.ending, one.calls]).toEqual([ending, []]);
});

const DOWNLOAD = { OSDDownloadDownloadPackages: 'PS100033,PS100034', OSDDownloadDestinationVariable: 'Got' };

test('Download Package Content leaves the folders in numbered variables', async () => {
  const one = await run(sequence(step('DownloadPackageContent', DOWNLOAD)));
  expect([one.ending, one.variables.list('Got', 2).map((path) => path.slice(folder.length))]).toEqual([
    'succeeded',
    ['/PS100033', '/PS100034'],
  ]);
  const custom = {
    ...DOWNLOAD,
    OSDDownloadDestinationLocationType: 'Custom',
    OSDDownloadDestinationPath: 'C:\\Drivers',
  };
  const two = await run(sequence(step('DownloadPackageContent', custom)));
  expect(two.calls.map((call) => call.replace(folder, ''))).toEqual([
    'content PS100033 to /C/Drivers',
    'content PS100034 to /C/Drivers',
  ]);
  expect(two.variables.list('Got', 2).map((path) => path.slice(folder.length))).toEqual([
    '/C/Drivers/PS100033',
    '/C/Drivers/PS100034',
  ]);
});

test('Download Package Content goes on after a lost package only when it is set to', async () => {
  const missingPackages = ['PS100033'];
  const strict = await run(sequence(step('DownloadPackageContent', DOWNLOAD)), { missingPackages });
  expect([strict.result.kind, strict.calls]).toEqual(['failed', ['content PS100033']]);
  const values = { ...DOWNLOAD, OSDDownloadContinueDownloadOnError: '1' };
  const lax = await run(sequence(step('DownloadPackageContent', values)), { missingPackages });
  expect([lax.ending, lax.variables.get('Got01'), lax.variables.get('Got02')?.slice(folder.length)]).toEqual([
    'succeeded',
    undefined,
    '/PS100034',
  ]);
});

test.each<[title: string, variables: Values, values: Values, ending: string]>([
  ['everything was downloaded before', { _SMSTSDownloadOnDemand: 'false' }, {}, 'E_TS_DOWNLOAD_STEP'],
  ['content is used where it lies', { _SMSTSRunFromDP: 'true' }, {}, 'E_TS_DOWNLOAD_STEP'],
  ['the medium stands alone', { _SMSTSMediaType: 'FullMedia' }, {}, 'E_TS_DOWNLOAD_STEP'],
  ['Windows PE has no cache', {}, { OSDDownloadDestinationLocationType: 'CCMCache' }, 'E_TS_ENVIRONMENT'],
  ['no package is named', {}, { OSDDownloadDownloadPackages: '' }, 'E_TS_ACTION'],
])('Download Package Content is refused: %s', async (_title, variables, values, ending) => {
  const one = await run(sequence(step('DownloadPackageContent', { ...DOWNLOAD, ...values })), { variables });
  expect([one.ending, one.calls]).toEqual([ending, []]);
});

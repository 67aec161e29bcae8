/**
 * Check Readiness: every check that is switched on is made before the step fails, and each leaves its result in a
 * variable: 1 passed, 0 not, empty not made. Fails with 4316, as the product does.
 * Rules that are ours: checks of an operating system are not made in the boot image while none is known; free disk space
 * in the boot image is the size of the largest disk, since the sequence is about to divide it; what should be known and
 * is not, is not passed.
 */
import { compareValues } from '../compare.ts';
import { operatingSystemRows } from '../conditions.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { WmiRow } from '../wql.ts';
import { StepExit, type StepContext } from './definition.ts';

const NOT_READY = 4316;
const MEGABYTE = 1024 * 1024;

/** What a check found; "nothing to check": there is no operating system to look at. */
type Finding = { readonly passed: boolean; readonly found: string } | 'nothing to check';

interface Check {
  /** Name of the result, "_TS_CRMEMORY". */
  readonly result: string;
  readonly label: string;
  /** Variable and property names of the switch, in the order they are asked. */
  readonly enabledBy: readonly (readonly [variable: string, property: string])[];
  readonly find: (context: StepContext) => Promise<Finding>;
}

export async function checkReadiness(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { variables, ports, settings } = context;
  const failures: string[] = [];
  for (const check of CHECKS) {
    variables.setInternal(check.result, '');
    if (!check.enabledBy.some(([variable, property]) => settings.flag(variable, property))) continue;
    const finding = await check.find(context);
    if (finding === 'nothing to check') {
      ports.log(`Readiness: ${check.label} is not checked, there is no operating system yet`, 'warning');
      continue;
    }
    variables.setInternal(check.result, finding.passed ? '1' : '0');
    const line = `${check.label}: ${finding.found}`;
    ports.log(
      `Readiness: ${finding.passed ? 'passed' : 'FAILED'}, ${line}`,
      finding.passed ? 'info' : 'error',
    );
    if (!finding.passed) failures.push(line);
  }
  if (failures.length === 0) return { exitCode: 0 };
  const found = failures.join('; ');
  throw new StepExit(
    'E_TS_NOT_READY',
    `step "${step.name}" found this computer not ready: ${found}`,
    NOT_READY,
  );
}

/** A number that must be reached. */
function atLeast(
  unit: string,
  wanted: readonly [variable: string, property: string][],
  actual: (context: StepContext) => Promise<number | undefined>,
): Check['find'] {
  return async (context) => {
    const limitText = firstText(context, wanted) ?? '0';
    const found = await actual(context);
    const shown = found === undefined ? 'unknown' : `${Math.floor(found)} ${unit}`;
    // What cannot be read is not 0: the check stands before a disk that is wiped.
    if (!/^\d{1,15}$/.test(limitText))
      return { passed: false, found: `${shown}, at least "${limitText}", which is no whole number` };
    const limit = Number(limitText);
    return { passed: found !== undefined && found >= limit, found: `${shown}, at least ${limit} ${unit}` };
  };
}

function firstText(
  { settings }: StepContext,
  names: readonly (readonly [string, string])[],
): string | undefined {
  return names
    .map(([variable, property]) => settings.text(variable, property)?.trim())
    .find((one) => one !== undefined);
}

/** A check of the operating system, not made while there is none. */
function ofSystem(judge: (system: WmiRow, context: StepContext) => Finding): Check['find'] {
  return async (context) => {
    const [system] = (await operatingSystemRows(context.ports.facts)) ?? [];
    if (system !== undefined) return judge(system, context);
    const isExpected = context.ports.environment === 'installed-system';
    return isExpected ? { passed: false, found: 'the operating system is not known' } : 'nothing to check';
  };
}

function versionCheck(variable: string, property: string, isMinimum: boolean): Check['find'] {
  return ofSystem((system, { settings }) => {
    const wanted = settings.text(variable, property) ?? '';
    const actual = String(system['Version'] ?? '');
    const order = compareValues(actual, wanted);
    const found = `${actual}, ${isMinimum ? 'at least' : 'at most'} ${wanted}`;
    return { passed: actual !== '' && (isMinimum ? order >= 0 : order <= 0), found };
  });
}

async function sumOf(context: StepContext, className: string, property: string): Promise<number | undefined> {
  const rows = await context.ports.facts.wmiRows(className);
  return rows?.reduce((sum, row) => sum + Number(row[property] ?? 0), 0);
}

async function freeMegabytes({ ports }: StepContext): Promise<number | undefined> {
  if (ports.environment === 'installed-system') return (await ports.content.freeBytes()) / MEGABYTE;
  const sizes = (await ports.disks.disks()).filter((disk) => !disk.isRemovable).map((disk) => disk.sizeBytes);
  return sizes.length === 0 ? undefined : Math.max(...sizes) / MEGABYTE;
}

/** A check that is true when a row of a class fulfils the test; unknown classes are not passed. */
function anyRow(
  className: string,
  test: (row: WmiRow) => boolean,
  shown: readonly [string, string],
): Check['find'] {
  return async ({ ports }) => {
    const rows = await ports.facts.wmiRows(className);
    if (rows === undefined) return { passed: false, found: 'cannot be found out here' };
    const passed = rows.some(test);
    return { passed, found: passed ? shown[0] : shown[1] };
  };
}

const isConnected = (row: WmiRow): boolean => Number(row['NetConnectionStatus']) === 2;
const isTpm2 = (row: WmiRow): boolean => String(row['SpecVersion'] ?? '').startsWith('2.');

const CHECKS: readonly Check[] = [
  {
    result: '_TS_CRMEMORY',
    label: 'memory',
    enabledBy: [['OSDCheckMemory', 'CheckMemory']],
    find: atLeast('MB', [['OSDMemory', 'Memory']], async (context) => {
      const bytes = await sumOf(context, 'Win32_PhysicalMemory', 'Capacity');
      return bytes === undefined ? undefined : bytes / MEGABYTE;
    }),
  },
  {
    result: '_TS_CRSPEED',
    label: 'processor speed',
    enabledBy: [
      ['OSDCheckProcessorSpeed', 'CheckProcessorSpeed'],
      ['OSDCheckSpeed', 'CheckSpeed'],
    ],
    find: atLeast(
      'MHz',
      [
        ['OSDProcessorSpeed', 'ProcessorSpeed'],
        ['OSDSpeed', 'Speed'],
      ],
      async ({ ports }) => {
        const rows = await ports.facts.wmiRows('Win32_Processor');
        return rows === undefined
          ? undefined
          : Math.max(0, ...rows.map((row) => Number(row['MaxClockSpeed'] ?? 0)));
      },
    ),
  },
  {
    result: '_TS_CRDISK',
    label: 'disk space',
    enabledBy: [
      ['OSDCheckFreeDiskSpace', 'CheckFreeDiskSpace'],
      ['OSDCheckDiskSpace', 'CheckSpace'],
    ],
    find: atLeast(
      'MB',
      [
        ['OSDFreeDiskSpace', 'FreeDiskSpace'],
        ['OSDDiskSpace', 'DiskSpace'],
      ],
      freeMegabytes,
    ),
  },
  {
    result: '_TS_CROSTYPE',
    label: 'kind of operating system',
    enabledBy: [
      ['OSDCheckOSType', 'CheckOSType'],
      ['OSDCheckOS', 'CheckOS'],
    ],
    find: ofSystem((system, { settings }) => {
      const wanted = (
        settings.text('OSDOSType', 'OSType') ??
        settings.text('OSDOS', 'OS') ??
        'CLIENT'
      ).toUpperCase();
      const actual = Number(system['ProductType'] ?? 1) === 1 ? 'CLIENT' : 'SERVER';
      return { passed: actual === wanted, found: `${actual}, must be ${wanted}` };
    }),
  },
  {
    result: '_TS_CRARCH',
    label: 'architecture',
    enabledBy: [['OSDCheckOSArchitecture', 'CheckOSArchitecture']],
    find: ofSystem((system, { settings }) => {
      const wanted = (settings.text('OSDOSArchitecture', 'OSArchitecture') ?? '64').replace(/\D/g, '');
      const actual = String(system['OSArchitecture'] ?? '');
      return { passed: actual.startsWith(wanted), found: `${actual}, must be ${wanted}-bit` };
    }),
  },
  {
    result: '_TS_CRMINOSVER',
    label: 'lowest version',
    enabledBy: [['OSDCheckMinOSVersion', 'CheckMinOSVersion']],
    find: versionCheck('OSDMinOSVersion', 'MinOSVersion', true),
  },
  {
    result: '_TS_CRMAXOSVER',
    label: 'highest version',
    enabledBy: [['OSDCheckMaxOSVersion', 'CheckMaxOSVersion']],
    find: versionCheck('OSDMaxOSVersion', 'MaxOSVersion', false),
  },
  {
    result: '_TS_CRCLIENTMINVER',
    label: 'version of the client',
    enabledBy: [['OSDCheckCMClientMinVersion', 'CheckCMClientMinVersion']],
    find: async ({ ports, settings }) => {
      if (ports.environment === 'boot-image') return 'nothing to check';
      const wanted = settings.text('OSDCMClientMinVersion', 'CMClientMinVersion') ?? '';
      const [client] = (await ports.facts.wmiRows('SMS_Client')) ?? [];
      const actual = String(client?.['ClientVersion'] ?? '');
      const passed = actual !== '' && compareValues(actual, wanted) >= 0;
      return { passed, found: `${actual === '' ? 'unknown' : actual}, at least ${wanted}` };
    },
  },
  {
    result: '_TS_CROSLANGUAGE',
    label: 'language',
    enabledBy: [['OSDCheckOSLanguageID', 'CheckOSLanguageID']],
    find: ofSystem((system, { settings }) => {
      const wanted = settings.integer('OSDOSLanguageID', 'OSLanguageID') ?? 0;
      const actual = Number(system['OSLanguage'] ?? 0);
      return { passed: actual === wanted, found: `${actual}, must be ${wanted}` };
    }),
  },
  {
    result: '_TS_CRACPOWER',
    label: 'mains power',
    enabledBy: [['OSDCheckPowerState', 'CheckPowerState']],
    find: async ({ ports }) => {
      const rows = await ports.facts.wmiRows('Win32_Battery');
      if (rows === undefined) return { passed: false, found: 'cannot be found out here' };
      // 2: on mains. No battery at all means mains as well.
      const passed = rows.every((row) => Number(row['BatteryStatus']) === 2);
      return { passed, found: passed ? 'plugged in' : 'runs on battery' };
    },
  },
  {
    result: '_TS_CRNETWORK',
    label: 'network',
    enabledBy: [['OSDCheckNetworkConnected', 'CheckNetworkConnected']],
    find: anyRow('Win32_NetworkAdapter', isConnected, ['connected', 'no adapter is connected']),
  },
  {
    result: '_TS_CRWIRED',
    label: 'network by cable',
    enabledBy: [['OSDCheckNetworkWired', 'CheckNetworkWired']],
    find: anyRow(
      'Win32_NetworkAdapter',
      (row) => isConnected(row) && String(row['AdapterType'] ?? '').startsWith('Ethernet'),
      ['by cable', 'no adapter is connected by cable'],
    ),
  },
  {
    result: '_TS_CRUEFI',
    label: 'UEFI',
    enabledBy: [
      ['OSDCheckDeviceUEFI', 'CheckDeviceUEFI'],
      ['OSDCheckUEFI', 'CheckUefi'],
    ],
    find: async ({ variables }) => {
      const passed = variables.get('_SMSTSBootUEFI')?.toLowerCase() === 'true';
      return await Promise.resolve({ passed, found: passed ? 'UEFI' : 'started by BIOS' });
    },
  },
  {
    result: '_TS_CRTPMENABLED',
    label: 'TPM 2.0 enabled',
    enabledBy: [['OSDCheckTPMEnabled', 'CheckTpmEnabled']],
    find: anyRow(
      'Win32_Tpm',
      (row) => isTpm2(row) && String(row['IsEnabled_InitialValue']).toLowerCase() === 'true',
      ['enabled', 'none that is enabled'],
    ),
  },
  {
    result: '_TS_CRTPMACTIVATED',
    label: 'TPM 2.0 activated',
    enabledBy: [['OSDCheckTPMActivated', 'CheckTpmActivated']],
    find: anyRow(
      'Win32_Tpm',
      (row) => isTpm2(row) && String(row['IsActivated_InitialValue']).toLowerCase() === 'true',
      ['activated', 'none that is activated'],
    ),
  },
];

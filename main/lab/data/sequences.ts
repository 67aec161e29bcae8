/**
 * The task sequences of Contoso as trees, by kind of work. The options are exactly the things a prerequisite looks at,
 * so that every failing case is one option different from the sequence that passes.
 */
import {
  applyDrivers,
  applyImage,
  applyNetworkSettings,
  applyWindowsSettings,
  checkReadiness,
  downloadContent,
  enableBitLocker,
  group,
  installApplications,
  joinDomain,
  partitionDisk,
  restart,
  runCommand,
  setVariable,
  setupClient,
  upgradeWindows,
  when,
} from './sequence-steps.ts';
import type { SequenceNode } from './sequence-xml.ts';

/** Installation properties that bring the client to the gateway after the deployment (spec 5.2, C20). */
export const GATEWAY_CLIENT_PROPERTIES =
  'CCMHOSTNAME=contoso-cmg.contoso.test/CCM_Proxy_MutualAuth/72057594037928100 SMSSITECODE=PS1';

export interface DeploymentSequenceOptions {
  readonly imageId: string;
  readonly clientPackageId?: string;
  readonly clientProperties?: string;
  readonly join?: 'workgroup' | 'domain' | 'workgroup-then-domain';
  readonly isAdminEnabled?: boolean;
  readonly bitLocker?: 'SiteDatabase' | 'ActiveDirectory' | 'ActiveDirectory-continue' | 'none';
  readonly drivers?: readonly (readonly [model: string, packageId: string])[];
  readonly applications?: readonly string[];
  readonly extraPackageId?: string;
}

/** A bare-metal Windows deployment: partition, image, drivers, settings, client, applications. */
export function osDeployment(options: DeploymentSequenceOptions): readonly SequenceNode[] {
  const join = options.join ?? 'workgroup';
  const bitLocker = options.bitLocker ?? 'SiteDatabase';
  return [
    group('Preparation', [
      checkReadiness(4096, 32_768),
      setVariable('OSDComputerName', 'CT-%_SMSTSMachineName%'),
      restart('WinPE', 30, { condition: when('_SMSTSInWinPE', 'equals', 'false'), runIn: 'FullOS' }),
    ]),
    group(
      'Install Operating System',
      [
        partitionDisk(true),
        partitionDisk(false),
        applyImage(options.imageId),
        applyWindowsSettings(options.isAdminEnabled ?? true),
        applyNetworkSettings(join === 'domain' ? 'domain' : 'workgroup'),
        group(
          'Drivers',
          (options.drivers ?? []).map(([model, packageId]) => applyDrivers(model, packageId)),
          { continueOnError: true },
        ),
        setupClient(
          options.clientPackageId ?? 'PS100031',
          options.clientProperties ?? GATEWAY_CLIENT_PROPERTIES,
        ),
      ],
      { condition: when('_SMSTSInWinPE', 'equals', 'true') },
    ),
    group('Configure Windows', [
      ...(join === 'workgroup-then-domain' ? [joinDomain(), restart('HD', 30)] : []),
      ...(bitLocker === 'none'
        ? []
        : [
            enableBitLocker(bitLocker === 'SiteDatabase' ? 'SiteDatabase' : 'ActiveDirectory', {
              ...(bitLocker === 'ActiveDirectory-continue' ? { continueOnError: true } : {}),
            }),
          ]),
      ...((options.applications ?? []).length > 0
        ? [installApplications('Install base applications', options.applications ?? [])]
        : []),
      ...(options.extraPackageId === undefined
        ? []
        : [
            runCommand('Branding', 'cmd.exe /c apply-branding.cmd', {
              packageId: options.extraPackageId,
              runIn: 'FullOS',
              continueOnError: true,
            }),
          ]),
      setVariable('SMSTSPostAction', 'shutdown.exe /r /t 30'),
    ]),
  ];
}

export function inPlaceUpgrade(packageId: string): readonly SequenceNode[] {
  return [
    group('Prepare for Upgrade', [
      checkReadiness(4096, 40_000),
      runCommand('Suspend BitLocker', 'cmd.exe /c manage-bde.exe -protectors -disable C: -rc 2', {
        runIn: 'FullOS',
        continueOnError: true,
      }),
    ]),
    group('Upgrade', [upgradeWindows(packageId), restart('HD', 120)]),
    group(
      'Rollback',
      [runCommand('Collect setup logs', 'cmd.exe /c collect-logs.cmd', { packageId: 'PS100032' })],
      {
        condition: {
          kind: 'all',
          of: [
            when('_SMSTSOSUpgradeActionReturnCode', 'notEquals', '0'),
            { kind: 'folder', path: 'C:\\$WINDOWS.~BT\\Sources\\Panther' },
          ],
        },
      },
    ),
  ];
}

/** Drivers or firmware for one model, run in the full system. */
export function driverUpdate(model: string, packageId: string): readonly SequenceNode[] {
  return [
    group(
      `Update ${model}`,
      [
        downloadContent([packageId], 'DRIVERS'),
        runCommand('Install drivers', 'pnputil.exe /add-driver "%DRIVERS01%\\*.inf" /subdirs /install', {
          runIn: 'FullOS',
          successCodes: [0, 259, 3010],
        }),
        restart('HD', 300, { condition: when('SMSTSRebootRequested', 'exists') }),
      ],
      {
        condition: {
          kind: 'wmi',
          namespace: 'root\\cimv2',
          query: `SELECT * FROM Win32_ComputerSystem WHERE Model LIKE "%${model}%"`,
        },
      },
    ),
  ];
}

/** A maintenance job made of commands of one package. */
export function maintenance(packageId: string, script: string): readonly SequenceNode[] {
  return [
    group('Maintenance', [
      setVariable('LogFolder', '%_SMSTSLogPath%\\Maintenance'),
      runCommand('Run script', `cmd.exe /c ${script}`, { packageId, runIn: 'FullOS' }),
      runCommand('Optional clean-up', 'cmd.exe /c del /q %TEMP%\\*.tmp', {
        isDisabled: true,
        runIn: 'FullOS',
      }),
    ]),
    group('Afterwards', [runCommand('Report', 'cmd.exe /c echo done', { continueOnError: true })], {
      condition: {
        kind: 'any',
        of: [
          when('_SMSTSLastActionSucceeded', 'equals', 'true'),
          { kind: 'none', of: [when('SkipReport', 'equals', 'true')] },
        ],
      },
    }),
  ];
}

/**
 * PS100020: what the on-device engine can run today, one step for each thing it promises.
 * The shell commands run in our boot environment (busybox sh).
 */
export function remoteDiagnostics(): readonly SequenceNode[] {
  return [
    setVariable('DiagnosticsLevel', 'full'),
    group('Collect facts', [
      runCommand('Show kernel', 'sh -c "uname -a"'),
      runCommand('Show memory', 'sh -c "head -n 3 /proc/meminfo"'),
      runCommand('Run diagnostics', 'sh diagnostics.sh', { packageId: 'PS100030' }),
    ]),
    group('Full level only', [runCommand('Show disks', 'sh -c "cat /proc/partitions"')], {
      condition: when('DiagnosticsLevel', 'equals', 'full'),
    }),
    group('Quick level only', [runCommand('Never runs here', 'sh -c "exit 97"')], {
      condition: when('DiagnosticsLevel', 'equals', 'quick'),
    }),
    runCommand('Long memory test', 'sh -c "exit 98"', {
      isDisabled: true,
      description: 'Takes hours; switched on for a single device by the help desk.',
    }),
    runCommand('Look for the old agent', 'sh -c "exit 7"', {
      continueOnError: true,
      description: 'Absent on most devices; the sequence goes on.',
    }),
    setVariable('DiagnosticsResult', 'done at level %DiagnosticsLevel%'),
    runCommand('Say the result', 'sh -c "echo diagnostics: %DiagnosticsResult%"'),
    restart('HD', 5),
  ];
}

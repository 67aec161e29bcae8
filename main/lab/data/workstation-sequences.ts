/**
 * The task sequences of the lab's own workstation: they run from the first step to the last on the lab's devices, since
 * all their content is small and really there. What they do is what such sequences do for Windows.
 */
import { randomBytes } from 'node:crypto';
import { applicationId } from './packages.ts';
import {
  applyDrivers,
  applyImage,
  applyNetworkSettings,
  applyWindowsSettings,
  checkReadiness,
  group,
  installApplications,
  installPackage,
  partitionDisk,
  restart,
  runCommand,
  runTaskSequence,
  setupClient,
  setVariable,
  upgradeWindows,
  when,
} from './sequence-steps.ts';
import type { SequenceNode } from './sequence-xml.ts';
import { GATEWAY_CLIENT_PROPERTIES } from './sequences.ts';

/** What Linux has left of 1 GiB: that is what a device of ours measures. */
const MEMORY_MB = 768;

/** Of the local administrator; new for every lab, so that no password stands in the source. */
const ADMIN_PASSWORD = randomBytes(18).toString('base64url');

/** Where a command of the installed system finds its volume. */
const ROOT = '${SystemDrive:-/system}';

/** From an empty disk to a managed system with applications. */
export function workstationDeployment(
  options: { readonly join?: 'workgroup' | 'domain'; readonly isForClients?: boolean } = {},
): readonly SequenceNode[] {
  // As the product's own template begins: started in the full system, it goes to the boot image first.
  const toBootImage = restart('WinPE', 30, { condition: when('_SMSTSInWinPE', 'equals', 'false') });
  return [
    ...(options.isForClients === true ? [group('Restart in Windows PE', [toBootImage])] : []),
    group('Preparation', [
      checkReadiness(MEMORY_MB, 4096),
      setVariable('OSDComputerName', 'LAB-WS-01', { condition: when('OSDComputerName', 'notExists') }),
    ]),
    group(
      'Install Operating System',
      [
        partitionDisk(true),
        partitionDisk(false),
        applyImage('PS100064'),
        applyWindowsSettings(true, ADMIN_PASSWORD),
        applyNetworkSettings(options.join ?? 'workgroup'),
        group('Drivers', [applyDrivers('Standard PC', 'PS100058')], { continueOnError: true }),
        setupClient('PS100031', GATEWAY_CLIENT_PROPERTIES),
      ],
      { condition: when('_SMSTSInWinPE', 'equals', 'true') },
    ),
    group('Configure Workstation', [
      installApplications('Install base applications', [
        applicationId('PS100080'),
        applicationId('PS100082'),
      ]),
      installPackage('PS100033', 'Branding'),
      runCommand('Look for the old agent', 'sh -c "exit 7"', {
        runIn: 'FullOS',
        continueOnError: true,
        description: 'Absent on most devices; the sequence goes on.',
      }),
      runCommand(
        'Record the deployment',
        `sh -c "echo %_SMSTSPackageName% > ${ROOT}/ProgramData/Contoso/deployed.txt"`,
        { runIn: 'FullOS', condition: when('_TSAppInstallStatus', 'equals', 'Success') },
      ),
    ]),
  ];
}

/** What every lab workstation is set to; run by other task sequences and never deployed by itself. */
export const WORKSTATION_SETTINGS = {
  packageId: 'PS10004C',
  sequenceName: 'Lab Workstation - Settings',
  references: ['PS100033'],
} as const;

export function workstationSettings(): readonly SequenceNode[] {
  return [
    setVariable('LabSettings', '2026-11'),
    installPackage('PS100033', 'Branding'),
    runCommand(
      'Record the settings',
      `sh -c "echo %LabSettings% > ${ROOT}/ProgramData/Contoso/settings.txt"`,
      { runIn: 'FullOS' },
    ),
  ];
}

/** From one version of the workstation to the next, started from Software Center. */
export function workstationUpgrade(): readonly SequenceNode[] {
  return [
    group('Prepare for Upgrade', [checkReadiness(MEMORY_MB, 500)]),
    group('Upgrade', [upgradeWindows('PS10006A')]),
    group(
      'Post-Processing',
      [
        runCommand(
          'Record the upgrade',
          `sh -c "mkdir -p ${ROOT}/ProgramData/Contoso && echo %_SMSTSPackageName% > ${ROOT}/ProgramData/Contoso/upgraded.txt"`,
          { runIn: 'FullOS' },
        ),
        runTaskSequence('Apply the settings', WORKSTATION_SETTINGS),
      ],
      { condition: when('_SMSTSOSUpgradeActionReturnCode', 'equals', '0') },
    ),
  ];
}

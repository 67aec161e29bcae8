/**
 * Every kind of step of Configuration Manager, by the type its XML names. A kind that cannot be done here stands in the
 * table as well, so that it fails by its own name and with the reason; a type that is not in the table fails by its type.
 * Source of environments: configmgr-spec 7.2, 7.3. Which kinds may run again after a power cut is ours.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { checkReadiness } from './check-readiness.ts';
import { downloadContent } from './download-content.ts';
import { setDynamicVariables } from './dynamic-variables.ts';
import { installApplication } from './install-application.ts';
import { installPackage } from './install-package.ts';
import { applyDataImage } from './apply-data-image.ts';
import { applyDriverPackage } from './apply-driver-package.ts';
import { applyImage } from './apply-image.ts';
import { applyNetworkSettings } from './apply-network-settings.ts';
import { applyWindowsSettings } from './apply-windows-settings.ts';
import { partitionDisk } from './partition-disk.ts';
import { restartComputer } from './restart-computer.ts';
import { runCommandLine } from './run-command-line.ts';
import { runPowerShell } from './run-powershell.ts';
import { setVariable } from './set-variable.ts';
import { setupWindows } from './setup-windows.ts';
import { upgradeSystem } from './upgrade-system.ts';
import { unsupported, type StepDefinition } from './definition.ts';

type Row = readonly [
  label: string,
  environments: StepDefinition['environments'],
  afterPowerCut: StepDefinition['afterPowerCut'],
  run: StepDefinition['run'],
];

const PE = ['boot-image'] as const;
const FULL = ['installed-system'] as const;
const BOTH = ['boot-image', 'installed-system'] as const;

const cannot =
  (why: string): StepDefinition['run'] =>
  (step) =>
    unsupported(step, why);
/** A child sequence that came along is a group by now (sequence.ts); only one that is missing is still a step. */
const missingChild: StepDefinition['run'] = (step) => {
  throw new MediaError('E_TS_CHILD', `the task sequence that step "${step.name}" runs did not arrive`);
};

const ROWS: Readonly<Record<string, Row>> = {
  SMS_TaskSequence_PrestartCheckAction: ['Check Readiness', BOTH, 'again', checkReadiness],
  SMS_TaskSequence_PartitionDiskAction: ['Format and Partition Disk', PE, 'again', partitionDisk],
  SMS_TaskSequence_OfflineEnableBitLockerAction: [
    'Pre-provision BitLocker',
    PE,
    'fail',
    cannot('no disk encryption of Windows exists here'),
  ],
  SMS_TaskSequence_ApplyOperatingSystemAction: ['Apply Operating System Image', PE, 'again', applyImage],
  SMS_TaskSequence_ApplyDataImageAction: ['Apply Data Image', PE, 'again', applyDataImage],
  SMS_TaskSequence_ApplyWindowsSettingsAction: ['Apply Windows Settings', PE, 'again', applyWindowsSettings],
  SMS_TaskSequence_ApplyNetworkSettingsAction: ['Apply Network Settings', PE, 'again', applyNetworkSettings],
  SMS_TaskSequence_ApplyDriverPackageAction: ['Apply Driver Package', PE, 'again', applyDriverPackage],
  SMS_TaskSequence_AutoApplyAction: [
    'Auto Apply Drivers',
    PE,
    'fail',
    cannot("the site's driver catalog cannot be searched from here"),
  ],
  SMS_TaskSequence_SetupWindowsAndSMSAction: ['Setup Windows and ConfigMgr', BOTH, 'again', setupWindows],
  SMS_TaskSequence_RebootAction: ['Restart Computer', BOTH, 'again', restartComputer],
  SMS_TaskSequence_RunCommandLineAction: ['Run Command Line', BOTH, 'fail', runCommandLine],
  SMS_TaskSequence_RunPowerShellScriptAction: ['Run PowerShell Script', BOTH, 'fail', runPowerShell],
  SMS_TaskSequence_SetVariableAction: ['Set Task Sequence Variable', BOTH, 'again', setVariable],
  SMS_TaskSequence_SetDynamicVariablesAction: ['Set Dynamic Variables', BOTH, 'again', setDynamicVariables],
  SMS_TaskSequence_DownloadPackageContentAction: ['Download Package Content', BOTH, 'again', downloadContent],
  SMS_TaskSequence_ConnectNetworkFolderAction: [
    'Connect To Network Folder',
    BOTH,
    'fail',
    cannot('network folders are not reached over the internet'),
  ],
  SMS_TaskSequence_SubTasksequence: ['Run Task Sequence', BOTH, 'again', missingChild],
  SMS_TaskSequence_InstallApplicationAction: ['Install Application', FULL, 'again', installApplication],
  SMS_TaskSequence_InstallSoftwareAction: ['Install Package', FULL, 'fail', installPackage],
  SMS_TaskSequence_InstallUpdateAction: [
    'Install Software Updates',
    FULL,
    'fail',
    cannot('there is no update agent here'),
  ],
  SMS_TaskSequence_JoinDomainWorkgroupAction: [
    'Join Domain or Workgroup',
    FULL,
    'fail',
    cannot('there is no domain member here'),
  ],
  SMS_TaskSequence_EnableBitLockerAction: [
    'Enable BitLocker',
    FULL,
    'fail',
    cannot('no disk encryption of Windows exists here'),
  ],
  SMS_TaskSequence_DisableBitLockerAction: [
    'Disable BitLocker',
    FULL,
    'fail',
    cannot('no disk encryption of Windows exists here'),
  ],
  SMS_TaskSequence_UpgradeOperatingSystemAction: ['Upgrade Operating System', FULL, 'again', upgradeSystem],
  SMS_TaskSequence_CaptureNetworkSettingsAction: [
    'Capture Network Settings',
    FULL,
    'fail',
    cannot('nothing is captured by this program'),
  ],
  SMS_TaskSequence_CaptureSystemImageAction: [
    'Capture Operating System Image',
    PE,
    'fail',
    cannot('nothing is captured by this program'),
  ],
  SMS_TaskSequence_CaptureUserStateAction: [
    'Capture User State',
    BOTH,
    'fail',
    cannot('there is no User State Migration Tool here'),
  ],
  SMS_TaskSequence_CaptureWindowsSettingsAction: [
    'Capture Windows Settings',
    FULL,
    'fail',
    cannot('nothing is captured by this program'),
  ],
  SMS_TaskSequence_PrepareSMSClientAction: [
    'Prepare ConfigMgr Client for Capture',
    FULL,
    'fail',
    cannot('nothing is captured by this program'),
  ],
  SMS_TaskSequence_PrepareOSAction: [
    'Prepare Windows for Capture',
    FULL,
    'fail',
    cannot('nothing is captured by this program'),
  ],
  SMS_TaskSequence_RequestStateStoreAction: [
    'Request State Store',
    BOTH,
    'fail',
    cannot('a state migration point is not reached over the internet'),
  ],
  SMS_TaskSequence_ReleaseStateStoreAction: [
    'Release State Store',
    BOTH,
    'fail',
    cannot('a state migration point is not reached over the internet'),
  ],
  SMS_TaskSequence_RestoreUserStateAction: [
    'Restore User State',
    FULL,
    'fail',
    cannot('there is no User State Migration Tool here'),
  ],
};

const OWN_RETRIES: ReadonlySet<string> = new Set([
  'SMS_TaskSequence_InstallApplicationAction',
  'SMS_TaskSequence_InstallSoftwareAction',
]);

/** All kinds of steps by type. */
export const STEPS: Readonly<Record<string, StepDefinition>> = Object.fromEntries(
  Object.entries(ROWS).map(([type, [label, environments, afterPowerCut, run]]) => [
    type,
    { type, label, environments, afterPowerCut, hasOwnRetries: OWN_RETRIES.has(type), run },
  ]),
);

/** The definition of a type, undefined for one that no version of Configuration Manager known here has. */
export function definitionOf(type: string): StepDefinition | undefined {
  return Object.hasOwn(STEPS, type) ? STEPS[type] : undefined;
}

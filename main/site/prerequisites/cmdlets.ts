/**
 * Remedies as PowerShell (module ConfigurationManager, run from the site drive). Only cmdlets, parameters and values of
 * the published reference (sccm-docs-powershell-ref, 2026-01); where it has none that fits, there is no cmdlet here.
 * Trap: values come from a site and go into single quotes, where only the quote itself has a meaning.
 */
import type { Finding } from './facts.ts';
import type { ConditionId } from './rules.ts';
import type { RowState } from './verdict.ts';

type Value = (name: string) => string;
type MakeCmdlet = (value: Value, key: Finding['key']) => string | null;

/** What the reference calls the parameter that names content of a kind. */
const CONTENT_PARAMETERS: Readonly<Record<string, string>> = {
  '0': 'PackageId',
  '3': 'DriverPackageId',
  '257': 'OperatingSystemImageId',
  '258': 'BootImageId',
  '259': 'OperatingSystemInstallerId',
};

const managementPoint =
  (parameter: string): MakeCmdlet =>
  (value) =>
    value('server') === "''"
      ? null
      : `Set-CMManagementPoint -SiteSystemServerName ${value('server')} -SiteCode ${value('site')} ${parameter}`;

const deployment =
  (parameter: string): MakeCmdlet =>
  (value) =>
    `Set-CMTaskSequenceDeployment -TaskSequenceDeploymentId ${value('id')} ${parameter}`;

const clientSetting =
  (parameter: string): MakeCmdlet =>
  (value) =>
    `Set-CMClientSettingCloudService -Name ${value('settings')} -${parameter} $true`;

const step =
  (cmdlet: string, parameter: string): MakeCmdlet =>
  (value) =>
    `${cmdlet} -TaskSequenceId ${value('taskSequence')} -StepName ${value('step')} ${parameter}`;

const contentCmdlet: MakeCmdlet = (value, key) => {
  const parameter = CONTENT_PARAMETERS[value('type').replaceAll("'", '')];
  switch (key) {
    case 'C07.absent':
      return `Start-CMContentDistribution -TaskSequenceId ${value('taskSequence')} -DistributionPointName ${value('host')}`;
    case 'C07.copying':
      return `Get-CMDistributionStatus -Id ${value('id')}`;
    case 'C07.failed':
    case 'C07.older':
      return parameter === undefined ? null : `Update-CMDistributionPoint -${parameter} ${value('id')}`;
    case 'C07.noContent':
      return `Set-CMCloudManagementGateway -Name ${value('gatewayName')} -EnableCloudDPFunction $true`;
    default:
      return null;
  }
};

const clientCmdlet: MakeCmdlet = (value, key) => {
  if (value('roleId') === "''" || key === 'C20.noStep') return null;
  const property = `CCMHOSTNAME=${value('cmg').slice(1, -1)}/CCM_Proxy_MutualAuth/${value('roleId').slice(1, -1)}`;
  const properties =
    key === 'C20.absent'
      ? `($step.ClientInstallProperties + ' ${property}')`
      : `($step.ClientInstallProperties -replace 'CCMHOSTNAME=\\S+', '${property}')`;
  const names = `-TaskSequenceId ${value('taskSequence')} -StepName ${value('step')}`;
  return (
    `$step = Get-CMTSStepSetupWindowsAndConfigMgr ${names}\n` +
    `Set-CMTSStepSetupWindowsAndConfigMgr ${names} -InstallationProperty ${properties}`
  );
};

const gatewayCmdlet: MakeCmdlet = (value, key) => {
  switch (key) {
    case 'C02.stopped':
      return `Get-CMCloudManagementGateway -Name ${value('name')} | Start-CMCloudManagementGateway`;
    case 'C02.notReady':
    case 'C02.unknownState':
      return `Get-CMCloudManagementGateway -Name ${value('name')}`;
    case 'C02.absent':
      return 'Get-CMCloudManagementGateway';
    case 'C02.unpublished':
      return 'Get-CMManagementPoint | Set-CMManagementPoint -EnableCloudGateway $true';
    default:
      return null;
  }
};

const CMDLETS: Readonly<Partial<Record<ConditionId, MakeCmdlet>>> = {
  C01: (value, key) =>
    key === 'C01.site' ? 'Get-CMSiteUpdate -Fast' : `Update-CMDistributionPoint -BootImageId ${value('id')}`,
  C02: gatewayCmdlet,
  C03: managementPoint('-EnableCloudGateway $true'),
  C04: managementPoint('-EnableSsl $true'),
  C05: managementPoint('-ClientConnectionType InternetAndIntranet'),
  C06: (value) => `Set-CMCloudManagementGateway -Name ${value('name')} -EnableCloudDPFunction $true`,
  C07: contentCmdlet,
  C08: clientSetting('AllowCloudDistributionPoint'),
  C09: clientSetting('AllowCloudManagementGateway'),
  C10: (value, key) => {
    if (key === 'C10.domain')
      return step('Set-CMTSStepApplyNetworkSetting', "-WorkgroupName 'WORKGROUP'")(value, key);
    return key === 'C10.join'
      ? step('Set-CMTSStepJoinDomainWorkgroup', '-IsEnabled $false')(value, key)
      : null;
  },
  C11: deployment('-InternetOption $true'),
  C12: (value, key) => {
    if (key === 'C12.clients') return deployment('-MakeAvailableTo ClientsMediaAndPxe')(value, key);
    return key === 'C12.disabled'
      ? `Enable-CMTaskSequence -TaskSequencePackageId ${value('taskSequence')}`
      : null;
  },
  C13: deployment('-DeploymentOption DownloadContentLocallyWhenNeededByRunningTaskSequence'),
  C20: clientCmdlet,
  C25: (value) => `Set-CMTaskSequence -TaskSequenceId ${value('taskSequence')} -RunAnotherProgram $false`,
  C26: (value, key) =>
    key === 'C26.unknown'
      ? null
      : step('Set-CMTSStepEnableBitLocker', '-IsContinueOnError $true')(value, key),
  C28: (value, key) =>
    key === 'C28.noStep'
      ? null
      : step('Set-CMTSStepApplyWindowsSetting', '-Password (Read-Host -AsSecureString)')(value, key),
};

/** Default client settings can be changed, though not read here. */
const FOR_FINDING: Readonly<Partial<Record<`${ConditionId} ${Finding['key']}`, string>>> = {
  'C08 C08.default': 'Get-CMClientSetting -Setting Cloud',
  'C09 C08.default': 'Get-CMClientSetting -Setting Cloud',
};

/** The cmdlet that mends what was found, with the values found; null when there is none that is documented. */
export function remedyCmdlet(row: {
  readonly id: ConditionId;
  readonly state: RowState;
  readonly finding: Finding;
}): string | null {
  const { id, state, finding } = row;
  const fixed = FOR_FINDING[`${id} ${finding.key}`];
  if (fixed !== undefined) return fixed;
  // A finding that does not belong to the condition ("could not be read") has no values to mend anything with.
  if (state === 'pass' || !finding.key.startsWith(`${id}.`)) return null;
  return CMDLETS[id]?.((name) => quote(finding.values[name] ?? ''), finding.key) ?? null;
}

function quote(value: string | number): string {
  return `'${String(value).replaceAll(/['\u2018\u2019\u201A\u201B]/g, (mark) => mark + mark)}'`;
}

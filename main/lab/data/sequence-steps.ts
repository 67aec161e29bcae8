/**
 * One helper per kind of step: class name, action and variables as exports of real sites show them
 * (reference formats 5, adminservice 3). Trap: hidden values (passwords) are written empty; a lab has no secret to
 * give away, and a check may only look at the switches beside them.
 */
import type {
  ChildNode,
  Condition,
  GroupNode,
  SequenceNode,
  StepNode,
  VariableOperator,
} from './sequence-xml.ts';

type StepOptions = Pick<
  StepNode,
  'description' | 'isDisabled' | 'continueOnError' | 'condition' | 'runIn' | 'successCodes'
>;

export function group(name: string, children: readonly SequenceNode[], options: StepOptions = {}): GroupNode {
  const { description, isDisabled, continueOnError, condition } = options;
  return {
    kind: 'group',
    name,
    children,
    ...(description === undefined ? {} : { description }),
    ...(isDisabled === undefined ? {} : { isDisabled }),
    ...(continueOnError === undefined ? {} : { continueOnError }),
    ...(condition === undefined ? {} : { condition }),
  };
}

/** Run Task Sequence. */
export function runTaskSequence(
  name: string,
  child: Pick<ChildNode, 'packageId' | 'sequenceName' | 'references'>,
): ChildNode {
  return { kind: 'child', name, ...child };
}

/** A condition on a task sequence variable. */
export function when(name: string, operator: VariableOperator, value?: string): Condition {
  return { kind: 'variable', name, operator, ...(value === undefined ? {} : { value }) };
}

export function setVariable(name: string, value: string, options: StepOptions = {}): StepNode {
  return {
    kind: 'step',
    name: `Set ${name}`,
    type: 'SMS_TaskSequence_SetVariableAction',
    action: `tsenv.exe "${name}=${value}"`,
    variables: [
      ['VariableName', 'VariableName', name],
      ['VariableValue', 'VariableValue', value],
      ['DoNotShowVariableValue', 'DoNotShowVariableValue', 'false'],
    ],
    ...options,
  };
}

/** Run Command Line; with a package the command starts in that package's folder. */
export function runCommand(
  name: string,
  command: string,
  options: StepOptions & { readonly packageId?: string } = {},
): StepNode {
  const { packageId, ...rest } = options;
  return {
    kind: 'step',
    name,
    type: 'SMS_TaskSequence_RunCommandLineAction',
    action: `smsswd.exe /run:${packageId ?? ''} ${command}`,
    variables: [
      ['CommandLine', 'CommandLine', command, true],
      ...(packageId === undefined ? [] : ([['PackageID', 'PackageID', packageId]] as const)),
      ['SMSTSDisableWow64Redirection', 'DisableWow64Redirection', 'false'],
      ['_SMSTSRunCommandLineAsUser', 'RunAsUser', 'false'],
      ['SuccessCodes', 'SuccessCodes', (rest.successCodes ?? [0, 3010]).join(' ')],
    ],
    ...(packageId === undefined ? {} : { references: [packageId] }),
    ...rest,
  };
}

/** Restart Computer: "HD" the installed system, "WinPE" the boot image of the sequence. */
export function restart(target: 'HD' | 'WinPE', timeoutSeconds = 60, options: StepOptions = {}): StepNode {
  return {
    kind: 'step',
    name: 'Restart Computer',
    type: 'SMS_TaskSequence_RebootAction',
    action: `smsboot.exe /target:${target}`,
    variables: [
      ['SMSRebootMessage', 'Message', 'The computer restarts to go on.'],
      ['SMSRebootTimeout', 'MessageTimeout', String(timeoutSeconds)],
      ['Target', 'Target', target],
    ],
    ...options,
  };
}

export function partitionDisk(isGpt: boolean): StepNode {
  const size: readonly (readonly [string, string, string])[] = isGpt
    ? [
        ['OSDPartitions0Type', 'Partitions0Type', 'EFI'],
        ['OSDPartitions0Size', 'Partitions0Size', '512'],
        ['OSDPartitions0SizeUnits', 'Partitions0SizeUnits', 'MB'],
        ['OSDPartitions0FileSystem', 'Partitions0FileSystem', 'FAT32'],
      ]
    : [
        ['OSDPartitions0Type', 'Partitions0Type', 'Primary'],
        ['OSDPartitions0Bootable', 'Partitions0Bootable', 'true'],
        ['OSDPartitions0Size', 'Partitions0Size', '500'],
        ['OSDPartitions0FileSystem', 'Partitions0FileSystem', 'NTFS'],
      ];
  return {
    kind: 'step',
    name: `Partition Disk 0 - ${isGpt ? 'UEFI' : 'BIOS'}`,
    type: 'SMS_TaskSequence_PartitionDiskAction',
    action: 'osddiskpart.exe',
    runIn: 'WinPE',
    condition: when('_SMSTSBootUEFI', 'equals', isGpt ? 'true' : 'false'),
    variables: [
      ['OSDDiskIndex', 'DiskIndex', '0'],
      ['OSDPartitionStyle', 'PartitionStyle', isGpt ? 'GPT' : 'MBR'],
      ...size,
      ['OSDPartitions1Type', 'Partitions1Type', 'Primary'],
      ['OSDPartitions1Size', 'Partitions1Size', '100'],
      ['OSDPartitions1SizeUnits', 'Partitions1SizeUnits', 'Percent'],
      ['OSDPartitions1FileSystem', 'Partitions1FileSystem', 'NTFS'],
      ['OSDPartitions1VolumeName', 'Partitions1VolumeName', 'Windows'],
    ],
  };
}

export function applyImage(imageId: string, index = 1): StepNode {
  return {
    kind: 'step',
    name: 'Apply Operating System',
    type: 'SMS_TaskSequence_ApplyOperatingSystemAction',
    action: `OSDApplyOS.exe /image:${imageId},${index} /target:`,
    runIn: 'WinPE',
    variables: [
      ['OSDImagePackageId', 'ImagePackageID', imageId],
      ['OSDImageIndex', 'ImageIndex', String(index)],
      ['RunFromNet', 'RunFromNet', 'false'],
    ],
    references: [imageId],
  };
}

/** Apply Windows Settings; `isAdminEnabled` false is the default that leaves the local administrator disabled. */
/** `password` of the local administrator; the large sequences of Contoso are only looked at and have an empty one. */
export function applyWindowsSettings(isAdminEnabled: boolean, password = ''): StepNode {
  return {
    kind: 'step',
    name: 'Apply Windows Settings',
    type: 'SMS_TaskSequence_ApplyWindowsSettingsAction',
    action: 'osdwinsettings.exe /config',
    runIn: 'WinPE',
    variables: [
      ['OSDRegisteredUserName', 'RegisteredUserName', 'Contoso'],
      ['OSDRegisteredOrgName', 'RegisteredOrgName', 'Contoso'],
      ['OSDTimeZone', 'TimeZone', 'W. Europe Standard Time'],
      ['OSDRandomAdminPassword', 'RandomAdminPassword', isAdminEnabled ? 'false' : 'true'],
      ...(isAdminEnabled ? ([['OSDLocalAdminPassword', 'AdminPassword', password, true]] as const) : []),
    ],
  };
}

export function applyNetworkSettings(join: 'workgroup' | 'domain'): StepNode {
  return {
    kind: 'step',
    name: 'Apply Network Settings',
    type: 'SMS_TaskSequence_ApplyNetworkSettingsAction',
    action: 'osdnetsettings.exe configure',
    runIn: 'WinPE',
    variables:
      join === 'workgroup'
        ? [
            ['OSDNetworkJoinType', 'NetworkJoinType', '1'],
            ['OSDWorkgroupName', 'WorkgroupName', 'WORKGROUP'],
          ]
        : [
            ['OSDNetworkJoinType', 'NetworkJoinType', '0'],
            ['OSDDomainName', 'DomainName', 'contoso.test'],
            ['OSDDomainOUName', 'DomainOUName', 'LDAP://OU=Workstations,DC=contoso,DC=test'],
            ['OSDJoinAccount', 'DomainUsername', 'CONTOSO\\svc-join'],
            ['OSDJoinPassword', 'DomainPassword', '', true],
          ],
  };
}

export function joinDomain(): StepNode {
  return {
    kind: 'step',
    name: 'Join Domain',
    type: 'SMS_TaskSequence_JoinDomainWorkgroupAction',
    action: 'osdjoin.exe',
    runIn: 'FullOS',
    variables: [
      ['OSDJoinType', 'Type', '0'],
      ['OSDJoinDomainName', 'DomainName', 'contoso.test'],
      ['OSDJoinAccount', 'DomainUsername', 'CONTOSO\\svc-join'],
      ['OSDJoinPassword', 'DomainPassword', '', true],
    ],
  };
}

export function applyDrivers(model: string, packageId: string): StepNode {
  return {
    kind: 'step',
    name: `Drivers ${model}`,
    type: 'SMS_TaskSequence_ApplyDriverPackageAction',
    action: `osddriverclient.exe /install:${packageId}`,
    runIn: 'WinPE',
    condition: {
      kind: 'wmi',
      namespace: 'root\\cimv2',
      query: `SELECT * FROM Win32_ComputerSystem WHERE Model LIKE "%${model}%"`,
    },
    variables: [
      ['OSDApplyDriverPackageID', 'DriverPackageID', packageId],
      ['OSDInstallDriversAdditionalOptions', 'InstallDriversAdditionalOptions', '/recurse'],
    ],
    references: [packageId],
  };
}

/** Setup Windows and ConfigMgr; `properties` is the installation property line of the client. */
export function setupClient(packageId: string, properties: string): StepNode {
  return {
    kind: 'step',
    name: 'Setup Windows and ConfigMgr',
    type: 'SMS_TaskSequence_SetupWindowsAndSMSAction',
    action: `OSDSetupWindows.exe "/package:${packageId}"`,
    runIn: 'WinPE',
    variables: [
      ['_SMSClientPackageID', 'ClientPackageID', packageId],
      ['SMSClientInstallProperties', 'ClientInstallProperties', properties],
    ],
    references: [packageId],
  };
}

/** Enable BitLocker; the key goes to Active Directory, to the site's database, or nowhere. */
export function enableBitLocker(
  keyTo: 'ActiveDirectory' | 'SiteDatabase' | 'DoNotCreate',
  options: StepOptions = {},
): StepNode {
  return {
    kind: 'step',
    name: 'Enable BitLocker',
    type: 'SMS_TaskSequence_EnableBitLockerAction',
    action: 'OSDBitLocker.exe /enable  /wait:False /mode:TPM /pwd:AD',
    runIn: 'FullOS',
    variables: [
      ['OSDBitLockerMode', 'Mode', 'TPM'],
      ['OSDBitLockerCreateKeyOption', 'CreateKeyOption', keyTo],
      ['OSDBitLockerWaitForEncryption', 'Wait', 'False'],
    ],
    ...options,
  };
}

export function installApplications(name: string, applicationIds: readonly string[]): StepNode {
  return {
    kind: 'step',
    name,
    type: 'SMS_TaskSequence_InstallApplicationAction',
    action: `smsappinstall.exe /app:${applicationIds.join(',')} /basevar:`,
    runIn: 'FullOS',
    retryCount: 2,
    variables: applicationIds.map(
      (id, index) => [`_TSAppId${index}`, `ApplicationName${index}`, id] as const,
    ),
    references: applicationIds,
  };
}

/** Install Package: one program of a package. */
export function installPackage(packageId: string, programName: string, options: StepOptions = {}): StepNode {
  return {
    kind: 'step',
    name: `Install Package ${programName}`,
    type: 'SMS_TaskSequence_InstallSoftwareAction',
    action: `smsswd.exe /pkg:${packageId} /install /basevar: /continueOnError:`,
    runIn: 'FullOS',
    variables: [
      ['PackageID', 'PackageID', packageId],
      ['_SMSSWDProgramName', 'ProgramName', programName],
      ['ContinueOnInstallError', 'ContinueOnInstallError', 'false'],
    ],
    references: [packageId],
    ...options,
  };
}

export function upgradeWindows(packageId: string): StepNode {
  return {
    kind: 'step',
    name: 'Upgrade Operating System',
    type: 'SMS_TaskSequence_UpgradeOperatingSystemAction',
    action: `OSDUpgradeOS.exe /package:${packageId}`,
    runIn: 'FullOS',
    variables: [
      ['OSDUpgradePackageID', 'InstallPackageID', packageId],
      ['OSDSetupAdditionalUpgradeOptions', 'SetupAdditionalOptions', '/DynamicUpdate Disable'],
    ],
    references: [packageId],
  };
}

export function checkReadiness(memoryMb: number, freeDiskMb: number): StepNode {
  return {
    kind: 'step',
    name: 'Check Readiness',
    type: 'SMS_TaskSequence_PrestartCheckAction',
    action: 'OSDPrestartCheck.exe',
    variables: [
      ['OSDCheckMemory', 'CheckMemory', 'true'],
      ['OSDMemory', 'Memory', String(memoryMb)],
      ['OSDCheckDiskSpace', 'CheckSpace', 'true'],
      ['OSDDiskSpace', 'DiskSpace', String(freeDiskMb)],
      ['OSDCheckNetworkWired', 'CheckNetworkWired', 'true'],
    ],
  };
}

export function downloadContent(packageIds: readonly string[], variable: string): StepNode {
  return {
    kind: 'step',
    name: 'Download Package Content',
    type: 'SMS_TaskSequence_DownloadPackageContentAction',
    action: 'OsdDownloadContent.exe',
    variables: [
      ['OSDDownloadDownloadPackages', 'DownloadPackages', packageIds.join(',')],
      ['OSDDownloadDestinationLocationType', 'DestinationLocationType', 'TSWorkingFolder'],
      ['OSDDownloadDestinationVariable', 'DestinationVariable', variable],
      ['OSDDownloadContinueDownloadOnError', 'ContinueDownload', '0'],
    ],
    references: packageIds,
  };
}

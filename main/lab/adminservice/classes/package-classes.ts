/**
 * Boot images, task sequences and their references. Properties from reference adminservice 2.1-2.4.
 * Trap: Type and BootImageID of a task sequence are lazy, so a list cannot tell deployments from other sequences.
 */
import { applicationId } from '../../data/packages.ts';
import type { LabPackage, LabTaskSequence, LabWorld } from '../../data/types.ts';
import {
  embedded,
  flag,
  int,
  lazy,
  numbers,
  text,
  texts,
  time,
  uint,
  type WmiClass,
  type WmiInstance,
  type WmiProperty,
} from '../wmi.ts';

/** SMS_PackageBaseclass. */
export const packageProperties: Readonly<Record<string, WmiProperty>> = {
  ActionInProgress: uint,
  AlternateContentProviders: lazy(text),
  Description: text,
  ExtendedData: lazy(numbers),
  ExtendedDataSize: lazy(uint),
  ForcedDisconnectDelay: uint,
  ForcedDisconnectEnabled: flag,
  ForcedDisconnectNumRetries: uint,
  Icon: numbers,
  IconSize: lazy(uint),
  IgnoreAddressSchedule: flag,
  ISVData: lazy(numbers),
  ISVDataSize: lazy(uint),
  ISVString: text,
  IsVersionCompatible: flag,
  Language: text,
  LastRefreshTime: time,
  LocalizedCategoryInstanceNames: texts,
  Manufacturer: text,
  MIFFilename: text,
  MIFName: text,
  MIFPublisher: text,
  MIFVersion: text,
  Name: text,
  NumOfPrograms: uint,
  ObjectPath: text,
  PackageID: text,
  PackageSize: uint,
  PackageType: uint,
  PkgFlags: uint,
  PkgSourceFlag: uint,
  PkgSourcePath: text,
  PreferredAddressType: text,
  Priority: uint,
  RefreshPkgSourceFlag: lazy(flag),
  RefreshSchedule: lazy(embedded('SMS_ScheduleToken')),
  SecuredScopeNames: texts,
  SedoObjectVersion: text,
  ShareName: text,
  ShareType: uint,
  SourceDate: time,
  SourceSite: text,
  SourceVersion: uint,
  StoredPkgPath: text,
  StoredPkgVersion: uint,
  Version: text,
};

interface PackageFacts {
  readonly packageId: string;
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly manufacturer: string;
  readonly sourceVersion: number;
  readonly sourceDate: string;
  readonly sizeKb: number;
  readonly sourcePath: string;
  readonly type: number;
}

export function packageInstance(world: LabWorld, facts: PackageFacts): WmiInstance {
  return {
    ActionInProgress: 0,
    Description: facts.description,
    ForcedDisconnectDelay: 5,
    ForcedDisconnectEnabled: false,
    ForcedDisconnectNumRetries: 2,
    IgnoreAddressSchedule: false,
    ISVString: '',
    IsVersionCompatible: true,
    Language: '',
    LastRefreshTime: facts.sourceDate,
    Manufacturer: facts.manufacturer,
    MIFFilename: '',
    MIFName: '',
    MIFPublisher: '',
    MIFVersion: '',
    Name: facts.name,
    NumOfPrograms: 0,
    ObjectPath: '/',
    PackageID: facts.packageId,
    PackageSize: facts.sizeKb,
    PackageType: facts.type,
    PkgFlags: 16_777_216,
    PkgSourceFlag: facts.sourcePath === '' ? 1 : 2,
    PkgSourcePath: facts.sourcePath,
    PreferredAddressType: '',
    Priority: 2,
    SecuredScopeNames: ['Default'],
    ShareName: '',
    ShareType: 1,
    SourceDate: facts.sourceDate,
    SourceSite: world.siteCode,
    SourceVersion: facts.sourceVersion,
    StoredPkgPath: '',
    StoredPkgVersion: facts.sourceVersion,
    Version: facts.version,
  };
}

export function fileServerPath(world: LabWorld, item: LabPackage): string {
  return `\\\\${world.siteServer}\\Sources\\${item.packageId}`;
}

export const bootImagePackage: WmiClass = {
  name: 'SMS_BootImagePackage',
  superclass: 'SMS_ImagePackage',
  keys: ['PackageID'],
  properties: {
    ...packageProperties,
    Architecture: text,
    BackgroundBitmapPath: lazy(text),
    ContextID: lazy(text),
    DefaultImage: flag,
    EnableLabShell: lazy(flag),
    ImageDiskLayout: lazy(text),
    ImageIndex: lazy(uint),
    ImageOSVersion: text,
    ImagePath: text,
    ImageProperty: lazy(text),
    InputLocale: text,
    OptionalComponents: lazy(numbers),
    PreExecCommandLine: text,
    PreExecSourceDirectory: text,
    ProductionClientVersion: text,
    ReferencedDrivers: embedded('SMS_Driver_Details'),
    ScratchSpace: uint,
  },
  instances: ({ world }) =>
    world.bootImages.map((image) => {
      const folder = fileServerPath(world, image);
      return {
        ...packageInstance(world, { ...image, type: 258, sourcePath: `${folder}\\${image.fileName}` }),
        Architecture: image.architecture,
        BackgroundBitmapPath: '',
        ContextID: '',
        DefaultImage: image.isDefault,
        EnableLabShell: image.packageId === 'PS10000B',
        ImageDiskLayout: '',
        ImageIndex: 1,
        ImageOSVersion: image.osVersion,
        ImagePath: image.family === 'winpe' ? `${folder}\\boot.wim` : `${folder}\\${image.fileName}`,
        ImageProperty:
          image.family === 'winpe' ? `<WIM><IMAGE INDEX="1"><NAME>${image.name}</NAME></IMAGE></WIM>` : '',
        InputLocale: '',
        OptionalComponents: image.optionalComponents,
        PreExecCommandLine: '',
        PreExecSourceDirectory: '',
        ProductionClientVersion: image.clientVersion,
        ScratchSpace: 512,
      };
    }),
};

/** ProgramFlags: the default, and bit 12 for a disabled task sequence (reference 2.2). */
const PROGRAM_FLAGS = 152_084_496;
const PROGRAM_DISABLED = 0x1000;

export const taskSequencePackage: WmiClass = {
  name: 'SMS_TaskSequencePackage',
  superclass: 'SMS_Package',
  keys: ['PackageID'],
  properties: {
    ...packageProperties,
    BootImageID: lazy(text),
    Category: lazy(text),
    CustomProgressMsg: lazy(text),
    DependentProgram: lazy(text),
    Duration: uint,
    EstimatedDownloadSizeMB: uint,
    EstimatedRunTimeMinutes: uint,
    HighImpactTaskSequence: flag,
    LocalizedTaskSequenceDescription: text,
    LocalizedTaskSequenceName: text,
    ProgramFlags: uint,
    References: lazy(embedded('SMS_TaskSequence_Reference')),
    ReferencesCount: uint,
    Reserved: lazy(text),
    RestartRequired: flag,
    Sequence: lazy(text),
    SupportedOperatingSystems: lazy(embedded('SMS_OS_Details')),
    TaskSequenceFlags: lazy(uint),
    TsEnabled: flag,
    Type: lazy(uint),
  },
  instances: ({ world }) => {
    const sizes = packageIndex(world);
    return world.taskSequences.map((one) => taskSequenceInstance(world, one, sizes));
  },
};

type PackageIndex = ReadonlyMap<string, LabPackage>;

function packageIndex(world: LabWorld): PackageIndex {
  return new Map(
    [...world.bootImages, ...world.packages].flatMap((one): [string, LabPackage][] =>
      one.kind === 512
        ? [
            [one.packageId, one],
            [applicationId(one.packageId), one],
          ]
        : [[one.packageId, one]],
    ),
  );
}

function taskSequenceInstance(world: LabWorld, one: LabTaskSequence, packages: PackageIndex): WmiInstance {
  const isDeployment = one.type === 2;
  return {
    ...packageInstance(world, { ...one, manufacturer: '', sizeKb: 0, type: 4, sourcePath: '' }),
    BootImageID: one.bootImageId,
    Category: '',
    CustomProgressMsg: '',
    DependentProgram: one.dependentProgram,
    Duration: 120,
    EstimatedDownloadSizeMB: Math.round(
      one.references.reduce((sum, id) => sum + (packages.get(id)?.sizeKb ?? 0), 0) / 1024,
    ),
    EstimatedRunTimeMinutes: isDeployment ? 90 : 10,
    HighImpactTaskSequence: isDeployment,
    LocalizedTaskSequenceDescription: '',
    LocalizedTaskSequenceName: one.name,
    // The default has bit 12 clear, so adding sets it.
    ProgramFlags: PROGRAM_FLAGS + (one.isEnabled ? 0 : PROGRAM_DISABLED),
    References: one.references.map((id) => ({
      Package: id,
      Program: '',
      Type: id.startsWith('ScopeId_') ? 1 : 0,
    })),
    ReferencesCount: one.references.length,
    Reserved: '',
    RestartRequired: isDeployment,
    Sequence: one.xml,
    TaskSequenceFlags: one.references.every((id) => packages.has(id)) ? 0 : 1,
    TsEnabled: one.isEnabled,
    Type: one.type,
  };
}

const referenceProperties: Readonly<Record<string, WmiProperty>> = {
  Description: text,
  LastUpdateDate: time,
  NumberErrors: uint,
  NumberInProgress: uint,
  NumberSuccess: uint,
  NumberUnknown: uint,
  ObjectID: text,
  ObjectName: text,
  ObjectType: uint,
  PackageID: text,
  RefPackageID: text,
  SourceSize: uint,
  SourceVersion: uint,
  Targeted: uint,
  Version: text,
};

export const taskSequencePackageReference: WmiClass = {
  name: 'SMS_TaskSequencePackageReference',
  superclass: 'SMS_BaseClass',
  keys: ['PackageID', 'ObjectID'],
  properties: referenceProperties,
  instances: ({ world }) => {
    const packages = packageIndex(world);
    const distribution = distributionCounts(world);
    return world.taskSequences.flatMap((sequence) =>
      sequence.references.flatMap((id): WmiInstance[] => {
        const item = packages.get(id);
        if (item === undefined) return [];
        const counts = distribution.get(item.packageId) ?? { installed: 0, pending: 0, failed: 0 };
        return [
          {
            Description: item.description,
            LastUpdateDate: item.sourceDate,
            NumberErrors: counts.failed,
            NumberInProgress: counts.pending,
            NumberSuccess: counts.installed,
            NumberUnknown: 0,
            ObjectID: id,
            ObjectName: item.name,
            ObjectType: item.kind,
            PackageID: sequence.packageId,
            RefPackageID: item.packageId,
            SourceSize: item.sizeKb,
            SourceVersion: item.sourceVersion,
            Targeted: counts.installed + counts.pending + counts.failed,
            Version: item.version,
          },
        ];
      }),
    );
  },
};

interface Counts {
  readonly installed: number;
  readonly pending: number;
  readonly failed: number;
}

function distributionCounts(world: LabWorld): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const status of world.contentStatus) {
    const so = counts.get(status.packageId) ?? { installed: 0, pending: 0, failed: 0 };
    counts.set(status.packageId, {
      installed: so.installed + (status.state === 0 ? 1 : 0),
      failed: so.failed + (status.state === 3 ? 1 : 0),
      pending: so.pending + (status.state === 0 || status.state === 3 ? 0 : 1),
    });
  }
  return counts;
}

/** The same rows with the level of nesting; Contoso has no child task sequences, so every level is 1. */
export const taskSequencePackageReferenceFlat: WmiClass = {
  name: 'SMS_TaskSequencePackageReference_Flat',
  superclass: 'SMS_BaseClass',
  keys: ['PackageID', 'ObjectID'],
  properties: {
    Level: int,
    ObjectID: text,
    ObjectName: text,
    ObjectType: uint,
    PackageID: text,
    RefPackageID: text,
    SourceID: text,
    SourceSize: uint,
    Version: text,
  },
  instances: (site) =>
    taskSequencePackageReference.instances(site).map((row) => ({
      Level: 1,
      ObjectID: row['ObjectID'] ?? null,
      ObjectName: row['ObjectName'] ?? null,
      ObjectType: row['ObjectType'] ?? null,
      PackageID: row['PackageID'] ?? null,
      RefPackageID: row['RefPackageID'] ?? null,
      SourceID: row['PackageID'] ?? null,
      SourceSize: row['SourceSize'] ?? null,
      Version: row['Version'] ?? null,
    })),
};

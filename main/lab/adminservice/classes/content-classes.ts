/**
 * What media can carry beside a task sequence: packages, driver packages, images with their indexes, applications with
 * their content. Properties from reference adminservice 2.4 and 2.5.
 * Trap: an application says nothing of its size; that stands at the content package it names.
 */
import { applicationId, imageIndexes } from '../../data/packages.ts';
import type { LabPackage, LabWorld, PackageKind } from '../../data/types.ts';
import { flag, int, lazy, text, texts, time, uint, type WmiClass, type WmiInstance } from '../wmi.ts';
import { fileServerPath, packageInstance, packageProperties } from './package-classes.ts';

function packagesOf(world: LabWorld, kind: PackageKind): readonly LabPackage[] {
  return world.packages.filter((one) => one.kind === kind);
}

function instanceOf(world: LabWorld, one: LabPackage, type: number): WmiInstance {
  return packageInstance(world, { ...one, type, sourcePath: fileServerPath(world, one) });
}

export const softwarePackage: WmiClass = {
  name: 'SMS_Package',
  superclass: 'SMS_PackageBaseclass',
  keys: ['PackageID'],
  properties: { ...packageProperties, IsPredefinedPackage: flag },
  instances: ({ world }) =>
    packagesOf(world, 0).map((one) => ({
      ...instanceOf(world, one, 0),
      IsPredefinedPackage: one.packageId === 'PS100031',
    })),
};

export const driverPackage: WmiClass = {
  name: 'SMS_DriverPackage',
  superclass: 'SMS_PackageBaseclass',
  keys: ['PackageID'],
  properties: packageProperties,
  instances: ({ world }) => packagesOf(world, 3).map((one) => instanceOf(world, one, 3)),
};

export const imagePackage: WmiClass = {
  name: 'SMS_ImagePackage',
  superclass: 'SMS_PackageBaseclass',
  keys: ['PackageID'],
  properties: {
    ...packageProperties,
    ImageDiskLayout: lazy(text),
    ImageOSVersion: text,
    ImageProperty: lazy(text),
  },
  instances: ({ world }) =>
    packagesOf(world, 257).map((one) => ({
      ...instanceOf(world, one, 257),
      ImageDiskLayout: '',
      ImageOSVersion: one.version,
      ImageProperty: '',
    })),
};

export const imageInformation: WmiClass = {
  name: 'SMS_ImageInformation',
  superclass: 'SMS_BaseClass',
  keys: ['PackageID', 'Index'],
  properties: {
    Architecture: uint,
    Description: text,
    Index: uint,
    Language: text,
    Name: text,
    OSVersion: text,
    PackageID: text,
    ProductType: text,
    Size: text,
    Version: text,
  },
  instances: ({ world }) =>
    packagesOf(world, 257).flatMap((one) =>
      (imageIndexes[one.packageId] ?? []).map((name, at) => ({
        // 9 is x64 in the numbers of PROCESSOR_ARCHITECTURE.
        Architecture: 9,
        Description: name,
        Index: at + 1,
        Language: 'en-US',
        Name: name,
        OSVersion: one.version,
        PackageID: one.packageId,
        ProductType: name.includes('Server') ? 'ServerNT' : 'WinNT',
        Size: `${Math.round(one.sizeKb / 1024)} MB`,
        Version: one.version,
      })),
    ),
};

/** Content of applications; 8 is its type of package. */
export const contentPackage: WmiClass = {
  name: 'SMS_ContentPackage',
  superclass: 'SMS_PackageBaseclass',
  keys: ['PackageID'],
  properties: packageProperties,
  instances: ({ world }) => packagesOf(world, 512).map((one) => instanceOf(world, one, 8)),
};

const FIRST_CI_ID = 16_777_500;

export const applicationLatest: WmiClass = {
  name: 'SMS_ApplicationLatest',
  superclass: 'SMS_ConfigurationItemBaseClass',
  keys: ['CI_ID'],
  properties: {
    CI_ID: int,
    CI_UniqueID: text,
    CIVersion: uint,
    DateCreated: time,
    DateLastModified: time,
    HasContent: flag,
    IsDeployed: flag,
    IsEnabled: flag,
    IsExpired: flag,
    IsLatest: flag,
    IsSuperseded: flag,
    LocalizedDescription: text,
    LocalizedDisplayName: text,
    Manufacturer: text,
    ModelID: uint,
    ModelName: text,
    NumberOfDependentTS: uint,
    NumberOfDeploymentTypes: uint,
    PackageID: text,
    SDMPackageXML: lazy(text),
    SecuredScopeNames: texts,
    SoftwareVersion: text,
  },
  instances: ({ world }) =>
    packagesOf(world, 512).map((one, at) => {
      const id = applicationId(one.packageId);
      return {
        CI_ID: FIRST_CI_ID + at,
        CI_UniqueID: `${id}/${one.sourceVersion}`,
        CIVersion: one.sourceVersion,
        DateCreated: one.sourceDate,
        DateLastModified: one.sourceDate,
        HasContent: true,
        IsDeployed: true,
        IsEnabled: true,
        IsExpired: false,
        IsLatest: true,
        IsSuperseded: false,
        LocalizedDescription: one.description,
        LocalizedDisplayName: one.name,
        Manufacturer: one.manufacturer,
        ModelID: FIRST_CI_ID + 5000 + at,
        ModelName: id,
        NumberOfDependentTS: world.taskSequences.filter((sequence) => sequence.references.includes(id))
          .length,
        NumberOfDeploymentTypes: 1,
        PackageID: one.packageId,
        SecuredScopeNames: ['Default'],
        SoftwareVersion: one.version,
      };
    }),
};

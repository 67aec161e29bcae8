/** All classes the lab answers for; the route finds them without regard to case, as real sites do since 2006. */
import {
  applicationLatest,
  contentPackage,
  driverPackage,
  imageInformation,
  imagePackage,
  softwarePackage,
} from './classes/content-classes.ts';
import {
  advertisement,
  certificateInfo,
  clientSettingsAssignment,
  clientSettingsClass,
  collectionClass,
  unknownSystem,
} from './classes/deployment-classes.ts';
import {
  bootImagePackage,
  taskSequencePackage,
  taskSequencePackageReference,
  taskSequencePackageReferenceFlat,
} from './classes/package-classes.ts';
import {
  azureService,
  cloudProxyRoleEndpoint,
  distributionPointInfo,
  identification,
  packageStatus,
  sciComponent,
  sciSysResUse,
  siteClass,
} from './classes/site-classes.ts';
import type { WmiClass } from './wmi.ts';

export const wmiClasses: readonly WmiClass[] = [
  advertisement,
  applicationLatest,
  azureService,
  bootImagePackage,
  certificateInfo,
  clientSettingsAssignment,
  clientSettingsClass,
  cloudProxyRoleEndpoint,
  collectionClass,
  contentPackage,
  distributionPointInfo,
  driverPackage,
  identification,
  imageInformation,
  imagePackage,
  packageStatus,
  sciComponent,
  sciSysResUse,
  siteClass,
  softwarePackage,
  taskSequencePackage,
  taskSequencePackageReference,
  taskSequencePackageReferenceFlat,
  unknownSystem,
];

const byName = new Map(wmiClasses.map((one) => [one.name.toLowerCase(), one]));

export function findClass(name: string): WmiClass | undefined {
  return byName.get(name.toLowerCase());
}

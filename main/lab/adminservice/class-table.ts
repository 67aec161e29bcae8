/** All classes the lab answers for; the route finds them without regard to case, as real sites do since 2006. */
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
  sciSysResUse,
  siteClass,
} from './classes/site-classes.ts';
import type { WmiClass } from './wmi.ts';

export const wmiClasses: readonly WmiClass[] = [
  advertisement,
  azureService,
  bootImagePackage,
  certificateInfo,
  clientSettingsAssignment,
  clientSettingsClass,
  cloudProxyRoleEndpoint,
  collectionClass,
  distributionPointInfo,
  identification,
  packageStatus,
  sciSysResUse,
  siteClass,
  taskSequencePackage,
  taskSequencePackageReference,
  taskSequencePackageReferenceFlat,
  unknownSystem,
];

const byName = new Map(wmiClasses.map((one) => [one.name.toLowerCase(), one]));

export function findClass(name: string): WmiClass | undefined {
  return byName.get(name.toLowerCase());
}

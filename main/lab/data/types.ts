/**
 * The lab site's world in plain terms: what exists at "Contoso", before any of it is dressed as a WMI class.
 * AdminService rows, policies and content locations are all made from these; nothing is described twice.
 * Trap: role ids are 64-bit and do not survive a JavaScript number, so they are digits in a string.
 */

/** State of a cloud management gateway as SMS_AzureService reports it (reference adminservice 2.10). */
export type GatewayState = 0 | 1 | 4 | 5 | 6 | 99;

export interface LabGateway {
  /** Public name, "contoso-cmg.contoso.test"; the host name devices and media use. */
  readonly hostName: string;
  readonly serviceId: number;
  readonly state: GatewayState;
  readonly statusDetails: string;
  readonly contentEnabled: boolean;
  /** Digits of the 64-bit role id: the path segment behind CCM_Proxy_MutualAuth. */
  readonly roleId: string;
  readonly nalPath: string;
  readonly region: string;
  /** Its server certificate is a public one: the site records no root for it. The lab's is always private. */
  readonly hasPublicCertificate?: boolean;
}

export interface LabManagementPoint {
  readonly hostName: string;
  readonly sslState: 0 | 1;
  readonly allowsGatewayTraffic: boolean;
  readonly isInternetFacing: boolean;
  readonly isIntranetFacing: boolean;
}

export interface LabDistributionPoint {
  readonly hostName: string;
  readonly nalPath: string;
  readonly siteName: string;
  readonly isPxe: boolean;
  readonly isPull: boolean;
  readonly usesHttps: boolean;
  /** Set for the distribution point that a content-enabled gateway is. */
  readonly gatewayHostName?: string;
}

/** SMS_PackageBaseclass.PackageType; 512 is an application's object type. */
export type PackageKind = 0 | 3 | 5 | 257 | 258 | 259 | 512;

export interface LabPackage {
  readonly packageId: string;
  readonly kind: PackageKind;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly manufacturer: string;
  readonly sourceVersion: number;
  readonly sizeKb: number;
  readonly sourceDate: string;
}

export interface LabBootImage extends LabPackage {
  readonly kind: 258;
  readonly architecture: 'x86' | 'x64' | 'arm64';
  readonly osVersion: string;
  readonly clientVersion: string;
  readonly isDefault: boolean;
  /** "linux" is our own boot environment, "winpe" Windows PE. Ours: real sites have no such field. */
  readonly family: 'linux' | 'winpe';
  readonly fileName: string;
  readonly optionalComponents: readonly number[];
}

export interface LabTaskSequence {
  readonly packageId: string;
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly sourceVersion: number;
  readonly sourceDate: string;
  /** 1 generic, 2 operating system deployment. */
  readonly type: 1 | 2;
  readonly bootImageId: string;
  readonly isEnabled: boolean;
  readonly dependentProgram: string;
  /** Package ids and application ids the steps need, the boot image included. */
  readonly references: readonly string[];
  /** The version 3.10 XML; made when asked for, because a scaled site has thousands. */
  readonly xml: () => string;
}

export interface LabDeployment {
  readonly advertisementId: string;
  readonly name: string;
  readonly packageId: string;
  readonly collectionId: string;
  /** 0 required, 2 available. */
  readonly offerType: 0 | 2;
  readonly advertFlags: number;
  readonly remoteClientFlags: number;
  readonly presentTime: string;
  readonly comment: string;
}

export interface LabCollection {
  readonly collectionId: string;
  readonly name: string;
  readonly type: 1 | 2;
  readonly memberCount: number;
  readonly limitTo: string | null;
  readonly isBuiltIn: boolean;
}

export interface LabUnknownComputer {
  readonly resourceId: number;
  readonly name: string;
  readonly cpuType: 'x86' | 'x64';
  /** GUID without braces or prefix, lower case. */
  readonly guid: string;
}

export interface LabClientSettings {
  readonly settingsId: number;
  readonly name: string;
  readonly priority: number;
  readonly allowCloudDp: boolean;
  readonly allowCmg: boolean;
  readonly hasCloudAgent: boolean;
  readonly collectionIds: readonly string[];
}

/** Where devices of the intranet look for content; every one of them is in all groups (ours). */
export interface LabBoundaryGroup {
  readonly groupId: number;
  readonly name: string;
  /** "Prefer cloud based sources over on-premises sources". */
  readonly prefersCloudSources: boolean;
  /** Cloud management gateways associated with the group. */
  readonly gatewayHostNames: readonly string[];
}

/** Whether a distribution point holds a package: SMS_PackageStatusDistPointsSummarizer.State, 0 installed. */
export interface LabContentStatus {
  readonly packageId: string;
  readonly nalPath: string;
  readonly state: 0 | 1 | 2 | 3 | 7;
  readonly sourceVersion: number;
}

export interface LabWorld {
  readonly siteCode: string;
  readonly siteName: string;
  readonly hierarchyId: string;
  readonly buildNumber: number;
  readonly siteServer: string;
  /** 1 secondary, 2 primary, 4 central administration site. */
  readonly siteType: 1 | 2 | 4;
  /** Servers with the role SMS Provider. */
  readonly providers: readonly string[];
  /** Servers with the CMG connection point. */
  readonly connectionPoints: readonly string[];
  /** IISSSLState of the site component manager: 448, and 1024 more with enhanced HTTP. */
  readonly iisSslState: number;
  readonly gateways: readonly LabGateway[];
  readonly managementPoints: readonly LabManagementPoint[];
  readonly distributionPoints: readonly LabDistributionPoint[];
  readonly boundaryGroups: readonly LabBoundaryGroup[];
  readonly bootImages: readonly LabBootImage[];
  /** Packages, driver packages, images and applications; boot images are not among them. */
  readonly packages: readonly LabPackage[];
  readonly taskSequences: readonly LabTaskSequence[];
  readonly deployments: readonly LabDeployment[];
  readonly collections: readonly LabCollection[];
  readonly unknownComputers: readonly LabUnknownComputer[];
  readonly clientSettings: readonly LabClientSettings[];
  readonly contentStatus: readonly LabContentStatus[];
}

/**
 * What a site has, as the builder needs it: gateways with their state, boot images, task sequences, servers.
 * Traps: no property says "content-enabled"; it is derived from NAL paths (reference adminservice 2.10, inferred).
 * A role id has 64 bits and stays text. Properties that hold keys or certificates of a gateway are never selected.
 */
import type { RunOptions } from '#base/progress.ts';
import { quoted, type AdminServiceClient, type SiteRow } from './admin-service-client.ts';
import {
  flagOf,
  integerDigits,
  objectsOf,
  optionalText,
  requiredNumber,
  requiredText,
} from './row-reader.ts';

export interface SiteInfo {
  readonly siteCode: string;
  readonly siteName: string;
  readonly buildNumber: number;
  readonly version: string;
  readonly server: string;
  /** 1 secondary, 2 primary, 4 central administration site. */
  readonly type: number;
}

export type GatewayState =
  'ready' | 'provisioning' | 'starting' | 'stopping' | 'stopped' | 'deleting' | 'unknown';

export interface Gateway {
  /** Public host name, what CCMHOSTNAME begins with. */
  readonly hostName: string;
  readonly name: string;
  readonly state: GatewayState;
  /** As the site sent it; there is no official list. */
  readonly stateNumber: number;
  readonly statusDetails: string;
  /** Serves content: its NAL path is that of a distribution point. Inferred. */
  readonly contentEnabled: boolean;
  readonly nalPath: string;
  /** "/CCM_Proxy_MutualAuth/72057594037928100"; absent when no management point is published through it. */
  readonly mutualAuthPath?: string;
  /** Management points published through it. */
  readonly managementPoints: readonly string[];
  readonly rootCertificateThumbprint: string;
}

export interface BootImage {
  readonly packageId: string;
  readonly name: string;
  readonly version: string;
  readonly sourceVersion: number;
  readonly architecture: string;
  readonly osVersion: string;
  readonly clientVersion: string;
  readonly isDefault: boolean;
  readonly imagePath: string;
  /** Ours: a boot image whose path ends in .wim is Windows PE, anything else is our own boot environment. */
  readonly family: 'winpe' | 'linux';
  readonly sizeKb: number;
}

export interface ManagementPoint {
  readonly hostName: string;
  readonly usesHttps: boolean;
  readonly allowsGatewayTraffic: boolean;
  readonly isInternetFacing: boolean;
  readonly isIntranetFacing: boolean;
}

export interface DistributionPoint {
  readonly hostName: string;
  readonly nalPath: string;
  readonly siteName: string;
  readonly usesHttps: boolean;
  /** A content-enabled gateway, not a server of the site's own. */
  readonly isGateway: boolean;
}

export interface TaskSequenceSummary {
  readonly packageId: string;
  readonly name: string;
  readonly description: string;
  readonly sourceVersion: number;
  readonly sourceDate: string;
  readonly isEnabled: boolean;
  readonly referencesCount: number;
}

export interface UnknownComputer {
  readonly name: string;
  readonly architecture: string;
  readonly guid: string;
}

export interface SiteCatalog {
  readonly site: SiteInfo;
  readonly gateways: readonly Gateway[];
  readonly bootImages: readonly BootImage[];
  readonly managementPoints: readonly ManagementPoint[];
  readonly distributionPoints: readonly DistributionPoint[];
  readonly taskSequences: readonly TaskSequenceSummary[];
  readonly unknownComputers: readonly UnknownComputer[];
}

/** Everything a page of the wizard lists. @throws MediaError E_SITE_… */
export async function readCatalog(
  client: AdminServiceClient,
  options: RunOptions = {},
): Promise<SiteCatalog> {
  const site = await readSite(client, options);
  const [servers, distributionPoints, bootImages, taskSequences, unknownComputers] = await Promise.all([
    readServers(client, options),
    readDistributionPoints(client, options),
    readBootImages(client, options),
    readTaskSequences(client, options),
    readUnknownComputers(client, options),
  ]);
  const gateways = await readGateways(client, { distributionPoints, servers }, options);
  return {
    site,
    gateways,
    bootImages,
    managementPoints: managementPointsOf(servers),
    distributionPoints: distributionPoints.map((one) => ({
      ...one,
      isGateway: gateways.some((gateway) => gateway.nalPath !== '' && sameNal(gateway.nalPath, one.nalPath)),
    })),
    taskSequences,
    unknownComputers,
  };
}

/** The site that answers. */
export async function readSite(client: AdminServiceClient, options: RunOptions = {}): Promise<SiteInfo> {
  const [identification = {}] = await client.list(
    'SMS_Identification',
    { select: ['ThisSiteCode', 'ThisSiteName', 'SMSSiteServer'] },
    options,
  );
  const siteCode = requiredText(identification, 'ThisSiteCode');
  const [site = {}] = await client.list(
    'SMS_Site',
    {
      select: ['SiteCode', 'SiteName', 'ServerName', 'Version', 'BuildNumber', 'Type'],
      filter: `SiteCode eq ${quoted(siteCode)}`,
    },
    options,
  );
  return {
    siteCode,
    siteName: optionalText(site, 'SiteName'),
    buildNumber: requiredNumber(site, 'BuildNumber'),
    version: optionalText(site, 'Version'),
    server: optionalText(site, 'ServerName'),
    type: requiredNumber(site, 'Type'),
  };
}

/** Every role of every site system. */
export async function readServers(
  client: AdminServiceClient,
  options: RunOptions,
): Promise<readonly SiteRow[]> {
  return await client.list('SMS_SCI_SysResUse', {}, options);
}

/** The rows of `readServers` with this role. */
export function roleRows(servers: readonly SiteRow[], role: string): readonly SiteRow[] {
  return servers.filter((row) => row['RoleName'] === role);
}

/** Host name of a row of `readServers`. */
export function hostOf(row: SiteRow): string {
  return optionalText(row, 'NetworkOSPath').replaceAll('\\', '');
}

/** The management points among the rows of `readServers`. */
export function managementPointsOf(servers: readonly SiteRow[]): readonly ManagementPoint[] {
  return roleRows(servers, 'SMS Management Point').map((row) => {
    const prop = (name: string): boolean =>
      objectsOf(row, 'Props').some((one) => one['PropertyName'] === name && one['Value'] === 1);
    return {
      hostName: hostOf(row),
      usesHttps: row['SslState'] === 1 || row['SslState'] === 3,
      allowsGatewayTraffic: prop('AllowProxyTraffic'),
      isInternetFacing: prop('MPInternetFacing'),
      isIntranetFacing: prop('MPIntranetFacing'),
    };
  });
}

/** All distribution points; which of them is a gateway, the gateways say. */
export async function readDistributionPoints(
  client: AdminServiceClient,
  options: RunOptions,
): Promise<readonly Omit<DistributionPoint, 'isGateway'>[]> {
  const rows = await client.list(
    'SMS_DistributionPointInfo',
    { select: ['Name', 'ServerName', 'NALPath', 'SiteName', 'Communication'] },
    options,
  );
  return rows.map((row) => ({
    hostName:
      optionalText(row, 'ServerName') === '' ? requiredText(row, 'Name') : requiredText(row, 'ServerName'),
    nalPath: requiredText(row, 'NALPath'),
    siteName: optionalText(row, 'SiteName'),
    usesHttps: row['Communication'] === 1,
  }));
}

const STATES: Readonly<Record<number, GatewayState>> = {
  0: 'ready',
  1: 'provisioning',
  4: 'starting',
  5: 'stopping',
  6: 'stopped',
  99: 'deleting',
};

async function readGateways(
  client: AdminServiceClient,
  known: {
    readonly distributionPoints: readonly { readonly nalPath: string }[];
    readonly servers: readonly SiteRow[];
  },
  options: RunOptions,
): Promise<readonly Gateway[]> {
  const rows = await readGatewayRows(client, options);
  const endpoints = await readPublishedRows(client, options);
  return rows.map((row) => gatewayOf(row, { ...known, endpoints }));
}

/** The gateways as the site has them; never with the properties that hold keys. */
export async function readGatewayRows(
  client: AdminServiceClient,
  options: RunOptions,
): Promise<readonly SiteRow[]> {
  return await client.list(
    'SMS_AzureService',
    {
      filter: "ServiceType eq 'CloudProxyService'",
      select: ['Name', 'ServiceCName', 'Fqdn', 'State', 'StatusDetails', 'NALPath', 'RootCertThumbprint'],
    },
    options,
  );
}

/** Which management points are published through which gateway. */
export async function readPublishedRows(
  client: AdminServiceClient,
  options: RunOptions,
): Promise<readonly SiteRow[]> {
  return await client.list(
    'SMS_CloudProxyRoleEndpoint',
    {
      filter: "EndpointName eq 'SMS_MP'",
      select: ['ProxyServiceName', 'RoleID', 'RoleServerName'],
    },
    options,
  );
}

/** Those of `readPublishedRows` that belong to a gateway. */
export function publishedThrough(gateway: SiteRow, endpoints: readonly SiteRow[]): readonly SiteRow[] {
  const names = [gatewayHostOf(gateway), optionalText(gateway, 'Fqdn'), optionalText(gateway, 'Name')].map(
    (one) => one.toLowerCase(),
  );
  return endpoints.filter((one) => {
    const proxy = optionalText(one, 'ProxyServiceName').toLowerCase();
    return proxy !== '' && names.includes(proxy);
  });
}

function gatewayHostOf(row: SiteRow): string {
  const name = optionalText(row, 'ServiceCName');
  return name === '' ? requiredText(row, 'Fqdn') : name;
}

/** One gateway; `known` may hold less than the site has, then its content and its publishing are not told. */
export function gatewayOf(
  row: SiteRow,
  known: {
    readonly endpoints: readonly SiteRow[];
    readonly servers: readonly SiteRow[];
    readonly distributionPoints: readonly { readonly nalPath: string }[];
  },
): Gateway {
  const hostName = gatewayHostOf(row);
  const published = publishedThrough(row, known.endpoints);
  const cloudHosts = roleRows(known.servers, 'SMS Distribution Point')
    .filter((one) => one['NALType'] === 'Windows Azure')
    .map((one) => hostOf(one).toLowerCase());
  const nalPath = optionalText(row, 'NALPath');
  const isDistributionPoint =
    known.distributionPoints.some((one) => sameNal(one.nalPath, nalPath)) ||
    cloudHosts.includes(hostName.toLowerCase());
  const stateNumber = requiredNumber(row, 'State');
  const [first] = published;
  return {
    hostName,
    name: optionalText(row, 'Name'),
    state: STATES[stateNumber] ?? 'unknown',
    stateNumber,
    statusDetails: optionalText(row, 'StatusDetails'),
    contentEnabled: nalPath !== '' && isDistributionPoint,
    nalPath,
    ...(first === undefined
      ? {}
      : { mutualAuthPath: `/CCM_Proxy_MutualAuth/${integerDigits(first, 'RoleID')}` }),
    managementPoints: published.map((one) => optionalText(one, 'RoleServerName')),
    rootCertificateThumbprint: optionalText(row, 'RootCertThumbprint'),
  };
}

function sameNal(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** All boot images. */
export async function readBootImages(
  client: AdminServiceClient,
  options: RunOptions,
): Promise<readonly BootImage[]> {
  const rows = await client.list(
    'SMS_BootImagePackage',
    {
      select: [
        'PackageID',
        'Name',
        'Version',
        'SourceVersion',
        'Architecture',
        'ImageOSVersion',
        'ImagePath',
        'DefaultImage',
        'ProductionClientVersion',
        'PackageSize',
      ],
    },
    options,
  );
  return rows.map((row) => {
    const imagePath = optionalText(row, 'ImagePath');
    return {
      packageId: requiredText(row, 'PackageID'),
      name: requiredText(row, 'Name'),
      version: optionalText(row, 'Version'),
      sourceVersion: requiredNumber(row, 'SourceVersion'),
      architecture: optionalText(row, 'Architecture'),
      osVersion: optionalText(row, 'ImageOSVersion'),
      clientVersion: optionalText(row, 'ProductionClientVersion'),
      isDefault: flagOf(row, 'DefaultImage'),
      imagePath,
      family: imagePath.toLowerCase().endsWith('.wim') ? 'winpe' : 'linux',
      sizeKb: requiredNumber(row, 'PackageSize'),
    };
  });
}

async function readTaskSequences(
  client: AdminServiceClient,
  options: RunOptions,
): Promise<readonly TaskSequenceSummary[]> {
  const rows = await client.list(
    'SMS_TaskSequencePackage',
    {
      select: [
        'PackageID',
        'Name',
        'Description',
        'SourceVersion',
        'SourceDate',
        'TsEnabled',
        'ReferencesCount',
      ],
      orderBy: 'PackageID',
    },
    options,
  );
  return rows.map((row) => ({
    packageId: requiredText(row, 'PackageID'),
    name: requiredText(row, 'Name'),
    description: optionalText(row, 'Description'),
    sourceVersion: requiredNumber(row, 'SourceVersion'),
    sourceDate: optionalText(row, 'SourceDate'),
    isEnabled: flagOf(row, 'TsEnabled'),
    referencesCount: requiredNumber(row, 'ReferencesCount'),
  }));
}

async function readUnknownComputers(
  client: AdminServiceClient,
  options: RunOptions,
): Promise<readonly UnknownComputer[]> {
  const rows = await client.list(
    'SMS_R_UnknownSystem',
    { select: ['Name', 'CPUType', 'SMSUniqueIdentifier'] },
    options,
  );
  return rows.map((row) => ({
    name: requiredText(row, 'Name'),
    architecture: optionalText(row, 'CPUType'),
    guid: requiredText(row, 'SMSUniqueIdentifier'),
  }));
}

/**
 * Servers, gateways, collections, client settings and unknown computers of Contoso, as tables.
 * Fixed names that tests and tools rely on: the three gateways, and `ps1.contoso.test` as provider and management
 * point. A gateway is content-enabled when its NAL path is that of a distribution point (reference 2.10), so the old
 * one keeps a path that no distribution point has.
 */
import type {
  LabBoundaryGroup,
  LabClientSettings,
  LabCollection,
  LabDistributionPoint,
  LabGateway,
  LabManagementPoint,
  LabUnknownComputer,
} from './types.ts';

export const SITE_CODE = 'PS1';
export const SITE_SERVER = 'ps1.contoso.test';
export const HIERARCHY_ID = '4b4f5c0e-6f1d-4c2e-9f77-3f8f2f6f7c01';
/** Current branch 2509 (reference 2.14). */
export const BUILD_NUMBER = 9141;
/** HTTPS or HTTP, without enhanced HTTP (which is 1024 more). */
export const IIS_SSL_STATE = 448;

/** `["Display=\\host\"]MSWNET:["SMS_SITE=PS1"]\\host\` (reference 2.8). */
export function nalPath(host: string): string {
  return `["Display=\\\\${host}\\"]MSWNET:["SMS_SITE=${SITE_CODE}"]\\\\${host}\\`;
}

export const gateways: readonly LabGateway[] = [
  {
    hostName: 'contoso-cmg.contoso.test',
    serviceId: 16777217,
    state: 0,
    statusDetails: '',
    contentEnabled: true,
    roleId: '72057594037928100',
    nalPath: nalPath('contoso-cmg.contoso.test'),
    region: 'West Europe',
  },
  {
    hostName: 'contoso-edge.contoso.test',
    serviceId: 16777218,
    state: 0,
    statusDetails: '',
    contentEnabled: false,
    roleId: '72057594037928117',
    nalPath: '',
    region: 'North Europe',
  },
  {
    hostName: 'contoso-old.contoso.test',
    serviceId: 16777219,
    state: 6,
    statusDetails: 'Stopped by an administrator.',
    contentEnabled: false,
    roleId: '72057594037928134',
    nalPath: nalPath('contoso-old.contoso.test'),
    region: 'West Europe',
  },
];

export const managementPoints: readonly LabManagementPoint[] = [
  {
    hostName: SITE_SERVER,
    sslState: 1,
    allowsGatewayTraffic: true,
    isInternetFacing: true,
    isIntranetFacing: true,
  },
  // C03: takes no gateway traffic.
  {
    hostName: 'mp02.contoso.test',
    sslState: 1,
    allowsGatewayTraffic: false,
    isInternetFacing: false,
    isIntranetFacing: true,
  },
  // C04: plain HTTP.
  {
    hostName: 'mp03.contoso.test',
    sslState: 0,
    allowsGatewayTraffic: true,
    isInternetFacing: false,
    isIntranetFacing: true,
  },
  // C05: internet only.
  {
    hostName: 'mp04.contoso.test',
    sslState: 1,
    allowsGatewayTraffic: true,
    isInternetFacing: true,
    isIntranetFacing: false,
  },
];

function onPremises(
  host: string,
  siteName: string,
  flags: Partial<LabDistributionPoint> = {},
): LabDistributionPoint {
  const hostName = `${host}.contoso.test`;
  return {
    hostName,
    nalPath: nalPath(hostName),
    siteName,
    isPxe: false,
    isPull: false,
    usesHttps: true,
    ...flags,
  };
}

/** Eight, the gateway's own among them. */
export const distributionPoints: readonly LabDistributionPoint[] = [
  onPremises('ps1', 'Headquarters'),
  onPremises('dp01', 'Headquarters', { isPxe: true }),
  onPremises('dp02', 'Berlin'),
  onPremises('dp03', 'Utrecht', { isPxe: true }),
  onPremises('dp04', 'Vienna', { isPull: true }),
  onPremises('dp05', 'Zurich', { usesHttps: false }),
  onPremises('dp06', 'Antwerp', { isPull: true, usesHttps: false }),
  {
    hostName: 'contoso-cmg.contoso.test',
    nalPath: nalPath('contoso-cmg.contoso.test'),
    siteName: 'Azure',
    isPxe: false,
    isPull: false,
    usesHttps: true,
    gatewayHostName: 'contoso-cmg.contoso.test',
  },
];

export const boundaryGroups: readonly LabBoundaryGroup[] = [
  {
    groupId: 16777220,
    name: 'Headquarters and branches',
    prefersCloudSources: true,
    gatewayHostNames: ['contoso-cmg.contoso.test'],
  },
];

export const ALL_UNKNOWN_COMPUTERS = 'SMS000US';
export const PILOT_COLLECTION = 'PS100C01';

function builtIn(
  collectionId: string,
  name: string,
  details: { readonly memberCount: number; readonly type?: 1 | 2; readonly limitTo?: string },
): LabCollection {
  const { memberCount, type = 2, limitTo = null } = details;
  return { collectionId, name, type, memberCount, limitTo, isBuiltIn: true };
}

function custom(collectionId: string, name: string, memberCount: number): LabCollection {
  return { collectionId, name, type: 2, memberCount, limitTo: 'SMS00001', isBuiltIn: false };
}

export const collections: readonly LabCollection[] = [
  builtIn('SMS00001', 'All Systems', { memberCount: 1284 }),
  builtIn('SMS00002', 'All Users', { memberCount: 950, type: 1 }),
  builtIn('SMSDM003', 'All Desktop and Server Clients', { memberCount: 1282, limitTo: 'SMS00001' }),
  builtIn(ALL_UNKNOWN_COMPUTERS, 'All Unknown Computers', { memberCount: 2, limitTo: 'SMS00001' }),
  builtIn('SMS000PS', 'All Provisioning Devices', { memberCount: 0 }),
  custom(PILOT_COLLECTION, 'OSD Pilot', 24),
  custom('PS100C02', 'OSD Branch Berlin', 61),
  custom('PS100C03', 'OSD no cloud content (client settings)', 12),
  custom('PS100C04', 'OSD no gateway (client settings)', 9),
  custom('PS100C05', 'OSD empty', 0),
  custom('PS100C06', 'Remote workers', 310),
  custom('PS100C07', 'Kiosks', 45),
];

/** The two that every primary site has. */
export const unknownComputers: readonly LabUnknownComputer[] = [
  {
    resourceId: 2046820352,
    name: 'x64 Unknown Computer (x64 Unknown Computer)',
    cpuType: 'x64',
    guid: 'a5d6c6f0-35a4-4ce8-8d4e-1c9d5e7a6401',
  },
  {
    resourceId: 2046820353,
    name: 'x86 Unknown Computer (x86 Unknown Computer)',
    cpuType: 'x86',
    guid: 'a5d6c6f0-35a4-4ce8-8d4e-1c9d5e7a8601',
  },
];

/**
 * Lower priority number wins, property by property, among the settings assigned to the collection (reference 3, row 3).
 * PS100C03 and PS100C04 fail C08 and C09.
 */
export const clientSettings: readonly LabClientSettings[] = [
  {
    settingsId: 16777301,
    name: 'Internet deployment',
    priority: 1,
    allowCloudDp: true,
    allowCmg: true,
    hasCloudAgent: true,
    collectionIds: [ALL_UNKNOWN_COMPUTERS, PILOT_COLLECTION, 'PS100C02', 'PS100C05', 'PS100C06'],
  },
  {
    settingsId: 16777302,
    name: 'No cloud content',
    priority: 2,
    allowCloudDp: false,
    allowCmg: true,
    hasCloudAgent: true,
    collectionIds: ['PS100C03'],
  },
  {
    settingsId: 16777303,
    name: 'No gateway',
    priority: 3,
    allowCloudDp: true,
    allowCmg: false,
    hasCloudAgent: true,
    collectionIds: ['PS100C04'],
  },
  {
    settingsId: 16777304,
    name: 'Kiosk power plan',
    priority: 4,
    allowCloudDp: false,
    allowCmg: false,
    hasCloudAgent: false,
    collectionIds: ['PS100C07'],
  },
];

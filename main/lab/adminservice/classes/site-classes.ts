/**
 * The site, its servers, gateways and distribution points. Properties from reference adminservice 2.8-2.10.
 * Trap: no class says "content-enabled"; a client derives it from NAL paths. Certificates and keys of a gateway are
 * properties of the real class and deliberately not of this one: nobody may ask for them.
 */
import { toHex } from '#base/bytes.ts';
import { sha1 } from '#base/hash.ts';
import type { LabGateway, LabWorld } from '../../data/types.ts';
import { nalPath } from '../../data/infrastructure.ts';
import {
  bigUint,
  embedded,
  flag,
  text,
  time,
  uint,
  type WmiClass,
  type WmiEmbedded,
  type WmiInstance,
} from '../wmi.ts';

function version(world: LabWorld): string {
  return `5.00.${world.buildNumber}.1000`;
}

export const identification: WmiClass = {
  name: 'SMS_Identification',
  superclass: 'SMS_BaseClass',
  keys: ['ThisSiteCode'],
  properties: {
    License: text,
    MonthlyReleaseVersion: text,
    SMSAvailableConsoleVersion: text,
    SMSBuildNumber: uint,
    SMSProviderServer: text,
    SMSSiteServer: text,
    SMSVersion: text,
    SupportID: text,
    ThisSiteCode: text,
    ThisSiteName: text,
  },
  instances: ({ world }) => [
    {
      License: '',
      MonthlyReleaseVersion: '2509',
      SMSAvailableConsoleVersion: version(world),
      SMSBuildNumber: world.buildNumber,
      SMSProviderServer: world.providers[0] ?? world.siteServer,
      SMSSiteServer: world.siteServer,
      SMSVersion: '5.0',
      SupportID: world.hierarchyId,
      ThisSiteCode: world.siteCode,
      ThisSiteName: world.siteName,
    },
  ],
};

export const siteClass: WmiClass = {
  name: 'SMS_Site',
  superclass: 'SMS_BaseClass',
  keys: ['SiteCode'],
  properties: {
    BuildNumber: uint,
    InstallDir: text,
    Mode: uint,
    ReportingSiteCode: text,
    ServerName: text,
    SiteCode: text,
    SiteName: text,
    Status: uint,
    Type: uint,
    Version: text,
  },
  instances: ({ world }) => [
    {
      BuildNumber: world.buildNumber,
      InstallDir: 'C:\\Program Files\\Microsoft Configuration Manager',
      Mode: 0,
      ReportingSiteCode: '',
      ServerName: world.siteServer,
      SiteCode: world.siteCode,
      SiteName: world.siteName,
      Status: 1,
      Type: world.siteType,
      Version: version(world),
    },
  ],
};

function prop(name: string, value: number, value1 = ''): WmiEmbedded {
  return { ItemType: null, PropertyName: name, Value: value, Value1: value1, Value2: '' };
}

interface Role {
  readonly role: string;
  readonly host: string;
  readonly sslState: 0 | 1 | 2;
  readonly nalType?: string;
  readonly props?: readonly WmiEmbedded[];
}

function roles(world: LabWorld): readonly Role[] {
  const server = world.siteServer;
  return [
    ...['SMS Site Server', 'SMS SQL Server', 'SMS Component Server', 'SMS Dmp Connector'].map(
      (role): Role => ({ role, host: server, sslState: 2 }),
    ),
    ...world.providers.map((host): Role => ({
      role: 'SMS Provider',
      host,
      sslState: 2,
      props: [prop('AllowProxyTraffic', 0)],
    })),
    ...world.connectionPoints.map((host): Role => ({
      role: 'SMS Cloud Proxy Connector',
      host,
      sslState: 2,
    })),
    ...world.managementPoints.map((point): Role => ({
      role: 'SMS Management Point',
      host: point.hostName,
      sslState: point.sslState,
      props: [
        prop('AllowProxyTraffic', point.allowsGatewayTraffic ? 1 : 0),
        prop('MPInternetFacing', point.isInternetFacing ? 1 : 0),
        prop('MPIntranetFacing', point.isIntranetFacing ? 1 : 0),
        prop('UseSiteDatabase', 1),
      ],
    })),
    ...world.distributionPoints.map((point): Role => ({
      role: 'SMS Distribution Point',
      host: point.hostName,
      sslState: point.usesHttps ? 1 : 0,
      ...(point.gatewayHostName === undefined ? {} : { nalType: 'Windows Azure' }),
    })),
  ];
}

export const sciSysResUse: WmiClass = {
  name: 'SMS_SCI_SysResUse',
  superclass: 'SMS_SiteControlItem',
  keys: ['FileType', 'ItemName', 'ItemType', 'SiteCode'],
  properties: {
    FileType: uint,
    ItemName: text,
    ItemType: text,
    NALPath: text,
    NALType: text,
    NetworkOSPath: text,
    RoleCount: uint,
    RoleName: text,
    ServerState: uint,
    SiteCode: text,
    SiteSystemStatus: uint,
    SslState: uint,
    Type: uint,
    PropLists: embedded('SMS_EmbeddedPropertyList'),
    Props: embedded('SMS_EmbeddedProperty'),
  },
  instances: ({ world }) => {
    const all = roles(world);
    return all.map((one) => ({
      FileType: 2,
      ItemName: `${nalPath(one.host)},${one.role}`,
      ItemType: 'System Resource Usage',
      NALPath: nalPath(one.host),
      NALType: one.nalType ?? 'Windows NT Server',
      NetworkOSPath: `\\\\${one.host}`,
      RoleCount: all.filter((other) => other.host === one.host).length,
      RoleName: one.role,
      ServerState: 0,
      SiteCode: world.siteCode,
      SiteSystemStatus: 0,
      SslState: one.sslState,
      Type: one.host === world.siteServer ? 2 : 8,
      PropLists: [],
      Props: one.props ?? [],
    }));
  },
};

/** The site component manager, whose IISSSLState tells whether the site uses enhanced HTTP. */
export const sciComponent: WmiClass = {
  name: 'SMS_SCI_Component',
  superclass: 'SMS_SiteControlItem',
  keys: ['FileType', 'ItemName', 'ItemType', 'SiteCode'],
  properties: {
    ComponentName: text,
    FileType: uint,
    Flag: uint,
    ItemName: text,
    ItemType: text,
    Name: text,
    SiteCode: text,
    PropLists: embedded('SMS_EmbeddedPropertyList'),
    Props: embedded('SMS_EmbeddedProperty'),
  },
  instances: ({ world }) => [
    {
      ComponentName: 'SMS_SITE_COMPONENT_MANAGER',
      FileType: 2,
      Flag: 6,
      ItemName: `SMS_SITE_COMPONENT_MANAGER|${world.siteServer}`,
      ItemType: 'Component',
      Name: world.siteServer,
      SiteCode: world.siteCode,
      PropLists: [],
      Props: [prop('IISSSLState', world.iisSslState), prop('IISPortsList', 0, '80')],
    },
  ],
};

export const distributionPointInfo: WmiClass = {
  name: 'SMS_DistributionPointInfo',
  superclass: 'SMS_BaseClass',
  keys: ['NALPath', 'ResourceType', 'SiteCode'],
  properties: {
    Communication: uint,
    GroupCount: uint,
    InternetFacing: uint,
    IsActive: flag,
    IsMulticast: flag,
    IsPeerDP: flag,
    IsProtected: flag,
    IsPullDP: flag,
    IsPXE: flag,
    MaintenanceMode: uint,
    Name: text,
    NALPath: text,
    OperatingSystem: text,
    PreStagingAllowed: flag,
    Region: text,
    ResourceType: text,
    SccmPXE: flag,
    ServerName: text,
    ServiceType: uint,
    SiteCode: text,
    SiteName: text,
    SupportUnknownMachines: flag,
    Version: text,
  },
  instances: ({ world }) =>
    world.distributionPoints.map((point) => {
      const gateway = world.gateways.find((one) => one.hostName === point.gatewayHostName);
      const isCloud = gateway !== undefined;
      return {
        Communication: point.usesHttps ? 1 : 0,
        GroupCount: isCloud ? 1 : 2,
        InternetFacing: isCloud ? 1 : 0,
        IsActive: true,
        IsMulticast: false,
        IsPeerDP: false,
        IsProtected: false,
        IsPullDP: point.isPull,
        IsPXE: point.isPxe,
        MaintenanceMode: 0,
        Name: point.hostName,
        NALPath: point.nalPath,
        OperatingSystem: isCloud ? '' : 'Windows Server 2022 Standard',
        PreStagingAllowed: false,
        Region: gateway?.region ?? '',
        // Not public for cloud distribution points (reference 7.1); the value is the lab's.
        ResourceType: isCloud ? 'Windows Azure' : 'Windows NT Server',
        SccmPXE: point.isPxe,
        ServerName: point.hostName,
        ServiceType: isCloud ? 1 : 0,
        SiteCode: world.siteCode,
        SiteName: point.siteName,
        SupportUnknownMachines: point.isPxe,
        Version: isCloud ? '' : version(world),
      };
    }),
};

export const packageStatus: WmiClass = {
  name: 'SMS_PackageStatusDistPointsSummarizer',
  superclass: 'SMS_BaseClass',
  keys: ['PackageID', 'ServerNALPath', 'SiteCode'],
  properties: {
    LastCopied: time,
    PackageID: text,
    PackageType: uint,
    SecureObjectID: text,
    ServerNALPath: text,
    SiteCode: text,
    SiteName: text,
    SourceNALPath: text,
    SourceVersion: uint,
    State: uint,
    SummaryDate: time,
  },
  instances: ({ world }) => {
    const kinds = new Map([...world.bootImages, ...world.packages].map((one) => [one.packageId, one.kind]));
    return world.contentStatus.map((status) => ({
      LastCopied: status.state === 0 ? '2026-10-02T03:20:11.47Z' : null,
      PackageID: status.packageId,
      PackageType: kinds.get(status.packageId) ?? 0,
      SecureObjectID: status.packageId,
      ServerNALPath: status.nalPath,
      SiteCode: world.siteCode,
      SiteName: world.siteName,
      SourceNALPath: nalPath(world.siteServer),
      SourceVersion: status.sourceVersion,
      State: status.state,
      SummaryDate: '2026-11-20T04:00:00Z',
    }));
  },
};

export const azureService: WmiClass = {
  name: 'SMS_AzureService',
  superclass: 'SMS_BaseClass',
  keys: ['AzureServiceID'],
  properties: {
    AzureCloudServiceId: text,
    AzureEnvironmentId: uint,
    AzureServiceID: uint,
    ClientCertRevocationEnabled: flag,
    ConfigurationVersion: uint,
    CreationTime: time,
    DeploymentModel: uint,
    Description: text,
    Flags: uint,
    Fqdn: text,
    NALPath: text,
    Name: text,
    NumberOfInstances: uint,
    ProxySecurityProtocol: uint,
    Region: text,
    RootCertThumbprint: text,
    ServiceCName: text,
    ServiceType: text,
    SiteCode: text,
    State: uint,
    StatusDetails: text,
    SubscriptionID: text,
  },
  // C18: a root thumbprint tells that the gateways' certificates come from a private PKI.
  instances: ({ world, pki }) => {
    const root = toHex(sha1(pki.rootCertificateDer)).toUpperCase();
    return world.gateways.map((gateway) => ({
      ...gatewayInstance(world, gateway),
      RootCertThumbprint: gateway.hasPublicCertificate === true ? '' : root,
    }));
  },
};

function gatewayInstance(world: LabWorld, gateway: LabGateway): WmiInstance {
  const shortName = gateway.hostName.split('.')[0] ?? gateway.hostName;
  return {
    AzureCloudServiceId: '',
    AzureEnvironmentId: 1,
    AzureServiceID: gateway.serviceId,
    ClientCertRevocationEnabled: false,
    ConfigurationVersion: 4,
    CreationTime: '2025-03-04T10:12:00Z',
    DeploymentModel: 1,
    Description: '',
    Flags: 0,
    Fqdn: gateway.hostName,
    NALPath: gateway.nalPath,
    Name: shortName,
    NumberOfInstances: 2,
    ProxySecurityProtocol: 1,
    Region: gateway.region,
    ServiceCName: gateway.hostName,
    ServiceType: 'CloudProxyService',
    SiteCode: world.siteCode,
    State: gateway.state,
    StatusDetails: gateway.statusDetails,
    SubscriptionID: '00000000-0000-4000-8000-00000000c0de',
  };
}

export const cloudProxyRoleEndpoint: WmiClass = {
  name: 'SMS_CloudProxyRoleEndpoint',
  superclass: 'SMS_BaseClass',
  keys: ['RoleID', 'EndpointName'],
  properties: {
    EndpointName: text,
    InternalEndpointName: text,
    ProxyServiceName: text,
    RoleID: bigUint,
    RoleName: text,
    RoleServerName: text,
    SiteCode: text,
  },
  instances: ({ world }) => {
    const point = world.managementPoints.find((one) => one.allowsGatewayTraffic && one.isIntranetFacing);
    if (point === undefined || world.connectionPoints.length === 0) return [];
    return world.gateways.map((gateway) => ({
      EndpointName: 'SMS_MP',
      InternalEndpointName: 'SMS_MP',
      ProxyServiceName: gateway.hostName,
      RoleID: BigInt(gateway.roleId),
      RoleName: 'SMS Management Point',
      RoleServerName: point.hostName,
      SiteCode: world.siteCode,
    }));
  },
};

/**
 * Deployments, collections, client settings, unknown computers and registered certificates
 * (reference adminservice 2.6, 2.7, 2.11-2.13).
 * Trap: AgentConfigurations is documented as an ordinary array and still behaves lazily: empty in every list.
 */
import { toHex } from '#base/bytes.ts';
import {
  embedded,
  flag,
  lazy,
  numbers,
  text,
  texts,
  time,
  uint,
  type WmiClass,
  type WmiInstance,
} from '../wmi.ts';

export const advertisement: WmiClass = {
  name: 'SMS_Advertisement',
  superclass: 'SMS_BaseClass',
  keys: ['AdvertisementID'],
  properties: {
    AdvertFlags: uint,
    AdvertisementID: text,
    AdvertisementName: text,
    AssignedSchedule: lazy(embedded('SMS_ScheduleToken')),
    AssignedScheduleEnabled: lazy(flag),
    CollectionID: text,
    Comment: text,
    ExpirationTime: time,
    ExpirationTimeEnabled: lazy(flag),
    ExpirationTimeIsGMT: lazy(flag),
    IncludeSubCollection: flag,
    MandatoryCountdown: uint,
    OfferType: uint,
    PackageID: text,
    PresentTime: time,
    PresentTimeEnabled: lazy(flag),
    PresentTimeIsGMT: lazy(flag),
    Priority: uint,
    ProgramName: text,
    RemoteClientFlags: uint,
    SourceSite: text,
    TimeFlags: uint,
  },
  instances: ({ world }) =>
    world.deployments.map((one) => ({
      AdvertFlags: one.advertFlags,
      AdvertisementID: one.advertisementId,
      AdvertisementName: one.name,
      AssignedScheduleEnabled: one.offerType === 0,
      CollectionID: one.collectionId,
      Comment: one.comment,
      ExpirationTime: null,
      ExpirationTimeEnabled: false,
      ExpirationTimeIsGMT: false,
      IncludeSubCollection: true,
      MandatoryCountdown: 0,
      OfferType: one.offerType,
      PackageID: one.packageId,
      PresentTime: one.presentTime,
      PresentTimeEnabled: true,
      PresentTimeIsGMT: true,
      Priority: 2,
      ProgramName: '*',
      RemoteClientFlags: one.remoteClientFlags,
      SourceSite: world.siteCode,
      TimeFlags: 8193,
    })),
};

export const collectionClass: WmiClass = {
  name: 'SMS_Collection',
  superclass: 'SMS_BaseClass',
  keys: ['CollectionID'],
  properties: {
    CollectionID: text,
    CollectionType: uint,
    CollectionVariablesCount: uint,
    Comment: text,
    IsBuiltIn: flag,
    LimitToCollectionID: text,
    LimitToCollectionName: text,
    LocalMemberCount: uint,
    MemberCount: uint,
    Name: text,
    ObjectPath: text,
    CollectionRules: lazy(embedded('SMS_CollectionRule')),
  },
  instances: ({ world }) =>
    world.collections.map((one) => ({
      CollectionID: one.collectionId,
      CollectionType: one.type,
      CollectionVariablesCount: 0,
      Comment: '',
      IsBuiltIn: one.isBuiltIn,
      LimitToCollectionID: one.limitTo,
      LimitToCollectionName:
        world.collections.find((other) => other.collectionId === one.limitTo)?.name ?? null,
      LocalMemberCount: one.memberCount,
      MemberCount: one.memberCount,
      Name: one.name,
      ObjectPath: '/',
      CollectionRules: [
        {
          '@odata.type': '#AdminService.SMS_CollectionRuleQuery',
          QueryExpression: 'select * from SMS_R_System',
          QueryID: 1,
          RuleName: one.name,
        },
      ],
    })),
};

/** AgentID of the cloud services entry (reference 2.11). */
const CLOUD_AGENT = 22;

export const clientSettingsClass: WmiClass = {
  name: 'SMS_ClientSettings',
  superclass: 'SMS_BaseClass',
  keys: ['SettingsID'],
  properties: {
    AssignmentCount: uint,
    Enabled: flag,
    FeatureType: uint,
    Flags: uint,
    Name: text,
    Priority: uint,
    SecuredScopeNames: texts,
    SettingsID: uint,
    Type: uint,
    UniqueID: text,
    AgentConfigurations: lazy(embedded('SMS_ClientAgentConfig_BaseClass')),
  },
  instances: ({ world }) =>
    world.clientSettings.map((one) => ({
      AssignmentCount: one.collectionIds.length,
      Enabled: true,
      FeatureType: 2,
      Flags: 0,
      Name: one.name,
      Priority: one.priority,
      SecuredScopeNames: ['Default'],
      SettingsID: one.settingsId,
      Type: 1,
      UniqueID: settingsGuid(one.settingsId),
      AgentConfigurations: one.hasCloudAgent
        ? [
            {
              '@odata.type': '#AdminService.SMS_CloudAgentConfig',
              AgentID: CLOUD_AGENT,
              AADAuthFlags: 0,
              AllowCloudDP: one.allowCloudDp,
              AllowCMG: one.allowCmg,
              AutoAADJoin: true,
              AutoMDMEnrollment: false,
              CoManagementFlags: 1,
            },
          ]
        : [
            {
              '@odata.type': '#AdminService.SMS_PowerMgmtAgentConfig',
              AgentID: 12,
              AllowUserToOptOutFromPowerPlan: false,
            },
          ],
    })),
};

function settingsGuid(settingsId: number): string {
  return `{7c3f0a10-0000-4000-8000-${settingsId.toString(16).padStart(12, '0')}}`;
}

export const clientSettingsAssignment: WmiClass = {
  name: 'SMS_ClientSettingsAssignment',
  superclass: 'SMS_BaseClass',
  keys: ['ClientSettingsID', 'CollectionID'],
  properties: { ClientSettingsID: uint, CollectionID: text, CollectionName: text, UniqueID: text },
  instances: ({ world }) =>
    world.clientSettings.flatMap((settings) =>
      settings.collectionIds.map((id) => ({
        ClientSettingsID: settings.settingsId,
        CollectionID: id,
        CollectionName: world.collections.find((one) => one.collectionId === id)?.name ?? '',
        UniqueID: settingsGuid(settings.settingsId),
      })),
    ),
};

export const unknownSystem: WmiClass = {
  name: 'SMS_R_UnknownSystem',
  superclass: 'SMS_Resource',
  keys: ['ResourceId'],
  properties: {
    AgentName: texts,
    AgentSite: texts,
    AgentTime: texts,
    CPUType: text,
    Decommissioned: uint,
    Description: text,
    Name: text,
    ResourceId: uint,
    ResourceType: uint,
    SiteCode: text,
    SMSAssignedSites: texts,
    SMSUniqueIdentifier: text,
  },
  instances: ({ world }) =>
    world.unknownComputers.map((one) => ({
      AgentName: [],
      AgentSite: [],
      AgentTime: [],
      CPUType: one.cpuType,
      Decommissioned: 0,
      Description: '',
      Name: one.name,
      ResourceId: one.resourceId,
      ResourceType: 2,
      SiteCode: world.siteCode,
      SMSAssignedSites: [world.siteCode],
      SMSUniqueIdentifier: one.guid,
    })),
};

/** Blocked and registered media certificates: the console's Certificates node. */
export const certificateInfo: WmiClass = {
  name: 'SMS_CertificateInfo',
  superclass: 'SMS_BaseClass',
  keys: ['SMSID'],
  properties: {
    Certificate: lazy(text),
    IsApproved: flag,
    IsBlocked: flag,
    IssuedTo: text,
    KeyType: uint,
    PublicKey: lazy(numbers),
    SMSID: text,
    Thumbprint: lazy(text),
    Type: uint,
    ValidFrom: time,
    ValidUntil: time,
  },
  isLive: true,
  instances: ({ store }) =>
    store.certificates().map((one): WmiInstance => ({
      Certificate: () => toHex(one.certificateDer).toUpperCase(),
      IsApproved: true,
      IsBlocked: one.isBlocked,
      IssuedTo: one.issuedTo,
      KeyType: one.keyType,
      SMSID: one.smsId.toUpperCase(),
      Thumbprint: one.thumbprint,
      Type: one.type,
      ValidFrom: one.validFrom,
      ValidUntil: one.validUntil,
    })),
};

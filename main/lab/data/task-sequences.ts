/**
 * The 45 task sequences and their deployments. PS100010 is the operating system deployment that passes every
 * prerequisite, PS100020 what the on-device engine runs today; PS100011-PS100024 fail one prerequisite each
 * (prerequisite-cases.ts). Only PS100010, PS100020 and PS100048 go to All Unknown Computers, so a new device lists
 * three. PS100048-PS10004B are about the lab's own workstation and run from end to end.
 */
import { ALL_UNKNOWN_COMPUTERS, PILOT_COLLECTION } from './infrastructure.ts';
import { applicationId } from './packages.ts';
import {
  driverUpdate,
  inPlaceUpgrade,
  maintenance,
  osDeployment,
  remoteDiagnostics,
  type DeploymentSequenceOptions,
} from './sequences.ts';
import { referencesOf, sequenceXml, type SequenceNode } from './sequence-xml.ts';
import {
  WORKSTATION_SETTINGS,
  workstationDeployment,
  workstationSettings,
  workstationUpgrade,
} from './workstation-sequences.ts';
import type { LabDeployment, LabTaskSequence } from './types.ts';

/** AdvertFlags (reference 2.6). */
export const ADVERT = {
  SHOW_PROGRESS: 0x80_0000,
  MEDIA_AND_PXE: 0x4_0000,
  ONLY_MEDIA_AND_PXE: 0x1000_0000,
  HIDDEN: 0x2000_0000,
  INTRANET_ONLY: 0x8_0000,
  PEER_CACHING: 0x1_0000,
} as const;

/** RemoteClientFlags (reference 2.6). */
export const REMOTE = {
  ON_DEMAND: 0x300,
  DOWNLOAD_FIRST: 0x50,
  DIRECT_ACCESS: 0x88,
  RERUN_ALWAYS: 0x800,
} as const;

interface TaskSequenceSpec {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly type: 1 | 2;
  readonly bootImageId?: string;
  readonly nodes: () => readonly SequenceNode[];
  readonly isEnabled?: boolean;
  readonly dependentProgram?: string;
  readonly collectionId?: string;
  readonly offerType?: 0 | 2;
  /** Bits taken away from and added to those of a deployment that passes. */
  readonly advertWithout?: number;
  readonly advertWith?: number;
  readonly remoteClientFlags?: number;
}

const PASSING_ADVERT = ADVERT.SHOW_PROGRESS + ADVERT.MEDIA_AND_PXE;
const PASSING_REMOTE = REMOTE.ON_DEMAND + REMOTE.RERUN_ALWAYS;

const base: DeploymentSequenceOptions = {
  imageId: 'PS100060',
  drivers: [
    ['EliteBook 840 G10', 'PS100050'],
    ['Latitude 5450', 'PS100051'],
  ],
  applications: [applicationId('PS100080'), applicationId('PS100082')],
  extraPackageId: 'PS100033',
};

function deployment(
  id: string,
  name: string,
  details: Partial<DeploymentSequenceOptions> & Partial<TaskSequenceSpec> = {},
): TaskSequenceSpec {
  return {
    bootImageId: 'PS100002',
    collectionId: PILOT_COLLECTION,
    ...details,
    id,
    name,
    type: 2,
    nodes: () => osDeployment({ ...base, ...details }),
  };
}

function generic(id: string, name: string, nodes: () => readonly SequenceNode[]): TaskSequenceSpec {
  return { id, name, type: 1, nodes, collectionId: 'PS100C06' };
}

/** About the lab's own workstation; available to registered clients unless it says otherwise. */
function workstation(id: string, name: string, details: Partial<TaskSequenceSpec> = {}): TaskSequenceSpec {
  return {
    type: 2,
    bootImageId: 'PS100001',
    collectionId: 'PS100C06',
    nodes: () => workstationDeployment(),
    ...details,
    id,
    name,
  };
}

const specs: readonly TaskSequenceSpec[] = [
  deployment('PS100010', 'Windows 11 24H2 - Remote Reinstall', {
    description: 'Reinstalls a remote device over the cloud management gateway.',
    bootImageId: 'PS100001',
    collectionId: ALL_UNKNOWN_COMPUTERS,
  }),
  deployment('PS100011', 'Windows 11 24H2 - Legacy Boot Image', { bootImageId: 'PS100005' }),
  deployment('PS100012', 'Windows 11 24H2 - Laboratory', { extraPackageId: 'PS100037' }),
  deployment('PS100013', 'Windows 11 24H2 - CAD Workstation', { extraPackageId: 'PS100038' }),
  deployment('PS100014', 'Windows 11 24H2 - Print Server Desk', { extraPackageId: 'PS100039' }),
  deployment('PS100015', 'Windows 11 24H2 - Office', { extraPackageId: 'PS10003A' }),
  deployment('PS100016', 'Windows 11 24H2 - No Cloud Content', { collectionId: 'PS100C03' }),
  deployment('PS100017', 'Windows 11 24H2 - No Gateway', { collectionId: 'PS100C04' }),
  deployment('PS100018', 'Windows 11 24H2 - Domain', { join: 'domain' }),
  deployment('PS100019', 'Windows 11 24H2 - Workgroup, then Domain', { join: 'workgroup-then-domain' }),
  deployment('PS10001A', 'Windows 11 24H2 - Intranet Only', { advertWith: ADVERT.INTRANET_ONLY }),
  deployment('PS10001B', 'Windows 11 24H2 - Clients Only', { advertWithout: ADVERT.MEDIA_AND_PXE }),
  deployment('PS10001C', 'Windows 11 24H2 - Download First', {
    remoteClientFlags: REMOTE.DOWNLOAD_FIRST + REMOTE.RERUN_ALWAYS,
  }),
  deployment('PS10001D', 'Windows 11 24H2 - From Distribution Point', {
    remoteClientFlags: REMOTE.DIRECT_ACCESS + REMOTE.RERUN_ALWAYS,
  }),
  deployment('PS10001E', 'Windows 11 24H2 - Client without Gateway', { clientProperties: 'SMSSITECODE=PS1' }),
  deployment('PS10001F', 'Windows 11 24H2 - Client with Old Gateway', {
    clientProperties:
      'CCMHOSTNAME=contoso-old.contoso.test/CCM_Proxy_MutualAuth/72057594037928134 SMSSITECODE=PS1',
  }),
  {
    id: 'PS100020',
    name: 'Remote Diagnostics',
    description: 'Collects facts about a device and restarts it; changes nothing on its disks.',
    type: 1,
    bootImageId: 'PS100001',
    nodes: remoteDiagnostics,
    collectionId: ALL_UNKNOWN_COMPUTERS,
  },
  deployment('PS100021', 'Windows 11 24H2 - Other Program First', {
    dependentProgram: 'PS100036;Prepare',
  }),
  deployment('PS100022', 'Windows 11 24H2 - BitLocker in Active Directory', { bitLocker: 'ActiveDirectory' }),
  deployment('PS100023', 'Windows 11 24H2 - Peer Cache', { advertWith: ADVERT.PEER_CACHING }),
  deployment('PS100024', 'Windows 11 24H2 - Random Administrator Password', { isAdminEnabled: false }),
  deployment('PS100025', 'Windows 11 23H2 - Standard', { imageId: 'PS100061', collectionId: 'PS100C02' }),
  deployment('PS100026', 'Windows 10 LTSC 2021 - Kiosk', {
    imageId: 'PS100062',
    bootImageId: 'PS10000C',
    collectionId: 'PS100C07',
    bitLocker: 'none',
  }),
  deployment('PS100027', 'Windows Server 2025 - Branch Server', { imageId: 'PS100063', bitLocker: 'none' }),
  deployment('PS100028', 'Windows 11 24H2 - Required', { offerType: 0, collectionId: 'PS100C02' }),
  deployment('PS100029', 'Windows 11 24H2 - Media and PXE Only', {
    advertWithout: ADVERT.MEDIA_AND_PXE,
    advertWith: ADVERT.ONLY_MEDIA_AND_PXE,
  }),
  deployment('PS10002A', 'Windows 11 24H2 - Hidden', {
    advertWithout: ADVERT.MEDIA_AND_PXE,
    advertWith: ADVERT.ONLY_MEDIA_AND_PXE + ADVERT.HIDDEN,
  }),
  deployment('PS10002B', 'Windows 11 24H2 - Disabled', { isEnabled: false }),
  deployment('PS10002C', 'Windows 11 24H2 - BitLocker, goes on without', {
    bitLocker: 'ActiveDirectory-continue',
  }),
  deployment('PS10002D', 'Windows 11 24H2 - Empty Collection', { collectionId: 'PS100C05' }),
  deployment('PS10002E', 'Windows 11 24H2 - Surface', {
    bootImageId: 'PS10000A',
    drivers: [['Surface Laptop 6', 'PS100053']],
  }),
  deployment('PS10002F', 'Windows 11 24H2 - ThinkPad', { drivers: [['ThinkPad T14', 'PS100052']] }),
  generic('PS100040', 'Upgrade to Windows 11 24H2', () => inPlaceUpgrade('PS100068')),
  generic('PS100041', 'Upgrade to Windows 11 25H2 - Pilot', () => inPlaceUpgrade('PS100069')),
  generic('PS100042', 'Drivers HP EliteBook 840 G10', () => driverUpdate('EliteBook 840 G10', 'PS100050')),
  generic('PS100043', 'Drivers Dell Latitude 5450', () => driverUpdate('Latitude 5450', 'PS100051')),
  generic('PS100044', 'BIOS Settings HP', () => maintenance('PS100034', 'set-bios.cmd')),
  generic('PS100045', 'BIOS Settings Dell', () => maintenance('PS100035', 'set-bios.cmd')),
  generic('PS100046', 'Weekly Maintenance', () => maintenance('PS100036', 'weekly.cmd')),
  generic('PS100047', 'Branding & Wallpaper <2026>', () => maintenance('PS100033', 'apply-branding.cmd')),
  workstation('PS100048', 'Lab Workstation - Remote Reinstall', {
    description: 'Installs the lab workstation on a device anywhere, over the cloud management gateway.',
    collectionId: ALL_UNKNOWN_COMPUTERS,
  }),
  workstation('PS100049', 'Upgrade to Lab Workstation 2', {
    description: 'Upgrades in place; applications and settings stay.',
    type: 1,
    bootImageId: '',
    nodes: () => workstationUpgrade(),
  }),
  workstation('PS10004A', 'Lab Workstation - Wipe and Load', {
    description: 'Wipes this computer and installs the lab workstation anew; needs no stick.',
    nodes: () => workstationDeployment({ isForClients: true }),
  }),
  workstation('PS10004B', 'Lab Workstation - Office Network Only', { advertWith: ADVERT.INTRANET_ONLY }),
  {
    id: WORKSTATION_SETTINGS.packageId,
    name: WORKSTATION_SETTINGS.sequenceName,
    description: 'Run by Upgrade to Lab Workstation 2; not deployed by itself.',
    type: 1,
    nodes: workstationSettings,
  },
];

export const taskSequences: readonly LabTaskSequence[] = specs.map((spec, index) => fromSpec(spec, index));

function fromSpec(spec: TaskSequenceSpec, index: number): LabTaskSequence {
  const steps = referencesOf(spec.nodes());
  const bootImageId = spec.bootImageId ?? '';
  const references = [...(bootImageId === '' ? [] : [bootImageId]), ...steps];
  return {
    packageId: spec.id,
    name: spec.name,
    description: spec.description ?? '',
    version: '',
    sourceVersion: 1 + (index % 5),
    sourceDate: `2026-10-${String(1 + (index % 28)).padStart(2, '0')}T09:15:00Z`,
    type: spec.type,
    bootImageId,
    isEnabled: spec.isEnabled ?? true,
    dependentProgram: spec.dependentProgram ?? '',
    references,
    xml: () => sequenceXml(spec.nodes(), steps),
  };
}

/** One deployment per task sequence: PS100010 has PS120010, and so on. */
export const deployments: readonly LabDeployment[] = specs.flatMap((spec): LabDeployment[] => {
  if (spec.collectionId === undefined) return [];
  return [
    {
      advertisementId: spec.id.replace(/^PS10/, 'PS12'),
      name: `${spec.name} to ${spec.collectionId}`,
      packageId: spec.id,
      collectionId: spec.collectionId,
      offerType: spec.offerType ?? 2,
      advertFlags: PASSING_ADVERT - (spec.advertWithout ?? 0) + (spec.advertWith ?? 0),
      remoteClientFlags: spec.remoteClientFlags ?? PASSING_REMOTE,
      presentTime: '2026-10-05T08:00:00Z',
      comment: '',
    },
  ];
});

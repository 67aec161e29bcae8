/** Realistic lists and drives of Contoso for the sample core. */
import type { DrivesState, DriveView } from '#contract/drives.ts';
import type { CatalogView, ContentView, GatewayView } from '#contract/site.ts';
import type { ErrorData } from '#contract/bridge.ts';

const GB = 1_000_000_000;

function gateway(name: string, change: Partial<GatewayView> = {}): GatewayView {
  return {
    hostName: `${name}.contoso.test`,
    name,
    state: 'ready',
    stateNumber: 0,
    statusDetails: 'Ready',
    contentEnabled: true,
    managementPoints: ['mp01.contoso.test'],
    mutualAuthPath: '/CCM_Proxy_MutualAuth/72057594037928100',
    rootCertificateThumbprint: '7a1f',
    unusable: null,
    ...change,
  };
}

function content(id: string, name: string, sizeKb: number): ContentView {
  return { id, name, version: '1.0', manufacturer: 'Contoso', sizeKb };
}

const SEQUENCES = [
  'Windows 11 24H2 over CMG (workgroup)',
  'Windows 11 24H2, domain join',
  'Windows 11 23H2 Kiosk',
  'In-place upgrade to Windows 11 24H2',
  'Capture reference computer',
  'Wipe and retire',
];

export function sampleCatalog(variant: string, error: ErrorData | null): CatalogView {
  const isEmpty = variant === 'empty';
  const count = variant === 'large' ? 5000 : Number(/^rows-(\d+)$/.exec(variant)?.[1] ?? 48);
  return {
    connection: 'lab',
    readAt: variant === 'offline' ? '2026-11-18T07:45:00Z' : '2026-11-21T15:58:00Z',
    isOffline: variant === 'offline',
    error,
    site: {
      siteCode: 'PS1',
      siteName: 'Contoso Headquarters',
      version: '5.00.9128.1000',
      buildNumber: 9128,
      server: 'ps1.contoso.test',
      type: 2,
    },
    gateways: isEmpty
      ? []
      : [
          gateway('contoso-cmg'),
          gateway('contoso-edge', { contentEnabled: false }),
          gateway('contoso-old', {
            state: 'stopped',
            stateNumber: 6,
            unusable: 'not-ready',
            statusDetails: 'Stopped by administrator',
          }),
          gateway('contoso-new', {
            state: 'provisioning',
            stateNumber: 1,
            unusable: 'not-ready',
            managementPoints: [],
            mutualAuthPath: null,
          }),
        ],
    bootImages: isEmpty
      ? []
      : [
          {
            packageId: 'PS100001',
            name: 'Media Builder boot image',
            version: '1.0',
            sourceVersion: 3,
            architecture: 'x64',
            osVersion: '12',
            clientVersion: '5.00.9128.1007',
            isDefault: false,
            family: 'linux',
            sizeKb: 148_000,
            unusable: null,
          },
          {
            packageId: 'PS100004',
            name: 'Boot image (x64)',
            version: '10.0.26100.1',
            sourceVersion: 7,
            architecture: 'x64',
            osVersion: '10.0.26100.1',
            clientVersion: '5.00.9128.1007',
            isDefault: true,
            family: 'winpe',
            sizeKb: 512_000,
            unusable: 'winpe-not-built-yet',
          },
          {
            packageId: 'PS100005',
            name: 'Boot image (x64) 2020',
            version: '10.0.19041.1',
            sourceVersion: 2,
            architecture: 'x64',
            osVersion: '10.0.19041.1',
            clientVersion: '5.00.8968.1000',
            isDefault: false,
            family: 'winpe',
            sizeKb: 498_000,
            unusable: 'winpe-not-built-yet',
          },
        ],
    managementPoints: isEmpty
      ? []
      : ['mp01', 'mp02', 'mp03', 'mp04'].map((name, index) => ({
          hostName: `${name}.contoso.test`,
          usesHttps: index !== 2,
          allowsGatewayTraffic: index !== 1,
          isInternetFacing: index === 3,
          isIntranetFacing: index !== 3,
        })),
    distributionPoints: isEmpty
      ? []
      : [
          {
            hostName: 'dp01.contoso.test',
            siteName: 'Contoso Headquarters',
            usesHttps: true,
            isGateway: false,
          },
          { hostName: 'dp02.contoso.test', siteName: 'Contoso Hamburg', usesHttps: true, isGateway: false },
          {
            hostName: 'contoso-cmg.contoso.test',
            siteName: 'Contoso Headquarters',
            usesHttps: true,
            isGateway: true,
          },
        ],
    taskSequences: isEmpty
      ? []
      : Array.from({ length: count }, (_none, index) => ({
          packageId: `PS1${(0x10 + index).toString(16).toUpperCase().padStart(5, '0')}`,
          name:
            index < SEQUENCES.length
              ? (SEQUENCES[index] ?? '')
              : `${SEQUENCES[index % 4] ?? ''} – department ${index}`,
          description: index % 3 === 0 ? 'Owned by the workplace team' : '',
          sourceVersion: 1 + (index % 9),
          sourceDate: new Date(Date.UTC(2026, 10, 20) - index * 86_400_000).toISOString(),
          isEnabled: index % 11 !== 7,
          referencesCount: 3 + (index % 14),
        })),
    packages: isEmpty
      ? []
      : [
          content('PS100030', 'Configuration Manager Client', 92_000),
          content('PS100031', 'Prestart scripts', 120),
          content('PS100032', 'USMT 10', 61_000),
        ],
    driverPackages: isEmpty
      ? []
      : [
          content('PS100040', 'Dell Latitude 7450 – Windows 11', 2_900_000),
          content('PS100041', 'HP EliteBook 845 G11 – Windows 11', 3_400_000),
          content('PS100042', 'Lenovo ThinkPad T14 Gen 5', 2_200_000),
        ],
    applications: isEmpty
      ? []
      : [
          content('ScopeId_1/Application_7zip', '7-Zip 26.00', 1_700),
          content('ScopeId_1/Application_vpn', 'Contoso VPN 6.1', 48_000),
          content('ScopeId_1/Application_edge', 'Microsoft Edge', 180_000),
        ],
    osImages: isEmpty
      ? []
      : [
          {
            ...content('PS100050', 'Windows 11 Enterprise 24H2 (en, de, nl)', 5_400_000),
            indexes: [
              { index: 1, name: 'Windows 11 Enterprise' },
              { index: 3, name: 'Windows 11 Enterprise LTSC' },
            ],
          },
          {
            ...content('PS100051', 'Windows 11 Enterprise 23H2', 5_100_000),
            indexes: [{ index: 1, name: 'Windows 11 Enterprise' }],
          },
        ],
  };
}

function drive(device: string, change: Partial<DriveView> = {}): DriveView {
  return {
    identity: {
      device,
      serial: `4C530001${device.at(-1) ?? ''}`,
      size: 32 * GB,
      devicePath: `usb-0:${device.at(-1) ?? ''}`,
      attachment: '12',
    },
    displayName: device,
    description: 'SanDisk Ultra',
    busType: 'usb',
    sizeBytes: 32 * GB,
    sectorBytes: 512,
    isRemovable: true,
    isReadOnly: false,
    isCard: false,
    isVirtual: false,
    volumes: [],
    contents: { kind: 'other' },
    canWrite: 'yes',
    findings: [],
    ...change,
  };
}

export function sampleDrives(variant: string): DrivesState {
  if (variant === 'empty') return { state: 'ready', drives: [], error: null, hiddenSystemDrives: 1 };
  return {
    state: 'ready',
    error: null,
    hiddenSystemDrives: 1,
    drives: [
      drive('/dev/sdb', {
        volumes: [
          {
            fileSystem: 'vfat',
            label: 'HOLIDAYS',
            sizeBytes: 32 * GB,
            usedBytes: 2 * GB,
            mountpoints: ['/media/anna/HOLIDAYS'],
          },
        ],
        findings: [
          {
            severity: 'warning',
            code: 'E_DEVICE_IN_USE',
            message: '/dev/sdb1 is mounted at /media/anna/HOLIDAYS and will be unmounted',
          },
        ],
      }),
      drive('/dev/sdc', {
        volumes: [
          { fileSystem: 'vfat', label: 'CONTOSO RES', sizeBytes: 32 * GB, usedBytes: null, mountpoints: [] },
        ],
        contents: {
          kind: 'media',
          state: 'complete',
          medium: {
            mediaId: '{5C3F2B1E-7A44-4B6B-9E0E-1D2C3B4A5F60}',
            kind: 'bootable',
            label: 'Contoso Reset',
            siteCode: 'PS1',
            cmg: 'contoso-cmg.contoso.test',
            created: '2026-11-02T09:12:00Z',
            expires: '2027-11-02T09:12:00Z',
          },
        },
      }),
      drive('/dev/sdd', { contents: { kind: 'unfinished' }, description: 'Kingston DataTraveler' }),
      drive('/dev/sde', { contents: { kind: 'reading' } }),
      drive('/dev/sdf', {
        description: 'WD My Passport 25E2',
        sizeBytes: 2000 * GB,
        isRemovable: false,
        identity: {
          device: '/dev/sdf',
          serial: 'WX22D',
          size: 2000 * GB,
          devicePath: 'usb-0:6',
          attachment: '14',
        },
        volumes: [
          {
            fileSystem: 'ntfs',
            label: 'Backup 2026',
            sizeBytes: 2000 * GB,
            usedBytes: 1400 * GB,
            mountpoints: [],
          },
        ],
        canWrite: 'asks',
        findings: [
          {
            severity: 'confirm',
            code: 'E_DEVICE_LARGE',
            message: '/dev/sdf has 2.00 TB; more than 256 GB is often a backup',
          },
          { severity: 'confirm', code: 'E_DEVICE_FIXED', message: '/dev/sdf is not removable' },
        ],
      }),
      drive('/dev/mmcblk0', {
        description: 'SD card, write-protected',
        busType: 'mmc',
        isCard: true,
        isReadOnly: true,
        sizeBytes: 16 * GB,
        canWrite: 'never',
        findings: [{ severity: 'never', code: 'E_DEVICE_READ_ONLY', message: '/dev/mmcblk0 is read-only' }],
      }),
    ],
  };
}

/**
 * Boot images, packages, driver packages, images and applications of Contoso, as tables.
 * Package ids are the site code and five hexadecimal digits: 001-00C boot images, 030-03F packages, 050-05F drivers,
 * 060-067 images, 068-06F upgrades, 080-08F applications. Sizes are those of such packages at a real site, in KB;
 * only PS100001, the lab's own systems, the client and the small packages have bytes here (content-store.ts).
 */
import type { LabBootImage, LabPackage, PackageKind } from './types.ts';

const CLIENT_2509 = '5.00.9141.1000';
const WINPE_COMPONENTS = [1, 14, 15, 18, 19, 26] as const;

interface BootImageRow {
  readonly id: string;
  readonly name: string;
  readonly architecture: LabBootImage['architecture'];
  readonly osVersion: string;
  readonly client: string;
  readonly sizeKb: number;
  readonly version: number;
  readonly date: string;
}

const windowsPe: readonly BootImageRow[] = [
  row('PS100002', 'Boot image (x64)', 'x64', '10.0.26100.1', CLIENT_2509, 498_210, 7, '2026-09-02'),
  row('PS100003', 'Boot image (x86)', 'x86', '10.0.19041.1', '5.00.9106.1000', 401_006, 4, '2025-02-11'),
  row('PS100004', 'Boot image (ARM64)', 'arm64', '10.0.26100.1', CLIENT_2509, 505_880, 2, '2026-09-02'),
  // C01: a client from before version 2010.
  row(
    'PS100005',
    'WinPE 10 1903 x64 (legacy)',
    'x64',
    '10.0.18362.1',
    '5.00.8968.1000',
    431_702,
    12,
    '2020-03-20',
  ),
  row('PS100006', 'WinPE 11 x64 - Pilot', 'x64', '10.0.26100.1', CLIENT_2509, 512_004, 3, '2026-10-05'),
  row('PS100007', 'WinPE 11 x64 - Berlin', 'x64', '10.0.26100.1', CLIENT_2509, 512_100, 5, '2026-08-14'),
  row('PS100008', 'WinPE 10 x64 - HP', 'x64', '10.0.19041.1', '5.00.9106.1000', 476_551, 9, '2024-11-29'),
  row('PS100009', 'WinPE 10 x64 - Dell', 'x64', '10.0.19041.1', '5.00.9106.1000', 480_912, 9, '2024-11-29'),
  row(
    'PS10000A',
    'WinPE 11 x64 - Surface',
    'x64',
    '10.0.22621.1',
    '5.00.9122.1000',
    520_130,
    6,
    '2025-06-17',
  ),
  row('PS10000B', 'WinPE 11 x64 - Debug', 'x64', '10.0.26100.1', CLIENT_2509, 530_441, 1, '2026-10-30'),
  row('PS10000C', 'WinPE 10 x64 - Kiosk', 'x64', '10.0.19041.1', '5.00.9122.1000', 455_090, 8, '2025-06-17'),
];

// eslint-disable-next-line max-params -- one line per row keeps the table readable
function row(
  id: string,
  name: string,
  architecture: LabBootImage['architecture'],
  osVersion: string,
  client: string,
  sizeKb: number,
  version: number,
  date: string,
): BootImageRow {
  return { id, name, architecture, osVersion, client, sizeKb, version, date };
}

export const bootImages: readonly LabBootImage[] = [
  {
    packageId: 'PS100001',
    kind: 258,
    name: 'Contoso Linux Boot Image (x64)',
    version: '1.0',
    description: 'Boot environment of Task Sequence Media Builder (Debian kernel, signed shim).',
    manufacturer: 'Contoso',
    sourceVersion: 1,
    sizeKb: 74_500,
    sourceDate: '2026-11-02T08:00:00Z',
    architecture: 'x64',
    osVersion: '6.1',
    clientVersion: CLIENT_2509,
    isDefault: false,
    family: 'linux',
    fileName: 'boot-image.json',
    optionalComponents: [],
  },
  ...windowsPe.map((one): LabBootImage => ({
    packageId: one.id,
    kind: 258,
    name: one.name,
    version: one.osVersion,
    description: '',
    manufacturer: 'Microsoft',
    sourceVersion: one.version,
    sizeKb: one.sizeKb,
    sourceDate: `${one.date}T07:30:00Z`,
    architecture: one.architecture,
    osVersion: one.osVersion,
    clientVersion: one.client,
    isDefault: one.id === 'PS100002' || one.id === 'PS100003',
    family: 'winpe',
    fileName: `boot.${one.id}.wim`,
    optionalComponents: WINPE_COMPONENTS,
  })),
];

type PackageRow = readonly [
  id: string,
  kind: PackageKind,
  name: string,
  version: string,
  manufacturer: string,
  sizeKb: number,
  sourceVersion: number,
];

const packageRows: readonly PackageRow[] = [
  ['PS100030', 0, 'Remote Diagnostics Scripts', '1.2', 'Contoso', 4, 1],
  ['PS100031', 0, 'Configuration Manager Client Package', CLIENT_2509, 'Microsoft Corporation', 61_244, 18],
  ['PS100032', 0, 'Upgrade Log Collector', '2.0', 'Contoso', 12, 3],
  ['PS100033', 0, 'Branding', '2026', 'Contoso', 8_310, 6],
  ['PS100034', 0, 'BIOS Settings HP', '4.1', 'HP', 2_048, 2],
  ['PS100035', 0, 'BIOS Settings Dell', '3.7', 'Dell', 2_960, 5],
  ['PS100036', 0, 'Maintenance Scripts', '1.0', 'Contoso', 55, 4],
  // C07: the four ways in which content is not on the gateway (content-status.ts).
  ['PS100037', 0, 'Lab equipment tools (not on the gateway)', '1.0', 'Contoso', 900, 1],
  ['PS100038', 0, 'Large CAD add-on (still copying)', '24.1', 'Contoso', 4_300_000, 2],
  ['PS100039', 0, 'Old printer drivers (copy failed)', '7', 'Contoso', 15_500, 3],
  ['PS10003A', 0, 'Office templates (old version on the gateway)', '12', 'Contoso', 2_400, 9],
  ['PS10003B', 0, 'Language Packs de-DE nl-NL', '10.0.26100.1', 'Microsoft', 214_000, 3],
  ['PS10003C', 0, 'SetupComplete Scripts', '3.4', 'Contoso', 96, 11],
  ['PS10003D', 0, 'TPM Firmware Infineon', '7.86', 'Infineon', 5_200, 2],
  ['PS10003E', 0, 'Start Menu Layout Berlin', '2026.2', 'Contoso', 40, 7],
  ['PS100050', 3, 'HP EliteBook 840 G10 - Windows 11', '2.10', 'HP', 1_840_000, 4],
  ['PS100051', 3, 'Dell Latitude 5450 - Windows 11', '1.8', 'Dell', 2_110_000, 3],
  ['PS100052', 3, 'Lenovo ThinkPad T14 Gen 5 - Windows 11', '1.4', 'Lenovo', 1_420_000, 2],
  ['PS100053', 3, 'Surface Laptop 6 - Windows 11', '26.091', 'Microsoft', 1_050_000, 5],
  ['PS100054', 3, 'HP ZBook Power G11 - Windows 11', '1.9', 'HP', 2_260_000, 2],
  ['PS100055', 3, 'Dell OptiPlex 7020 - Windows 11', '1.3', 'Dell', 1_180_000, 1],
  ['PS100056', 3, 'Lenovo ThinkCentre M70q Gen 5 - Windows 11', '1.1', 'Lenovo', 960_000, 1],
  ['PS100057', 3, 'Fujitsu LIFEBOOK U7514 - Windows 11', '1.2', 'Fujitsu', 1_310_000, 3],
  ['PS100058', 3, 'QEMU Standard PC - Lab', '1.0', 'Contoso', 2, 1],
  ['PS100060', 257, 'Windows 11 Enterprise 24H2', '10.0.26100.6584', 'Microsoft', 5_620_000, 3],
  ['PS100061', 257, 'Windows 11 Enterprise 23H2', '10.0.22631.5909', 'Microsoft', 5_310_000, 8],
  ['PS100062', 257, 'Windows 10 Enterprise LTSC 2021', '10.0.19044.6332', 'Microsoft', 4_480_000, 11],
  ['PS100063', 257, 'Windows Server 2025 Standard', '10.0.26100.6584', 'Microsoft', 6_030_000, 2],
  // The lab's own systems; their bytes come from .cache/system-image (system-packages.ts).
  ['PS100064', 257, 'Contoso Lab Workstation 1', '10.0.26100.1', 'Contoso', 57_000, 1],
  ['PS100068', 259, 'Windows 11 24H2 Upgrade', '10.0.26100.6584', 'Microsoft', 5_700_000, 2],
  ['PS100069', 259, 'Windows 11 25H2 Upgrade', '10.0.26200.6899', 'Microsoft', 5_760_000, 1],
  ['PS10006A', 259, 'Contoso Lab Workstation 2 Upgrade', '10.0.26200.1', 'Contoso', 57_000, 1],
  ['PS100070', 5, 'Windows 11 Updates 2026-10', '1', 'Microsoft', 1_900_000, 1],
  ['PS100080', 512, '7-Zip 25', '25.01', 'Igor Pavlov', 1_600, 2],
  ['PS100081', 512, 'Firefox ESR 140', '140.4', 'Mozilla', 68_000, 5],
  ['PS100082', 512, 'Contoso VPN Client', '5.2', 'Contoso', 24_500, 3],
  ['PS100083', 512, 'Microsoft 365 Apps for enterprise', '16.0.19127', 'Microsoft', 3_480_000, 12],
  ['PS100084', 512, 'Adobe Acrobat Reader', '25.001', 'Adobe', 612_000, 9],
  ['PS100085', 512, 'Notepad++', '8.8', 'Don Ho', 6_100, 4],
  ['PS100086', 512, 'Contoso Service Desk Agent', '2.14', 'Contoso', 31_800, 6],
  ['PS100087', 512, 'SAP GUI for Windows', '8.00', 'SAP SE', 1_420_000, 2],
  ['PS100088', 512, 'VLC media player', '3.0.21', 'VideoLAN', 43_900, 2],
];

export const packages: readonly LabPackage[] = packageRows.map(
  ([packageId, kind, name, version, manufacturer, sizeKb, sourceVersion]) => ({
    packageId,
    kind,
    name,
    version,
    description: '',
    manufacturer,
    sourceVersion,
    sizeKb,
    sourceDate: '2026-10-01T06:00:00Z',
  }),
);

/** The id under which a task sequence names an application (model name); other ids are package ids already. */
export function applicationId(packageId: string): string {
  return `ScopeId_4B4F5C0E-6F1D-4C2E-9F77-3F8F2F6F7C01/Application_00000000-0000-4000-8000-0000${packageId}`;
}

/** Editions in the images of Contoso, by index from 1; what `Get-WindowsImage` prints of such a file. */
export const imageIndexes: Readonly<Record<string, readonly string[]>> = {
  PS100060: ['Windows 11 Enterprise'],
  PS100061: ['Windows 11 Enterprise', 'Windows 11 Enterprise N'],
  PS100062: ['Windows 10 Enterprise LTSC', 'Windows 10 IoT Enterprise LTSC'],
  PS100063: [
    'Windows Server 2025 Standard',
    'Windows Server 2025 Standard (Desktop Experience)',
    'Windows Server 2025 Datacenter',
    'Windows Server 2025 Datacenter (Desktop Experience)',
  ],
  PS100064: ['Contoso Lab Workstation 1'],
};

/**
 * Hardware inventory and heartbeat: what this computer is, in the names of the WMI classes the product reports.
 * Trap: a virtual machine or an odd firmware leaves fields empty; what is not known is left out, not made up.
 */
import type { ReportInstance } from '#lab/wire/client-report.ts';
import type { Platform } from '../platform/platform.ts';
import type { Computer } from './computer.ts';
import type { Files } from './files.ts';
import type { InstalledSoftware } from './installed.ts';

/** Texts of the kernel; a test gives its own. */
export interface KernelFacts {
  readonly cpuInfo: string;
  readonly memInfo: string;
}

export async function kernelFacts(files: Files): Promise<KernelFacts> {
  const text = async (path: string): Promise<string> =>
    Buffer.from((await files.read(path)) ?? new Uint8Array(0)).toString('utf8');
  return { cpuInfo: await text('/proc/cpuinfo'), memInfo: await text('/proc/meminfo') };
}

export interface InventorySources {
  readonly computer: Computer;
  readonly platform: Pick<Platform, 'machineFacts' | 'listAdapters'>;
  readonly kernel: KernelFacts;
  readonly installed: readonly InstalledSoftware[];
  readonly siteCode: string;
  readonly address: string | undefined;
}

/** Discovery data: name, addresses, system; small and often. */
export async function heartbeatInstances(sources: InventorySources): Promise<readonly ReportInstance[]> {
  const { computer, platform, siteCode, address } = sources;
  const facts = await platform.machineFacts();
  const adapters = await platform.listAdapters();
  return [
    instance('CCM_DiscoveryData', {
      NetbiosName: computer.name,
      PlatformID: `Microsoft Windows NT Workstation ${majorMinor(computer.systemVersion)}`,
      OperatingSystemVersion: computer.systemVersion,
      ResourceDomain: computer.workgroup,
      SMSAssignedSite: siteCode,
      SMBIOSGUID: facts['_SMSTSUUID'] ?? '',
      IPAddress: address ?? '',
      MACAddresses: adapters.map((one) => one.macAddress).join(','),
    }),
  ];
}

/** Everything the inventory classes ask for, installed software included. */
export async function inventoryInstances(sources: InventorySources): Promise<readonly ReportInstance[]> {
  const { computer, platform, kernel, installed } = sources;
  const facts = await platform.machineFacts();
  const adapters = await platform.listAdapters();
  const cpus = kernel.cpuInfo.split('\n').filter((line) => line.startsWith('processor')).length;
  const memory = /^MemTotal:\s+(\d+) kB/m.exec(kernel.memInfo)?.[1];
  return [
    instance('Win32_OperatingSystem', {
      Caption: computer.systemName,
      Version: computer.systemVersion,
      BuildNumber: computer.systemVersion.split('.')[2] ?? '',
      OSArchitecture: '64-bit',
      CSName: computer.name,
      Locale: computer.locale,
      TotalVisibleMemorySize: memory ?? '',
    }),
    instance('Win32_ComputerSystem', {
      Name: computer.name,
      Manufacturer: facts['_SMSTSMake'] ?? '',
      Model: facts['_SMSTSModel'] ?? '',
      Workgroup: computer.workgroup,
      NumberOfLogicalProcessors: cpus === 0 ? '' : String(cpus),
    }),
    instance('Win32_ComputerSystemProduct', { UUID: facts['_SMSTSUUID'] ?? '' }),
    instance('Win32_BIOS', { SerialNumber: facts['_SMSTSSerialNumber'] ?? '' }),
    instance('Win32_TimeZone', { StandardName: computer.timeZone }),
    instance('Win32_Processor', { Name: /^model name\s*:\s*(.+)$/m.exec(kernel.cpuInfo)?.[1]?.trim() ?? '' }),
    ...adapters.map((one) =>
      instance('Win32_NetworkAdapter', {
        Name: one.name,
        MACAddress: one.macAddress,
        NetConnectionStatus: one.hasLink ? '2' : '7',
      }),
    ),
    ...installed.map((one) =>
      instance('SMS_InstalledSoftware', {
        ProductName: one.name,
        ProductVersion: one.version,
        SoftwareCode: one.id,
        InstallDate: one.time.slice(0, 10).replaceAll('-', ''),
        InstallSource: one.kind,
      }),
    ),
  ];
}

function instance(className: string, properties: Readonly<Record<string, string>>): ReportInstance {
  return {
    className,
    properties: Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== '')),
  };
}

/** "10.0" of "10.0.26100.1" */
function majorMinor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

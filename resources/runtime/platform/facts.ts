/**
 * Answers to conditions from Linux: firmware tables as the WMI classes of Windows name them, files by Windows paths, and
 * which system is installed.
 * Trap: a class or property nobody here knows is not empty but unknown; the engine logs that, and the condition is not met.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMediaError } from '#base/errors/media-error.ts';
import type { DisksPort } from '../engine/disk-port.ts';
import type { FactsPort } from '../engine/ports.ts';
import { fileVersion } from './file-version.ts';
import { adapterRows, batteryRows, tpmRows } from './hardware-rows.ts';
import { builtIn } from './smbios.ts';

export interface FactsOptions {
  readonly disks: Pick<DisksPort, 'pathOf'>;
  /** Path of system.json of the system that runs or was installed, undefined when there is none yet. */
  readonly systemFacts: () => Promise<string | undefined>;
  /** For tests: other places for /sys and /proc. */
  readonly sysFolder?: string;
  readonly procFolder?: string;
}

type Row = Readonly<Record<string, string | number>>;

export function linuxFacts(options: FactsOptions): FactsPort {
  const { sysFolder = '/sys', procFolder = '/proc' } = options;
  const dmi = async (name: string): Promise<string> => await textOf(join(sysFolder, 'class/dmi/id', name));
  const systemVersion = async (): Promise<string | undefined> => {
    const path = await options.systemFacts();
    return path === undefined ? undefined : versionOf(await textOf(path));
  };
  const classes: Readonly<Record<string, () => Promise<readonly Row[] | undefined>>> = {
    win32_computersystem: async () => [
      {
        Manufacturer: await dmi('sys_vendor'),
        Model: await dmi('product_name'),
        SystemSKUNumber: await dmi('product_sku'),
        SystemFamily: await dmi('product_family'),
        TotalPhysicalMemory: await memoryBytes(procFolder),
        NumberOfLogicalProcessors: (await processors(sysFolder, procFolder)).length,
      },
    ],
    win32_computersystemproduct: async () => [
      {
        Vendor: await dmi('sys_vendor'),
        Name: await dmi('product_name'),
        Version: await dmi('product_version'),
        UUID: (await dmi('product_uuid')).toUpperCase(),
        IdentifyingNumber: await dmi('product_serial'),
      },
    ],
    win32_bios: async () => [
      {
        Manufacturer: await dmi('bios_vendor'),
        SMBIOSBIOSVersion: await dmi('bios_version'),
        SerialNumber: await dmi('product_serial'),
      },
    ],
    win32_systemenclosure: async () => [
      {
        SMBIOSAssetTag: await dmi('chassis_asset_tag'),
        SerialNumber: await dmi('chassis_serial'),
        // An array in WMI; the queries people write compare it with one number.
        ChassisTypes: Number(await dmi('chassis_type')),
      },
    ],
    win32_baseboard: async () => [
      { Manufacturer: await dmi('board_vendor'), Product: await dmi('board_name') },
    ],
    win32_processor: async () => await processors(sysFolder, procFolder),
    win32_physicalmemory: async () => {
      const { moduleBytes } = await builtIn(sysFolder);
      const sizes = moduleBytes.length === 0 ? [await memoryBytes(procFolder)] : moduleBytes;
      return sizes.map((Capacity) => ({ Capacity }));
    },
    win32_networkadapter: async () => await adapterRows(sysFolder, procFolder),
    win32_networkadapterconfiguration: async () => await adapterRows(sysFolder, procFolder),
    win32_battery: async () => await batteryRows(sysFolder),
    win32_tpm: async () => await tpmRows(sysFolder),
    win32_operatingsystem: async () => {
      const version = await systemVersion();
      return version === undefined ? undefined : [{ Version: version, OSArchitecture: '64-bit' }];
    },
  };
  return {
    async stat(windowsPath) {
      try {
        const path = await options.disks.pathOf(windowsPath);
        const found = await stat(path);
        const version = found.isFile() ? await fileVersion(path) : undefined;
        return { isFolder: found.isDirectory(), modified: found.mtime, version };
      } catch (error) {
        // No such file, or no volume with that letter: it does not exist.
        if (isMediaError(error) || error instanceof Error) return undefined;
        throw error;
      }
    },
    osVersion: systemVersion,
    osLanguage: () => Promise.resolve(undefined),
    wmiRows: async (className) => {
      const rows = classes[className.toLowerCase()];
      return rows === undefined ? undefined : await rows();
    },
  };
}

async function textOf(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).trim();
}

async function memoryBytes(procFolder: string): Promise<number> {
  const kilobytes = /^MemTotal:\s+(\d+) kB/m.exec(await textOf(join(procFolder, 'meminfo')))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** One row for each logical processor. */
async function processors(sysFolder: string, procFolder: string): Promise<readonly Row[]> {
  const blocks = (await textOf(join(procFolder, 'cpuinfo'))).split(/\n\s*\n/);
  const { startMegahertz } = await builtIn(sysFolder);
  // Windows names the clock a processor is sold with, not what it can reach for a moment.
  const base = Number(await textOf(join(sysFolder, 'devices/system/cpu/cpu0/cpufreq/base_frequency'))) / 1000;
  const known = base > 0 ? base : Math.max(0, ...startMegahertz);
  return blocks
    .filter((block) => block.trim() !== '')
    .map((block) => ({
      Name: /^model name\s*:\s*(.*)$/m.exec(block)?.[1] ?? '',
      // What it runs at now says little: a processor with nothing to do goes down.
      MaxClockSpeed: Math.round(known > 0 ? known : Number(/^cpu MHz\s*:\s*(.*)$/m.exec(block)?.[1] ?? 0)),
      AddressWidth: 64,
    }));
}

function versionOf(json: string): string | undefined {
  try {
    const facts: unknown = JSON.parse(json);
    const version: unknown =
      typeof facts === 'object' && facts !== null ? Reflect.get(facts, 'version') : undefined;
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Network adapters, batteries and TPM as the WMI classes of Windows name them, from Linux' /sys and /proc.
 * Trap: a battery's status says nothing about mains power on every computer; a supply of the kind "Mains" does.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

type Row = Readonly<Record<string, string | number>>;

/** Values of NetConnectionStatus. */
const CONNECTED = 2;
const DISCONNECTED = 7;
const ETHERNET = '1';

/** Win32_NetworkAdapter and Win32_NetworkAdapterConfiguration in one: real adapters, not those of programs. */
export async function adapterRows(sysFolder: string, procFolder: string): Promise<readonly Row[]> {
  const folder = join(sysFolder, 'class/net');
  const gateways = await defaultGateways(procFolder);
  const rows: Row[] = [];
  for (const name of await namesIn(folder)) {
    const about = async (file: string): Promise<string> => await textOf(join(folder, name, file));
    if ((await about('type')) !== ETHERNET || name === 'lo') continue;
    const isWireless =
      (await namesIn(join(folder, name, 'wireless'))).length > 0 || (await about('phy80211/name')) !== '';
    rows.push({
      NetConnectionID: name,
      AdapterType: isWireless ? 'Wireless' : 'Ethernet 802.3',
      MACAddress: (await about('address')).toUpperCase(),
      NetConnectionStatus: (await about('carrier')) === '1' ? CONNECTED : DISCONNECTED,
      DefaultIPGateway: gateways.get(name) ?? '',
    });
  }
  return rows;
}

/** Win32_Battery; BatteryStatus 2 is "on mains", 1 "runs down". */
export async function batteryRows(sysFolder: string): Promise<readonly Row[]> {
  const folder = join(sysFolder, 'class/power_supply');
  const supplies: { readonly kind: string; readonly online: string; readonly status: string }[] = [];
  for (const name of await namesIn(folder)) {
    const about = async (file: string): Promise<string> => await textOf(join(folder, name, file));
    supplies.push({
      kind: await about('type'),
      online: await about('online'),
      status: await about('status'),
    });
  }
  const isOnMains = supplies.some((one) => one.kind === 'Mains' && one.online === '1');
  return supplies
    .filter((one) => one.kind === 'Battery')
    .map((one) => ({
      BatteryStatus: isOnMains || /^(?:Charging|Full|Not charging)$/.test(one.status) ? 2 : 1,
    }));
}

/** Win32_Tpm: one row for a TPM that the firmware shows; one that is switched off there is not shown at all. */
export async function tpmRows(sysFolder: string): Promise<readonly Row[]> {
  const major = await textOf(join(sysFolder, 'class/tpm/tpm0/tpm_version_major'));
  if (major === '') return [];
  const isOn = 'TRUE';
  return [{ SpecVersion: `${major}.0`, IsEnabled_InitialValue: isOn, IsActivated_InitialValue: isOn }];
}

/** Default gateways by adapter; the kernel writes them as hexadecimal numbers, lowest byte first. */
async function defaultGateways(procFolder: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await textOf(join(procFolder, 'net/route'))).split('\n').slice(1);
  const found = new Map<string, string>();
  for (const line of lines) {
    const [name = '', destination, gateway = ''] = line.trim().split(/\s+/);
    if (destination !== '00000000' || !/^[0-9A-F]{8}$/i.test(gateway) || found.has(name)) continue;
    const bytes = gateway.match(/../g) ?? [];
    found.set(
      name,
      bytes
        .reverse()
        .map((byte) => Number.parseInt(byte, 16))
        .join('.'),
    );
  }
  return found;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

async function textOf(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).trim();
}

/**
 * The device: Linux with BusyBox, no udev, everything found in /sys. Needs the privileges of the first program.
 * Trap: device nodes appear by themselves (devtmpfs), but drivers come up late: a stick needs seconds after power-on, so
 * callers ask again and again. What the image must hold is listed in ../README.md.
 */
import { access, mkdir, open, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDisks, type OpenDisks } from '../disks/disks.ts';
import { linuxBackend } from '../disks/linux-backend.ts';
import { RESUME_OPTION, SYSTEM_FACTS } from '../engine/steps/startable-layout.ts';
import { linuxFacts } from './facts.ts';
import { nextStart } from './next-start.ts';
import { run, runShell } from './shell.ts';
import { runTool } from './tool.ts';
import { openTerminals } from './tty.ts';
import { LONGEST_TIMER_MS, type Adapter, type Lease, type Platform, type Volume } from './platform.ts';

/** Found on the PATH of /init. */
const BUSYBOX = 'busybox';
/** In the installed system only: takes its volume down before it leaves. */
const LEAVE_SYSTEM = '/bin/leave-system';
const WORK = '/run/media-builder';
const MOUNT_POINT = `${WORK}/medium`;
/** Volumes of the disks are mounted below it. */
const VOLUMES = '/volumes';
const DHCP_SCRIPT = `${WORK}/udhcpc.sh`;
const FILE_SYSTEMS = ['vfat', 'iso9660'] as const;
/** Nothing is started from where it lies, and device files of a hostile disc mean nothing. */
const SAFE_MOUNT = 'ro,nodev,nosuid,noexec';
/** Ethernet in /sys/class/net/NAME/type (ARPHRD_ETHER). */
const ETHERNET = '1';

/** BusyBox' udhcpc calls this with the event as argument and the lease in the environment. */
const DHCP_SCRIPT_TEXT = `#!/bin/sh
case "$1" in
deconfig) busybox ip link set "$interface" up ;;
bound|renew)
  busybox ip addr flush dev "$interface"
  busybox ip addr add "$ip/$mask" dev "$interface"
  for r in $router; do busybox ip route replace default via "$r" dev "$interface"; break; done
  if [ -n "$dns" ]; then
    { [ -n "$domain" ] && echo "search $domain"; for d in $dns; do echo "nameserver $d"; done; } > /etc/resolv.conf
  fi
  echo "$ip|$router|$dns" > ${WORK}/lease-"$interface" ;;
esac
`;

/** Opens the terminals and prepares the work folder. */
export async function openLinuxPlatform(terminalPaths: readonly string[]): Promise<Platform> {
  await mkdir(MOUNT_POINT, { recursive: true });
  await mkdir('/etc', { recursive: true });
  await writeFile(DHCP_SCRIPT, DHCP_SCRIPT_TEXT, { mode: 0o755 });
  let medium: Volume | undefined;
  const disks = openDisks(linuxBackend({ mediumName: () => medium?.name, runTool }), VOLUMES);
  return {
    takeMedium: (volume) => {
      medium = volume;
    },
    keepOnMedium: async (path, data) => medium !== undefined && (await keepOn(medium, path, data)),
    disks,
    facts: linuxFacts({ disks, systemFacts: async () => await installedFacts(disks) }),
    isResumedFromDisk: async () => (await readText('/proc/cmdline')).includes(`${RESUME_OPTION}=`),
    startNext: async (environment) => {
      await nextStart(environment, runTool);
    },
    terminals: openTerminals(terminalPaths),
    clock: {
      now: () => new Date(),
      sleep: async (ms, signal) => {
        await delay(Math.min(ms, LONGEST_TIMER_MS), undefined, signal === undefined ? {} : { signal });
      },
    },
    workFolder: WORK,
    listVolumes,
    mountReadOnly,
    unmount,
    listAdapters,
    requestLease,
    machineFacts,
    runCommand: async (request) => await runShell(request, WORK),
    restart: async () => {
      await disks.close();
      await leave('reboot');
    },
    powerOff: async () => {
      await disks.close();
      await leave('poweroff');
    },
  };
}

/** system.json of the first volume that has one. */
async function installedFacts(disks: OpenDisks): Promise<string | undefined> {
  for (const volume of await disks.volumes()) {
    if (volume.fileSystem !== 'ntfs') continue;
    // One that cannot be mounted, a damaged data disk for example, holds no system that could be looked at.
    const folder = await disks.mount(volume).catch(() => undefined);
    if (folder === undefined) continue;
    const path = join(folder, SYSTEM_FACTS);
    if ((await readText(path)) !== '') return path;
  }
  return undefined;
}

/** Writes one file onto the medium; a disc, a full or a protected stick does not take it. */
async function keepOn(medium: Volume, path: string, data: Uint8Array): Promise<boolean> {
  await unmount();
  const options = 'rw,nodev,nosuid,noexec';
  const device = `/dev/${medium.name}`;
  const mounted = await run(BUSYBOX, ['mount', '-t', 'vfat', '-o', options, device, MOUNT_POINT]);
  if (mounted.exitCode !== 0) return false;
  try {
    const target = join(MOUNT_POINT, path);
    await mkdir(dirname(target), { recursive: true });
    const file = await open(target, 'w');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  } catch {
    // Full or protected: the log stays where it was.
    return false;
  } finally {
    await unmount();
  }
}

/** Partitions, drives without partitions, and discs; what is removable first. */
async function listVolumes(): Promise<readonly Volume[]> {
  const names = (await readdir('/sys/class/block').catch(() => [])).filter(
    (name) => !/^(loop|ram|zram|dm-|md|nbd|fd)/.test(name),
  );
  const found = await Promise.all(
    names.map(async (name) => {
      const path = `/sys/class/block/${name}`;
      const size = Number(await readText(`${path}/size`));
      const target = await readlink(path).catch(() => '');
      const disk = (await readText(`${path}/partition`)) === '' ? name : (target.split('/').at(-2) ?? name);
      const model = await readText(`/sys/class/block/${disk}/device/model`);
      const isRemovable = target.includes('/usb') || name.startsWith('sr');
      const label = [model, `${Math.round((size * 512) / 1e6)} MB`].filter((part) => part !== '').join(', ');
      // A disc drive without a disc reports a size from before or the smallest one; mounting tells.
      return { name, description: `${name} (${label})`, size, isRemovable };
    }),
  );
  return found
    .filter((one) => one.size > 0)
    .sort((a, b) => Number(b.isRemovable) - Number(a.isRemovable) || (a.name < b.name ? -1 : 1));
}

async function mountReadOnly(volume: Volume): Promise<string | undefined> {
  await unmount();
  for (const type of FILE_SYSTEMS) {
    const options = type === 'vfat' ? `${SAFE_MOUNT},utf8=1` : SAFE_MOUNT;
    const result = await run(BUSYBOX, [
      'mount',
      '-t',
      type,
      '-o',
      options,
      `/dev/${volume.name}`,
      MOUNT_POINT,
    ]);
    if (result.exitCode === 0) return MOUNT_POINT;
    if (type !== 'vfat') continue;
    // Some kernels lack the character set that utf8 wants; the names we need are plain ASCII.
    const plain = await run(BUSYBOX, [
      'mount',
      '-t',
      type,
      '-o',
      SAFE_MOUNT,
      `/dev/${volume.name}`,
      MOUNT_POINT,
    ]);
    if (plain.exitCode === 0) return MOUNT_POINT;
  }
  return undefined;
}

async function unmount(): Promise<void> {
  // Fails when nothing is mounted there, which is fine.
  await run(BUSYBOX, ['umount', MOUNT_POINT]);
}

async function listAdapters(): Promise<readonly Adapter[]> {
  const names = await readdir('/sys/class/net').catch(() => []);
  const found = await Promise.all(
    names.map(async (name): Promise<readonly Adapter[]> => {
      const path = `/sys/class/net/${name}`;
      if ((await readText(`${path}/type`)) !== ETHERNET) return [];
      const entries = await readdir(path).catch((): string[] => []);
      // Without "device" it is a bridge or a dummy; "wireless" and "phy80211" mark WLAN.
      if (!entries.includes('device') || entries.includes('wireless') || entries.includes('phy80211'))
        return [];
      await run(BUSYBOX, ['ip', 'link', 'set', name, 'up']);
      const hasLink = (await readText(`${path}/carrier`)) === '1';
      return [{ name, macAddress: await readText(`${path}/address`), hasLink }];
    }),
  );
  return found.flat();
}

/** Running DHCP clients by adapter; each keeps its lease renewed. */
const dhcpClients = new Map<string, ChildProcess>();

async function requestLease(adapter: Adapter): Promise<Lease | undefined> {
  const file = join(WORK, `lease-${adapter.name}`);
  dhcpClients.get(adapter.name)?.kill();
  await rm(file, { force: true });
  // In the foreground and without -q, so that it stays and renews the lease as long as this program runs. Eight tries of
  // three seconds outlast a switch port that opens only after half a minute of listening.
  const args = ['udhcpc', '-f', '-n', '-t', '8', '-T', '3', '-i', adapter.name, '-s', DHCP_SCRIPT];
  const client = spawn(BUSYBOX, args, { stdio: 'ignore' });
  dhcpClients.set(adapter.name, client);
  const ended = new AbortController();
  client.on('error', () => {
    ended.abort();
  });
  client.on('exit', () => {
    ended.abort();
  });
  for (let waited = 0; waited < 30_000; waited += 100) {
    const [address, router, servers] = (await readText(file)).split('|');
    if (address !== undefined && address !== '') {
      const words = (text: string | undefined): string[] =>
        (text ?? '').split(' ').filter((word) => word !== '');
      return { address, router: words(router)[0], nameServers: words(servers) };
    }
    if (ended.signal.aborted) return undefined;
    await delay(100);
  }
  client.kill();
  return undefined;
}

/** What the firmware says (SMBIOS by way of /sys); names as the product has them. */
async function machineFacts(): Promise<Readonly<Record<string, string>>> {
  const dmi = async (name: string): Promise<string> => await readText(`/sys/class/dmi/id/${name}`);
  const isUefi = (await readdir('/sys/firmware/efi').catch(() => [])).length > 0;
  return {
    _SMSTSBootUEFI: String(isUefi),
    _SMSTSMake: await dmi('sys_vendor'),
    _SMSTSModel: await dmi('product_name'),
    _SMSTSSerialNumber: await dmi('product_serial'),
    _SMSTSAssetTag: await dmi('chassis_asset_tag'),
    _SMSTSUUID: (await dmi('product_uuid')).toUpperCase(),
  };
}

/** Ends everything; the program must not return to its caller on a device, so it waits for the kernel. */
async function leave(how: 'reboot' | 'poweroff'): Promise<void> {
  await unmount();
  await run(BUSYBOX, ['sync']);
  // This program lies on the volume that has to be unmounted, so it is ended by the script and never comes back here.
  if (await isThere(LEAVE_SYSTEM)) await run(LEAVE_SYSTEM, [how]);
  await run(BUSYBOX, [how, '-f']);
  await delay(60_000);
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Trimmed text of a small file of /sys, empty when it cannot be read. */
async function readText(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).trim();
}

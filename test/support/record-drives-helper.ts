/**
 * Records what a Debian kernel, udev and lsblk say about drives that this machine does not have: starts a test guest in
 * QEMU with NVMe, SATA, SD card, card readers and USB sticks, builds LUKS, LVM, RAID and swap upon them, and writes the
 * facts of each machine into test/fixtures/drives/linux/recorded-qemu-….json. Run by hand when `facts.ts` wants more:
 *   npx tsx test/support/record-drives-helper.ts && npm run format
 * Needs cryptsetup, lvm2 and mdadm besides what the tests need; takes some minutes.
 */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './guest-builder.ts';
import { startGuest, type Guest, type Stick } from './guest-machine.ts';

const target = fileURLToPath(new URL('../fixtures/drives/linux', import.meta.url));
const MIB = 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'media-builder-record-'));
const files = join(folder, 'files');

function backing(name: string, sizeMiB: number): string {
  const path = join(folder, `${name}.img`);
  writeFileSync(path, '');
  truncateSync(path, sizeMiB * MIB);
  return path;
}

/** What a machine has from the beginning: an NVMe and a SATA disk, an SD slot with a card, and a reader with two slots. */
function builtIn(): readonly string[] {
  const drive = (id: string, sizeMiB: number): readonly string[] => [
    ...['-drive', `if=none,id=${id},format=raw,file=${backing(id, sizeMiB)}`],
  ];
  const slot = (lun: number): string =>
    `scsi-hd,id=slot${lun},bus=reader.0,scsi-id=0,lun=${lun},drive=card${lun},removable=on,vendor=Generic-`;
  return [
    ...[...drive('nvme', 512), '-device', 'nvme,drive=nvme,serial=S4EVNX0R123456'],
    ...[
      ...drive('sata', 512),
      '-device',
      'ide-hd,bus=ide.0,drive=sata,serial=WD-WCC4E0000001,model=WDC WD10EZEX',
    ],
    // Cards have sizes of powers of two.
    ...[...drive('sdcard', 256), '-device', 'sdhci-pci', '-device', 'sd-card,drive=sdcard'],
    ...['-drive', 'if=none,id=card0', '-drive', 'if=none,id=card1'],
    ...['-device', 'usb-bot,id=reader,bus=usb.0,port=15'],
    ...['-device', `${slot(0)},product=SD/MMC CRW`, '-device', `${slot(1)},product=MS CRW`],
  ];
}

async function plug(guest: Guest, stick: Omit<Stick, 'path'>, sizeMiB = 256): Promise<void> {
  await guest.plug({ ...stick, path: backing(stick.id, sizeMiB) });
}

async function record(guest: Guest, name: string): Promise<void> {
  await guest.must('udevadm settle --timeout=60');
  const facts: unknown = JSON.parse(await guest.must('node facts.mjs'));
  const path = join(target, `recorded-qemu-${name}.json`);
  writeFileSync(path, `${JSON.stringify(facts, undefined, 2)}\n`);
  process.stdout.write(`${path}\n`);
}

/** Waits for the file of a stick and gives its name; their order is not certain. */
async function deviceOf(guest: Guest, serial: string): Promise<string> {
  const link = `/dev/disk/by-id/usb-QEMU_QEMU_HARDDISK_${serial}-0:0`;
  await guest.must(`udevadm wait --timeout=60 '${link}'`);
  return (await guest.must(`readlink -f '${link}'`)).trim();
}

async function partition(guest: Guest, device: string, script: string): Promise<void> {
  await guest.must(`printf '${script}' | sfdisk -q --wipe always ${device} && udevadm settle`);
}

type Recording = (guest: Guest) => Promise<void>;

const builtInDrives: Recording = async (guest) => {
  await record(guest, 'nvme-sata-sd-card-and-empty-card-reader');
  const filename = resolve(backing('card', 128));
  await guest.machine.qmp('blockdev-change-medium', { id: 'slot0', filename, format: 'raw' });
  const reader = (await guest.must("lsblk -ndo PATH,MODEL | grep 'SD/MMC CRW' | cut -d ' ' -f 1")).trim();
  // Debian's kernel asks a reader for a card every two seconds; opening it asks at once.
  await guest.must(`until [ "$(blockdev --getsize64 ${reader})" -gt 0 ]; do usleep 100000; done`);
  await record(guest, 'card-put-into-the-reader');
  await guest.machine.qmp('eject', { id: 'slot0', force: true });
};

const mountedSticks: Recording = async (guest) => {
  await plug(guest, { id: 'plain', serial: '4C530001230101112345' });
  await plug(guest, { id: 'locked', serial: 'AA00000000000489', isReadOnly: true });
  await plug(guest, { id: 'wide', serial: 'WIDE4096', sectorBytes: 4096 });
  await plug(guest, { id: 'several', serial: 'SEVERAL4' });
  const plain = await deviceOf(guest, '4C530001230101112345');
  // Behind a bare bridge it has no name of its own to wait for.
  const sectors = 'grep -lx 4096 /sys/block/sd*/queue/logical_block_size';
  await guest.must(`until ${sectors}; do usleep 100000; done`);
  const wide = `/dev/${(await guest.must(sectors)).split('/')[3] ?? ''}`;
  const several = await deviceOf(guest, 'SEVERAL4');
  await deviceOf(guest, 'AA00000000000489');
  await partition(guest, plain, 'label: dos\\n,,c,*\\n');
  await guest.must(`mkfs.vfat -n "USB STICK" ${plain}1 && mkdir -p "/media/user/USB STICK"`);
  await guest.must(`mount ${plain}1 "/media/user/USB STICK"`);
  await partition(guest, wide, 'label: gpt\\n,,U\\n');
  await guest.must(`mkfs.vfat -n WIDE ${wide}1`);
  await partition(guest, several, 'label: gpt\\n,32M,U\\n,64M,L\\n,32M,S\\n,,L\\n');
  await guest.must(`mkfs.vfat -n ESP ${several}1 && mkfs.ext4 -q -L data ${several}2 && mkswap ${several}3`);
  await record(guest, 'sticks-mounted-read-only-4096-and-four-partitions');
  await guest.must(
    `swapon ${several}3 && mkdir -p /mnt2 && mount ${several}2 /mnt2 && truncate -s 16M /mnt2/inner`,
  );
  await guest.must('mkfs.vfat -n INNER /mnt2/inner && mkdir -p /mnt3 && mount -o loop /mnt2/inner /mnt3');
  await record(guest, 'stick-with-swap-and-a-loop-file');
  await guest.must(`umount /mnt3 /mnt2 "/media/user/USB STICK"; swapoff ${several}3; losetup -D || true`);
  for (const id of ['plain', 'locked', 'wide', 'several']) await guest.unplug(id);
};

const stackedSticks: Recording = async (guest) => {
  await guest.must('modprobe -a dm-mod dm-crypt raid1');
  for (const id of ['vault', 'left', 'right']) await plug(guest, { id, serial: `STACK-${id}` });
  const vault = await deviceOf(guest, 'STACK-vault');
  const [left, right] = [await deviceOf(guest, 'STACK-left'), await deviceOf(guest, 'STACK-right')];
  await partition(guest, vault, 'label: gpt\\n,,L\\n');
  // The slowest thing about LUKS is made to be slow; a recording needs no strength.
  const weak = '--batch-mode --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file /root/key';
  await guest.must(`printf secret > /root/key && cryptsetup luksFormat ${weak} ${vault}1`);
  await guest.must(`cryptsetup open --key-file /root/key ${vault}1 luks-vault && udevadm settle`);
  await record(guest, 'luks-opened-on-usb');
  const lvm = [
    'pvcreate /dev/mapper/luks-vault',
    'vgcreate vg0 /dev/mapper/luks-vault',
    'lvcreate -n files -l 50%FREE vg0',
  ];
  for (const command of lvm) await guest.must(`lvm ${command}`);
  await guest.must('mkfs.ext4 -q -L files /dev/vg0/files && mkdir -p /mnt4 && mount /dev/vg0/files /mnt4');
  await guest.must(
    `mdadm --create /dev/md0 --run --metadata=1.2 --level=1 --raid-devices=2 ${left} ${right}`,
  );
  await guest.must('mkfs.ext4 -q -L mirror /dev/md0 && udevadm settle');
  await record(guest, 'lvm-on-luks-mounted-and-raid-1-on-usb');
};

mkdirSync(files);
await bundle('test/support/linux-facts-helper.ts', join(files, 'facts.mjs'));
const guest = await startGuest({ filesFolder: files, timeoutMs: 1_200_000, extraArguments: builtIn() });
try {
  for (const recording of [builtInDrives, mountedSticks, stackedSticks]) await recording(guest);
} catch (error) {
  process.stderr.write(`${guest.machine.console().slice(-2000)}\n`);
  throw error;
} finally {
  await guest.stop();
  rmSync(folder, { recursive: true, force: true });
}

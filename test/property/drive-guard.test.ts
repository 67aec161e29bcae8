/**
 * No tree of devices with something of the system on it can be written, however deep it lies, whichever of Linux' many
 * ways the mount is named in, and whatever the caller says.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identityOf } from '#devices/drive.ts';
import type { LinuxFacts } from '#devices/linux/facts.ts';
import type { BlockFacts } from '#devices/linux/sysfs.ts';
import { listLinuxDrives } from '#devices/linux/list.ts';
import { guardedDrives } from '#devices/open-drive.ts';
import { disk, machine, stacked } from '../support/linux-machine.ts';

const LAYERS = ['partition', 'crypt', 'lvm', 'raid', 'loop-device', 'loop-file', 'bcache'] as const;
const SYSTEM_PLACES = ['/', '/boot', '/boot/efi', '/usr', '/var/log', '/home', '/etc', '/run/live/medium'];

/** What is on the innermost device, and how the kernel tells of it. */
const END = fc.oneof(
  fc.record({
    kind: fc.constant('mount' as const),
    place: fc.constantFrom(...SYSTEM_PLACES),
    form: fc.constantFrom('number', 'source', 'link', 'mapper', 'btrfs', 'btrfs-peer', 'overlay', 'fuse'),
    table: fc.constantFrom('own' as const, 'outer' as const),
  }),
  fc.record({ kind: fc.constant('swap' as const), form: fc.constantFrom('device', 'link', 'file') }),
  fc.record({ kind: fc.constant('own files' as const), form: fc.constantFrom('number', 'btrfs') }),
);

const MACHINE = fc.record({
  layers: fc.array(fc.constantFrom(...LAYERS), { maxLength: 6 }),
  /** Does the lower device name the upper one, the upper the lower, or both? sysfs has either during changes. */
  direction: fc.constantFrom('holders', 'slaves', 'both'),
  end: END,
  isRemovable: fc.boolean(),
  bystanders: fc.integer({ min: 0, max: 3 }),
  /** At which of the layers a loop device shows the very bytes of the drive. */
  mirrored: fc.nat({ max: 6 }),
});
type Machine = typeof MACHINE extends fc.Arbitrary<infer T> ? T : never;

/** The facts of such a machine; the drive with the system on it is /dev/sdb. */
function factsOf({ layers, direction, end, isRemovable, bystanders, mirrored }: Machine): LinuxFacts {
  const blocks: Record<string, BlockFacts> = disk('sdb', '8:16', { removable: isRemovable ? '1' : '0' });
  const own: string[] = [];
  let mounts = 0;
  const mount = (number: string, place: string, rest: string): string =>
    `${100 + mounts++} 1 ${number} / ${place} rw - ${rest}`;
  let top = 'sdb';
  const change = (name: string, more: Partial<BlockFacts>): void => {
    const block = blocks[name];
    if (block !== undefined) blocks[name] = { ...block, ...more };
  };
  for (const [index, layer] of layers.entries()) {
    const below = blocks[top];
    if (below === undefined) break;
    const name =
      {
        partition: `${top}p1`,
        crypt: `dm-${index}`,
        lvm: `dm-${index}`,
        raid: `md${index}`,
        bcache: `bcache${index}`,
      }[layer as string] ?? `loop${index}`;
    const number = layer === 'partition' ? `259:${index}` : `240:${index}`;
    const attributes: Record<string, string> = { size: '1000' };
    let folder = `/devices/virtual/block/${name}`;
    if (layer === 'partition') {
      attributes['partition'] = '1';
      folder = `${below.folder}/${name}`;
    } else if (layer === 'loop-device') {
      attributes['loop/backing_file'] = `/dev/${top}`;
    } else if (layer === 'loop-file') {
      own.push(mount(below.number, `/media/user/${index}`, `ext4 /dev/${top} rw`));
      attributes['loop/backing_file'] = `/media/user/${index}/image`;
    } else {
      if (layer !== 'raid') attributes['dm/name'] = `mapped-${index}`;
      if (direction !== 'slaves') change(top, { holders: [name] });
    }
    const isStacked = ['crypt', 'lvm', 'raid', 'bcache'].includes(layer);
    const slaves = isStacked && direction !== 'holders' ? [top] : [];
    blocks[name] = { number, folder, attributes, holders: [], slaves };
    top = name;
  }
  const shown = Object.keys(blocks)[Math.min(mirrored, layers.length)] ?? top;
  const mirror = { 'loop/backing_file': `/dev/${shown}`, size: '1000' };
  Object.assign(blocks, stacked('loop99', '7:99', { attributes: mirror }));
  const number = blocks[top]?.number ?? '';
  const links: Record<string, string> = { '/dev/disk/by-uuid/1': `/dev/${top}` };
  const mapped = blocks[top]?.attributes['dm/name'];
  const outer: string[] = [];
  const btrfs: string[][] = [];
  const swaps: string[] = [];
  const ownFiles: { path: string; number: string }[] = [];
  if (end.kind === 'mount') {
    const table = end.table === 'own' ? own : outer;
    const line: Record<typeof end.form, () => string> = {
      number: () => mount(number, end.place, 'ext4 /dev/root rw'),
      source: () => mount('0:77', end.place, `btrfs /dev/${top} rw`),
      link: () => mount('0:77', end.place, 'btrfs /dev/disk/by-uuid/1 rw'),
      mapper: () => mount(number, end.place, `ext4 /dev/mapper/${mapped ?? 'x'} rw`),
      btrfs: () => mount('0:77', end.place, `btrfs /dev/${top} rw,subvol=/@`),
      'btrfs-peer': () => {
        Object.assign(blocks, disk('sdy', '65:128'));
        btrfs.push([top, 'sdy']);
        return mount('0:77', end.place, 'btrfs /dev/sdy rw');
      },
      overlay: () => {
        table.push(mount(number, '/cow', `ext4 /dev/${top} rw`));
        return mount('0:78', end.place, 'overlay overlay rw,lowerdir=/none,upperdir=/cow/u,workdir=/cow/w');
      },
      fuse: () => mount(number, end.place, 'fuseblk /dev/sdz9 rw'),
    };
    table.push(line[end.form]());
  } else if (end.kind === 'swap') {
    if (end.form === 'file') own.push(mount(number, '/media/user/swap', `ext4 /dev/${top} rw`));
    const path = { device: `/dev/${top}`, link: '/dev/disk/by-uuid/1', file: '/media/user/swap/file' };
    swaps.push(`${path[end.form]} ${end.form === 'file' ? 'file' : 'partition'} 1000 0 -2`);
  } else {
    const place = end.form === 'btrfs' ? '0:77' : number;
    own.push(mount(place, '/media/user/app', `btrfs /dev/${top} rw`));
    ownFiles.push({ path: '/media/user/app/node', number: place });
  }
  for (let index = 0; index < bystanders; index += 1)
    Object.assign(blocks, disk(`sd${'uvw'[index] ?? 'x'}`, `66:${index}`));
  return machine({ blocks, mountinfo: own, outerMountinfo: outer, swaps, btrfs, links, ownFiles });
}

test('a drive with something of the system on it is never opened, and never claimed', async () => {
  await fc.assert(
    fc.asyncProperty(MACHINE, fc.boolean(), fc.boolean(), async (described, isConfirmed, allowLoop) => {
      const drives = listLinuxDrives(factsOf(described));
      const touched: string[] = [];
      const touch = (what: string) => (): Promise<never> => {
        touched.push(what);
        return Promise.reject(new Error(`${what} was reached`));
      };
      const system = guardedDrives(() =>
        Promise.resolve({
          list: () => Promise.resolve(drives),
          resolve: (path: string) => Promise.resolve(path),
          claim: touch('claim'),
          openExclusively: touch('open'),
          openForReading: touch('read'),
        }),
      );
      for (const device of ['/dev/sdb', '/dev/loop99']) {
        const drive = drives.find((one) => one.device === device);
        if (drive === undefined) throw new Error(`${device} is not listed`);
        const target = { identity: identityOf(drive), isConfirmed, allowLoop };
        const opening = system.openForWriting(target, { sourcePaths: [] });
        await expect(opening).rejects.toMatchObject({ code: 'E_DEVICE_SYSTEM' });
        expect({ touched, isSystem: drive.isSystem }).toEqual({ touched: [], isSystem: true });
      }
      for (const other of drives) {
        // Loop devices of the stack hold the system as well; drives beside it do not.
        if (/^\/dev\/sd[uvw]$/.test(other.device)) expect(other.isSystem).toBe(false);
      }
    }),
    { numRuns: 1000 },
  );
});

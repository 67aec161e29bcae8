/** When the answers of programs may be taken from a moment ago: while the kernel says that not one device has changed. */
import { expect, test } from 'vitest';
import { mayReuseAnswers } from '#devices/linux/facts.ts';
import { disk, machine, partition, stacked, type MachineParts } from '../../support/linux-machine.ts';

const STICK = { ...disk('sdb', '8:16', { diskseq: '7' }), ...partition('sdb', 'sdb1', '8:17') };

test.each<[string, MachineParts, boolean]>([
  ['nothing has changed', { blocks: STICK }, true],
  ['something was mounted, which is read anew', { blocks: STICK, mountinfo: [mount('8:17', 'vfat')] }, true],
  ['another drive has its place', { blocks: { ...STICK, ...disk('sdb', '8:16', { diskseq: '8' }) } }, false],
  ['a drive came', { blocks: { ...STICK, ...disk('sdc', '8:32', { diskseq: '9' }) } }, false],
  ['a partition is gone', { blocks: disk('sdb', '8:16', { diskseq: '7' }) }, false],
  [
    'a partition is held by something',
    { blocks: { ...STICK, ...partition('sdb', 'sdb1', '8:17', ['dm-0']) } },
    false,
  ],
  ['ZFS is mounted', { blocks: STICK, mountinfo: [mount('0:50', 'zfs')] }, false],
  ['ZFS is mounted outside', { blocks: STICK, outerMountinfo: [mount('0:50', 'zfs')] }, false],
])('%s', (_, now, expected) => {
  expect(mayReuseAnswers(machine({ blocks: STICK }), machine(now))).toBe(expected);
});

test('a kernel that does not number its drives gives no such certainty', () => {
  for (const blocks of [disk('sdb', '8:16'), { ...STICK, ...stacked('dm-0', '253:0') }]) {
    expect(mayReuseAnswers(machine({ blocks }), machine({ blocks }))).toBe(false);
  }
});

function mount(number: string, type: string): string {
  return `30 20 ${number} / /mnt rw - ${type} source rw`;
}

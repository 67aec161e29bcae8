/** The rule that keeps udisks off: for which names it counts, and that none stays behind. udevadm is asked what it makes of the names. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepAutomountersOff, udisksRule, type Udev } from '#devices/linux/automounters.ts';
import { oracle, testWith } from '../../support/oracle.ts';
import { tempFolder } from '../../support/temp.ts';

const DEAD = 4_000_000;
const OURS = `90-media-builder-${process.pid}-sdb.rules`;
const RELOAD = 'control --reload';
const TRIGGER = 'trigger --action=change --settle --subsystem-match=block';

async function fakeUdev(): Promise<{ udev: Udev; calls: string[]; rules: () => Promise<readonly string[]> }> {
  const folder = await tempFolder('udev');
  const calls: string[] = [];
  const udev: Udev = {
    folder,
    run: (args) => {
      calls.push(args.join(' '));
      return Promise.resolve();
    },
    isAlive: (pid) => pid !== DEAD,
  };
  return { udev, calls, rules: async () => await readdir(join(folder, 'rules.d')).catch(() => []) };
}

test.each([
  ['sdb', 'sdb|sdb[0-9]*'],
  ['nvme0n1', 'nvme0n1|nvme0n1p[0-9]*'],
  ['mmcblk0', 'mmcblk0|mmcblk0p[0-9]*'],
])('the rule for %s names the drive and its partitions, and no other drive', (name, patterns) => {
  expect(udisksRule(name)).toBe(
    `SUBSYSTEM=="block", KERNEL=="${patterns}", ENV{UDISKS_IGNORE}="1", ENV{UDISKS_AUTO}="0"\n`,
  );
});

test('the rule comes and goes, and udev looks at the drive and its partitions each time', async () => {
  const { udev, calls, rules } = await fakeUdev();
  const end = await keepAutomountersOff('/dev/sdb', udev);
  expect(await rules()).toEqual([OURS]);
  await end(true);
  expect(await rules()).toEqual([]);
  const matches = `${TRIGGER} --sysname-match=sdb --sysname-match=sdb[0-9]*`;
  expect(calls).toEqual([RELOAD, matches, RELOAD, matches]);
});

test('a drive that was pulled out is not looked at again', async () => {
  const { udev, calls, rules } = await fakeUdev();
  const end = await keepAutomountersOff('/dev/sdb', udev);
  calls.length = 0;
  await end(false);
  expect([calls, await rules()]).toEqual([[], []]);
});

test('a rule of a process that was killed is removed, and its drive is looked at; others stay', async () => {
  const { udev, calls, rules } = await fakeUdev();
  await mkdir(join(udev.folder, 'rules.d'));
  const others = ['90-media-builder-1-sdd.rules', '90-something-else.rules'];
  for (const file of [`90-media-builder-${DEAD}-sdc.rules`, ...others]) {
    await writeFile(join(udev.folder, 'rules.d', file), '');
  }
  await keepAutomountersOff('/dev/sdb', udev);
  expect(await rules()).toEqual([...others, OURS].sort());
  expect(calls[1]).toContain('--sysname-match=sdc ');
});

test('nothing is done where there is no udev, or for a name the kernel would not give', async () => {
  const { udev, calls, rules } = await fakeUdev();
  const without = { ...udev, folder: join(udev.folder, 'none') };
  for (const end of [
    await keepAutomountersOff('/dev/sdb', without),
    await keepAutomountersOff('/dev/x" RUN+="y', udev),
  ]) {
    await end(true);
  }
  expect([calls, await rules()]).toEqual([[], []]);
});

testWith(['udevadm'], 'udevadm takes the names for a drive and its partitions', () => {
  const [name] = oracle('ls', ['/sys/class/block'])
    .stdout.split('\n')
    .filter((one) => /\d$/.test(one));
  const args = ['--dry-run', '--verbose', '--action=change', '--subsystem-match=block'];
  const names = [`--sysname-match=${name ?? ''}`, `--sysname-match=${name ?? ''}p[0-9]*`];
  const { stdout, exitCode } = oracle('udevadm', ['trigger', ...args, ...names]);
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => line.split('/').at(-1) ?? '');
  // Other programs may give the drive partitions meanwhile; a drive of another name must never be taken.
  const strangers = found.filter((one) => !new RegExp(`^${name ?? ''}(p\\d+)?$`).test(one));
  expect({ exitCode, named: found.includes(name ?? ''), strangers }).toEqual({
    exitCode: 0,
    named: true,
    strangers: [],
  });
});

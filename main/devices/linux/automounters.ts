/**
 * Keeps udisks (and with it the desktop) from mounting a drive while it is written: a udev rule in /run that lives until
 * the drive is given back or the computer is restarted. What a process left behind that was killed, the next one removes.
 * Why a rule and not a call to udisks: its D-Bus interface has no "leave this drive alone" for one drive; the property
 * UDISKS_IGNORE is its documented way (udisks(8)), and other partitioning programs do the same.
 * The kernel refuses mounts from a drive that is opened exclusively anyway; the rule closes the moment between unmounting
 * and opening, and keeps the desktop from asking about a half-written stick.
 * Trap: everything here is best effort: without udev, or without the right to write its folder, nothing is done.
 */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '#platform/spawn.ts';
import { systemCode } from '../device-errors.ts';
import { PROGRAM_ENVIRONMENT } from './facts.ts';

/** What this needs of the system; tests put another one in its place. */
export interface Udev {
  /** Exists where udev runs. */
  readonly folder: string;
  /** Runs udevadm; never rejects. */
  run(args: readonly string[]): Promise<void>;
  readonly isAlive: (pid: number) => boolean;
}

const here: Udev = {
  folder: '/run/udev',
  async run(args) {
    // The rule is a courtesy; the exclusive opening is what protects the drive.
    await runProgram('udevadm', args, { env: PROGRAM_ENVIRONMENT, timeoutMs: 10_000 }).catch(() => undefined);
  },
  isAlive,
};

/**
 * Tells udisks to ignore the drive and its partitions; returns how to end that, which asks udev for another look at a
 * drive that is still attached. Neither rejects.
 */
export async function keepAutomountersOff(
  device: string,
  udev = here,
): Promise<(isAttached: boolean) => Promise<void>> {
  const name = device.replace(/^\/dev\//, '').replaceAll('/', '!');
  // The name goes into a rule, so it must be one the kernel gives.
  if (!/^[\w!-]+$/.test(name) || (await stat(udev.folder).catch(() => undefined)) === undefined) {
    return () => Promise.resolve();
  }
  const rules = join(udev.folder, 'rules.d');
  const left = await removeLeftRules(rules, udev);
  const file = join(rules, `90-media-builder-${process.pid}-${name}.rules`);
  try {
    await mkdir(rules, { recursive: true });
    await writeFile(file, udisksRule(name), { mode: 0o644 });
  } catch {
    return () => Promise.resolve();
  }
  await announce([...left, name], udev);
  return async (isAttached) => {
    await rm(file, { force: true }).catch(() => undefined);
    if (isAttached) await announce([name], udev);
  };
}

/** The rule for a drive and its partitions ("sdb", "sdb1", "mmcblk0p1"). */
export function udisksRule(name: string): string {
  const conditions = `SUBSYSTEM=="block", KERNEL=="${namePatterns(name).join('|')}"`;
  return `${conditions}, ENV{UDISKS_IGNORE}="1", ENV{UDISKS_AUTO}="0"\n`;
}

/** The kernel puts a "p" before the number of a partition where the drive's name ends with a digit. */
function namePatterns(name: string): readonly string[] {
  return [name, `${name}${/\d$/.test(name) ? 'p' : ''}[0-9]*`];
}

/** Removes the rules of processes that are not there any more; returns the names of their drives. */
async function removeLeftRules(rules: string, udev: Udev): Promise<readonly string[]> {
  const names: string[] = [];
  for (const file of await readdir(rules).catch(() => [])) {
    const [, pid, name] = /^90-media-builder-(\d+)-([\w!-]+)\.rules$/.exec(file) ?? [];
    if (name === undefined || udev.isAlive(Number(pid))) continue;
    await rm(join(rules, file), { force: true }).catch(() => undefined);
    names.push(name);
  }
  return names;
}

/** Lets udev read its rules again and look at the drives and their partitions with them. */
async function announce(names: readonly string[], udev: Udev): Promise<void> {
  await udev.run(['control', '--reload']);
  const matches = names.flatMap(namePatterns).map((pattern) => `--sysname-match=${pattern}`);
  await udev.run(['trigger', '--action=change', '--settle', '--subsystem-match=block', ...matches]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/**
 * Keeps udisks (and with it the desktop) from mounting a drive while it is written: a udev rule in /run that lives until
 * the drive is given back or the computer is restarted.
 * Why a rule and not a call to udisks: its D-Bus interface has no "leave this drive alone" for one drive; the property
 * UDISKS_IGNORE is its documented way (udisks(8)), and other partitioning programs do the same.
 * The kernel refuses mounts from a drive that is opened exclusively anyway; the rule closes the moment between unmounting
 * and opening, and keeps the desktop from asking about a half-written stick.
 * Trap: everything here is best effort: without udev, or without the right to write its folder, nothing is done.
 */
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '#platform/spawn.ts';
import { PROGRAM_ENVIRONMENT } from './facts.ts';

const RULES_FOLDER = '/run/udev/rules.d';

/**
 * Tells udisks to ignore the drive and its partitions; returns how to end that, which asks udev for another look at a
 * drive that is still attached. Neither rejects.
 */
export async function keepAutomountersOff(device: string): Promise<(isAttached: boolean) => Promise<void>> {
  const name = device.replace(/^\/dev\//, '').replaceAll('/', '!');
  // /run/udev exists where udev runs. The name goes into a rule, so it must be one the kernel gives.
  if (!/^[\w!-]+$/.test(name) || (await stat('/run/udev').catch(() => undefined)) === undefined) {
    return () => Promise.resolve();
  }
  const file = join(RULES_FOLDER, `90-media-builder-${name}.rules`);
  try {
    await mkdir(RULES_FOLDER, { recursive: true });
    await writeFile(file, udisksRule(name), { mode: 0o644 });
  } catch {
    return () => Promise.resolve();
  }
  await announce(name);
  return async (isAttached) => {
    await rm(file, { force: true }).catch(() => undefined);
    if (isAttached) await announce(name);
  };
}

/** The rule for a drive and its partitions ("sdb", "sdb1", "mmcblk0p1"). */
export function udisksRule(name: string): string {
  const conditions = `SUBSYSTEM=="block", KERNEL=="${name}|${name}[0-9]*|${name}p[0-9]*"`;
  return `${conditions}, ENV{UDISKS_IGNORE}="1", ENV{UDISKS_AUTO}="0"\n`;
}

/** Lets udev read its rules again and look at the drive with them. */
async function announce(name: string): Promise<void> {
  const options = { env: PROGRAM_ENVIRONMENT, timeoutMs: 10_000 };
  try {
    await runProgram('udevadm', ['control', '--reload'], options);
    await runProgram(
      'udevadm',
      ['trigger', '--action=change', '--settle', `/sys/class/block/${name}`],
      options,
    );
  } catch {
    // The rule is a courtesy; the exclusive opening is what protects the drive.
  }
}

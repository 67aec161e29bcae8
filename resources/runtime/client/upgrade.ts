/**
 * Upgrade Operating System: puts the system of an upgrade package beside the running one; the next start takes it.
 * Order: new files into `$WINDOWS.~BT/NewOS`, client and answer file copied over, kernel and initrd beside the present
 * ones on the system partition, and last `$WINDOWS.~BT/ready`. The first program of the next start renames `Windows` to
 * `Windows.old/Windows` and the new one into its place (resources/boot/templates/finish-upgrade.sh); the client then
 * settles the rest (`settleUpgrade`). A power cut anywhere leaves the old system or the new one startable.
 * Trap: what is taken over is what stands beside Windows (Users, ProgramData) and the client; everything else in Windows
 * is the new system's.
 */
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import type { ToolOptions, ToolResult } from '../engine/disk-port.ts';
import { forgetNext, settleNext, switchToNext } from './boot-files.ts';
import { readSystemFacts, type SystemFacts } from './computer.ts';
import { copyTree, type Files } from './files.ts';
import type { ClientFolders } from './folders.ts';

/** What Windows Setup answers to a compatibility scan (documented result codes), as unsigned numbers. */
export const scanCodes = {
  noProblem: 0xc190_0210,
  notPossible: 0xc190_0204,
  noRoom: 0xc190_020e,
} as const;

export interface UpgradeOptions {
  readonly files: Files;
  readonly folders: ClientFolders;
  /** Folder of the partition the loader lies on. */
  loader(): Promise<string>;
  readonly runTool: (program: string, args: readonly string[], options?: ToolOptions) => Promise<ToolResult>;
  readonly log: (text: string) => void;
}

export interface UpgradePlan {
  readonly image: string;
  readonly index: number;
  readonly from: SystemFacts;
  readonly to: SystemFacts;
  readonly neededBytes: number;
}

const WIMLIB = 'wimlib-imagex';
/** Room that must be left when everything is there. */
const RESERVE_BYTES = 64 * 1024 * 1024;
const READY = 'ready';
/** In the new system's client folder: says that it was put there by an upgrade and has not started yet. */
const UPGRADED = 'upgraded.json';
const NEW_SYSTEM = 'NewOS';
/** In Windows.old, after the first start of the new system: from what to what. */
const DONE = 'upgrade-done.json';

/**
 * What an upgrade would do. Changes nothing but a small folder of its own.
 * @throws MediaError E_TS_UPGRADE for a package that does not fit this system, E_TS_SPACE
 */
export async function scanUpgrade(packageFolder: string, options: UpgradeOptions): Promise<UpgradePlan> {
  const { files, folders, log } = options;
  const image = join(packageFolder, 'sources/install.wim');
  if ((await files.stat(image))?.kind !== 'file')
    throw new MediaError('E_TS_UPGRADE', 'the upgrade package has no sources/install.wim');
  const index = 1;
  const info = await tool(options, ['info', image, String(index)]);
  const neededBytes = Number(/^Total Bytes:\s+(\d+)/m.exec(info)?.[1] ?? '0') + RESERVE_BYTES;
  await files.remove(folders.upgrade);
  const probe = join(folders.upgrade, 'Probe');
  await files.makeFolder(probe);
  await tool(options, ['extract', image, String(index), '/Windows/system.json', `--dest-dir=${probe}`]);
  const from = await readSystemFacts(files, folders.systemFacts);
  const to = await readSystemFacts(files, join(probe, 'system.json'));
  await files.remove(folders.upgrade);
  log(`Upgrade: "${from.name}" ${from.version} to "${to.name}" ${to.version}, ${neededBytes} bytes`);
  checkFacts(from, to);
  const free = await files.freeBytes(folders.root);
  if (free < neededBytes)
    throw new MediaError('E_TS_SPACE', `the upgrade needs ${neededBytes} bytes on C:, ${free} are free`);
  return { image, index, from, to, neededBytes };
}

/** Puts the new system into place for the next start. @throws MediaError E_TS_UPGRADE_APPLY, E_TS_BOOT_IMAGE_STAGE */
export async function applyUpgrade(plan: UpgradePlan, options: UpgradeOptions): Promise<void> {
  const { files, folders, log } = options;
  const newRoot = join(folders.upgrade, NEW_SYSTEM);
  const loader = await options.loader();
  // What an attempt before this one left must not be taken for a complete system.
  await files.remove(join(folders.upgrade, READY));
  await forgetNext(files, loader);
  await files.remove(folders.upgrade);
  await files.makeFolder(newRoot);
  await tool(options, ['extract', plan.image, String(plan.index), '/Windows', `--dest-dir=${newRoot}`]);
  const newWindows = join(newRoot, 'Windows');
  const applied = await readSystemFacts(files, join(newWindows, 'system.json'));
  if (applied.version !== plan.to.version)
    throw new MediaError(
      'E_TS_UPGRADE_APPLY',
      `the new system says version "${applied.version}", the image said "${plan.to.version}"`,
    );
  log('Taking over the client and the settings');
  await files.remove(join(newWindows, 'CCM'));
  await copyTree(files, folders.client, join(newWindows, 'CCM'));
  const unattend = await files.read(folders.unattend);
  if (unattend !== undefined) {
    await files.makeFolder(join(newWindows, 'Panther/unattend'));
    await files.write(join(newWindows, 'Panther/unattend/Unattend.xml'), unattend);
  }
  const facts = Buffer.from(`${JSON.stringify({ from: plan.from, to: plan.to })}\n`);
  await files.write(join(newWindows, 'CCM', UPGRADED), facts);
  log('Putting kernel and initrd beside the present ones');
  await switchToNext(files, { newRoot, loader });
  await files.write(join(folders.upgrade, READY), facts);
}

/**
 * At every start: ends what an upgrade left. In the new system kernel and initrd take their usual place; in the old one
 * the parts of an upgrade that was cut off are removed.
 * @returns true at the first start of a new system
 */
export async function settleUpgrade(options: UpgradeOptions): Promise<boolean> {
  const { files, folders } = options;
  // Complete, and not put into place yet: the next start's first program does that.
  if ((await files.stat(join(folders.upgrade, READY))) !== undefined) return false;
  const marker = join(folders.client, UPGRADED);
  const isNew = (await files.stat(marker)) !== undefined;
  if (!isNew && (await files.stat(folders.upgrade)) === undefined) return false;
  const loader = await options.loader();
  if (isNew) {
    await settleNext(files, loader);
    await takeLogs(files, folders);
    await files.makeFolder(folders.previous);
    await files.write(join(folders.previous, DONE), (await files.read(marker)) ?? new Uint8Array(0));
  } else {
    await forgetNext(files, loader);
  }
  await files.remove(folders.upgrade);
  await files.remove(marker);
  return isNew;
}

/**
 * True when the last upgrade of this computer ended in the system of this package, which runs now: asked when the power
 * cut off a step that may have been complete.
 */
export async function isUpgraded(packageFolder: string, options: UpgradeOptions): Promise<boolean> {
  const { files, folders } = options;
  const done = await files.read(join(folders.previous, DONE));
  if (done === undefined) return false;
  const image = join(packageFolder, 'sources/install.wim');
  const probe = join(folders.upgrade, 'Probe');
  await files.remove(folders.upgrade);
  await files.makeFolder(probe);
  await tool(options, ['extract', image, '1', '/Windows/system.json', `--dest-dir=${probe}`]);
  const { version } = await readSystemFacts(files, join(probe, 'system.json'));
  await files.remove(folders.upgrade);
  const here = await readSystemFacts(files, folders.systemFacts);
  return version !== '' && version === here.version && doneVersion(done) === version;
}

/** Version of the system an upgrade ended in; undefined for a file the power cut off. */
function doneVersion(data: Uint8Array): string | undefined {
  try {
    // Sound: `applyUpgrade` wrote it; of anything else the member is looked at all the same.
    const { to } = JSON.parse(Buffer.from(data).toString('utf8')) as { readonly to?: Partial<SystemFacts> };
    return to?.version;
  } catch {
    return undefined;
  }
}

/** What the old system logged between the copy of its client and the restart. */
async function takeLogs(files: Files, folders: ClientFolders): Promise<void> {
  const oldLogs = join(folders.previous, 'Windows/CCM/Logs');
  for (const name of await files.list(oldLogs)) {
    const old = await files.read(join(oldLogs, name));
    const here = await files.stat(join(folders.logs, name));
    if (old !== undefined && (here?.sizeBytes ?? 0) < old.length)
      await files.write(join(folders.logs, name), old);
  }
}

function checkFacts(from: SystemFacts, to: SystemFacts): void {
  if (to.version === '')
    throw new MediaError('E_TS_UPGRADE', 'the image in the upgrade package says no version of its system');
  if (from.edition !== '' && to.edition !== '' && from.edition !== to.edition)
    throw new MediaError(
      'E_TS_UPGRADE',
      `this system is the edition "${from.edition}", the upgrade is for "${to.edition}"`,
    );
  if (compareVersions(to.version, from.version) <= 0)
    throw new MediaError(
      'E_TS_UPGRADE',
      `this system has version ${from.version}, the upgrade ${to.version}, which is not newer`,
    );
}

/** Negative when the first version is the older one. */
export function compareVersions(one: string, other: string): number {
  const numbers = (version: string): readonly number[] => version.split('.').map((part) => Number(part) || 0);
  const [first, second] = [numbers(one), numbers(other)];
  for (let index = 0; index < Math.max(first.length, second.length); index++) {
    const difference = (first[index] ?? 0) - (second[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

async function tool(options: UpgradeOptions, args: readonly string[]): Promise<string> {
  const result = await options.runTool(WIMLIB, args);
  if (result.exitCode === 0) return result.output;
  throw new MediaError(
    'E_TS_UPGRADE_APPLY',
    `${WIMLIB} ${args[0] ?? ''} ended with ${result.exitCode ?? 'a signal'}: ${result.output.trim().slice(-400)}`,
  );
}

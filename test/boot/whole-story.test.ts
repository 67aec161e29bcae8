/**
 * The whole story in one virtual PC: a request as the wizard saves it becomes a stick; the stick starts under Secure
 * Boot on an empty disk; the device installs a system over the gateway and restarts into it; its client registers with a
 * key of its own and from then on shows its own token; Software Center upgrades the system, and version 2 is reported.
 * With BOOT_SCREENSHOTS=<folder> each screen is left there as a picture.
 */
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { systemVersions } from '#lab/data/system-packages.ts';
import type { JournalEntry } from '#lab/journal.ts';
import type { RunningLab } from '#lab/server.ts';
import {
  CMG,
  enterPassword,
  makePathMedium,
  PASSWORD,
  PATH_PROGRAMS,
  startPathLab,
  STEP_LIMIT_MS,
  type PathMedium,
} from '../support/first-path.ts';
import { FAILURE_SCREEN } from '../support/deployment-story.ts';
import { blobPorts, openGuestNetwork, type GuestNetwork } from '../support/guest-network.ts';
import { testWith } from '../support/oracle.ts';
import { keepPicture } from '../support/pictures.ts';
import { bootMachine, type Machine } from '../support/qemu.ts';
import { tempFolder } from '../support/temp.ts';

/** A deployment downloads and writes some hundred megabytes on two emulated processors. */
const STORY_LIMIT_MS = 1_800_000;
/** Of the lab's two images (main/lab/data/system-packages.ts). */
const [VERSION_1, VERSION_2] = systemVersions.map((one) => one.version);

/** One step of it. */
const LONG_STEP_MS = 420_000;

const REQUEST = {
  kind: 'bootable',
  mediaManagement: 'internet-based',
  bootImageId: 'PS100001',
  cmg: CMG,
  unknownComputers: true,
  label: 'Remote reinstall',
  variables: [{ name: 'OSDComputerName', value: 'REMOTE-7' }],
} as const;

const STORY_PROGRAMS = [...PATH_PROGRAMS, 'wimlib-imagex'];

let lab: RunningLab;
let network: GuestNetwork;
let medium: PathMedium;
let machine: Machine | undefined;
let disk: string;
/** Number of "Wipe and Load" in Software Center's list. */
let wipeNumber: string | undefined;

beforeAll(async () => {
  lab = await startPathLab();
  network = await openGuestNetwork({
    names: [CMG],
    targetPort: lab.gatewayPort,
    others: blobPorts(lab),
  });
  const folder = await tempFolder('story');
  const request = join(folder, 'request.json');
  await writeFile(request, JSON.stringify(REQUEST));
  medium = await makePathMedium(lab, { outputs: ['stick'], requestFile: request });
  disk = join(folder, 'disk.img');
  await writeFile(disk, '');
  await truncate(disk, 12 * 1024 ** 3);
});
afterAll(async () => {
  await machine?.stop();
  await network.close();
  await lab.close();
});

/** Waits for a text; an error screen ends the waiting at once. */
async function reach(pc: Machine, pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray> {
  const either = new RegExp(`${pattern.source}|${FAILURE_SCREEN.source}`, pattern.flags);
  const match = await pc.expect(either, timeoutMs);
  if (!pattern.test(match[0])) throw new Error(match[0]);
  return match;
}

testWith(
  STORY_PROGRAMS,
  'a stick of the wizard ends in an installed system with its own token, which Software Center then upgrades',
  async () => {
    const before = lab.site.journal.entries().length;
    machine = await bootMachine({
      firmware: 'uefi-secure-boot',
      medium: { kind: 'usb', path: medium.stickPath },
      diskPath: disk,
      network,
      memoryMiB: 2048,
      timeoutMs: STORY_LIMIT_MS,
    });
    const pc = machine;

    // The stick: password, gateway, list, deployment.
    await enterPassword(pc, (name) => keepPicture(pc, name));
    const line = await reach(pc, /(\d+) {2}Lab Workstation - Remote Reinstall/, STEP_LIMIT_MS);
    await reach(pc, /Number:/, STEP_LIMIT_MS);
    pc.type(line[1] ?? '');
    await reach(pc, /\d/, STEP_LIMIT_MS);
    await keepPicture(machine, 'task-sequences');
    pc.type('\r');
    await reach(pc, /Format and Partition|Partition Disk/i, LONG_STEP_MS);
    await keepPicture(machine, 'partition');
    await reach(pc, /Downloading/, LONG_STEP_MS);
    await keepPicture(machine, 'download');
    await reach(pc, /Apply Network Settings/, LONG_STEP_MS);
    await pc.event('RESET', LONG_STEP_MS, FAILURE_SCREEN);

    // The disk: the new system, its client, the rest of the sequence.
    await reach(pc, /Software Center/, LONG_STEP_MS);
    wipeNumber = (await reach(pc, /(\d+) {2}Lab Workstation - Wipe and Load/, STEP_LIMIT_MS))[1];
    const offer = await reach(pc, /(\d+) {2}Upgrade to Lab Workstation 2/, STEP_LIMIT_MS);
    await keepPicture(machine, 'software-center');
    const installed = lab.site.journal.entries().slice(before);
    expect(installed.filter((entry) => entry.event === 'refused')).toEqual([]);
    expect(milestones(installed)).toEqual(INSTALLED);
    expect(versions(installed)).toEqual([VERSION_1]);
    // From the site token on the client shows nothing else.
    const own = installed.slice(installed.findIndex((entry) => entry.event === 'site-token-issued'));
    expect(own.filter((entry) => entry.event === 'token-exchanged')).toEqual([]);

    // Software Center: the upgrade.
    const upgradeFrom = lab.site.journal.entries().length;
    pc.type(offer[1] ?? '');
    pc.type('\r');
    await reach(pc, /Enter: install/, STEP_LIMIT_MS);
    pc.type('\r');
    await reach(pc, /I: install now/, STEP_LIMIT_MS);
    await keepPicture(machine, 'upgrade-confirm');
    pc.type('i');
    await reach(pc, /Upgrade Operating System/, LONG_STEP_MS);
    await keepPicture(machine, 'upgrade');
    await pc.event('RESET', LONG_STEP_MS, FAILURE_SCREEN);
    await reach(pc, /Software Center/, LONG_STEP_MS);
    await reach(pc, /Upgrade to Lab Workstation 2 {2}\[Installed\]/, LONG_STEP_MS);
    await keepPicture(machine, 'after-upgrade');
    const upgraded = lab.site.journal.entries().slice(upgradeFrom);
    expect(upgraded.filter((entry) => entry.event === 'refused')).toEqual([]);
    expect(upgraded.filter((entry) => entry.event === 'client-registered')).toEqual([]);
    expect(versions(upgraded).at(-1)).toBe(VERSION_2);
  },
);

testWith(
  STORY_PROGRAMS,
  'Software Center wipes and loads that system over the gateway, with no medium, and the device stays the same',
  async () => {
    const pc = machine;
    if (pc === undefined || wipeNumber === undefined)
      throw new Error('the story before this did not end well');
    await pc.qmp('device_del', { id: 'stick' });
    const wipeFrom = lab.site.journal.entries().length;
    pc.type(wipeNumber);
    pc.type('\r');
    await reach(pc, /Enter: install/, STEP_LIMIT_MS);
    pc.type('\r');
    await reach(pc, /I: install now/, STEP_LIMIT_MS);
    pc.type('i');
    await pc.event('RESET', LONG_STEP_MS, FAILURE_SCREEN);
    await reach(pc, /Applying install\.wim/, LONG_STEP_MS);
    await keepPicture(machine, 'wipe-and-load');
    await pc.event('RESET', LONG_STEP_MS, FAILURE_SCREEN);
    await reach(pc, /Software Center/, LONG_STEP_MS);
    await keepPicture(machine, 'after-wipe-and-load');
    const wiped = lab.site.journal.entries().slice(wipeFrom);
    expect(wiped.filter((entry) => entry.event === 'refused')).toEqual([]);
    expect(versions(wiped).at(-1)).toBe(VERSION_1);
    // The same device as before: nothing registers a second time.
    expect(wiped.filter((entry) => entry.event === 'client-registered' && entry['isAgain'] !== true)).toEqual(
      [],
    );
    expect(pc.console()).not.toContain(PASSWORD);
  },
);

/** What must have happened, in this order; what lies between does not matter. */
const INSTALLED = [
  'key-information',
  'token-exchanged',
  'policy',
  'started running',
  'sas-issued',
  'restart running',
  'client-registered',
  'site-token-issued',
  'heartbeat',
  'inventory',
  'finished succeeded',
] as const;

function milestones(entries: readonly JournalEntry[]): readonly string[] {
  const names = entries.map((entry) =>
    entry.area === 'status' ? `${String(entry['kind'])} ${String(entry['result'])}` : entry.event,
  );
  let from = 0;
  return INSTALLED.filter((wanted) => {
    const at = names.indexOf(wanted, from);
    if (at >= 0) from = at;
    return at >= 0;
  });
}

/** Versions of the system in the inventories, each once. */
function versions(entries: readonly JournalEntry[]): readonly string[] {
  const found = entries
    .filter((entry) => entry.event === 'inventory')
    .flatMap((entry) => [...JSON.stringify(entry['instances']).matchAll(/10\.0\.\d{5}\.\d+/g)])
    .map((match) => match[0]);
  return [...new Set(found)];
}

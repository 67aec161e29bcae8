/**
 * What the boot tests of the whole path share: the boot image, the lab, media the builder makes of it, and the steps a
 * worker takes.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JournalEntry } from '#lab/journal.ts';
import { startLab, type RunningLab } from '#lab/server.ts';
import { parseBootableRequest } from '#media/request.ts';
import { systemClock } from '#platform/clock.ts';
import { systemRandom } from '#platform/random.ts';
import { createBootableMedia } from '../../main/service/create-bootable-media.ts';
import type { OutputTarget } from '../../main/service/write-outputs.ts';
import { buildBootImage } from '../../resources/boot/build-boot-image.ts';
import { GUEST_NETWORK_PROGRAMS, missingNamespaces } from './guest-network.ts';
import { MACHINE_PROGRAMS, missingFirmware, type Machine } from './qemu.ts';
import { currentSystemImage } from './system-disk.ts';
import { tempFolder } from './temp.ts';

export const CMG = 'contoso-cmg.contoso.test';
/** Strong enough for internet-based media, and only of keys the test keyboard has. */
export const PASSWORD = 'Qv7mN4xTp-9zLk2wRb6cHd';

/** What a test needs for UEFI and BIOS machines with a network, for testWith(). */
export const PATH_PROGRAMS: readonly string[] = [
  ...MACHINE_PROGRAMS,
  ...GUEST_NETWORK_PROGRAMS,
  ...missingFirmware(),
  ...missingNamespaces(),
];

/** Firmware, loader, kernel and Node without hardware acceleration on a busy machine; only a hang takes longer. */
export const BOOT_LIMIT_MS = 300_000;
/** Anything that happens once the program runs. */
export const STEP_LIMIT_MS = 120_000;
/** A machine that nobody stopped is killed after this. */
export const MACHINE_LIMIT_MS = 600_000;

let bootImage: Promise<string> | undefined;

/**
 * The boot image package of this checkout; made when it is missing or older than the on-device program, but once per
 * test file only: a lab that serves the package must not find it changed.
 */
export async function currentBootImage(): Promise<string> {
  const cacheFolder = fileURLToPath(new URL('../../.cache/boot-image', import.meta.url));
  bootImage ??= buildBootImage({ cacheFolder, outputFolder: join(cacheFolder, 'package') }).then(
    (result) => result.outputFolder,
  );
  return await bootImage;
}

/** A lab of its own with the current boot image, systems and client. */
export async function startPathLab(): Promise<RunningLab> {
  return await startLab({
    dataFolder: await tempFolder('lab'),
    bootImageFolder: await currentBootImage(),
    systemImageFolder: await currentSystemImage(),
  });
}

export interface PathMedium {
  /** The lab's name for the medium. */
  readonly mediaId: string;
  readonly stickPath: string;
  readonly discPath: string;
}

export interface PathMediumOptions {
  readonly outputs: readonly ('stick' | 'disc')[];
  readonly partitionStyle?: 'gpt' | 'mbr';
  readonly isProtected?: boolean;
  /** A request file as the wizard saves it; without it one is made of the options. */
  readonly requestFile?: string;
}

/** Internet-based bootable media of the lab, made by the builder's main job over HTTPS. */
export async function makePathMedium(lab: RunningLab, options: PathMediumOptions): Promise<PathMedium> {
  const folder = await tempFolder('first-path');
  const stickPath = join(folder, 'stick.img');
  const discPath = join(folder, 'disc.iso');
  const isProtected = options.isProtected !== false;
  const created = await createBootableMedia({
    request: parseBootableRequest(
      options.requestFile === undefined
        ? {
            kind: 'bootable',
            mediaManagement: 'internet-based',
            bootImageId: 'PS100001',
            cmg: CMG,
            unknownComputers: true,
            partitionStyle: options.partitionStyle ?? 'gpt',
            allowNoPassword: !isProtected,
          }
        : JSON.parse(await readFile(options.requestFile, 'utf8')),
    ),
    secrets: isProtected ? { password: PASSWORD } : {},
    outputs: options.outputs.map((kind): OutputTarget =>
      kind === 'stick' ? { kind: 'image', path: stickPath } : { kind: 'iso', path: discPath },
    ),
    connection: {
      name: 'lab',
      url: lab.adminServiceUrl,
      rootCertificatePem: lab.rootCertificatePem,
      addresses: lab.addresses,
      credentials: () => Promise.resolve({ kind: 'token', token: lab.credentials.token }),
    },
    clock: systemClock,
    random: systemRandom,
    builderVersion: '0.0.0-test',
  });
  const failed = created.outputs.files.flatMap((one) => (one.ok ? [] : [one.error.message]));
  if (failed.length > 0) throw new Error(failed.join('\n'));
  return { mediaId: created.mediaId, stickPath, discPath };
}

/** Takes a picture of the screen, where pictures are wanted. */
export type Picture = (name: string) => Promise<void>;

/** Waits for the password question, answers it on the serial line, and waits until it was accepted. */
export async function enterPassword(machine: Machine, picture?: Picture): Promise<void> {
  await machine.expect(/Password:/, BOOT_LIMIT_MS);
  await picture?.('password');
  machine.type(`${PASSWORD}\r`);
  await machine.expect(/The password is right/, STEP_LIMIT_MS);
}

/** Chooses the task sequence PS100020 and waits for its end. */
export async function runDiagnostics(machine: Machine, picture?: Picture): Promise<void> {
  await machine.expect(/Reading \d+ instruction/, STEP_LIMIT_MS);
  await picture?.('connecting');
  await machine.expect(/Select a task sequence/, STEP_LIMIT_MS);
  const line = await machine.expect(/(\d+) {2}Remote Diagnostics/, STEP_LIMIT_MS);
  await machine.expect(/Number:/, STEP_LIMIT_MS);
  machine.type(line[1] ?? '');
  await machine.expect(/\d/, STEP_LIMIT_MS);
  await picture?.('task-sequences');
  machine.type('\r');
  await machine.expect(/Step 4 of/, STEP_LIMIT_MS);
  await picture?.('running');
  await machine.expect(/Task sequence finished/, STEP_LIMIT_MS);
  await picture?.('finished');
}

/** What the lab wrote down about one medium; it writes the identity with or without braces. */
export function journalOf(entries: readonly JournalEntry[], mediaId: string): readonly JournalEntry[] {
  const plain = (text: unknown): string => String(text).replaceAll(/[{}]/g, '').toLowerCase();
  return entries.filter((entry) => plain(entry['mediaId']) === plain(mediaId));
}

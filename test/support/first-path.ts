/**
 * What the boot tests of the whole path share: the boot image, a lab, media of it, and the steps a worker takes.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JournalEntry } from '#lab/journal.ts';
import { CMG, type TestLab } from '../conformance/gateway-support.ts';
import { makeDeviceMedium, PASSWORD, type MediumOptions } from '../conformance/runtime-support.ts';
import { buildBootImage } from '../../resources/boot/build-boot-image.ts';
import { writeBootMedium, type MediaForm } from './boot-media.ts';
import type { Machine } from './qemu.ts';
import { tempFolder } from './temp.ts';

/** Firmware, loader, kernel and Node without hardware acceleration on a busy machine; only a hang takes longer. */
export const BOOT_LIMIT_MS = 300_000;
/** Anything that happens once the program runs. */
export const STEP_LIMIT_MS = 120_000;
/** A machine that nobody stopped is killed after this. */
export const MACHINE_LIMIT_MS = 600_000;

/** The boot image package of this checkout; made when it is missing or older than the on-device program. */
export async function currentBootImage(): Promise<string> {
  const cacheFolder = fileURLToPath(new URL('../../.cache/boot-image', import.meta.url));
  const result = await buildBootImage({ cacheFolder, outputFolder: join(cacheFolder, 'package') });
  return result.outputFolder;
}

export interface PathMedium {
  readonly mediaGuid: string;
  /** Image file by form. */
  readonly paths: ReadonlyMap<MediaForm, string>;
}

/** One medium of the lab in the forms asked for. */
export async function makePathMedium(
  lab: TestLab,
  packageFolder: string,
  options: { readonly forms: readonly MediaForm[] } & MediumOptions,
): Promise<PathMedium> {
  const folder = await tempFolder('first-path');
  const roleId = lab.site.world.gateways.find((one) => one.hostName === CMG)?.roleId ?? '0';
  const medium = await makeDeviceMedium(lab, {
    ...options,
    // The device reaches the gateway at its real port, see guest-network.ts.
    variables: [{ name: 'SMSTSMP', value: `https://${CMG}/CCM_Proxy_MutualAuth/${roleId}` }],
  });
  const paths = new Map<MediaForm, string>();
  for (const form of options.forms) {
    const path = join(folder, `medium-${form}.img`);
    await writeBootMedium({ form, packageFolder, dataFolder: medium.folder, path });
    paths.set(form, path);
  }
  return { mediaGuid: medium.identity.mediaGuid, paths };
}

/** Waits for the password question, answers it on the serial line, and waits until it was accepted. */
export async function enterPassword(machine: Machine): Promise<void> {
  await machine.expect(/Password:/, BOOT_LIMIT_MS);
  machine.type(`${PASSWORD}\r`);
  await machine.expect(/The password is right/, STEP_LIMIT_MS);
}

/** Chooses the task sequence PS100020 and waits for its end. */
export async function runDiagnostics(machine: Machine): Promise<void> {
  await machine.expect(/Select a task sequence/, STEP_LIMIT_MS);
  const line = await machine.expect(/(\d+) {2}Remote Diagnostics/, STEP_LIMIT_MS);
  await machine.expect(/Number:/, STEP_LIMIT_MS);
  machine.type(`${line[1] ?? ''}\r`);
  await machine.expect(/Task sequence finished/, STEP_LIMIT_MS);
}

/** What the lab wrote down about one medium, as short lines: "policy sha256 …". */
export function journalOf(entries: readonly JournalEntry[], mediaGuid: string): readonly JournalEntry[] {
  return entries.filter((entry) => entry['mediaId'] === mediaGuid);
}

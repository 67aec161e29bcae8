/** `media-builder create bootable`: from options to finished outputs. */
import { readFile, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MediaError, toErrorData } from '#base/errors/media-error.ts';
import { formatBytes } from '#base/units.ts';
import type { BootableMediaRequest } from '#media/request.ts';
import { systemRandom } from '#platform/random.ts';
import { programVersion } from '#platform/resource-paths.ts';
import { createBootableMedia, isAnyFinished, type CreateResult } from '#service/create-bootable-media.ts';
import { recordMedia } from '#service/record-media.ts';
import type { DriveResult, DriveTarget } from '#jobs/drive-run.ts';
import type { OutputResult, OutputTarget } from '#service/write-outputs.ts';
import { chooseDrives } from '../choose-drives.ts';
import type { CommandContext } from '../context.ts';
import { noteCancelling, reportDrives } from '../drive-report.ts';
import { EXIT } from '../exit-code.ts';
import { joinDrives } from '../join-drives.ts';
import { promptPassword, readPasswordFile, writeNewPassword } from '../secrets.ts';
import { openSiteSession } from '../site-session.ts';
import { openHistory } from './history.ts';
import { readCreateRequest, type CreateOptions } from './create-options.ts';

export async function createBootable(context: CommandContext, options: CreateOptions): Promise<number> {
  const { output, signal } = context;
  const outputs = await outputsOf(options);
  const join = await joinDrives(context, options);
  const { targets, refused } = await chooseDrives(context, options);
  for (const result of refused) output.driveResult(result);
  if (refused.length > 0 && targets.length === 0 && outputs.length === 0) {
    return reportDrives(context, refused);
  }
  const { request, hiddenValues } = await readCreateRequest(options);
  const pfx = await readCertificateFile(context, options, request);
  const password = await readMediaPassword(context, options, request);
  let isAnythingMade = false;
  try {
    const session = await openSiteSession(options, context);
    if (targets.length > 0) noteCancelling(context);
    const drives: DriveTarget[] = [...targets];
    const joining: typeof join =
      join &&
      ((add) =>
        join((target) => {
          drives.push(target);
          add(target);
        }));
    const driveNames = await namesOfDrives(context, options);
    try {
      const result = await createBootableMedia(
        {
          request,
          secrets: { password, hiddenValues },
          pfx,
          outputs,
          drives: targets.length === 0 ? undefined : { targets, openWriter: context.openWriter },
          connection: session.connection,
          clock: context.clock,
          random: systemRandom,
          builderVersion: programVersion(),
        },
        {
          signal,
          onProgress: output.progress,
          onState: output.driveState,
          onResult: output.driveResult,
          join: joining,
        },
      );
      isAnythingMade = isAnyFinished(result.outputs);
      const { name: connection } = session.connection;
      const made = { request, result, connection, drives, driveNames, builderVersion: programVersion() };
      // The medium is as good without it.
      await recordMedia(openHistory(context), made).catch((error: unknown) => {
        output.note(`Note: not in the history: ${toErrorData(error).message}`);
      });
      return report(context, result, refused);
    } finally {
      await session.close();
    }
  } finally {
    // A password no medium has would only be in the way of the next try.
    if (!isAnythingMade && options.generatePassword !== undefined) {
      await rm(options.generatePassword, { force: true });
    }
  }
}

/** How the system calls the drives, by device, for the history; empty when it cannot say. */
async function namesOfDrives(
  { machine }: CommandContext,
  options: CreateOptions,
): Promise<ReadonlyMap<string, string>> {
  if ((options.drive ?? []).length === 0) return new Map();
  const drives = await machine.list().catch(() => []);
  return new Map(drives.map(({ device, description }) => [device, description]));
}

function report(context: CommandContext, result: CreateResult, refused: readonly DriveResult[]): number {
  const { output } = context;
  for (const { message } of result.notes) output.note(`Note: ${message}`);
  const { outputs, mediaId, label, worksUntil, thumbprint, contentBytes } = result;
  const notes = result.notes.map(({ message }) => message);
  const medium = { mediaId, label, worksUntil, thumbprint, contentBytes, notes };
  for (const one of outputs.files) {
    output.data('output', one);
    output.text(describeOutput(one));
  }
  const drives = [...refused, ...outputs.drives];
  const drivesCode = drives.length === 0 ? EXIT.done : reportDrives(context, drives);
  output.data('created', medium);
  if (isAnyFinished(outputs)) {
    output.text(
      [
        '',
        `Media ID     ${result.mediaId}`,
        `Label        ${result.label}`,
        `Certificate  ${result.thumbprint}`,
        `Works until  ${result.worksUntil.slice(0, 10)}`,
      ].join('\n'),
    );
  }
  const errors = outputs.files.flatMap((one) => (one.ok ? [] : [one.error.code]));
  if (errors.includes('E_CANCELLED')) return EXIT.cancelled;
  return errors.length > 0 ? EXIT.failed : drivesCode;
}

function describeOutput(result: OutputResult): string {
  const { path, kind } = result.target;
  if (!result.ok) {
    const { code, message, cause, remedy } = result.error;
    return `FAILED  ${path}\n  ${code}: ${message}\n  Why:        ${cause}\n  What to do: ${remedy}`;
  }
  const what = { iso: 'ISO file', image: 'disk image' }[kind];
  const written = `${formatBytes(result.sizeBytes)}, ${formatBytes(result.bytesWritten)} written, read back and compared`;
  return `${what}  ${path}\n  ${written}\n  SHA-256 ${result.sha256}`;
}

async function outputsOf(options: CreateOptions): Promise<readonly OutputTarget[]> {
  const outputs: OutputTarget[] = [
    ...(options.iso ?? []).map((path) => ({ kind: 'iso', path }) as const),
    ...(options.image ?? []).map((path) => ({ kind: 'image', path }) as const),
  ];
  if (outputs.length === 0 && (options.drive ?? []).length === 0) {
    throw new MediaError('E_USAGE', 'no output: name at least one of --iso, --image and --drive');
  }
  await refuseSamePaths(options, outputs);
  return outputs;
}

/** One path for two things, however it is spelt: the later would replace the earlier, a password file even. */
async function refuseSamePaths(options: CreateOptions, outputs: readonly OutputTarget[]): Promise<void> {
  const inputs = [
    options.request,
    options.passwordFile === '-' ? undefined : options.passwordFile,
    options.generatePassword,
    options.certificate,
    options.certificatePasswordFile === '-' ? undefined : options.certificatePasswordFile,
    options.hiddenVariableFile,
  ].filter((one) => one !== undefined);
  const taken = new Map<string, string>();
  for (const path of inputs) taken.set(await placeOf(path), 'is a file this command reads or makes');
  for (const { path } of outputs) {
    if (path === '') throw new MediaError('E_USAGE', 'an output has an empty name');
    const place = await placeOf(path);
    const use = taken.get(place);
    if (use !== undefined) throw new MediaError('E_USAGE', `the output ${path} ${use}`);
    taken.set(place, 'is named twice');
  }
}

/** Where a path really is; links of drives (/dev/disk/by-id) are followed, of a file only its folder need exist. */
async function placeOf(path: string): Promise<string> {
  const whole = resolve(path);
  return await realpath(whole).catch(async () => {
    const folder = await realpath(dirname(whole)).catch(() => dirname(whole));
    return join(folder, basename(whole));
  });
}

async function readMediaPassword(
  { secrets }: CommandContext,
  options: CreateOptions,
  request: BootableMediaRequest,
): Promise<string | undefined> {
  const { passwordFile, generatePassword: newFile } = options;
  if (passwordFile !== undefined && newFile !== undefined) {
    throw new MediaError('E_USAGE', '--password-file and --generate-password exclude each other');
  }
  if (passwordFile !== undefined) return await readPasswordFile(passwordFile, secrets);
  if (newFile !== undefined) return await writeNewPassword(newFile, secrets);
  if (request.allowNoPassword) return undefined;
  return await promptPassword('Password of the medium', { confirm: true, input: secrets });
}

async function readCertificateFile(
  { secrets }: CommandContext,
  options: CreateOptions,
  request: BootableMediaRequest,
): Promise<{ readonly bytes: Uint8Array; readonly password: string } | undefined> {
  if (request.certificate.source !== 'pfx') return undefined;
  const { path } = request.certificate;
  if (options.passwordFile === '-' && options.certificatePasswordFile === '-') {
    throw new MediaError('E_USAGE', 'standard input can give one password, not two');
  }
  const password =
    options.certificatePasswordFile === undefined
      ? await promptPassword(`Password of ${path}`, { confirm: false, input: secrets })
      : await readPasswordFile(options.certificatePasswordFile, secrets);
  try {
    return { bytes: new Uint8Array(await readFile(path)), password };
  } catch (cause) {
    throw new MediaError('E_USAGE', `the certificate file ${path} cannot be read`, { cause });
  }
}

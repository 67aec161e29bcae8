/** `media-builder create bootable`: from options to finished outputs. */
import { readFile } from 'node:fs/promises';
import { MediaError } from '#base/errors/media-error.ts';
import { formatBytes } from '#base/units.ts';
import type { BootableMediaRequest } from '#media/request.ts';
import { systemRandom } from '#platform/random.ts';
import { programVersion } from '#platform/resource-paths.ts';
import { createBootableMedia, type CreateResult } from '#service/create-bootable-media.ts';
import type { OutputResult, OutputTarget } from '#service/write-outputs.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { openLabSession } from '../lab-session.ts';
import { promptPassword, readPasswordFile, writeNewPassword } from '../secrets.ts';
import { readCreateRequest, type CreateOptions } from './create-options.ts';

export async function createBootable(context: CommandContext, options: CreateOptions): Promise<number> {
  const { output, signal } = context;
  const outputs = outputsOf(options);
  const { request, hiddenValues } = await readCreateRequest(options);
  const password = await readMediaPassword(context, options, request);
  const pfx = await readCertificateFile(context, options, request);
  const session = await openLabSession(options.data);
  try {
    const result = await createBootableMedia(
      {
        request,
        secrets: { password, hiddenValues },
        pfx,
        outputs,
        connection: session.connection,
        clock: context.clock,
        random: systemRandom,
        builderVersion: programVersion(),
      },
      {
        signal,
        onProgress: (subject, progress) => {
          output.progress(subject, progress);
        },
      },
    );
    return report(context, result);
  } finally {
    await session.close();
  }
}

function report({ output }: CommandContext, result: CreateResult): number {
  for (const note of result.notes) output.note(`Note: ${note}`);
  const { outputs, ...medium } = result;
  for (const one of outputs) {
    output.data('output', one);
    output.text(describeOutput(one));
  }
  output.data('created', medium);
  const isDone = outputs.every((one) => one.ok);
  if (outputs.some((one) => one.ok)) {
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
  return isDone ? EXIT.done : EXIT.failed;
}

function describeOutput(result: OutputResult): string {
  const { path, kind } = result.target;
  if (!result.ok) {
    const { code, message, cause, remedy } = result.error;
    return `FAILED  ${path}\n  ${code}: ${message}\n  Why:        ${cause}\n  What to do: ${remedy}`;
  }
  const what = { iso: 'ISO file', image: 'disk image', drive: 'drive' }[kind];
  const written = `${formatBytes(result.sizeBytes)}, ${formatBytes(result.bytesWritten)} written, read back and compared`;
  const hash = result.sha256 === undefined ? '' : `\n  SHA-256 ${result.sha256}`;
  return `${what}  ${path}\n  ${written}${hash}`;
}

function outputsOf(options: CreateOptions): readonly OutputTarget[] {
  const outputs: OutputTarget[] = [
    ...(options.iso ?? []).map((path) => ({ kind: 'iso', path }) as const),
    ...(options.image ?? []).map((path) => ({ kind: 'image', path }) as const),
    ...(options.drive ?? []).map(
      (path) =>
        ({
          kind: 'drive',
          path,
          isConfirmed: options.confirmDrive?.includes(path) === true,
          allowLoop: options.allowLoopDrives === true,
        }) as const,
    ),
  ];
  if (outputs.length === 0) {
    throw new MediaError('E_USAGE', 'no output: name at least one of --iso, --image and --drive');
  }
  const twice = outputs.find((one, index) => outputs.findIndex((other) => other.path === one.path) !== index);
  if (twice !== undefined) throw new MediaError('E_USAGE', `the output ${twice.path} is named twice`);
  return outputs;
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

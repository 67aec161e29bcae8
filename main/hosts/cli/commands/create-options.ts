/**
 * The options of `create bootable` and how they become a request. A request file gives the values, options on the
 * command line replace them; the request schema judges the result, so both ways obey the same rules.
 */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Option } from 'commander';
import { MediaError } from '#base/errors/media-error.ts';
import { parseBootableRequest, type BootableMediaRequest } from '#media/request.ts';
import { createOptionTable } from '#service/create-option-table.ts';
import { addDriveOptions, type DriveOptions } from '../choose-drives.ts';
import type { SiteOptions } from '../site-session.ts';

export interface CreateOptions extends SiteOptions, DriveOptions {
  readonly request?: string;
  readonly mediaManagement?: string;
  readonly bootImage?: string;
  readonly distributionPoint?: string;
  readonly managementPoint?: readonly string[];
  readonly cmg?: string;
  readonly passwordFile?: string;
  readonly generatePassword?: string;
  readonly allowNoPassword?: true;
  readonly certificate?: string;
  readonly certificatePasswordFile?: string;
  readonly start?: string;
  readonly expires?: string;
  readonly unknownComputers?: true;
  readonly userDeviceAffinity?: string;
  readonly unattended?: true;
  readonly variable?: readonly string[];
  readonly hiddenVariableFile?: string;
  readonly prestartCommand?: string;
  readonly prestartPackage?: string;
  readonly label?: string;
  readonly autorun?: true;
  readonly partitionStyle?: string;
  readonly algorithm?: string;
  readonly iso?: readonly string[];
  readonly image?: readonly string[];
}

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

/** Adds the options of `create bootable`; names follow the wizard and the cmdlets. */
export function addCreateOptions(command: Command): Command {
  addDriveOptions(command).option(
    '--request <file>',
    'take the values from a request file (JSON); options replace them',
  );
  for (const { flags, description, choices, isRepeatable } of createOptionTable) {
    const option = new Option(flags, description);
    if (choices !== undefined) option.choices([...choices]);
    if (isRepeatable === true) option.argParser(collect);
    command.addOption(option);
  }
  return command
    .option('--iso <file>', 'write an ISO file; repeatable', collect)
    .option('--image <file>', 'write a disk image for USB drives; repeatable', collect);
}

/** What the command line knows of the request, still to be judged by its schema. */
export interface ParsedCreate {
  readonly request: BootableMediaRequest;
  /** Hidden variables by name; a secret. */
  readonly hiddenValues: ReadonlyMap<string, string>;
}

/**
 * Joins request file and options into a checked request.
 * @throws MediaError E_USAGE for unreadable files and malformed options, E_MEDIA_REQUEST for wrong values.
 */
export async function readCreateRequest(options: CreateOptions): Promise<ParsedCreate> {
  const base = options.request === undefined ? {} : await readRequestFile(options.request);
  const hiddenValues = await readHiddenVariables(options.hiddenVariableFile);
  const stored = Array.isArray(base['variables']) ? (base['variables'] as readonly unknown[]) : [];
  const variables = [
    ...stored,
    ...(options.variable ?? []).map((text) => ({ hidden: false, ...splitVariable(text, '--variable') })),
    ...[...hiddenValues.keys()]
      .filter((name) => !names(stored).has(name))
      .map((name) => ({ hidden: true, name })),
  ];
  const request = parseBootableRequest({
    ...base,
    kind: 'bootable',
    ...withoutUndefined({
      mediaManagement: options.mediaManagement,
      bootImageId: options.bootImage,
      distributionPoint: options.distributionPoint,
      managementPoints: options.managementPoint,
      cmg: options.cmg,
      allowNoPassword: options.allowNoPassword,
      unknownComputers: options.unknownComputers,
      userDeviceAffinity: options.userDeviceAffinity,
      unattended: options.unattended,
      label: options.label,
      autorun: options.autorun,
      partitionStyle: options.partitionStyle,
      algorithm: options.algorithm,
      certificate: certificateOf(options, base['certificate']),
      prestart: prestartOf(options),
    }),
    ...(variables.length === 0 ? {} : { variables }),
  });
  return { request, hiddenValues };
}

/** A moment the options do not name keeps the value of the request file, so that no expiry is lost. */
function certificateOf(options: CreateOptions, stored: unknown): object | undefined {
  if (options.certificate !== undefined && options.certificate !== 'self-signed') {
    if (options.start !== undefined || options.expires !== undefined) {
      throw new MediaError(
        'E_USAGE',
        '--start and --expires belong to a self-signed certificate, not to a file',
      );
    }
    return { source: 'pfx', path: options.certificate };
  }
  if (options.certificate === undefined && options.start === undefined && options.expires === undefined)
    return undefined;
  const start = options.start === undefined ? undefined : instantOf(options.start, '--start');
  const expires = options.expires === undefined ? undefined : instantOf(options.expires, '--expires');
  const isKept =
    options.certificate === undefined && typeof stored === 'object' && stored !== null && 'source' in stored;
  if (isKept && stored.source === 'pfx') {
    throw new MediaError(
      'E_USAGE',
      '--start and --expires belong to a self-signed certificate, not to a file',
    );
  }
  return { ...(isKept ? stored : {}), source: 'self-signed', ...withoutUndefined({ start, expires }) };
}

function instantOf(text: string, option: string): string {
  // Only ISO 8601, and without a zone in UTC: Date would also take 03/04/2027, read times as local ones, and make the
  // 2nd of March of 2027-02-30.
  const parts = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)Z?)?$/.exec(text);
  const date = new Date(`${parts?.[1] ?? ''}T${parts?.[2] ?? '00:00'}Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== parts?.[1]) {
    throw new MediaError(
      'E_USAGE',
      `${option} wants a date such as 2027-11-20 or 2027-11-20T12:00:00Z, got "${text}"`,
    );
  }
  // A whole instant stays as it was written, so that a printed line gives the request it was printed from.
  return text.endsWith('Z') && parts[2] !== undefined ? text : date.toISOString();
}

function prestartOf(options: CreateOptions): object | undefined {
  if (options.prestartCommand === undefined) {
    if (options.prestartPackage === undefined) return undefined;
    throw new MediaError('E_USAGE', '--prestart-package needs --prestart-command');
  }
  return { command: options.prestartCommand, ...withoutUndefined({ packageId: options.prestartPackage }) };
}

async function readRequestFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (cause) {
    throw new MediaError('E_USAGE', `the request file ${path} cannot be read as JSON`, { cause });
  }
  throw new MediaError('E_USAGE', `the request file ${path} does not hold an object`);
}

async function readHiddenVariables(path: string | undefined): Promise<ReadonlyMap<string, string>> {
  if (path === undefined) return new Map();
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new MediaError('E_USAGE', `the file of hidden variables ${path} cannot be read`, { cause });
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return new Map(
    lines.map((line) => {
      const { name, value } = splitVariable(line, path);
      return [name, value];
    }),
  );
}

function splitVariable(text: string, where: string): { readonly name: string; readonly value: string } {
  const at = text.indexOf('=');
  // The text is not repeated: behind a missing "=" there may be a secret.
  if (at < 1) throw new MediaError('E_USAGE', `${where}: a variable is written NAME=VALUE`);
  return { name: text.slice(0, at), value: text.slice(at + 1) };
}

function names(variables: readonly unknown[]): ReadonlySet<unknown> {
  return new Set(
    variables.map((one) => (typeof one === 'object' && one !== null && 'name' in one ? one.name : undefined)),
  );
}

function withoutUndefined(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

/**
 * What is this medium? Answers from the manifest without the password; with it, the media variables, too.
 * Trap: a valid signature of a self-signed certificate proves little by itself. Only with the password can it be
 * compared with the certificate inside Variables.dat (`signature.isOfThisMedium`).
 */
import { fromHex } from '#base/bytes.ts';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { ErrorCode } from '#base/errors/catalog.ts';
import { parseTsmBootstrap, type TsmBootstrap } from '#formats/tsm-bootstrap/index.ts';
import {
  decodeVariablesDat,
  describeVariable,
  isSecretVariable,
  variableValue,
  type MediaVariable,
} from '#formats/variables-dat/index.ts';
import type { MediumReader } from '#image/medium-reader.ts';
import { certificateInMediaPfx, thumbprintOf } from './certificate.ts';
import {
  MANIFEST_PATH,
  parseManifest,
  SIGNATURE_PATH,
  verifyManifestSignature,
  type MediaManifest,
} from './manifest.ts';
import { BOOTSTRAP_PATH, VARIABLES_PATH } from './plan.ts';
import { pathKey, READ_LIMITS, readSmallFile } from './read-medium.ts';

export type MediumState =
  /** Every file of the manifest is there with its size; `verifyMedium` also compares the contents. */
  | 'complete'
  /** Ours, but files are missing or shorter. */
  | 'incomplete'
  /** Task sequence media without our manifest. */
  | 'foreign-media'
  /** No task sequence media at all. */
  | 'not-media';

export interface MediumProblem {
  readonly code: ErrorCode;
  readonly message: string;
}

export interface ShownVariable {
  readonly name: string;
  /** undefined: the value is secret or hidden and is not shown. */
  readonly value: string | undefined;
  /** What is known of the variable; undefined for custom ones. */
  readonly meaning: string | undefined;
}

export interface SignatureReport {
  readonly state: 'valid' | 'invalid' | 'missing';
  /** SHA-1 of the signing certificate. */
  readonly thumbprint?: string | undefined;
  /** Made with the certificate in Variables.dat; undefined without the password. */
  readonly isOfThisMedium?: boolean | undefined;
}

export interface InspectReport {
  readonly state: MediumState;
  readonly fileSystem: MediumReader['fileSystem'];
  readonly volumeLabel: string;
  readonly bootstrap: TsmBootstrap | undefined;
  /** Without its list of files, which is `verify`'s business. */
  readonly manifest: Omit<MediaManifest, 'files'> | undefined;
  readonly fileCount: number;
  readonly contentBytes: number;
  readonly signature: SignatureReport;
  /** Only with the password. */
  readonly variables: readonly ShownVariable[] | undefined;
  readonly problems: readonly MediumProblem[];
}

export interface InspectOptions {
  /** undefined: the variables stay closed, unless the medium needs no password. */
  readonly password?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks into a medium. What is wrong with it is in `problems`, not thrown.
 * @throws MediaError E_VARIABLES_PASSWORD and the other codes of `decodeVariablesDat` when a password was given;
 * E_CANCELLED; what the reader throws.
 */
export async function inspectMedium(
  reader: MediumReader,
  options: InspectOptions = {},
): Promise<InspectReport> {
  const { signal } = options;
  const problems: MediumProblem[] = [];
  const sizes = await listFiles(reader);
  const bootstrapBytes = await readSmallFile(reader, BOOTSTRAP_PATH, {
    maxBytes: READ_LIMITS.bootstrap,
    signal,
  });
  const bootstrap = bootstrapBytes && collect(problems, () => parseTsmBootstrap(bootstrapBytes));
  const opened = await openManifest(reader, { problems, signal });
  const variables = await openVariables(reader, { ...options, bootstrap });
  const isIncomplete = opened.manifest !== undefined && checkSizes(opened.manifest, { sizes, problems });
  let contentBytes = 0;
  for (const size of sizes.values()) contentBytes += size;
  return {
    state: stateOf(sizes, { hasManifest: opened.hasManifest, isIncomplete }),
    fileSystem: reader.fileSystem,
    volumeLabel: reader.label,
    bootstrap,
    manifest: withoutFiles(opened.manifest),
    fileCount: sizes.size,
    contentBytes,
    signature: compareWithMedium(opened.signature, { variables, problems }),
    variables: variables && shownVariables(variables),
    problems,
  };
}

/** The variables with everything secret left out: `_SMSTSMediaPFX` and its like, and those marked hidden. */
export function shownVariables(variables: readonly MediaVariable[]): readonly ShownVariable[] {
  const hidden = new Set((variableValue(variables, '_TSMBHiddenVariables') ?? '').toUpperCase().split(';'));
  return variables.map(({ name, value }) => ({
    name,
    value: isSecretVariable(name) || hidden.has(name.toUpperCase()) ? undefined : value,
    meaning: describeVariable(name)?.meaning,
  }));
}

interface OpenedManifest {
  readonly hasManifest: boolean;
  readonly manifest: MediaManifest | undefined;
  readonly signature: SignatureReport;
}

async function openManifest(
  reader: MediumReader,
  context: { readonly problems: MediumProblem[]; readonly signal: AbortSignal | undefined },
): Promise<OpenedManifest> {
  const { problems, signal } = context;
  const bytes = await readSmallFile(reader, MANIFEST_PATH, { maxBytes: READ_LIMITS.manifest, signal });
  if (bytes === undefined)
    return { hasManifest: false, manifest: undefined, signature: { state: 'missing' } };
  const manifest = collect(problems, () => parseManifest(bytes));
  const signed = await readSmallFile(reader, SIGNATURE_PATH, { maxBytes: READ_LIMITS.signature, signal });
  if (signed === undefined) {
    problems.push({ code: 'E_MEDIA_SIGNATURE', message: `${SIGNATURE_PATH} is missing` });
    return { hasManifest: true, manifest, signature: { state: 'missing' } };
  }
  const verified = collect(problems, () => verifyManifestSignature(bytes, signed));
  const signature: SignatureReport =
    verified === undefined ? { state: 'invalid' } : { state: 'valid', thumbprint: verified.thumbprint };
  return { hasManifest: true, manifest, signature };
}

async function openVariables(
  reader: MediumReader,
  options: InspectOptions & { readonly bootstrap: TsmBootstrap | undefined },
): Promise<readonly MediaVariable[] | undefined> {
  const isOpen = options.bootstrap?.isPasswordRequired === false;
  if (options.password === undefined && !isOpen) return undefined;
  const maxBytes = READ_LIMITS.variables;
  const bytes = await readSmallFile(reader, VARIABLES_PATH, { maxBytes, signal: options.signal });
  if (bytes === undefined) {
    throw new MediaError('E_MEDIA_FOREIGN', `a password was given, but there is no ${VARIABLES_PATH}`);
  }
  return decodeVariablesDat(bytes, isOpen ? undefined : options.password).variables;
}

function compareWithMedium(
  signature: SignatureReport,
  context: { readonly variables: readonly MediaVariable[] | undefined; readonly problems: MediumProblem[] },
): SignatureReport {
  const { variables, problems } = context;
  if (signature.state !== 'valid' || variables === undefined) return signature;
  const pfx = fromHex(variableValue(variables, '_SMSTSMediaPFX') ?? '');
  const mediaGuid = variableValue(variables, '_SMSMediaGuid') ?? '';
  const own = pfx && collect(problems, () => thumbprintOf(certificateInMediaPfx(pfx, mediaGuid)));
  const isOfThisMedium = own === signature.thumbprint;
  if (!isOfThisMedium) {
    problems.push({
      code: 'E_MEDIA_SIGNATURE',
      message: `the manifest was signed with certificate ${signature.thumbprint ?? '?'}, the medium holds ${own ?? 'none'}`,
    });
  }
  return { ...signature, isOfThisMedium };
}

async function listFiles(reader: MediumReader): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { path, sizeBytes } of reader.list()) {
    if (!path.endsWith('/')) sizes.set(pathKey(path), sizeBytes);
  }
  return sizes;
}

/** True when something is missing or has another size; says what, but not a thousand times. */
function checkSizes(
  manifest: MediaManifest,
  context: { readonly sizes: ReadonlyMap<string, number>; readonly problems: MediumProblem[] },
): boolean {
  const bad = manifest.files.filter(({ path, sizeBytes }) => context.sizes.get(pathKey(path)) !== sizeBytes);
  const [first] = bad;
  if (first === undefined) return false;
  const found = context.sizes.get(pathKey(first.path));
  context.problems.push({
    code: 'E_MEDIA_INCOMPLETE',
    message: `${bad.length} of ${manifest.files.length} files are missing or shorter; the first is ${first.path}: ${first.sizeBytes} bytes written, ${found ?? 'no'} bytes found`,
  });
  return true;
}

function stateOf(
  sizes: ReadonlyMap<string, number>,
  found: { readonly hasManifest: boolean; readonly isIncomplete: boolean },
): MediumState {
  if (found.hasManifest) return found.isIncomplete ? 'incomplete' : 'complete';
  const isMedia = [BOOTSTRAP_PATH, VARIABLES_PATH].some((path) => sizes.has(pathKey(path)));
  return isMedia ? 'foreign-media' : 'not-media';
}

function withoutFiles(manifest: MediaManifest | undefined): Omit<MediaManifest, 'files'> | undefined {
  if (manifest === undefined) return undefined;
  const { files: _files, ...rest } = manifest;
  return rest;
}

/** Runs a check; a coded error becomes a problem. */
function collect<Result>(problems: MediumProblem[], check: () => Result): Result | undefined {
  try {
    return check();
  } catch (error) {
    if (!isMediaError(error)) throw error;
    problems.push({ code: error.code, message: error.message });
    return undefined;
  }
}

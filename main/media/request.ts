/**
 * What the operator asks for: one schema for the command line, the wizard and request files. It holds no secret:
 * the media password, the certificate's password and the values of hidden variables travel as `MediaSecrets`.
 * Trap: fields keep their documented names and limits (reference: configmgr-spec 1), so a rule changed here changes
 * what a stored request file means; `schema` must then be raised.
 */
import { z } from 'zod';
import { MediaError } from '#base/errors/media-error.ts';

/** Documented limits of custom variables, in characters. */
export const VARIABLE_LIMITS = { nameLength: 256, valueLength: 4000, environmentLength: 8192 } as const;

/** These are written from other fields of the request. */
const BUILDER_VARIABLES = ['SMSTSMP', 'SMSTSLocationMPs', 'SMSTSAssignUsersMode'];

const packageId = z
  .string()
  .regex(
    /^[A-Z0-9]{3}[0-9A-F]{5}$/i,
    'a package ID is three letters or digits of the site and five hexadecimal digits',
  )
  .transform((id) => id.toUpperCase());
const hostName = z
  .string()
  .regex(
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i,
    'a DNS name such as mp1.contoso.test, without https:// and path',
  );
const instant = z.iso.datetime({ error: 'a time in UTC such as 2026-11-20T12:00:00Z' });

const variableName = z
  .string()
  .refine(
    (name) => !name.startsWith('_'),
    'names that begin with "_" are read-only and set by the media builder',
  )
  .refine(
    (name) => name.startsWith('_') || /^[a-z][a-z0-9_-]{0,255}$/i.test(name),
    'letters, digits, "_" and "-", beginning with a letter, at most 256 characters',
  );

const mediaVariable = z.discriminatedUnion('hidden', [
  z.strictObject({
    hidden: z.literal(false).default(false),
    name: variableName,
    value: z.string().max(VARIABLE_LIMITS.valueLength),
  }),
  // The value of a hidden variable is a secret and therefore not part of a request.
  z.strictObject({ hidden: z.literal(true), name: variableName }),
]);

const certificate = z.discriminatedUnion('source', [
  z.strictObject({
    source: z.literal('self-signed'),
    /** The moment of creation when absent. */
    start: instant.optional(),
    /** One year after the start when absent. */
    expires: instant.optional(),
  }),
  z.strictObject({ source: z.literal('pfx'), path: z.string().min(1) }),
]);

const bootableRequest = z
  .strictObject({
    schema: z.literal(1).default(1),
    kind: z.literal('bootable'),
    mediaManagement: z.enum(['dynamic', 'site-based', 'internet-based']),
    bootImageId: packageId,
    distributionPoint: hostName.optional(),
    /** Site-based: the one management point; dynamic: the first contacts in order of priority. */
    managementPoints: z.array(hostName).default([]),
    /** Internet-based: the service name of the cloud management gateway. */
    cmg: hostName.optional(),
    unknownComputers: z.boolean().default(false),
    userDeviceAffinity: z.enum(['auto', 'pending', 'none']).default('none'),
    unattended: z.boolean().default(false),
    /** Anybody who finds the medium can then read everything on it. */
    allowNoPassword: z.boolean().default(false),
    certificate: certificate.default({ source: 'self-signed' }),
    variables: z.array(mediaVariable).default([]),
    prestart: z
      .strictObject({
        command: z.string().min(1).max(VARIABLE_LIMITS.valueLength),
        packageId: packageId.optional(),
      })
      .optional(),
    /** FAT keeps 11 characters of it, ISO 9660 32; MediaLabel.txt keeps all. */
    label: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[^\p{C}]*$/u, 'a label has no control characters')
      .default('Configuration Manager'),
    autorun: z.boolean().default(false),
    /** Drives and disk images only. GPT starts under UEFI and, through its boot sector, under BIOS. */
    partitionStyle: z.enum(['gpt', 'mbr']).default('gpt'),
    /** AES-128 is for boot images made before 2025. */
    algorithm: z.enum(['aes-256', 'aes-128']).default('aes-256'),
  })
  .check((context) => {
    for (const problem of contradictionsOf(context.value)) {
      context.issues.push({
        code: 'custom',
        input: problem.found,
        path: [...problem.path],
        message: problem.message,
      });
    }
  });

/** Other kinds of media join this union with their issue. */
export const mediaRequestSchema = z.discriminatedUnion('kind', [bootableRequest]);

export type BootableMediaRequest = z.output<typeof bootableRequest>;
export type MediaRequest = z.output<typeof mediaRequestSchema>;
export type MediaRequestInput = z.input<typeof mediaRequestSchema>;

/** What must never be stored, logged or put into an argument list. */
export interface MediaSecrets {
  /** undefined: the media are only disguised with a public text. */
  readonly password?: string | undefined;
  /** Values of the hidden variables by the name written in the request. */
  readonly hiddenValues?: ReadonlyMap<string, string> | undefined;
}

/**
 * Checks a request and fills in the defaults.
 * @throws MediaError E_MEDIA_REQUEST naming every field that is wrong, what it must be and what it is.
 */
export function parseMediaRequest(input: unknown): MediaRequest {
  const result = mediaRequestSchema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const path = issue.path.length === 0 ? 'request' : issue.path.map(String).join('.');
    return `${path}: ${issue.message}${foundText(issue.input, path)}`;
  });
  throw new MediaError('E_MEDIA_REQUEST', problems.join('; '));
}

/** The JSON schema of request files (draft 2020-12). */
export function mediaRequestJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(mediaRequestSchema, { io: 'input' });
}

interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly found: unknown;
}

function* contradictionsOf(request: BootableMediaRequest): Generator<Contradiction> {
  yield* managementContradictions(request);
  const { certificate: wanted } = request;
  if (wanted.source === 'self-signed' && wanted.start !== undefined && wanted.expires !== undefined) {
    if (Date.parse(wanted.expires) <= Date.parse(wanted.start)) {
      const message = `must be later than the start, ${wanted.start}`;
      yield { path: ['certificate', 'expires'], message, found: wanted.expires };
    }
  }
  const seen = new Set<string>();
  let length = 0;
  for (const [index, variable] of request.variables.entries()) {
    const path = ['variables', index, 'name'];
    const key = variable.name.toUpperCase();
    if (seen.has(key))
      yield { path, message: 'is there twice (names are compared without case)', found: variable.name };
    if (BUILDER_VARIABLES.some((name) => name.toUpperCase() === key)) {
      yield { path, message: 'is set from the other fields of the request', found: variable.name };
    }
    seen.add(key);
    length += variable.name.length + (variable.hidden ? 0 : variable.value.length);
  }
  if (length > VARIABLE_LIMITS.environmentLength) {
    const message = `names and values together may have ${VARIABLE_LIMITS.environmentLength} characters`;
    yield { path: ['variables'], message, found: length };
  }
}

function* managementContradictions(request: BootableMediaRequest): Generator<Contradiction> {
  const { mediaManagement, managementPoints, cmg } = request;
  const count = managementPoints.length;
  if (mediaManagement === 'internet-based') {
    if (cmg === undefined) {
      yield { path: ['cmg'], message: 'internet-based media need a cloud management gateway', found: 'none' };
    }
    if (count > 0) {
      const message = 'internet-based media go through the gateway and name no management point';
      yield { path: ['managementPoints'], message, found: count };
    }
    return;
  }
  if (cmg !== undefined) {
    yield { path: ['cmg'], message: `${mediaManagement} media do not use a gateway`, found: cmg };
  }
  if (mediaManagement === 'site-based' && count !== 1) {
    yield { path: ['managementPoints'], message: 'site-based media need exactly one', found: count };
  }
  if (mediaManagement === 'dynamic' && count === 0) {
    yield { path: ['managementPoints'], message: 'dynamic media need at least one', found: count };
  }
}

function foundText(input: unknown, path: string): string {
  // Values of variables and command lines may hold what nobody should read in a log.
  if (/\.value$|^prestart\.command$/.test(path) && typeof input === 'string') {
    return ` (found ${input.length} characters)`;
  }
  if (input === undefined) return ' (found nothing)';
  if (typeof input === 'object') return '';
  return ` (found ${JSON.stringify(input).slice(0, 80)})`;
}

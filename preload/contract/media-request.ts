/**
 * What the operator asks for: one schema for the command line, the wizard and request files. It holds no secret:
 * the media password, the certificate's password and the values of hidden variables travel beside it.
 * Trap: fields keep their documented names and limits (reference: Microsoft's documentation of the Create Task Sequence
 * Media Wizard and its cmdlets), so a rule changed here changes what a stored request file means; `schema` must then be
 * raised.
 */
import * as z from 'zod/mini';
import { contradictionsOf } from './media-request-rules.ts';
import { fillIn, rule, type Problem, type RuleId, type RuleValues } from './rules/rule.ts';

/** Documented limits of custom variables, in characters. */
export const VARIABLE_LIMITS = { nameLength: 256, valueLength: 4000, environmentLength: 8192 } as const;

export const packageId = z.pipe(
  z
    .string()
    .check(
      z.minLength(1, { error: rule('required'), abort: true }),
      z.regex(/^[A-Z0-9]{3}[0-9A-F]{5}$/i, rule('package-id')),
    ),
  z.transform((id: string) => id.toUpperCase()),
);
export const hostName = z
  .string()
  .check(
    z.regex(
      /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i,
      rule('host-name'),
    ),
  );
const instant = z.iso.datetime({ error: rule('instant') });

const variableName = z.string().check(
  z.refine((name) => !name.startsWith('_'), rule('variable-read-only')),
  z.refine((name) => name.startsWith('_') || /^[a-z][a-z0-9_-]{0,255}$/i.test(name), rule('variable-name')),
);

const mediaVariable = z.discriminatedUnion('hidden', [
  z.strictObject({
    hidden: z._default(z.literal(false), false),
    name: variableName,
    value: z.string().check(z.maxLength(VARIABLE_LIMITS.valueLength, rule('variable-value-length'))),
  }),
  // The value of a hidden variable is a secret and therefore not part of a request.
  z.strictObject({ hidden: z.literal(true), name: variableName }),
]);

const certificate = z.discriminatedUnion('source', [
  z.strictObject({
    source: z.literal('self-signed'),
    /** The moment of creation when absent. */
    start: z.optional(instant),
    /** One year after the start when absent. */
    expires: z.optional(instant),
  }),
  z.strictObject({ source: z.literal('pfx'), path: z.string().check(z.minLength(1, rule('required'))) }),
]);

const prestart = z.strictObject({
  command: z
    .string()
    .check(
      z.minLength(1, rule('prestart-command')),
      z.maxLength(VARIABLE_LIMITS.valueLength, rule('prestart-command')),
    ),
  packageId: z.optional(packageId),
});

/** FAT keeps 11 characters of it, ISO 9660 32; MediaLabel.txt keeps all. */
const label = z._default(
  z
    .string()
    .check(
      z.minLength(1, rule('label')),
      z.maxLength(255, rule('label')),
      z.regex(/^[^\p{C}]*$/u, rule('label')),
    ),
  'Configuration Manager',
);
const flag = z._default(z.boolean(), false);
/** Drives and disk images only. GPT starts under UEFI and, through its boot sector, under BIOS. */
const partitionStyle = z._default(z.enum(['gpt', 'mbr']), 'gpt');
/** AES-128 is for boot images made before 2025. */
const algorithm = z._default(z.enum(['aes-256', 'aes-128']), 'aes-256');
const userDeviceAffinity = z._default(z.enum(['auto', 'pending', 'none']), 'none');
/** Model name of an application: "ScopeId_…/Application_…". */
const applicationId = z.string().check(z.minLength(1, rule('required')), z.maxLength(255, rule('invalid')));
const schema = z._default(z.literal(1), 1);

/** What stand-alone and prestaged media carry beyond what the task sequence references. */
const contents = {
  applications: z._default(z.array(applicationId), []),
  packages: z._default(z.array(packageId), []),
  driverPackages: z._default(z.array(packageId), []),
  distributionPoints: z._default(z.array(hostName), []),
};

export const bootableRequest = z
  .strictObject({
    schema,
    kind: z.literal('bootable'),
    mediaManagement: z.enum(['dynamic', 'site-based', 'internet-based'], rule('required')),
    bootImageId: packageId,
    distributionPoint: z.optional(hostName),
    /** Site-based: the one management point; dynamic: the first contacts in order of priority. */
    managementPoints: z._default(z.array(hostName), []),
    /** Internet-based: the service name of the cloud management gateway. */
    cmg: z.optional(hostName),
    unknownComputers: flag,
    userDeviceAffinity,
    unattended: flag,
    /** Anybody who finds the medium can then read everything on it. */
    allowNoPassword: flag,
    certificate: z._default(certificate, { source: 'self-signed' }),
    variables: z._default(z.array(mediaVariable), []),
    prestart: z.optional(prestart),
    label,
    autorun: flag,
    partitionStyle,
    algorithm,
  })
  .check(reportContradictions);

export const standaloneRequest = z
  .strictObject({
    schema,
    kind: z.literal('standalone'),
    taskSequenceId: packageId,
    /** Also puts the applications on the medium that those of the task sequence depend on. */
    detectDependencies: z._default(z.boolean(), true),
    ...contents,
    unattended: flag,
    allowNoPassword: flag,
    /** Compared with the clock of the device before the medium runs. */
    validity: z.optional(z.strictObject({ start: z.optional(instant), expires: z.optional(instant) })),
    variables: z._default(z.array(mediaVariable), []),
    prestart: z.optional(prestart),
    mediaSize: z._default(z.enum(['650MB', '4GB', '8GB', 'unlimited']), 'unlimited'),
    label,
    autorun: flag,
    partitionStyle,
    algorithm,
  })
  .check(reportContradictions);

export const prestagedRequest = z
  .strictObject({
    schema,
    kind: z.literal('prestaged'),
    /** A gateway serves bootable media only (Microsoft's table of what a CMG supports). */
    mediaManagement: z.enum(['dynamic', 'site-based'], rule('required')),
    bootImageId: packageId,
    distributionPoint: z.optional(hostName),
    managementPoints: z._default(z.array(hostName), []),
    taskSequenceId: packageId,
    image: z.strictObject({
      packageId,
      index: z._default(z.int().check(z.minimum(1, rule('image-index'))), 1),
      distributionPoint: z.optional(hostName),
    }),
    ...contents,
    unknownComputers: flag,
    userDeviceAffinity,
    unattended: flag,
    allowNoPassword: flag,
    certificate: z._default(certificate, { source: 'self-signed' }),
    variables: z._default(z.array(mediaVariable), []),
    prestart: z.optional(prestart),
    properties: z._default(
      z.strictObject({
        createdBy: z._default(z.string().check(z.maxLength(50, rule('created-by'))), ''),
        version: z._default(z.string().check(z.maxLength(32, rule('version'))), ''),
        comment: z._default(z.string().check(z.maxLength(127, rule('comment'))), ''),
      }),
      { createdBy: '', version: '', comment: '' },
    ),
    algorithm,
  })
  .check(reportContradictions);

/** No password, certificate, variables or prestart command: the documented wizard has none for this kind. */
export const captureRequest = z.strictObject({
  schema,
  kind: z.literal('capture'),
  bootImageId: packageId,
  distributionPoint: z.optional(hostName),
  label,
  autorun: flag,
  partitionStyle,
});

export const mediaRequestSchema = z.discriminatedUnion('kind', [
  bootableRequest,
  standaloneRequest,
  prestagedRequest,
  captureRequest,
]);

export type BootableMediaRequest = z.output<typeof bootableRequest>;
export type MediaRequest = z.output<typeof mediaRequestSchema>;
export type MediaRequestInput = z.input<typeof mediaRequestSchema>;
export type MediaKind = MediaRequest['kind'];

/** Kinds whose creation is built; requests of the others can be made, judged and saved. */
export const CREATABLE_KINDS = ['bootable'] as const satisfies readonly MediaKind[];

export type JudgedRequest =
  | { readonly request: MediaRequest; readonly problems: readonly [] }
  | { readonly request: undefined; readonly problems: readonly RequestProblem[] };

/** `found` is what stands there, as data; undefined when nothing does. */
export type RequestProblem = Problem & { readonly found: unknown };

/** Checks a request, fills in the defaults, and says everything that is wrong. Never throws. */
export function judgeRequest(input: unknown): JudgedRequest {
  const result = mediaRequestSchema.safeParse(input, { reportInput: true });
  if (result.success) return { request: result.data, problems: [] };
  return { request: undefined, problems: result.error.issues.flatMap(problemsOf) };
}

function problemsOf(issue: z.core.$ZodIssue): readonly RequestProblem[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const found = issue.input;
  const named = /^rule:(.*)$/.exec(issue.message)?.[1];
  if (named !== undefined) {
    const values = issue.code === 'custom' ? (issue.params ?? {}) : {};
    // Sound: only `rule(id)` makes such messages, and only `contradictionsOf` gives values.
    return [{ path, rule: named as RuleId, values: values as RuleValues, found }];
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      rule: 'unknown-field',
      values: {},
      found: undefined,
    }));
  }
  if (issue.code === 'invalid_value' && found !== undefined) {
    return [{ path, rule: 'one-of', values: { values: issue.values.map(String).join(', ') }, found }];
  }
  return [{ path, rule: found === undefined ? 'required' : 'invalid', values: {}, found }];
}

/** A sentence of the rules with its values. */
export function problemText(problem: Problem, texts: Readonly<Record<RuleId, string>>): string {
  return fillIn(texts[problem.rule], problem.values);
}

function reportContradictions(context: z.core.ParsePayload<MediaRequest>): void {
  for (const problem of contradictionsOf(context.value)) {
    context.issues.push({
      code: 'custom',
      input: problem.found,
      path: [...problem.path],
      message: rule(problem.rule),
      params: problem.values,
    });
  }
}

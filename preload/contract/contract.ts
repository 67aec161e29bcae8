/**
 * Everything the window can ask for and everything it is told: one table, from which both ends and every transport are
 * derived. Input and output of each call are validated on arrival and before they leave; whole states travel, not deltas.
 * Trap: schemas without `strict` drop members they do not know, which is how an old window and a new core get along; the
 * request of a medium is strict, because a misspelt field there would make another medium than the user wants.
 */
import * as z from 'zod/mini';
import { appInfo, fileFilter, folderListing, menuCommand, outputCheck, settings } from './app.ts';
import { driveChoice, drivesState } from './drives.ts';
import { historyEntry } from './history.ts';
import { jobState } from './jobs.ts';
import { mediaRequestSchema } from './media-request.ts';
import { imageDescription, inspectView, mediumTarget, planSummary } from './medium.ts';
import { prerequisiteTable } from './prerequisites.ts';
import { certificateReport, passwordRating } from './security.ts';
import { catalogView, connectionList, reachability, siteCredentials, siteProbe } from './site.ts';

const nothing = z.object({});
const path = z.string().check(z.minLength(1), z.maxLength(4096));
const siteName = z.string().check(z.minLength(1), z.maxLength(200));
/** A secret: never logged, never stored, never part of an error. */
const secret = z.string().check(z.maxLength(4096));
const jobStarted = z.object({ jobId: z.string() });
const anyObject = z.record(z.string(), z.unknown());

/** Files that are made; drives are chosen beside them. */
export const fileOutput = z.object({ kind: z.enum(['iso', 'image', 'wim']), path });
export const mediaSecrets = z.object({
  password: z.optional(secret),
  hiddenValues: z._default(z.record(z.string(), secret), {}),
  certificatePassword: z.optional(secret),
});

export const calls = {
  'app.info': { input: nothing, output: appInfo },
  /** https pages of the documentation only; anything else is refused. */
  'app.openExternal': { input: z.object({ url: z.url() }), output: nothing },
  /** The system's own dialog; E_HOST_NO_DIALOG where there is none. null: the user chose nothing. */
  'app.pickFile': {
    input: z.object({
      mode: z.enum(['open', 'save', 'folder']),
      title: z.string(),
      filters: z.array(fileFilter),
      defaultPath: z.optional(path),
    }),
    output: z.object({ path: z.nullable(z.string()) }),
  },
  /** For the dialog the window draws by itself; without a path the user's home. */
  'app.listFolder': {
    input: z.object({ path: z.optional(path), extensions: z.optional(z.array(z.string())) }),
    output: folderListing,
  },
  'app.checkOutput': { input: fileOutput, output: outputCheck },

  'settings.read': { input: nothing, output: settings },
  'settings.write': { input: settings, output: settings },
  /** The wizard's fields without secrets; null when there is none. */
  'draft.read': { input: nothing, output: z.object({ draft: z.nullable(anyObject) }) },
  'draft.write': { input: z.object({ draft: z.nullable(anyObject) }), output: nothing },

  'site.list': { input: nothing, output: connectionList },
  /** Looks at the certificates of a server; nothing is sent to it. */
  'site.probe': { input: z.object({ url: z.string() }), output: siteProbe },
  'site.add': {
    input: z.object({
      name: siteName,
      url: z.string(),
      /** SHA-256 of the certificate of the chain that is trusted; absent: the machine's roots. */
      rootFingerprint: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
      credentials: siteCredentials,
      /** Keep the credentials in the system's secret storage. */
      isRemembered: z.boolean(),
    }),
    output: connectionList,
  },
  'site.signIn': {
    input: z.object({ name: siteName, credentials: siteCredentials, isRemembered: z.boolean() }),
    output: connectionList,
  },
  'site.remove': { input: z.object({ name: siteName }), output: connectionList },
  /** `refresh`: ask the site again instead of using what was read less than five minutes ago. */
  'site.catalog': { input: z.object({ site: siteName, refresh: z.boolean() }), output: catalogView },
  /** Connects to the gateway from this computer. */
  'site.reachGateway': { input: z.object({ site: siteName, gateway: z.string() }), output: reachability },

  'prerequisites.check': {
    input: z.object({
      site: siteName,
      language: z.enum(['en', 'de', 'nl']),
      cmg: z.string(),
      taskSequenceId: z.optional(z.string()),
      bootImageId: z.optional(z.string()),
      medium: z.object({
        kind: z.string(),
        mediaManagement: z.string(),
        hasPassword: z.boolean(),
        passwordIsStrong: z.optional(z.boolean()),
        certificate: z.enum(['self-signed', 'pfx']),
        /** What `certificate.check` found in an imported one. */
        certificateFacts: z.optional(z.object({ hash: z.string(), keyBits: z.number() })),
        unknownComputers: z.boolean(),
      }),
    }),
    output: prerequisiteTable,
  },

  /** Turns the event "drives" on or off. */
  'drives.watch': { input: z.object({ isOn: z.boolean() }), output: nothing },

  'password.rate': { input: z.object({ password: secret }), output: passwordRating },
  'password.generate': {
    input: z.object({ form: z.enum(['words', 'characters']) }),
    output: z.object({ password: secret }),
  },
  'certificate.check': { input: z.object({ path, password: secret }), output: certificateReport },

  'request.save': {
    input: z.object({ path, request: mediaRequestSchema, isReplacing: z.boolean() }),
    output: nothing,
  },
  /** The file as it is; the window judges it with the same schema. */
  'request.open': { input: z.object({ path }), output: z.object({ request: z.unknown() }) },
  /** What does the same in a terminal; secrets are named as files that the user makes. */
  'request.commandLine': {
    input: z.object({
      site: siteName,
      request: mediaRequestSchema,
      files: z.array(fileOutput),
      drives: z.array(z.string()),
    }),
    output: z.object({ text: z.string() }),
  },

  /** Sizes and dates without registering anything at the site. */
  'media.plan': { input: z.object({ site: siteName, request: mediaRequestSchema }), output: planSummary },
  'media.create': {
    input: z.object({
      site: siteName,
      request: mediaRequestSchema,
      secrets: mediaSecrets,
      files: z.array(fileOutput),
      drives: z.array(driveChoice),
    }),
    output: jobStarted,
  },
  'medium.inspect': {
    input: z.extend(mediumTarget, { password: z.optional(secret) }),
    output: inspectView,
  },
  /** With site and request: sector by sector, too. */
  'medium.verify': {
    input: z.extend(mediumTarget, { site: z.optional(siteName), request: z.optional(mediaRequestSchema) }),
    output: jobStarted,
  },
  'image.describe': { input: z.object({ path }), output: imageDescription },
  'image.write': { input: z.object({ path, drives: z.array(driveChoice) }), output: jobStarted },

  'jobs.list': { input: nothing, output: z.object({ jobs: z.array(jobState) }) },
  /** Without a device: the whole job. */
  'jobs.cancel': { input: z.object({ jobId: z.string(), device: z.optional(z.string()) }), output: nothing },
  /** Lets drives join a run that is under way. */
  'jobs.addDrives': { input: z.object({ jobId: z.string(), drives: z.array(driveChoice) }), output: nothing },
  /** Forgets an ended job. */
  'jobs.forget': { input: z.object({ jobId: z.string() }), output: nothing },

  'history.list': { input: nothing, output: z.object({ entries: z.array(historyEntry) }) },
  'history.forget': { input: z.object({ mediaId: z.string() }), output: nothing },
} as const;

export const events = {
  drives: drivesState,
  /** The last state of every job is kept until it is forgotten. */
  job: jobState,
  settings,
  menu: z.object({ command: menuCommand }),
} as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallInput<Name extends CallName> = z.input<Calls[Name]['input']>;
/** As a handler gets it, defaults filled in. */
export type CallArgument<Name extends CallName> = z.output<Calls[Name]['input']>;
export type CallOutput<Name extends CallName> = z.output<Calls[Name]['output']>;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<Name extends EventName> = z.output<Events[Name]>;

/** What `Bridge.listen` delivers; validated by who listens. */
export interface EventMessage {
  readonly name: EventName;
  readonly payload: unknown;
}

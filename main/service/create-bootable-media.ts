/**
 * The main job: from a request to verified outputs. Asks the site, makes and registers the media certificate, gets the
 * media token, plans, writes, reads back. Everything that can be refused is refused before the certificate is
 * registered; when no output could be finished, the registered certificate is blocked again.
 */
import { generateRsaKey } from '#base/rsa.ts';
import type { DriveTarget, DriveWriter } from '#jobs/drive-run.ts';
import { createMediaIdentity, identityFromPfx, type MediaIdentity } from '#media/certificate.ts';
import { checkPassword } from '#media/plan-checks.ts';
import { planBootableMedia, type MediaPlan } from '#media/plan.ts';
import type { BootableMediaRequest, MediaSecrets } from '#media/request.ts';
import type { PolicySource } from '#media/site-facts.ts';
import type { Clock } from '#platform/clock.ts';
import type { RandomSource } from '#platform/random.ts';
import { createAdminServiceClient, type AdminServiceClient } from '#site/admin-service-client.ts';
import { readCatalog } from '#site/catalog.ts';
import type { SiteConnection } from '#site/connection.ts';
import { openContentSource, type ContentSource } from '#site/content-source.ts';
import {
  blockCertificate,
  getMediaAdditionalInfo,
  registerMediaCertificate,
  type MediaAdditionalInfo,
} from '#site/media-registration.ts';
import { gatherMedia, siteFacts, wholeSeconds } from './gather-media.ts';
import type { MediaNote, PolicyEndpoint } from './gather-site.ts';
import {
  checkTargets,
  writeOutputs,
  type OutputResults,
  type OutputTarget,
  type WriteOptions,
} from './write-outputs.ts';

export interface CreateBootableInput {
  readonly request: BootableMediaRequest;
  readonly secrets: MediaSecrets;
  /** Bytes and password of the certificate file when the request names one. */
  readonly pfx?: { readonly bytes: Uint8Array; readonly password: string } | undefined;
  readonly outputs: readonly OutputTarget[];
  readonly drives?: DriveOutputs | undefined;
  readonly connection: SiteConnection;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly builderVersion: string;
}

/** Drives that are written, and who writes them. */
export interface DriveOutputs {
  readonly targets: readonly DriveTarget[];
  /** Starts the writer, before anything is asked of the site: the user may refuse the rights. */
  readonly openWriter: () => Promise<DriveWriter>;
}

/** `onProgress`: the subject is the site's name while it is asked, the label of the medium while its content is fetched, then the path of the output. */
export interface CreateOptions extends WriteOptions {
  /** What has been done before writing, once each, in this order. From `planned` on no secret is needed any more. */
  readonly onStep?: ((step: CreateStep) => void) | undefined;
  /** The medium is registered and planned; its outputs come. */
  readonly onMade?: ((medium: PlannedMedium) => void) | undefined;
}

export type CreateStep = 'site-read' | 'boot-image-read' | 'certificate-registered' | 'planned';

/** What is known before anything is written. */
export interface PlannedMedium extends MadeMedium {
  readonly notes: readonly MediaNote[];
}

export interface CreateResult extends PlannedMedium {
  readonly outputs: OutputResults;
}

/** The medium itself, whatever became of its outputs. */
export interface MadeMedium {
  readonly mediaId: string;
  readonly label: string;
  readonly createdAt: string;
  readonly worksUntil: string;
  /** What ends it. */
  readonly expirySources: readonly { readonly source: 'certificate' | 'media-token'; readonly at: string }[];
  readonly thumbprint: string;
  readonly contentBytes: number;
  readonly site: { readonly siteCode: string; readonly siteName: string };
  readonly cmg: string | null;
  readonly bootImage: { readonly packageId: string; readonly name: string; readonly version: string };
}

/**
 * Makes bootable media.
 * @throws MediaError E_WRITER_*, E_MEDIA_*, E_CHOICE_*, E_SITE_*, E_CANCELLED before anything is written; what goes wrong with one
 * output afterwards is part of the result.
 */
export async function createBootableMedia(
  input: CreateBootableInput,
  options: CreateOptions = {},
): Promise<CreateResult> {
  const warnings = checkPassword(input.request, input.secrets.password);
  await checkTargets(input.outputs);
  const writer = await input.drives?.openWriter();
  const client = createAdminServiceClient(input.connection);
  const content = openContentSource(input.connection);
  try {
    const { plan, identity, notes, medium } = await prepare(input, { client, content, options });
    const drives =
      writer === undefined || input.drives === undefined
        ? undefined
        : { writer, targets: input.drives.targets };
    const made: PlannedMedium = {
      ...medium,
      notes: [...notes, ...warnings, ...plan.warnings].filter(
        ({ message }, index, all) => all.findIndex((one) => one.message === message) === index,
      ),
    };
    options.onMade?.(made);
    let outputs: OutputResults = { files: [], drives: [] };
    try {
      outputs = await writeOutputs(plan, { files: input.outputs, drives }, options);
    } finally {
      if (!isAnyFinished(outputs)) await withdraw(client, identity);
    }
    return { ...made, outputs };
  } finally {
    await client.close();
    await content.close();
    await writer?.close();
  }
}

/** Is there a medium somebody could use? */
export function isAnyFinished({ files, drives }: OutputResults): boolean {
  return files.some((one) => one.ok) || drives.some((one) => one.outcome === 'verified');
}

interface Tools {
  readonly client: AdminServiceClient;
  readonly content: ContentSource;
  readonly options: CreateOptions;
}

interface Prepared {
  readonly plan: MediaPlan;
  readonly identity: MediaIdentity;
  readonly notes: readonly MediaNote[];
  readonly medium: MadeMedium;
}

async function prepare(input: CreateBootableInput, { client, content, options }: Tools): Promise<Prepared> {
  const { request, clock } = input;
  const run = { signal: options.signal };
  const step = stepper(input.connection.name, options);
  step();
  const catalog = await readCatalog(client, run);
  step('site-read');
  const { choice, ...parts } = await gatherMedia(request, { catalog, content }, run);
  step('boot-image-read');
  const createdAt = wholeSeconds(clock());
  const identity = await makeIdentity(input, createdAt);
  const { mediaGuid: mediaId, certificateDer } = identity;
  const userDeviceAffinity = ({ none: 0, pending: 1, auto: 2 } as const)[request.userDeviceAffinity];
  await registerMediaCertificate(client, { mediaId, certificateDer, userDeviceAffinity }, run);
  try {
    const info = await getMediaAdditionalInfo(client, { mediaId }, run);
    step('certificate-registered');
    const plan = planBootableMedia({
      request,
      secrets: input.secrets,
      site: siteFacts(catalog, info),
      policySource: policySourceOf(choice.endpoint, info),
      ...parts,
      identity,
      createdAt,
      builderVersion: input.builderVersion,
    });
    const medium = madeMedium({ plan, identity, site: catalog.site });
    options.onStep?.('planned');
    return { plan, identity, notes: choice.notes, medium };
  } catch (error) {
    await withdraw(client, identity);
    throw error;
  }
}

function madeMedium(made: {
  readonly plan: MediaPlan;
  readonly identity: MediaIdentity;
  readonly site: MadeMedium['site'];
}): MadeMedium {
  const { plan, identity } = made;
  const { manifest, contentBytes } = plan.outputs.drive;
  const { mediaTokenExpires } = manifest;
  const { siteCode, siteName } = made.site;
  return {
    mediaId: plan.mediaId,
    label: plan.label,
    createdAt: manifest.created,
    worksUntil: plan.worksUntil,
    expirySources: [
      { source: 'certificate', at: identity.expires },
      ...(mediaTokenExpires === undefined ? [] : [{ source: 'media-token' as const, at: mediaTokenExpires }]),
    ],
    thumbprint: identity.thumbprint,
    contentBytes,
    site: { siteCode, siteName },
    cmg: manifest.cmg ?? null,
    bootImage: manifest.bootImage,
  };
}

/** A medium that was never finished must not be usable; that the site cannot be reached any more changes nothing. */
async function withdraw(client: AdminServiceClient, identity: MediaIdentity): Promise<void> {
  await blockCertificate(client, { mediaId: identity.mediaGuid, isBlocked: true }).catch(() => undefined);
}

async function makeIdentity(input: CreateBootableInput, now: Date): Promise<MediaIdentity> {
  const { request, random, pfx } = input;
  const mediaId = random.guid();
  if (pfx !== undefined) return identityFromPfx(pfx.bytes, { password: pfx.password, mediaId, now });
  const wanted: { readonly start?: string | undefined; readonly expires?: string | undefined } =
    request.certificate.source === 'self-signed' ? request.certificate : {};
  return await createMediaIdentity({
    mediaId,
    start: wanted.start === undefined ? now : new Date(wanted.start),
    expires: wanted.expires === undefined ? undefined : new Date(wanted.expires),
    random: (count) => random.bytes(count),
    generateKey: generateRsaKey,
  });
}

function policySourceOf(endpoint: PolicyEndpoint, info: MediaAdditionalInfo): PolicySource {
  if (endpoint.mediaManagement !== 'internet-based') return endpoint;
  return {
    ...endpoint,
    mediaToken: { token: info.mediaToken, expires: info.mediaTokenExpires.toISOString() },
  };
}

/** Reports the four steps before writing as phase "prepare"; `finished` is the one that has just ended. */
function stepper(subject: string, options: CreateOptions): (finished?: CreateStep) => void {
  const total = 4;
  let done = 0;
  return (finished) => {
    done += 1;
    if (finished !== undefined) options.onStep?.(finished);
    options.onProgress?.(subject, { phase: 'prepare', done, total, unit: 'steps' });
  };
}

/**
 * What a medium will be, before it is one: sizes and dates, without registering anything at the site. The plan is the real
 * one, made with an identity, a password and a token that are thrown away.
 * Trap: certificate, token and hidden values of the real medium differ a little in length, so sizes may differ by a
 * sector; the media token's end is known only to the site, after the registration.
 */
import { generateRsaKey } from '#base/rsa.ts';
import { toHex } from '#base/bytes.ts';
import type { PlanSummary } from '#contract/medium.ts';
import { createMediaIdentity, type MediaIdentity } from '#media/certificate.ts';
import { addMonths } from '#media/expiry.ts';
import { planBootableMedia } from '#media/plan.ts';
import type { BootableMediaRequest, MediaSecrets } from '#media/request.ts';
import type { PolicySource } from '#media/site-facts.ts';
import type { Clock } from '#platform/clock.ts';
import type { RandomSource } from '#platform/random.ts';
import type { SiteCatalog } from '#site/catalog.ts';
import type { SiteConnection } from '#site/connection.ts';
import { openContentSource } from '#site/content-source.ts';
import { gatherMedia, siteFacts, wholeSeconds } from './gather-media.ts';
import type { MediaNote, PolicyEndpoint } from './gather-site.ts';
import { layoutSourceOf, planDisc, planDisk } from './plan-layout.ts';

export interface PreviewInput {
  readonly request: BootableMediaRequest;
  readonly catalog: SiteCatalog;
  readonly connection: SiteConnection;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly builderVersion: string;
}

/** Media for a gateway are reported to fail after about half a year; see `expiry.ts`. */
const GATEWAY_MONTHS = 6;
/** As long as the lab's, about; the form of a real site's is not public. */
const TOKEN_BYTES = 600;

/** @throws MediaError E_CHOICE_*, E_SITE_*, E_MEDIA_*, E_CANCELLED */
export async function previewMedia(input: PreviewInput, signal: AbortSignal): Promise<PlanSummary> {
  const { request, catalog, connection, clock, random, builderVersion } = input;
  const content = openContentSource(connection);
  try {
    const { choice, ...parts } = await gatherMedia(request, { catalog, content }, { signal });
    const createdAt = wholeSeconds(clock());
    const identity = await throwAwayIdentity(request, { createdAt, random });
    const standIn = identity.certificateDer;
    const plan = planBootableMedia({
      request,
      secrets: throwAwaySecrets(request, random),
      site: siteFacts(catalog, { rootCertificates: [standIn], siteSigningCertificate: standIn }),
      policySource: policySourceOf(choice.endpoint, { identity, random }),
      ...parts,
      identity,
      createdAt,
      builderVersion,
    });
    const expirySources = expirySourcesOf(request, { identity, createdAt });
    const ends = expirySources.map(({ at }) => at).sort((a, b) => Date.parse(a) - Date.parse(b));
    const { files, contentBytes } = plan.outputs.drive;
    return {
      contentBytes,
      fileCount: files.length,
      isoBytes: planDisc(layoutSourceOf(plan, 'disc')).sizeBytes,
      driveBytes: planDisk(layoutSourceOf(plan, 'drive'), { sectorBytes: 512 }).sizeBytes,
      worksUntil: ends[0] ?? null,
      expirySources,
      notes: [...choice.notes, ...notesOf(request)],
    };
  } finally {
    await content.close();
  }
}

/** A certificate file cannot be opened without its password, so a self-signed one stands for it. */
async function throwAwayIdentity(
  { certificate }: BootableMediaRequest,
  { createdAt, random }: { readonly createdAt: Date; readonly random: RandomSource },
): Promise<MediaIdentity> {
  const wanted: { readonly start?: string | undefined; readonly expires?: string | undefined } =
    certificate.source === 'self-signed' ? certificate : {};
  return await createMediaIdentity({
    mediaId: random.guid(),
    start: wanted.start === undefined ? createdAt : new Date(wanted.start),
    expires: wanted.expires === undefined ? undefined : new Date(wanted.expires),
    random: (count) => random.bytes(count),
    generateKey: generateRsaKey,
  });
}

function throwAwaySecrets(request: BootableMediaRequest, random: RandomSource): MediaSecrets {
  const hidden = request.variables.filter((one) => one.hidden);
  return {
    password: toHex(random.bytes(16)),
    hiddenValues: new Map(hidden.map(({ name }) => [name, 'unknown'])),
  };
}

function policySourceOf(
  endpoint: PolicyEndpoint,
  { identity, random }: { readonly identity: MediaIdentity; readonly random: RandomSource },
): PolicySource {
  if (endpoint.mediaManagement !== 'internet-based') return endpoint;
  return {
    ...endpoint,
    mediaToken: { token: toHex(random.bytes(TOKEN_BYTES)), expires: identity.expires },
  };
}

function expirySourcesOf(
  { certificate, mediaManagement }: BootableMediaRequest,
  { identity, createdAt }: { readonly identity: MediaIdentity; readonly createdAt: Date },
): PlanSummary['expirySources'] {
  const experience = addMonths(createdAt, GATEWAY_MONTHS).toISOString();
  return [
    ...(certificate.source === 'self-signed'
      ? [{ source: 'certificate' as const, at: identity.expires }]
      : []),
    ...(mediaManagement === 'internet-based' ? [{ source: 'cmg-experience' as const, at: experience }] : []),
  ];
}

/** What makes the medium weak or its end uncertain. */
function notesOf(request: BootableMediaRequest): readonly MediaNote[] {
  const { algorithm, allowNoPassword, certificate, mediaManagement, unattended } = request;
  const isForInternet = mediaManagement === 'internet-based';
  const notes: readonly (readonly [boolean, string, string])[] = [
    [
      algorithm === 'aes-128',
      'weak-algorithm',
      'AES-128 protects the media variables; AES-256 is the default',
    ],
    [
      allowNoPassword,
      'no-password-allowed',
      'without a password anybody who finds the medium can read all of it',
    ],
    [
      allowNoPassword && unattended,
      'unattended-without-password',
      'unattended and without a password: whoever starts a computer from it erases that computer',
    ],
    [
      certificate.source === 'pfx',
      'certificate-end-unknown',
      'when the certificate file ends is known once it was opened with its password',
    ],
    [
      isForInternet,
      'token-end-unknown',
      'the media token may end before the certificate; the site tells when the medium is registered',
    ],
  ];
  return notes.flatMap(([applies, code, message]) => (applies ? [{ code, message }] : []));
}

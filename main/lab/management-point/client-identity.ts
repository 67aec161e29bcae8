/**
 * Who is calling: the registered client named by the client token, if the signature is that of the key it registered
 * with and the site token in the header is its own.
 * Trap: the order matters as with media. Nobody without the client's key learns whether its token is blocked or expired.
 */
import { X509Certificate } from 'node:crypto';
import type { LabSite } from '../lab-site.ts';
import type { RegisteredClient } from '../store.ts';
import {
  clientGuid,
  readClientToken,
  signedText,
  verifyData,
  type ClientToken,
  type SignatureVariant,
} from '../wire/signature.ts';
import { checkTime } from './media-identity.ts';
import { Refusal } from './refusal.ts';
import type { WireSettings } from './settings.ts';
import { checkKind, openToken } from './tokens.ts';

export interface ClientCaller {
  readonly kind: 'client';
  readonly client: RegisteredClient;
  /** How the caller signs. */
  readonly variant: SignatureVariant;
}

export interface ClientContext {
  readonly site: LabSite;
  readonly settings: WireSettings;
}

export interface ClientClaim {
  /** "GUID:…" */
  readonly clientId: string;
  readonly time: Date;
  readonly data: Uint8Array;
  readonly signature: string;
}

/** The client whose key signed. @throws Refusal client-unregistered, signature-invalid, clock-skew */
export function identifyClientSigner(context: ClientContext, claim: ClientClaim): ClientCaller {
  const subject = { clientId: claim.clientId };
  const client = context.site.store.client(claim.clientId);
  if (client === undefined)
    throw new Refusal('client-unregistered', `no client ${claim.clientId} is registered`, subject);
  const { publicKey } = new X509Certificate(client.certificateDer);
  const variant = verifyData(publicKey, claim.data, {
    hex: claim.signature,
    allowSha1: context.settings.allowSha1,
  });
  if (variant === undefined)
    throw new Refusal('signature-invalid', 'the signature is not that of the registered client', subject);
  checkTime(context, claim.time, subject);
  return { kind: 'client', client, variant };
}

/**
 * The client behind a client token, with its site token.
 * @throws Refusal signature-missing, what `identifyClientSigner` and `checkSiteToken` throw
 */
export async function identifyClient(
  context: ClientContext,
  token: ClientToken | undefined,
  bearer: string | undefined,
): Promise<ClientCaller> {
  const claim = token === undefined ? undefined : readClientToken(token.text);
  if (token === undefined || claim?.kind !== 'client')
    throw new Refusal('signature-missing', 'the request carries no client token of the form GUID:id;time');
  const caller = identifyClientSigner(context, {
    clientId: claim.id,
    time: claim.time,
    data: signedText(token.text),
    signature: token.signature,
  });
  await checkSiteToken(context.site, bearer, caller.client);
  return caller;
}

/** @throws Refusal token-missing, -foreign, -invalid, -expired, -blocked, -kind, -wrong-certificate */
export async function checkSiteToken(
  site: LabSite,
  bearer: string | undefined,
  client: RegisteredClient,
): Promise<void> {
  const subject = { clientId: clientGuid(client.smsId) };
  if (bearer === undefined) throw new Refusal('token-missing', 'no site token in the header', subject);
  const opened = await openToken(site, bearer, subject);
  checkKind(opened, ['client'], subject);
  const isOwn = opened.claims['ClientId'] === subject.clientId;
  if (!isOwn || opened.claims['CertificateThumbprint'] !== client.thumbprint)
    throw new Refusal('token-wrong-certificate', 'the site token was issued to another client', subject);
}

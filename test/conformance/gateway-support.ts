/**
 * A device in front of the lab's gateways: the lab on a movable clock, media with real certificates, requests over TLS.
 * Trap: TLS judges by the machine's clock, the lab by `clock.aheadMs`; tests move only the lab's.
 */
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { request } from 'node:https';
import forge from 'node-forge';
import { decodeLatin1, decodeUtf8, encodeLatin1 } from '#base/bytes.ts';
import type { WorldVariant } from '#lab/data/world.ts';
import { createGatewayServer, type GatewayServer } from '#lab/gateway/gateway-server.ts';
import { openLabSite, type LabSite } from '#lab/lab-site.ts';
import { issueMediaToken } from '#lab/management-point/tokens.ts';
import type { WireSettings } from '#lab/management-point/settings.ts';
import { encodeRequest, type EncodedMessage } from '#lab/wire/message.ts';
import { parseTokenExchangeReply, renderTokenExchange, tokenHeaders } from '#lab/wire/media-token.ts';
import { gatewayPrefix, MESSAGE_METHOD, mpPaths } from '#lab/wire/paths.ts';
import { readRejection } from '#lab/wire/rejection.ts';
import { clientTokenHeaders, createClientToken, type MediaSigner } from '#lab/wire/signature.ts';
import { tempFolder } from '../support/temp.ts';

export const DAY_MS = 86_400_000;
export const CMG = 'contoso-cmg.contoso.test';
export const EDGE = 'contoso-edge.contoso.test';
export const OLD = 'contoso-old.contoso.test';

export interface TestLab {
  readonly site: LabSite;
  readonly server: GatewayServer;
  /** How far the lab's clock is ahead of the machine's. */
  readonly clock: { aheadMs: number };
  close(): Promise<void>;
}

export async function startLab(
  settings: Partial<WireSettings> = {},
  variant?: WorldVariant,
): Promise<TestLab> {
  const clock = { aheadMs: 0 };
  const dataFolder = await tempFolder('gateway');
  const site = await openLabSite({ dataFolder, clock: () => new Date(Date.now() + clock.aheadMs), variant });
  const server = await createGatewayServer(site, { settings });
  return {
    site,
    server,
    clock,
    async close() {
      await server.close();
      await site.close();
    },
  };
}

export interface TestMedium extends MediaSigner {
  readonly keyPem: string;
  readonly certPem: string;
  readonly certDer: Uint8Array;
  readonly thumbprint: string;
}

const keys = new Map<number, string>();

/** A medium with a self-signed certificate; `keyNumber` chooses among keys that are made once per test file. */
export function makeMedium(mediaId: string, keyNumber = 0): TestMedium {
  let keyPem = keys.get(keyNumber);
  if (keyPem === undefined) {
    keyPem = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    keys.set(keyNumber, keyPem);
  }
  const key = forge.pki.privateKeyFromPem(keyPem);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.serialNumber = `01${createHash('sha1').update(mediaId).digest('hex').slice(0, 16)}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + 365 * DAY_MS);
  certificate.setSubject([{ name: 'commonName', value: `Media ${mediaId}` }]);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.sign(key, forge.md.sha256.create());
  const certDer = encodeLatin1(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes());
  return {
    mediaId,
    keyPem,
    privateKey: createPrivateKey(keyPem),
    certPem: forge.pki.certificateToPem(certificate),
    certDer,
    thumbprint: createHash('sha1').update(certDer).digest('hex').toUpperCase(),
  };
}

/** Registers a medium as the builder's SubmitRegistrationRecord does, and gives its media token. */
export async function register(
  lab: TestLab,
  medium: TestMedium,
  options: { readonly days?: number; readonly unknown?: boolean } = {},
): Promise<string> {
  await lab.site.store.saveCertificate({
    smsId: medium.mediaId,
    certificateDer: medium.certDer,
    thumbprint: medium.thumbprint,
    type: 1,
    issuedTo: 'test',
    validFrom: new Date(Date.now() - DAY_MS).toISOString(),
    validUntil: new Date(Date.now() + (options.days ?? 365) * DAY_MS).toISOString(),
    isBlocked: false,
    keyType: 1,
    udaSetting: 0,
    allowUnknownComputers: options.unknown ?? true,
  });
  return (await issueMediaToken(lab.site, medium)).token;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly rejection: string | undefined;
}

export interface Call {
  readonly method?: string;
  /** Whole path; `mp` puts the gateway's prefix before a management point path. */
  readonly path?: string;
  readonly mp?: string;
  readonly gateway?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** TLS client certificate; the medium's own unless another one is given, none for `null`. */
  readonly tls?: TestMedium | null;
  readonly servername?: string;
}

/** One HTTPS request with the lab's root as the only trusted one. */
export function call(lab: TestLab, medium: TestMedium | null, options: Call): Promise<Reply> {
  const gateway = options.gateway ?? CMG;
  const known = lab.site.world.gateways.find((one) => one.hostName === gateway);
  const path = options.path ?? `${gatewayPrefix(known?.roleId ?? '0')}${options.mp ?? ''}`;
  const tls = options.tls === undefined ? medium : options.tls;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: lab.server.port,
        servername: options.servername ?? gateway,
        ca: lab.site.pki.rootCertificatePem,
        ...(tls === null ? {} : { key: tls.keyPem, cert: tls.certPem }),
        method: options.method ?? 'GET',
        path,
        headers: { host: `${gateway}:${lab.server.port}`, ...options.headers },
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const bytes = new Uint8Array(Buffer.concat(chunks));
          const header = incoming.headers['x-media-rejection'];
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            bytes,
            text: decodeUtf8(bytes),
            rejection: typeof header === 'string' ? readRejection(header) : undefined,
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

/** The lab's present time, as a device that has set its clock by the gateway signs it. */
export function labNow(lab: TestLab): Date {
  return lab.site.clock();
}

export function exchange(
  lab: TestLab,
  medium: TestMedium,
  mediaToken: string,
  more: Call = {},
): Promise<Reply> {
  return call(lab, medium, {
    method: 'POST',
    mp: mpPaths.mediaToken,
    headers: { 'content-type': 'application/json' },
    body: renderTokenExchange(medium, mediaToken, labNow(lab)),
    ...more,
  });
}

/** A registered medium's registration token. */
export async function registrationToken(
  lab: TestLab,
  medium: TestMedium,
  mediaToken: string,
): Promise<string> {
  const reply = await exchange(lab, medium, mediaToken);
  if (reply.status !== 200) throw new Error(`exchange: ${reply.status} ${reply.text}`);
  return parseTokenExchangeReply(reply.text).registrationToken;
}

/** A signed message to an endpoint of the management point. */
export function signedMessage(
  lab: TestLab,
  medium: TestMedium,
  message: { readonly target: string; readonly sourceId: string; readonly body: string },
): EncodedMessage {
  const token = createClientToken(medium, labNow(lab));
  return encodeRequest({ ...message, replyCompression: 'none', token }, { signer: medium });
}

export function sendMessage(
  lab: TestLab,
  medium: TestMedium,
  options: { readonly message: EncodedMessage; readonly token: string | null } & Call,
): Promise<Reply> {
  const { message, token, ...more } = options;
  return call(lab, medium, {
    method: MESSAGE_METHOD,
    mp: mpPaths.request,
    body: message.bytes,
    ...more,
    headers: {
      'content-type': message.contentType,
      ...(token === null ? {} : tokenHeaders(token)),
      ...more.headers,
    },
  });
}

/** Headers of a policy request. */
export function policyHeaders(lab: TestLab, medium: TestMedium, token: string): Record<string, string> {
  return { ...clientTokenHeaders(createClientToken(medium, labNow(lab))), ...tokenHeaders(token) };
}

/** Opens an envelope with node-forge; the device has its own reader, openssl judges in test/oracle. */
export function openWithForge(envelope: Uint8Array, key: KeyObject): Uint8Array {
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const message = forge.pkcs7.messageFromAsn1(forge.asn1.fromDer(decodeLatin1(envelope)));
  const enveloped = message as unknown as {
    readonly recipients: readonly unknown[];
    decrypt(recipient: unknown, key: unknown): void;
    readonly content: forge.util.ByteStringBuffer;
  };
  enveloped.decrypt(enveloped.recipients[0], forge.pki.privateKeyFromPem(pem));
  return encodeLatin1(enveloped.content.getBytes());
}

/**
 * Looks at the certificates of a server before anything is sent to it, so that a user can compare fingerprints and trust
 * a root. This is the only place that shakes hands with a server it does not trust yet; it closes right after.
 * Trap: servers send their own certificate and those between, and mostly not the root. What is last in the chain may be
 * any of them, and each can be what is trusted.
 */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { withDeadline } from '#base/deadline.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import { siteBaseUrl, trustOf } from './connection.ts';
import { TransientError, translateFailure } from './site-errors.ts';

export interface ChainCertificate {
  /** "CN=Contoso Root CA, O=Contoso" */
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly pem: string;
}

export interface SiteProbe {
  /** "provider.contoso.com" or with a port. */
  readonly host: string;
  /** The server's own first, each followed by its issuer; never empty. */
  readonly chain: readonly ChainCertificate[];
  /** Issued below a root that Node trusts, for this name, and valid now. */
  readonly isTrustedByMachine: boolean;
  /** Why it is not, in OpenSSL's words: "SELF_SIGNED_CERT_IN_CHAIN". */
  readonly problem?: string;
}

export interface ProbeOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

/** What is trusted of a site: one certificate of its chain or its root. */
export interface TrustedRoot {
  readonly rootFingerprint: string;
  readonly rootCertificatePem: string;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const MAX_CHAIN = 10;

/**
 * Asks a server for its certificates.
 * @throws MediaError E_USAGE for a URL that cannot be used, E_SITE_UNREACHABLE, E_SITE_TIMEOUT, E_CANCELLED
 */
export async function probeSite(url: string, options: ProbeOptions = {}): Promise<SiteProbe> {
  const { chain, problem, host } = await shakeHands(url, undefined, options);
  return {
    host,
    chain,
    isTrustedByMachine: problem === undefined,
    ...(problem === undefined ? {} : { problem }),
  };
}

/**
 * Finds what is to be trusted of a server and makes sure that it proves itself by it.
 * `fingerprint`: of a certificate the server shows. `certificatePem`: a root the server need not show. Neither: the
 * roots of this machine; the result is undefined then.
 * @throws MediaError E_SITE_ROOT_UNKNOWN with the fingerprints, E_SITE_FINGERPRINT with both, E_SITE_UNTRUSTED for a
 * wrong name or a certificate that is not valid, E_USAGE for what is no certificate, and those of `probeSite`
 */
export async function establishTrust(
  url: string,
  trust: { readonly fingerprint?: string | undefined; readonly certificatePem?: string | undefined },
  options: ProbeOptions = {},
): Promise<TrustedRoot | undefined> {
  if (trust.certificatePem !== undefined) {
    const rootCertificatePem = trust.certificatePem;
    const root = { rootFingerprint: fingerprintOf(rootCertificatePem), rootCertificatePem };
    await checkTrust(url, root, options);
    return root;
  }
  const probe = await probeSite(url, options);
  if (trust.fingerprint === undefined) {
    if (probe.isTrustedByMachine) return undefined;
    const last = probe.chain.at(-1);
    const text = `${probe.host} is trusted by no root of this computer (${probe.problem ?? 'unknown'}); its chain ends with ${last?.subject === last?.issuer ? 'the root' : 'no root but'} "${last?.subject ?? ''}", SHA-256 ${last?.fingerprint ?? ''}`;
    throw new MediaError('E_SITE_ROOT_UNKNOWN', text);
  }
  const rootFingerprint = normalFingerprint(trust.fingerprint);
  const found = probe.chain.find((one) => one.fingerprint === rootFingerprint);
  if (found === undefined) throw notInChain(probe, rootFingerprint);
  const root = { rootFingerprint, rootCertificatePem: found.pem };
  await checkTrust(url, root, options);
  return root;
}

/**
 * Makes sure that a server still proves itself by what is trusted.
 * @throws MediaError E_SITE_FINGERPRINT with both values, E_SITE_UNTRUSTED, and those of `probeSite`
 */
export async function checkTrust(url: string, root: TrustedRoot, options: ProbeOptions = {}): Promise<void> {
  if (fingerprintOf(root.rootCertificatePem) !== root.rootFingerprint) {
    throw new MediaError('E_SITE_FINGERPRINT', 'the stored certificate and the stored fingerprint differ');
  }
  const found = await shakeHands(url, root.rootCertificatePem, options);
  if (found.problem === undefined) return;
  if (found.chain.some((one) => one.fingerprint === root.rootFingerprint)) {
    throw new MediaError('E_SITE_UNTRUSTED', `${found.host}: ${found.problem}`);
  }
  throw notInChain(found, root.rootFingerprint);
}

/**
 * A SHA-256 fingerprint as people write it, with colons or blanks, in lower-case hexadecimal.
 * @throws MediaError E_USAGE
 */
export function normalFingerprint(text: string): string {
  const digits = text.toLowerCase().replaceAll(/[\s:-]/g, '');
  if (/^[0-9a-f]{64}$/.test(digits)) return digits;
  throw new MediaError(
    'E_USAGE',
    `a SHA-256 fingerprint has 64 hexadecimal digits, "${text.slice(0, 120)}" has not`,
  );
}

/** SHA-256 of the first certificate in PEM text. @throws MediaError E_USAGE when there is none */
export function fingerprintOf(pem: string): string {
  try {
    return plain(new X509Certificate(pem).fingerprint256);
  } catch (cause) {
    throw new MediaError('E_USAGE', 'this is no certificate in PEM form', { cause });
  }
}

function notInChain(probe: Pick<SiteProbe, 'host' | 'chain'>, trusted: string): MediaError {
  const shown = probe.chain.map(({ subject, fingerprint }) => `"${subject}" ${fingerprint}`).join(', ');
  return new MediaError('E_SITE_FINGERPRINT', `${probe.host}: trusted is ${trusted}, shown are ${shown}`);
}

interface Handshake {
  readonly host: string;
  readonly chain: readonly ChainCertificate[];
  /** Absent: the server proved itself. */
  readonly problem: string | undefined;
}

async function shakeHands(
  url: string,
  rootCertificatePem: string | undefined,
  options: ProbeOptions,
): Promise<Handshake> {
  const { host, hostname, port } = new URL(siteBaseUrl(url));
  const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  throwIfCancelled(signal);
  // An IPv6 address stands in brackets in a URL.
  const name = hostname.replaceAll(/^\[|\]$/g, '');
  const socket = connect({
    host: name,
    port: port === '' ? 443 : Number(port),
    ...(isIP(name) === 0 ? { servername: name } : {}),
    minVersion: 'TLSv1.2',
    // Nothing is sent; whether it is trusted is the result.
    rejectUnauthorized: false,
    ...trustOf({ rootCertificatePem }),
  });
  try {
    await withDeadline({ signal, timeoutMs }, async (stop) => {
      await secured(socket, stop);
    });
    const chain = chainOf(socket);
    if (chain.length === 0) throw new MediaError('E_SITE_ANSWER', `${host} shows no certificate`);
    return { host, chain, problem: socket.authorized ? undefined : String(socket.authorizationError) };
  } catch (cause) {
    const failure = translateFailure(cause, { host, signal, timeoutMs });
    throw failure instanceof TransientError ? failure.error : failure;
  } finally {
    socket.destroy();
  }
}

function secured(socket: TLSSocket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      // Sound: our own signals are aborted with errors, and whatever else it is becomes the cause of one.
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    // Stays: a broken connection after the handshake is nobody's error.
    socket.on('error', reject);
    socket.once('close', () => {
      reject(new Error('the server closed the connection'));
    });
  });
}

function chainOf(socket: TLSSocket): readonly ChainCertificate[] {
  const chain: ChainCertificate[] = [];
  let next: X509Certificate | undefined = socket.getPeerX509Certificate();
  while (next !== undefined && chain.length < MAX_CHAIN) {
    const one = certificateOf(next);
    // A root is its own issuer.
    if (chain.some((known) => known.fingerprint === one.fingerprint)) break;
    chain.push(one);
    next = next.issuerCertificate;
  }
  return chain;
}

function certificateOf(certificate: X509Certificate): ChainCertificate {
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
    fingerprint: plain(certificate.fingerprint256),
    pem: certificate.toString(),
  };
}

function nameOf(lines: string): string {
  return lines.split('\n').join(', ');
}

function plain(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}

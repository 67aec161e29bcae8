/**
 * Whether a cloud management gateway can be reached from this computer: name, network, TLS and an answer over HTTP.
 * What a medium will trust is known only when it is registered; here the site's root and the machine's public roots
 * count, one of which has issued the gateway's certificate.
 * Trap: a gateway answers strangers with 403 or 404, and that is a success; only its own failure (5xx) is none.
 */
import { request } from 'node:https';
import { isIP } from 'node:net';
import { performance } from 'node:perf_hooks';
import { rootCertificates, TLSSocket } from 'node:tls';
import { withDeadline } from '#base/deadline.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { trustOf, type SiteConnection } from './connection.ts';
import { TransientError, translateFailure } from './site-errors.ts';

export interface Reachability {
  readonly state: 'reached' | 'failed';
  /** Until the answer, or until it was clear that none comes. */
  readonly milliseconds: number;
  /** "HTTP 403, TLSv1.3, certificate of CN=…, until 2027-03-01", or why nothing answered. */
  readonly detail: string;
  readonly error: MediaError | undefined;
}

const TIMEOUT_MS = 10_000;

/**
 * The same as the prerequisites ask it: is the way open? A certificate that this computer does not trust means that
 * somebody answered; devices trust other roots than this computer does.
 */
export function openWay(found: {
  readonly state: Reachability['state'];
  readonly detail: string;
  readonly error?: { readonly code: string } | null | undefined;
}): Pick<Reachability, 'state' | 'detail'> {
  const { state, detail, error } = found;
  return { state: error?.code === 'E_SITE_UNTRUSTED' ? 'reached' : state, detail };
}

/** Asks `https://GATEWAY/`. Failure is an answer, too. @throws MediaError E_CANCELLED only */
export async function reachGateway(
  hostName: string,
  connection: Pick<SiteConnection, 'addresses' | 'rootCertificatePem'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<Reachability> {
  const began = performance.now();
  const milliseconds = (): number => Math.round(performance.now() - began);
  try {
    const answer = await withDeadline(
      { signal, timeoutMs: TIMEOUT_MS },
      async (stop) => await ask(hostName, connection, stop),
    );
    const detail = [`HTTP ${answer.status}`, ...answer.tls].join(', ');
    if (answer.status < 500)
      return { state: 'reached', milliseconds: milliseconds(), detail, error: undefined };
    const error = new MediaError('E_SITE_FAILED', `${hostName}: ${detail}`);
    return { state: 'failed', milliseconds: milliseconds(), detail, error };
  } catch (cause) {
    const failure = translateFailure(cause, { host: hostName, signal, timeoutMs: TIMEOUT_MS });
    const error = failure instanceof TransientError ? failure.error : failure;
    if (error.code === 'E_CANCELLED') throw error;
    return { state: 'failed', milliseconds: milliseconds(), detail: error.message, error };
  }
}

interface Answer {
  readonly status: number;
  readonly tls: readonly string[];
}

function ask(
  hostName: string,
  connection: Pick<SiteConnection, 'addresses' | 'rootCertificatePem'>,
  signal: AbortSignal,
): Promise<Answer> {
  const mapped = connection.addresses?.[hostName.toLowerCase()];
  const target = new URL(`https://${mapped ?? hostName}`);
  const { ca, ...trust } = trustOf(connection);
  return new Promise((resolve, reject) => {
    const call = request(
      {
        ...trust,
        ...(ca === undefined ? {} : { ca: [...rootCertificates, String(ca)] }),
        host: target.hostname,
        port: target.port === '' ? 443 : Number(target.port),
        ...(isIP(hostName) === 0 ? { servername: hostName } : {}),
        path: '/',
        method: 'GET',
        headers: { host: hostName },
        agent: false,
        minVersion: 'TLSv1.2',
        signal,
      },
      (response) => {
        const { socket, statusCode = 0 } = response;
        const tls = socket instanceof TLSSocket ? describeTls(socket) : [];
        response.on('error', () => {
          // Its end is of no interest: the answer has come.
        });
        response.destroy();
        resolve({ status: statusCode, tls });
      },
    );
    call.on('error', reject);
    call.end();
  });
}

function describeTls(socket: TLSSocket): readonly string[] {
  const certificate = socket.getPeerX509Certificate();
  const version = socket.getProtocol() ?? 'TLS';
  if (certificate === undefined) return [version];
  const subject = certificate.subject.split('\n').join(', ');
  return [
    version,
    `certificate of ${subject}, until ${new Date(certificate.validTo).toISOString().slice(0, 10)}`,
  ];
}

/**
 * Whether a gateway answers on port 443 from this computer: one TLS handshake, nothing sent.
 * Trap: a certificate this computer does not trust means that somebody answered; it is said and is no failure, because
 * devices trust other roots than this computer does.
 */
import { connect } from 'node:tls';
import { MediaError } from '#base/errors/media-error.ts';
import { throwIfCancelled } from '#base/progress.ts';
import type { SiteConnection } from '../connection.ts';
import { isUntrusted } from '../site-errors.ts';
import type { Reach } from './check-prerequisites.ts';

export interface ProbeOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

/** Tries `https://HOST:443`, or where the connection says the host listens. @throws MediaError E_CANCELLED */
export function probeGateway(
  connection: Pick<SiteConnection, 'addresses' | 'rootCertificatePem'>,
  host: string,
  { signal, timeoutMs = 10_000 }: ProbeOptions = {},
): Promise<Reach> {
  throwIfCancelled(signal);
  const target = new URL(`https://${connection.addresses?.[host.toLowerCase()] ?? host}`);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: target.hostname,
      port: target.port === '' ? 443 : Number(target.port),
      servername: host,
      ...(connection.rootCertificatePem === undefined ? {} : { ca: connection.rootCertificatePem }),
    });
    const cancel = (): void => {
      end();
      reject(new MediaError('E_CANCELLED', 'cancelled', { cause: signal?.reason }));
    };
    const end = (): void => {
      signal?.removeEventListener('abort', cancel);
      socket.destroy();
    };
    const answer = (reach: Reach): void => {
      end();
      resolve(reach);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    socket.setTimeout(timeoutMs, () => {
      answer({ state: 'failed', detail: `${timeoutMs} ms` });
    });
    socket.once('secureConnect', () => {
      answer({ state: 'reached', detail: socket.getProtocol() ?? 'TLS' });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? '';
      answer(
        isUntrusted(code) && !/^(EPROTO|ERR_SSL_)/.test(code)
          ? { state: 'reached', detail: code }
          : { state: 'failed', detail: error.message },
      );
    });
  });
}

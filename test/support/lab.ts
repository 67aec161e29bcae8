/** A running lab in a temporary folder, and plain HTTPS requests to it that share nothing with the builder's client. */
import { request } from 'node:https';
import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';
import { afterAll } from 'vitest';
import { startLab, type LabOptions, type RunningLab } from '#lab/server.ts';
import type { SiteConnection } from '#site/connection.ts';
import { tempFolder } from './temp.ts';

/** Starts a lab that is closed after the tests of this file. */
export async function runningLab(options: Partial<LabOptions> = {}): Promise<RunningLab> {
  const lab = await startLab({ dataFolder: await tempFolder('lab'), ...options });
  afterAll(() => lab.close());
  return lab;
}

/** How the builder reaches that lab. */
export function connectionTo(lab: RunningLab): SiteConnection {
  return {
    name: 'lab',
    url: lab.adminServiceUrl,
    rootCertificatePem: lab.rootCertificatePem,
    addresses: lab.addresses,
    credentials: () => Promise.resolve({ kind: 'token', token: lab.credentials.token }),
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface RawOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly ca?: string;
  /** No Authorization header. */
  readonly isAnonymous?: boolean;
}

/** One request, by Node's own client. `path` begins with a slash and is sent as it is. */
export function rawRequest(lab: RunningLab, path: string, options: RawOptions = {}): Promise<RawAnswer> {
  const { origin } = new URL(lab.adminServiceUrl);
  return new Promise((resolve, reject) => {
    const call = request(
      origin + path,
      {
        method: options.method ?? 'GET',
        ca: options.ca ?? lab.rootCertificatePem,
        agent: false,
        headers: {
          ...(options.isAnonymous === true ? {} : { authorization: `Bearer ${lab.credentials.token}` }),
          ...options.headers,
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString('utf8'),
          });
        });
      },
    );
    call.on('error', reject);
    call.end(options.body);
  });
}

/** A self-signed media certificate as the builder would make it. */
export function mediaCertificate(commonName = 'Media'): { readonly der: Uint8Array; readonly pem: string } {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(
    keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  );
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date('2026-01-01T00:00:00Z');
  certificate.validity.notAfter = new Date('2036-01-01T00:00:00Z');
  const name = [{ name: 'commonName', value: commonName }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(
    forge.pki.privateKeyFromPem(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    forge.md.sha256.create(),
  );
  const pem = forge.pki.certificateToPem(certificate);
  return { pem, der: new Uint8Array(Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')) };
}

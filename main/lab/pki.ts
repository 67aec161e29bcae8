/**
 * The lab's certificates: a root made at first start, server certificates below it, the site signing certificate and
 * the key that signs tokens. Everything stays in `<data>/pki` and is made again when that folder is deleted, so a
 * medium made before that no longer trusts the lab.
 * Trap: TLS judges validity by the machine's clock, not by the lab's; certificates therefore begin a day early.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import forge from 'node-forge';
import { writeFileAtomic } from './files.ts';

const DAY_MS = 86_400_000;
const ROOT_YEARS = 10;
const LEAF_YEARS = 2;
const RENEW_BEFORE_DAYS = 30;

export interface ServerCertificate {
  readonly keyPem: string;
  readonly certPem: string;
}

/** Signs the lab's tokens (RS256). */
export interface TokenSigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly certificateDer: Uint8Array;
  /** Base64url SHA-1 of the certificate, the `x5t` header of a token. */
  readonly x5t: string;
}

export interface LabPki {
  readonly rootCertificatePem: string;
  readonly rootCertificateDer: Uint8Array;
  /** Issued by the root for these DNS names and IP addresses; the same names give the same certificate. */
  serverCertificate(names: readonly string[]): ServerCertificate;
  readonly siteSigningCertificateDer: Uint8Array;
  readonly siteSigningKey: KeyObject;
  readonly tokenSigningKey: TokenSigningKey;
}

interface KeyAndCertificate {
  readonly keyPem: string;
  readonly certPem: string;
}

interface IssueRequest {
  readonly commonName: string;
  readonly years: number;
  readonly extensions: readonly Record<string, unknown>[];
  readonly issuer?: KeyAndCertificate;
  readonly now: Date;
}

/** Opens or makes the lab's certificates in `<dataFolder>/pki`. */
export async function openPki(dataFolder: string, clock: () => Date): Promise<LabPki> {
  const folder = join(dataFolder, 'pki');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const now = clock();
  const root = await loadOrMake(folder, 'root', {
    commonName: 'Contoso Lab Root CA',
    years: ROOT_YEARS,
    now,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      { name: 'subjectKeyIdentifier' },
    ],
  });
  const signing = await loadOrMake(folder, 'site-signing', {
    commonName: 'Site Server Signing Certificate PS1',
    years: ROOT_YEARS,
    now,
    extensions: [{ name: 'keyUsage', digitalSignature: true, critical: true }],
  });
  const token = await loadOrMake(folder, 'token-signing', {
    commonName: 'SMS Token Signing Certificate',
    years: ROOT_YEARS,
    now,
    extensions: [{ name: 'keyUsage', digitalSignature: true, critical: true }],
  });
  const tokenDer = pemToDer(token.certPem);
  const cache = new Map<string, ServerCertificate>();
  return {
    rootCertificatePem: root.certPem,
    rootCertificateDer: pemToDer(root.certPem),
    siteSigningCertificateDer: pemToDer(signing.certPem),
    siteSigningKey: createPrivateKey(signing.keyPem),
    tokenSigningKey: {
      privateKey: createPrivateKey(token.keyPem),
      publicKey: createPublicKey(token.keyPem),
      certificateDer: tokenDer,
      x5t: createHash('sha1').update(tokenDer).digest('base64url'),
    },
    serverCertificate(names) {
      // The root is part of the name, so that certificates below a former root are not found again.
      const key = createHash('sha256')
        .update([...names, root.certPem].join('\n').toLowerCase())
        .digest('hex')
        .slice(0, 16);
      const known = cache.get(key) ?? readPair(folder, `server-${key}`);
      if (known !== undefined && isFresh(known.certPem, clock())) {
        cache.set(key, known);
        return known;
      }
      const made = issue(serverRequest(names, root, clock()));
      writeFileSync(join(folder, `server-${key}.pem`), made.keyPem + made.certPem, { mode: 0o600 });
      cache.set(key, made);
      return made;
    },
  };
}

function serverRequest(names: readonly string[], root: KeyAndCertificate, now: Date): IssueRequest {
  const rootCertificate = forge.pki.certificateFromPem(root.certPem);
  return {
    commonName: names[0] ?? 'localhost',
    years: LEAF_YEARS,
    now,
    issuer: root,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        // 7 is an IP address, 2 a DNS name (RFC 5280 4.2.1.6).
        altNames: names.map((name) =>
          /^[0-9.]+$|:/.test(name) ? { type: 7, ip: name } : { type: 2, value: name },
        ),
      },
      { name: 'subjectKeyIdentifier' },
      {
        name: 'authorityKeyIdentifier',
        keyIdentifier: rootCertificate.generateSubjectKeyIdentifier().getBytes(),
      },
    ],
  };
}

async function loadOrMake(folder: string, name: string, request: IssueRequest): Promise<KeyAndCertificate> {
  const found = readPair(folder, name);
  // One from the future is kept: a clock that was set back for a day must not cost every medium its root.
  if (found !== undefined && isLasting(found.certPem, request.now)) return found;
  const made = issue(request);
  await writeFileAtomic(join(folder, `${name}.pem`), made.keyPem + made.certPem);
  return splitPem(await readFile(join(folder, `${name}.pem`), 'utf8')) ?? made;
}

function readPair(folder: string, name: string): KeyAndCertificate | undefined {
  try {
    return splitPem(readFileSync(join(folder, `${name}.pem`), 'utf8'));
  } catch {
    // Not there yet or unreadable: a new one is made.
    return undefined;
  }
}

function splitPem(text: string): KeyAndCertificate | undefined {
  const key = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----\n?/.exec(text)?.[0];
  const cert = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\s*/.exec(text)?.[0];
  return key === undefined || cert === undefined ? undefined : { keyPem: key, certPem: cert };
}

function isLasting(certPem: string, now: Date): boolean {
  const { validity } = forge.pki.certificateFromPem(certPem);
  return validity.notAfter.getTime() - now.getTime() > RENEW_BEFORE_DAYS * DAY_MS;
}

function isFresh(certPem: string, now: Date): boolean {
  const { validity } = forge.pki.certificateFromPem(certPem);
  return isLasting(certPem, now) && validity.notBefore.getTime() <= now.getTime();
}

function issue(request: IssueRequest): KeyAndCertificate {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyPem = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicPem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicPem);
  // A leading 00-7f byte keeps the serial number positive (RFC 5280 4.1.2.2).
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(request.now.getTime() - DAY_MS);
  certificate.validity.notAfter = new Date(request.now.getTime() + request.years * 365 * DAY_MS);
  const subject = [
    { name: 'commonName', value: request.commonName },
    { name: 'organizationName', value: 'Contoso Lab' },
  ];
  certificate.setSubject(subject);
  certificate.setIssuer(
    request.issuer === undefined
      ? subject
      : forge.pki.certificateFromPem(request.issuer.certPem).subject.attributes,
  );
  certificate.setExtensions([...request.extensions]);
  certificate.sign(forge.pki.privateKeyFromPem(request.issuer?.keyPem ?? keyPem), forge.md.sha256.create());
  return { keyPem, certPem: forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n') };
}

function pemToDer(pem: string): Uint8Array {
  return new Uint8Array(Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64'));
}

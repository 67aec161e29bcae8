/** The client's own certificate and tokens judged by openssl, which knows nothing of us. */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { issueBulkToken } from '#lab/management-point/tokens.ts';
import { createClientKey, type ClientKey } from '../../resources/runtime/gateway/client-key.ts';
import { deviceClock, makeClient } from '../conformance/client-support.ts';
import { startLab, type TestLab } from '../conformance/gateway-support.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

let folder: string;
let key: ClientKey;
let lab: TestLab;

beforeAll(async () => {
  folder = await tempFolder('client-certificate');
  key = await createClientKey('CT-ÄÖ-1', new Date('2026-11-20T12:00:00Z'));
  await writeFile(join(folder, 'client.pem'), key.certificatePem);
  await writeFile(join(folder, 'client.key'), key.privateKeyPem);
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
});

function openssl(...args: readonly string[]): string {
  const result = oracle('openssl', args, { cwd: folder });
  if (result.exitCode !== 0) throw new Error(`openssl ${args[0] ?? ''}: ${result.output}`);
  return result.stdout;
}

testWith(['openssl'], 'openssl reads every field of the certificate and verifies its own signature', () => {
  const text = openssl('x509', '-in', 'client.pem', '-noout', '-text', '-nameopt', 'utf8,-esc_msb');
  for (const part of [
    'Version: 3 (0x2)',
    'Signature Algorithm: sha256WithRSAEncryption',
    'Issuer: CN=CT-ÄÖ-1',
    'Subject: CN=CT-ÄÖ-1',
    'Not Before: Nov 20 06:00:00 2021 GMT',
    'Public-Key: (2048 bit)',
    'X509v3 Key Usage: critical',
    'Digital Signature, Data Encipherment',
    '1.3.6.1.4.1.311.101.2, 1.3.6.1.4.1.311.101',
  ]) {
    expect(text.replaceAll('CN = ', 'CN=')).toContain(part);
  }
  expect(text).toMatch(/Not After : Nov 21 .* 2126 GMT/);
  openssl('verify', '-CAfile', 'client.pem', '-check_ss_sig', '-no_check_time', 'client.pem');
  // openssl's own encoding of what it read is ours, byte for byte.
  const again = openssl('x509', '-in', 'client.pem', '-outform', 'PEM');
  expect(new X509Certificate(again).raw).toEqual(new X509Certificate(key.certificatePem).raw);
});

testWith(['openssl'], 'openssl finds the key to be that of the certificate', () => {
  const ofKey = openssl('pkey', '-in', 'client.key', '-pubout');
  expect(openssl('x509', '-in', 'client.pem', '-noout', '-pubkey')).toBe(ofKey);
  expect(createPublicKey(ofKey).asymmetricKeyType).toBe('rsa');
});

testWith(
  ['openssl'],
  'openssl verifies bulk and site tokens with the token signing certificate',
  async () => {
    await writeFile(join(folder, 'token.der'), lab.site.pki.tokenSigningKey.certificateDer);
    await writeFile(
      join(folder, 'token.pub'),
      openssl('x509', '-inform', 'DER', '-in', 'token.der', '-noout', '-pubkey'),
    );
    const bulk = (await issueBulkToken(lab.site, 60)).token;
    const client = await makeClient(lab, { registrationToken: bulk, clock: deviceClock() });
    client.http.close();
    for (const token of [bulk, client.kept.token?.token ?? '']) {
      const [header = '', payload = '', signature = ''] = token.split('.');
      await writeFile(join(folder, 'jwt'), `${header}.${payload}`);
      await writeFile(join(folder, 'jwt.sig'), Buffer.from(signature, 'base64url'));
      expect(openssl('dgst', '-sha256', '-verify', 'token.pub', '-signature', 'jwt.sig', 'jwt')).toContain(
        'OK',
      );
    }
  },
);

// Media certificates: what is made, what an imported file must be, one coded error for each fault.
import { X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { describe, expect, test } from 'vitest';
import { encodeLatin1, encodeUtf8, equalBytes } from '#base/bytes.ts';
import { generateRsaKey } from '#base/rsa.ts';
import {
  certificateInMediaPfx,
  createMediaIdentity,
  identityFromPfx,
  mediaGuidOf,
  oneYearAfter,
  pfxPasswordOf,
} from '#media/certificate.ts';
import { CREATED, identity, MEDIA_ID } from './fixture.ts';

const NOW = new Date('2026-11-20T12:00:00Z');

interface PkiOptions {
  readonly keyPem: string;
  readonly purposes?: Record<string, unknown>;
  readonly from?: string;
  readonly to?: string;
  readonly withKey?: boolean;
}

/** A PFX as a certification authority would give it. */
function pkiPfx(options: PkiOptions): Uint8Array {
  const key = forge.pki.privateKeyFromPem(options.keyPem);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.serialNumber = '4711';
  certificate.validity.notBefore = new Date(options.from ?? '2026-01-01T00:00:00Z');
  certificate.validity.notAfter = new Date(options.to ?? '2028-01-01T00:00:00Z');
  certificate.setSubject([{ name: 'commonName', value: 'OSD media' }]);
  certificate.setIssuer([{ name: 'commonName', value: 'Contoso CA' }]);
  if (options.purposes !== undefined)
    certificate.setExtensions([{ name: 'extKeyUsage', ...options.purposes }]);
  certificate.sign(key, forge.md.sha256.create());
  const bagKey = options.withKey === false ? null : key;
  const pfx = forge.pkcs12.toPkcs12Asn1(bagKey, [certificate], 'import', { algorithm: 'aes256' });
  return encodeLatin1(forge.asn1.toDer(pfx).getBytes());
}

const options = { password: 'import', mediaId: MEDIA_ID, now: NOW };
const keyPem = await generateRsaKey(2048);
const good = pkiPfx({ keyPem, purposes: { clientAuth: true } });

describe('a self-signed media certificate', () => {
  test('is RSA 2048 with SHA-256, for client authentication, valid for one year', async () => {
    const made = await identity();
    const certificate = new X509Certificate(made.certificateDer);
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(certificate.ca).toBe(false);
    expect(certificate.subject).toBe('CN=Task sequence media {09821541-3BE2-421C-AA13-D1E0AD7F6C21}');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(made).toMatchObject({
      mediaGuid: '{09821541-3BE2-421C-AA13-D1E0AD7F6C21}',
      origin: 'self-signed',
      start: '2026-11-20T12:00:00.000Z',
      expires: '2027-11-20T12:00:00.000Z',
      thumbprint: certificate.fingerprint.replaceAll(':', ''),
    });
    expect(new Date(certificate.validTo).toISOString()).toBe(made.expires);
  });

  test('lies in a PFX whose password is the first 31 characters of the media GUID', async () => {
    const made = await identity();
    expect(pfxPasswordOf(made.mediaGuid)).toBe('{09821541-3BE2-421C-AA13-D1E0AD');
    expect(equalBytes(certificateInMediaPfx(made.pfx, made.mediaGuid), made.certificateDer)).toBe(true);
    expect(() =>
      certificateInMediaPfx(made.pfx, mediaGuidOf('00000000-0000-0000-0000-000000000000')),
    ).toThrow(expect.objectContaining({ code: 'E_MEDIA_CERTIFICATE_PASSWORD' }));
  });

  test('may have any dates in order, also beyond 2049, and is refused when it ends before it begins', async () => {
    const base = {
      mediaId: MEDIA_ID,
      random: (count: number) => new Uint8Array(count).fill(1),
      generateKey: () => Promise.resolve(keyPem),
    };
    const long = await createMediaIdentity({
      ...base,
      start: CREATED,
      expires: new Date('2051-02-03T04:05:06Z'),
    });
    expect(new Date(new X509Certificate(long.certificateDer).validTo).toISOString()).toBe(
      '2051-02-03T04:05:06.000Z',
    );
    await expect(createMediaIdentity({ ...base, start: CREATED, expires: CREATED })).rejects.toMatchObject({
      code: 'E_MEDIA_CERTIFICATE_EXPIRED',
    });
  });

  test('one year after 29 February is 28 February', () => {
    expect(oneYearAfter(new Date('2028-02-29T10:00:00Z')).toISOString()).toBe('2029-02-28T10:00:00.000Z');
    expect(oneYearAfter(new Date('2026-12-31T23:59:59Z')).toISOString()).toBe('2027-12-31T23:59:59.000Z');
  });
});

describe('an imported certificate', () => {
  test('becomes the identity of the medium, packed with the password of the medium', () => {
    const imported = identityFromPfx(good, options);
    expect(imported).toMatchObject({ origin: 'pfx', expires: '2028-01-01T00:00:00.000Z' });
    expect(equalBytes(certificateInMediaPfx(imported.pfx, imported.mediaGuid), imported.certificateDer)).toBe(
      true,
    );
  });

  test('without the extension of purposes may be used for everything', () => {
    expect(identityFromPfx(pkiPfx({ keyPem }), options).origin).toBe('pfx');
  });

  test.each([
    ['which is no PFX', encodeUtf8('-----BEGIN CERTIFICATE-----'), {}, 'E_MEDIA_CERTIFICATE_FILE'],
    ['which is empty', new Uint8Array(0), {}, 'E_MEDIA_CERTIFICATE_FILE'],
    ['which is cut', good.subarray(0, 600), {}, 'E_MEDIA_CERTIFICATE_FILE'],
    ['with another password', good, { password: 'wrong' }, 'E_MEDIA_CERTIFICATE_PASSWORD'],
    ['for servers', pkiPfx({ keyPem, purposes: { serverAuth: true } }), {}, 'E_MEDIA_CERTIFICATE_USE'],
    ['without private key', pkiPfx({ keyPem, withKey: false }), {}, 'E_MEDIA_CERTIFICATE_KEY'],
    ['that has ended', pkiPfx({ keyPem, to: '2026-11-20T11:59:59Z' }), {}, 'E_MEDIA_CERTIFICATE_EXPIRED'],
    [
      'that has not begun',
      pkiPfx({ keyPem, from: '2026-11-20T12:00:01Z' }),
      {},
      'E_MEDIA_CERTIFICATE_EXPIRED',
    ],
  ])('%s is refused', (_what, file, change, code) => {
    expect(() => identityFromPfx(file, { ...options, ...change })).toThrow(expect.objectContaining({ code }));
  });

  test('with a key of more than 2,048 bits is refused, naming both lengths', async () => {
    const file = pkiPfx({ keyPem: await generateRsaKey(3072), purposes: { clientAuth: true } });
    expect(() => identityFromPfx(file, options)).toThrow('the key has 3072 bits, media can use 2048 at most');
  });
});

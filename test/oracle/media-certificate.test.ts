// Media certificates, PFX files and the manifest's signature judged by OpenSSL.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { identityFromPfx, pfxPasswordOf } from '#media/certificate.ts';
import { encodeManifest, signManifest, verifyManifestSignature } from '#media/manifest.ts';
import { planBootableMedia } from '#media/plan.ts';
import { MEDIA_ID, CREATED, identity, planInput } from '../unit/media/fixture.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

function openssl(folder: string, ...args: string[]): string {
  const result = oracle('openssl', args, { cwd: folder });
  expect(result.exitCode, `openssl ${args.join(' ')}: ${result.output}`).toBe(0);
  return result.output;
}

const importOptions = { password: 'import', mediaId: MEDIA_ID, now: new Date() };

testWith(
  ['openssl'],
  'OpenSSL opens the media PFX with the first 31 characters of the media GUID',
  async () => {
    const folder = await tempFolder('pfx');
    const made = await identity();
    writeFileSync(join(folder, 'media.pfx'), made.pfx);
    writeFileSync(join(folder, 'password'), pfxPasswordOf(made.mediaGuid));
    const text = openssl(
      folder,
      'pkcs12',
      '-in',
      'media.pfx',
      '-passin',
      'file:password',
      '-nodes',
      '-info',
      '-out',
      'all.pem',
    );
    expect(text).toContain('MAC: sha1, Iteration 2000');
    const pem = readFileSync(join(folder, 'all.pem'), 'utf8');
    expect(pem).toContain('BEGIN PRIVATE KEY');
    writeFileSync(join(folder, 'wrong'), made.mediaGuid);
    expect(
      oracle('openssl', ['pkcs12', '-in', 'media.pfx', '-passin', 'file:wrong', '-nodes'], { cwd: folder })
        .exitCode,
    ).not.toBe(0);
    const shown = openssl(folder, 'x509', '-in', 'all.pem', '-noout', '-text', '-fingerprint', '-sha1');
    expect(shown).toContain('sha256WithRSAEncryption');
    expect(shown).toContain('TLS Web Client Authentication');
    expect(shown.replaceAll(':', '')).toContain(made.thumbprint);
    openssl(
      folder,
      'verify',
      '-CAfile',
      'all.pem',
      '-purpose',
      'sslclient',
      '-attime',
      String(CREATED.getTime() / 1000 + 60),
      'all.pem',
    );
  },
);

testWith(
  ['openssl'],
  'openssl cms verifies the signature of the manifest, and refuses a changed manifest',
  async () => {
    const folder = await tempFolder('cms');
    const made = await identity();
    const manifest = encodeManifest(planBootableMedia(await planInput()).outputs.disc.manifest);
    writeFileSync(join(folder, 'MediaManifest.json'), manifest);
    writeFileSync(join(folder, 'MediaManifest.p7s'), signManifest(manifest, made));
    const args = [
      'cms',
      '-verify',
      '-inform',
      'DER',
      '-in',
      'MediaManifest.p7s',
      '-content',
      'MediaManifest.json',
      '-binary',
      '-noverify',
      '-out',
      'out',
    ];
    expect(openssl(folder, ...args)).toMatch(/Verification successful/i);
    expect(readFileSync(join(folder, 'out'))).toEqual(Buffer.from(manifest));
    writeFileSync(join(folder, 'MediaManifest.json'), Buffer.from(manifest).toString().replace('PS1', 'PS2'));
    expect(oracle('openssl', args, { cwd: folder }).exitCode).not.toBe(0);
  },
);

testWith(['openssl'], 'a signature that OpenSSL made is verified', async () => {
  const folder = await tempFolder('cms');
  const made = await identity();
  writeFileSync(join(folder, 'key.pem'), made.privateKeyPem);
  const body = Buffer.from(made.certificateDer).toString('base64');
  writeFileSync(
    join(folder, 'cert.pem'),
    `-----BEGIN CERTIFICATE-----\n${body.replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`,
  );
  writeFileSync(join(folder, 'content'), 'the content');
  openssl(
    folder,
    'cms',
    '-sign',
    '-binary',
    '-in',
    'content',
    '-signer',
    'cert.pem',
    '-inkey',
    'key.pem',
    '-md',
    'sha256',
    '-nosmimecap',
    '-outform',
    'DER',
    '-out',
    'signature',
  );
  const signature = new Uint8Array(readFileSync(join(folder, 'signature')));
  const content = new Uint8Array(readFileSync(join(folder, 'content')));
  expect(verifyManifestSignature(content, signature).thumbprint).toBe(made.thumbprint);
});

for (const [name, extra] of [
  ['as OpenSSL 3 writes them (AES-256, SHA-256)', []],
  [
    'as Windows wrote them for years (3DES, SHA-1)',
    ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
  ],
  ['of the oldest kind (RC2)', ['-legacy']],
] as const) {
  testWith(['openssl'], `PFX files ${name} are imported`, async () => {
    const folder = await tempFolder('pfx');
    openssl(
      folder,
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
      '-days',
      '30',
      '-subj',
      '/CN=OSD',
      '-addext',
      'extendedKeyUsage=clientAuth',
    );
    writeFileSync(join(folder, 'password'), 'import');
    openssl(
      folder,
      'pkcs12',
      '-export',
      '-in',
      'cert.pem',
      '-inkey',
      'key.pem',
      '-out',
      'file.pfx',
      '-passout',
      'file:password',
      ...extra,
    );
    const imported = identityFromPfx(new Uint8Array(readFileSync(join(folder, 'file.pfx'))), {
      ...importOptions,
      now: new Date(Date.now() + 60_000),
    });
    const fingerprint = openssl(folder, 'x509', '-in', 'cert.pem', '-noout', '-fingerprint', '-sha1');
    expect(fingerprint.replaceAll(':', '')).toContain(imported.thumbprint);
  });
}

testWith(
  ['openssl'],
  'a certificate with an elliptic curve key is refused as a key media can not use',
  async () => {
    const folder = await tempFolder('pfx');
    openssl(
      folder,
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
      '-days',
      '30',
      '-subj',
      '/CN=OSD',
    );
    writeFileSync(join(folder, 'password'), 'import');
    openssl(
      folder,
      'pkcs12',
      '-export',
      '-in',
      'cert.pem',
      '-inkey',
      'key.pem',
      '-out',
      'file.pfx',
      '-passout',
      'file:password',
    );
    const file = new Uint8Array(readFileSync(join(folder, 'file.pfx')));
    expect(() => identityFromPfx(file, importOptions)).toThrow(
      expect.objectContaining({ code: 'E_MEDIA_CERTIFICATE_KEY' }),
    );
  },
);

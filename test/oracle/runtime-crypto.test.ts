/** The device's own readers of PKCS#12 and CMS, fed by OpenSSL and by node-forge. */
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import forge from 'node-forge';
import { beforeAll, describe, expect, test } from 'vitest';
import { isMediaError } from '#base/errors/media-error.ts';
import { openEnvelope } from '../../resources/runtime/crypto/envelope.ts';
import { openPfx } from '../../resources/runtime/crypto/pfx.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const PASSWORD = '{09821541-3BE2-421C-AA13-D1E0AD';

let folder: string;
beforeAll(async () => {
  folder = await tempFolder('crypto');
});

/** A self-signed certificate and its key, made once by OpenSSL. */
function certificate(): { readonly cert: string; readonly key: string } {
  return (made ??= makeCertificate());
}

let made: { readonly cert: string; readonly key: string } | undefined;

function makeCertificate(): { readonly cert: string; readonly key: string } {
  const cert = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  const result = oracle('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Media', '-days', '30'],
    ...['-keyout', key, '-out', cert],
  ]);
  if (result.exitCode !== 0) throw new Error(result.output);
  return { cert, key };
}

/** A PKCS#12 file by OpenSSL. */
async function pfxBy(flags: readonly string[], password = PASSWORD): Promise<Uint8Array> {
  const { cert, key } = certificate();
  const out = join(folder, 'media.p12');
  const made = oracle(
    'openssl',
    [...['pkcs12', '-export', '-inkey', key, '-in', cert, '-out', out, '-passout', 'stdin', ...flags]],
    { input: `${password}\n` },
  );
  if (made.exitCode !== 0) throw new Error(made.output);
  return new Uint8Array(await readFile(out));
}

describe('PKCS#12 by OpenSSL opens to its key and certificate', () => {
  for (const [title, flags] of [
    ['as OpenSSL 3 writes it', []],
    ['3DES, SHA-1', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['AES-128 with 2,000 rounds', ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-iter', '2000']],
    ['SHA-512 as MAC', ['-macalg', 'sha512']],
    ['certificate in clear', ['-certpbe', 'NONE']],
    ['key in clear', ['-keypbe', 'NONE']],
  ] as const) {
    testWith(['openssl'], title, async () => {
      const identity = openPfx(await pfxBy(flags), PASSWORD);
      const pem = await readFile(join(folder, 'cert.pem'), 'utf8');
      expect(identity.certificate.fingerprint256).toBe(new X509Certificate(pem).fingerprint256);
      expect(identity.certificate.checkPrivateKey(identity.privateKey)).toBe(true);
    });
  }
});

testWith(
  ['openssl'],
  'another password, a changed bit, a cut file: a coded error and never a key',
  async () => {
    const good = await pfxBy([]);
    expect(() => openPfx(good, 'another')).toThrow(expect.objectContaining({ code: 'E_RT_MEDIUM_CONTENT' }));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: good.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, add) => {
          const bad = Uint8Array.from(good);
          bad[at] = ((bad[at] ?? 0) + add) % 256;
          expectCoded(() => openPfx(bad, PASSWORD));
          expectCoded(() => openPfx(good.subarray(0, at), PASSWORD));
        },
      ),
      { numRuns: 60 },
    );
  },
);

/** Either it still opens (the changed bit meant nothing) or the error is one of ours. */
function expectCoded(open: () => unknown): void {
  try {
    open();
  } catch (error) {
    expect(isMediaError(error) && error.code).toBe('E_RT_MEDIUM_CONTENT');
  }
}

describe('CMS envelopes by OpenSSL open', () => {
  for (const [title, flags] of [
    ['AES-256', ['-aes256']],
    ['AES-128', ['-aes128']],
    ['3DES', ['-des3']],
    ['OAEP with SHA-1', ['-aes256', '-keyopt', 'rsa_padding_mode:oaep']],
    ['streamed, with indefinite lengths', ['-aes256', '-stream']],
  ] as const) {
    testWith(['openssl'], title, async () => {
      const text = `<Policy>${'ü'.repeat(20_000)}</Policy>`;
      const { cert, key } = certificate();
      await writeFile(join(folder, 'plain'), text);
      const made = oracle('openssl', [
        ...['cms', '-encrypt', '-binary', '-outform', 'DER', '-in', join(folder, 'plain')],
        ...['-out', join(folder, 'envelope'), '-recip', cert, ...flags],
      ]);
      expect(made.output.trim()).toBe('');
      const identity = openPfx(await pfxOf(cert, key), PASSWORD);
      const opened = openEnvelope(
        new Uint8Array(await readFile(join(folder, 'envelope'))),
        identity.privateKey,
      );
      expect(Buffer.from(opened).toString('utf8')).toBe(text);
    });
  }
});

async function pfxOf(cert: string, key: string): Promise<Uint8Array> {
  const out = join(folder, 'same.p12');
  oracle('openssl', ['pkcs12', '-export', '-inkey', key, '-in', cert, '-out', out, '-passout', 'stdin'], {
    input: `${PASSWORD}\n`,
  });
  return new Uint8Array(await readFile(out));
}

test('node-forge and this reader agree on an envelope, and another key is refused with its code', () => {
  const pairs = [0, 1].map(() => forge.pki.rsa.generateKeyPair({ bits: 1024, e: 0x10001 }));
  const identities = pairs.map((pair) => {
    const made = forge.pki.createCertificate();
    made.publicKey = pair.publicKey;
    made.serialNumber = '01';
    made.setSubject([{ name: 'commonName', value: 'Media' }]);
    made.setIssuer(made.subject.attributes);
    made.sign(pair.privateKey, forge.md.sha256.create());
    const pfx = forge.pkcs12.toPkcs12Asn1(pair.privateKey, [made], PASSWORD, {
      algorithm: '3des',
      count: 2000,
    });
    const bytes = new Uint8Array(Buffer.from(forge.asn1.toDer(pfx).getBytes(), 'latin1'));
    return { made, identity: openPfx(bytes, PASSWORD) };
  });
  const [own, other] = identities;
  if (own === undefined || other === undefined) throw new Error('two identities were made');
  const message = forge.pkcs7.createEnvelopedData();
  message.addRecipient(own.made);
  message.content = forge.util.createBuffer('policy');
  message.encrypt();
  const envelope = new Uint8Array(Buffer.from(forge.asn1.toDer(message.toAsn1()).getBytes(), 'latin1'));
  expect(Buffer.from(openEnvelope(envelope, own.identity.privateKey)).toString()).toBe('policy');
  expect(() => openEnvelope(envelope, other.identity.privateKey)).toThrow(
    expect.objectContaining({ code: 'E_RT_POLICY_SECRET' }),
  );
});

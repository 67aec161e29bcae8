/** Signatures of the protocol: three paddings, byte order, and what must not verify. */
import { constants, createHash, generateKeyPairSync, privateEncrypt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, encodeUtf16le, fromHex, toHex } from '#base/bytes.ts';
import {
  bracedGuid,
  createClientToken,
  parseClientToken,
  readClientToken,
  renderClientToken,
  signData,
  signedText,
  verifyData,
} from '#lab/wire/signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const data = signedText('{8AE6B618-77EC-46CB-B1B5-88F693E00001};2026-11-20T12:00:00Z');

test('signed text is UTF-16LE with its NUL', () => {
  expect(toHex(signedText('Az'))).toBe('41007a000000');
});

test('a signature is 256 bytes of upper-case hexadecimal, and says which variant it is', () => {
  for (const variant of ['sha256', 'sha256-bare', 'sha1-bare'] as const) {
    const hex = signData(privateKey, data, variant);
    expect(hex).toMatch(/^[0-9A-F]{512}$/);
    expect(verifyData(publicKey, data, { hex, allowSha1: true })).toBe(variant);
    expect(verifyData(publicKey, data, { hex })).toBe(variant === 'sha1-bare' ? undefined : variant);
  }
});

describe('does not verify', () => {
  const hex = signData(privateKey, data);
  const reversed = toHex((fromHex(hex) ?? new Uint8Array()).reverse());
  /** A block as the holder of the key could pad it. */
  const padded = (block: Uint8Array): string =>
    toHex(
      new Uint8Array(
        privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, block),
      ).reverse(),
    );
  const digest = new Uint8Array(createHash('sha256').update(data).digest());

  test.each([
    ['bytes in the usual order', reversed],
    ['nothing', ''],
    ['no hexadecimal', 'zz'],
    ['an odd digit', hex.slice(1)],
    ['half of it', hex.slice(256)],
    ['a digest with something before it', padded(concatBytes([Uint8Array.of(1), digest]))],
    ['a digest with something after it', padded(concatBytes([digest, Uint8Array.of(0)]))],
    ['a digest cut short', padded(digest.subarray(0, 31))],
    ['an empty block', padded(new Uint8Array())],
    ['zeros', '00'.repeat(256)],
    ['one', `01${'00'.repeat(255)}`],
  ])('%s', (_name, bad) => {
    expect(verifyData(publicKey, data, { hex: bad, allowSha1: true })).toBeUndefined();
  });

  test('the signature of other data, of text without NUL, or by another key', () => {
    expect(verifyData(publicKey, signedText('x'), { hex })).toBeUndefined();
    expect(verifyData(other.publicKey, data, { hex })).toBeUndefined();
    const withoutNul = data.subarray(0, data.length - 2);
    expect(verifyData(publicKey, data, { hex: signData(privateKey, withoutNul) })).toBeUndefined();
  });

  test('any single changed bit', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(7), (at, bit) => {
        const bytes = fromHex(hex) ?? new Uint8Array();
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        expect(verifyData(publicKey, data, { hex: toHex(bytes), allowSha1: true })).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  test('anything with a key that is not RSA', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(verifyData(ec.publicKey, data, { hex })).toBeUndefined();
  });
});

describe('client tokens', () => {
  test('are written with braces, upper case and whole seconds, and read back from the hook', () => {
    const signer = { mediaId: '8ae6b618-77ec-46cb-b1b5-88f693e00001', privateKey };
    const token = createClientToken(signer, new Date('2026-11-20T12:00:00.999Z'));
    expect(token.text).toBe('{8AE6B618-77EC-46CB-B1B5-88F693E00001};2026-11-20T12:00:00Z');
    expect(renderClientToken(token)).toBe(
      `ClientToken:${token.text}\r\nClientTokenSignature:${token.signature}\r\n`,
    );
    expect(parseClientToken(renderClientToken(token))).toEqual(token);
    expect(verifyData(publicKey, encodeUtf16le(`${token.text}\0`), { hex: token.signature })).toBe('sha256');
  });

  test('of a client, with prefix and third field, are read too', () => {
    const id = '8AE6B618-77EC-46CB-B1B5-88F693E00001';
    expect(readClientToken(`GUID:${id};2026-11-20T12:00:00Z;2`)).toEqual({
      kind: 'client',
      id: `GUID:${id}`,
      time: new Date('2026-11-20T12:00:00Z'),
    });
    expect(readClientToken(`{${id}};2026-11-20T12:00:00Z`)).toEqual({
      kind: 'media',
      id: bracedGuid(id),
      time: new Date('2026-11-20T12:00:00Z'),
    });
  });

  test('of a client carry milliseconds, so that no two are alike', () => {
    const signer = { clientId: 'guid:{8ae6b618-77ec-46cb-b1b5-88f693e00001}', privateKey };
    const token = createClientToken(signer, new Date('2026-11-20T12:00:00.999Z'));
    expect(token.text).toBe('GUID:8AE6B618-77EC-46CB-B1B5-88F693E00001;2026-11-20T12:00:00.999Z;2');
    expect(readClientToken(token.text)?.time).toEqual(new Date('2026-11-20T12:00:00.999Z'));
  });

  test.each(['', 'x', '{8AE6B618};2026-11-20T12:00:00Z', '{8AE6B618-77EC-46CB-B1B5-88F693E00001};yesterday'])(
    'of the form "%s" are none',
    (text) => {
      expect(readClientToken(text)).toBeUndefined();
    },
  );
});

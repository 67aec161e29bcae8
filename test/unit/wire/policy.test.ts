/** Policy bodies and their secret values; contents of every form that is known to occur. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, encodeUtf16le, encodeUtf8, fromHex, toHex } from '#base/bytes.ts';
import { cryptDeriveKey } from '#base/crypt-derive-key.ts';
import { deflate, sha1 } from '#base/hash.ts';
import {
  encodePolicyText,
  openPolicyBody,
  parsePolicy,
  policyHash,
  readTaskSequencePolicy,
  renderTaskSequencePolicy,
} from '#lab/wire/policy.ts';
import { decodeSecretBlob, encodeSecretBlob, isSecretBlob } from '#lab/wire/secret-blob.ts';

const seed = Uint8Array.from({ length: 40 }, (_, index) => index);

test.each([
  [
    '{BAC6E688-DE21-4ABE-B7FB-C9F54E6DB664}',
    'd15d6a10993a431266d87bf5e6c72252621cfef7c42a749bb4df2aa1a156a95f',
  ],
  ['Password1', '472b14c830bccddc2b57c2f91682e0b39dae488fb213c24bb88985b1af61f433'],
  ['Zürich-Straße/9', 'dd7ace272d5b741eb2e46eccc4c72cf502c517c6106cef7378cb8f5d66db8eb3'],
])('CryptDeriveKey gives the published expansion for "%s"', (text, wanted) => {
  const hash = sha1(encodeUtf16le(text));
  expect(toHex(cryptDeriveKey(hash, 32))).toBe(wanted);
  expect(toHex(cryptDeriveKey(hash, 16))).toBe(wanted.slice(0, 32));
});

describe('secret blobs', () => {
  test('have tag, seed, header and ciphertext where public readers look for them', () => {
    const blob = fromHex(encodeSecretBlob('Ab', seed)) ?? new Uint8Array();
    const view = new DataView(blob.buffer);
    expect(toHex(blob.subarray(0, 4))).toBe('8a130000');
    expect(blob.subarray(4, 44)).toEqual(seed);
    const words = [44, 48, 52, 56, 60].map((at) => view.getUint32(at, true));
    expect(words).toEqual([20, 6, 16, 0x6610, 0]);
    expect(blob.length).toBe(64 + 16);
  });

  test('of any text are read back', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.uint8Array({ minLength: 40, maxLength: 40 }),
        (text, any) => {
          fc.pre(!text.includes('\0'));
          const blob = encodeSecretBlob(text, any);
          expect(isSecretBlob(blob)).toBe(true);
          expect(decodeSecretBlob(blob)).toBe(text);
        },
      ),
    );
  });

  test.each([
    ['no hexadecimal', 'zz'],
    ['nothing', ''],
    ['another tag', encodeSecretBlob('x', seed).replace(/^8A/, '8B')],
    ['a length beyond its end', encodeSecretBlob('x', seed).slice(0, -2)],
    ['another algorithm than its tag', encodeSecretBlob('x', seed).replace(/^8A/, '89')],
    ['only a header', encodeSecretBlob('x', seed).slice(0, 100)],
  ])('with %s are refused with a code', (_name, blob) => {
    expect(() => decodeSecretBlob(blob)).toThrow(expect.objectContaining({ code: 'E_WIRE_CIPHER' }) as Error);
  });

  test('need a seed of 40 bytes', () => {
    expect(() => encodeSecretBlob('x', seed.subarray(1))).toThrow(/40/);
  });
});

const policy = {
  name: 'Install Windows & "apps" <x64>',
  packageId: 'PS100010',
  sourceVersion: '3',
  advertisementId: 'PS120001',
  advertFlags: 0x20040000,
  remoteClientFlags: 0x00000b00,
  startTime: '2026-10-05T08:00:00Z',
  isRequired: true,
  bootImageId: 'PS100001',
  sequence: '<sequence version="3.10"><step name="a"><action>echo ]]&gt;</action></step></sequence>\r\n',
};

describe('task sequence policies', () => {
  test('are read back whole', () => {
    const text = renderTaskSequencePolicy(policy, seed);
    expect(text).toContain('<property name="TS_Sequence" type="8"><value secret="1">8A130000');
    expect(text).not.toContain('echo');
    expect(readTaskSequencePolicy(text)).toEqual(policy);
  });

  test.each([
    ['20261005080000.000000+000', '2026-10-05T08:00:00Z'],
    ['20261005080000.000000+***', '2026-10-05T08:00:00Z'],
    ['20261005080000.000000+120', '2026-10-05T06:00:00Z'],
    ['20261005080000.000000-330', '2026-10-05T13:30:00Z'],
    ['20261005080000', '2026-10-05T08:00:00Z'],
    ['', ''],
    ['20261399000000.000000+000', '20261399000000.000000+000'],
    ['tomorrow', 'tomorrow'],
  ])('with the start "%s" begin at "%s", never at once when nobody can tell', (written, startTime) => {
    const text = renderTaskSequencePolicy(policy, seed).replace('20261005080000.000000+000', written);
    expect(readTaskSequencePolicy(text)?.startTime).toBe(startTime);
  });

  test('with a plain sequence, as HTTPS-only sites have them, are read too', () => {
    const text = `<Policy><PolicyRule><PolicyAction><instance class="CCM_TaskSequence"><property name="PKG_PackageID"><value>PS100010</value></property><property name="TS_Sequence"><value><![CDATA[<sequence version="3.10"/>]]></value></property></instance></PolicyAction></PolicyRule></Policy>`;
    expect(readTaskSequencePolicy(text)).toMatchObject({
      packageId: 'PS100010',
      sequence: '<sequence version="3.10"/>',
      advertFlags: 0,
    });
  });

  test('without a package or a sequence are refused; other policies are none', () => {
    const bare =
      '<Policy><instance class="CCM_TaskSequence"><property name="PKG_Name"><value>a</value></property></instance></Policy>';
    expect(() => readTaskSequencePolicy(bare)).toThrow(
      expect.objectContaining({ code: 'E_WIRE_MESSAGE' }) as Error,
    );
    expect(readTaskSequencePolicy('<Policy><instance class="CCM_Other"/></Policy>')).toBeUndefined();
  });

  test('inside collection settings, compressed, are found', () => {
    const inner =
      '<Policy><instance class="CCM_CollectionVariable"><property name="Name"><value>a&amp;b</value></property></instance></Policy>';
    const packed = toHex(deflate(encodeUtf16le(inner)));
    const [found] = parsePolicy(`<CollectionSettings>${packed}</CollectionSettings>`);
    expect(found?.className).toBe('CCM_CollectionVariable');
    expect(found?.properties.get('Name')).toBe('a&b');
    expect(() => parsePolicy('<CollectionSettings>00ff00</CollectionSettings>')).toThrow(
      expect.objectContaining({ code: 'E_WIRE_MESSAGE' }) as Error,
    );
  });

  test('network access accounts have their secrets decoded', () => {
    const blob = encodeSecretBlob('CONTOSO\\naa', seed);
    const text = `<Policy><instance class="CCM_NetworkAccessAccount"><property name="NetworkAccessUsername"><value secret="1"><![CDATA[${blob}]]></value></property></instance></Policy>`;
    expect(parsePolicy(text)[0]?.properties.get('NetworkAccessUsername')).toBe('CONTOSO\\naa');
  });
});

describe('policy bodies as fetched', () => {
  const never = (): Uint8Array => {
    throw new Error('no envelope was expected');
  };

  test('are plain UTF-16 with or without byte order mark, or UTF-8, or an envelope', () => {
    const text = '<Policy a="ü"/>';
    for (const bytes of [encodePolicyText(text), encodeUtf16le(text), encodeUtf8(text)])
      expect(openPolicyBody(bytes, { openEnvelope: never })).toBe(text);
    const envelope = Uint8Array.of(0x30, 0x82, 1, 2);
    const opened = openPolicyBody(envelope, { openEnvelope: () => encodePolicyText(text) });
    expect(opened).toBe(text);
  });

  test('with another hash than the assignment says are refused; a hash of unknown form is not judged', () => {
    const bytes = encodePolicyText('<Policy/>');
    expect(openPolicyBody(bytes, { openEnvelope: never, hash: policyHash(bytes) })).toBe('<Policy/>');
    expect(openPolicyBody(bytes, { openEnvelope: never, hash: '' })).toBe('<Policy/>');
    const longer = concatBytes([bytes, Uint8Array.of(0x20, 0)]);
    expect(() => openPolicyBody(longer, { openEnvelope: never, hash: policyHash(bytes) })).toThrow(
      expect.objectContaining({ code: 'E_WIRE_MESSAGE' }) as Error,
    );
  });
});

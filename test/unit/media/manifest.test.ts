// The signed manifest: stable bytes, a signature that notices every change.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '#base/bytes.ts';
import { generateRsaKey } from '#base/rsa.ts';
import { createMediaIdentity, type MediaIdentity } from '#media/certificate.ts';
import {
  encodeManifest,
  parseManifest,
  signManifest,
  verifyManifestSignature,
  type MediaManifest,
} from '#media/manifest.ts';
import { planBootableMedia } from '#media/plan.ts';
import { CREATED, identity, planInput } from './fixture.ts';

let manifest: MediaManifest;
let bytes: Uint8Array;
let signer: MediaIdentity;
let signature: Uint8Array;

beforeAll(async () => {
  manifest = planBootableMedia(await planInput()).outputs.drive.manifest;
  bytes = encodeManifest(manifest);
  signer = await identity();
  signature = signManifest(bytes, signer);
});

describe('the manifest', () => {
  test('is read as it was written, with files in order', () => {
    const shuffled = { ...manifest, files: manifest.files.toReversed() };
    expect(encodeManifest(shuffled)).toEqual(bytes);
    expect(parseManifest(bytes)).toMatchObject({
      mediaId: manifest.mediaId,
      files: parseManifest(bytes).files,
    });
    expect(parseManifest(bytes).files).toHaveLength(manifest.files.length);
  });

  test('may have members of a newer version', () => {
    const newer = { ...(JSON.parse(decodeUtf8(bytes)) as Record<string, unknown>), added: 1 };
    expect(parseManifest(encodeUtf8(JSON.stringify(newer))).siteCode).toBe('PS1');
  });

  test.each(['', '{', '[]', '{"schema":2}', 'null'])('%j is no manifest', (text) => {
    expect(() => parseManifest(encodeUtf8(text))).toThrow(
      expect.objectContaining({ code: 'E_MEDIA_MANIFEST' }),
    );
  });
});

describe('its signature', () => {
  test('is made with the media certificate and the same every time', () => {
    expect(verifyManifestSignature(bytes, signature).thumbprint).toBe(signer.thumbprint);
    expect(signManifest(bytes, signer)).toEqual(signature);
  });

  test('notices every changed byte of the manifest', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (offset, mask) => {
        const changed = bytes.slice();
        changed[offset] = (changed[offset] ?? 0) ^ mask;
        expect(() => verifyManifestSignature(changed, signature)).toThrow(
          expect.objectContaining({ code: 'E_MEDIA_SIGNATURE' }),
        );
      }),
    );
  });

  test('does not let another certificate take its place', async () => {
    const other = await createMediaIdentity({
      mediaId: signer.mediaGuid,
      start: CREATED,
      random: (count) => new Uint8Array(count).fill(9),
      generateKey: generateRsaKey,
    });
    expect(verifyManifestSignature(bytes, signManifest(bytes, other)).thumbprint).not.toBe(signer.thumbprint);
    const mixed = signManifest(bytes, { ...signer, privateKeyPem: other.privateKeyPem });
    expect(() => verifyManifestSignature(bytes, mixed)).toThrow(
      'was not made with the certificate inside it',
    );
  });

  test('that is damaged anywhere is never taken for another valid one', () => {
    fc.assert(
      fc.property(fc.nat(signature.length - 1), fc.integer({ min: 1, max: 255 }), (offset, mask) => {
        const changed = signature.slice();
        changed[offset] = (changed[offset] ?? 0) ^ mask;
        try {
          // Changes outside of what is signed (a version number, the certificate's own signature) may pass.
          expect(verifyManifestSignature(bytes, changed).thumbprint).toMatch(/^[0-9A-F]{40}$/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'E_MEDIA_SIGNATURE' });
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([0, 1, 100, 800])('cut to %i bytes is refused', (length) => {
    expect(() => verifyManifestSignature(bytes, signature.subarray(0, length))).toThrow(
      expect.objectContaining({ code: 'E_MEDIA_SIGNATURE' }),
    );
  });
});

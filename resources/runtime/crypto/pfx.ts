/**
 * Opens the media certificate: PKCS#12 (RFC 7292) with one RSA key and its certificate.
 * Read: PBES2 with AES or 3DES, and the old PBE with SHA-1 and 3DES. RC2, which very old Windows wrote, is refused.
 * Trap: a wrong password is noticed by the MAC, which is therefore demanded.
 */
import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  pbkdf2Sync,
  timingSafeEqual,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { concatBytes } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { child, integer, octets, oid, readDer, Tag, type DerNode } from './der.ts';

export interface MediaIdentity {
  readonly privateKey: KeyObject;
  readonly privateKeyPem: string;
  readonly certificate: X509Certificate;
  readonly certificatePem: string;
}

const OID = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  pbes2: '1.2.840.113549.1.5.13',
  pbeSha3Des: '1.2.840.113549.1.12.1.3',
} as const;

const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

/** Content ciphers by object identifier; also those of CMS. */
export const CIPHERS: Readonly<Record<string, { readonly name: string; readonly keyBytes: number }>> = {
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
};
/** Bounds what a hostile file can cost; usual are 2,000 to 600,000. */
const MAX_ITERATIONS = 5_000_000;

/**
 * The key and its certificate.
 * @throws MediaError E_RT_MEDIUM_CONTENT when the file is damaged, the password is wrong or a cipher is not known.
 */
export function openPfx(bytes: Uint8Array, password: string): MediaIdentity {
  try {
    return open(bytes, password);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_RT_MEDIUM_CONTENT', `the media certificate cannot be opened: ${why}`, { cause });
  }
}

function open(bytes: Uint8Array, password: string): MediaIdentity {
  const pfx = readDer(bytes);
  const safe = octets(child(pfx, 1, 1, 0));
  checkMac(child(pfx, 2), safe, password);
  const bags = readDer(safe).children.flatMap((info) => {
    const type = oid(child(info, 0));
    if (type === OID.data) return readDer(octets(child(info, 1, 0))).children;
    if (type !== OID.encryptedData) return [];
    const content = child(info, 1, 0, 1);
    return readDer(decrypt(child(content, 1), octets(child(content, 2)), password)).children;
  });
  const keys = bags.flatMap((bag): KeyObject[] => {
    const type = oid(child(bag, 0));
    const value = child(bag, 1, 0);
    if (type === OID.keyBag) return [privateKey(value.encoding)];
    if (type !== OID.shroudedKeyBag) return [];
    return [privateKey(decrypt(child(value, 0), octets(child(value, 1)), password))];
  });
  const certificates = bags
    .filter((bag) => oid(child(bag, 0)) === OID.certBag)
    .map((bag) => new X509Certificate(octets(child(bag, 1, 0, 1, 0))));
  for (const key of keys) {
    const certificate = certificates.find((one) => one.checkPrivateKey(key));
    if (certificate === undefined || key.asymmetricKeyType !== 'rsa') continue;
    return {
      privateKey: key,
      privateKeyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      certificate,
      certificatePem: certificate.toString(),
    };
  }
  throw new Error(`${keys.length} keys and ${certificates.length} certificates inside, none belong together`);
}

function privateKey(der: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
}

function checkMac(mac: DerNode, content: Uint8Array, password: string): void {
  const hash = hashOf(oid(child(mac, 0, 0, 0)));
  const iterations = mac.children[2] === undefined ? 1 : checkedIterations(mac.children[2]);
  const wanted = octets(child(mac, 0, 1));
  const key = deriveKey({
    hash,
    password,
    salt: octets(child(mac, 1)),
    iterations,
    id: 3,
    length: wanted.length,
  });
  const actual = createHmac(hash, key).update(content).digest();
  if (actual.length !== wanted.length || !timingSafeEqual(actual, wanted))
    throw new Error('its password is not the one of this medium');
}

function decrypt(algorithm: DerNode, cipherText: Uint8Array, password: string): Uint8Array {
  const type = oid(child(algorithm, 0));
  if (type === OID.pbeSha3Des) {
    const salt = octets(child(algorithm, 1, 0));
    const common = { hash: 'sha1', password, salt, iterations: checkedIterations(child(algorithm, 1, 1)) };
    const key = deriveKey({ ...common, id: 1, length: 24 });
    const iv = deriveKey({ ...common, id: 2, length: 8 });
    return decipher('des-ede3-cbc', { key, iv }, cipherText);
  }
  if (type !== OID.pbes2) throw new Error(`encryption ${type} is not supported`);
  const [kdf, scheme] = [child(algorithm, 1, 0), child(algorithm, 1, 1)];
  const parameters = child(kdf, 1);
  const prf = parameters.children.slice(2).find((one) => one.tag === Tag.sequence);
  const cipher = CIPHERS[oid(child(scheme, 0))];
  if (cipher === undefined) throw new Error(`cipher ${oid(child(scheme, 0))} is not supported`);
  const hash = prf === undefined ? 'sha1' : hashOf(oid(child(prf, 0)));
  const iterations = checkedIterations(child(parameters, 1));
  const key = pbkdf2Sync(password, octets(child(parameters, 0)), iterations, cipher.keyBytes, hash);
  return decipher(cipher.name, { key, iv: octets(child(scheme, 1)) }, cipherText);
}

/** Decrypts and removes the padding. @throws Node's error for a wrong key or damaged data. */
export function decipher(
  name: string,
  secret: { readonly key: Uint8Array; readonly iv: Uint8Array },
  cipherText: Uint8Array,
): Uint8Array {
  const cipher = createDecipheriv(name, secret.key, secret.iv);
  return concatBytes([new Uint8Array(cipher.update(cipherText)), new Uint8Array(cipher.final())]);
}

function hashOf(identifier: string): string {
  const hash = HASHES[identifier];
  if (hash === undefined) throw new Error(`hash ${identifier} is not supported`);
  return hash;
}

function checkedIterations(node: DerNode): number {
  const iterations = integer(node);
  if (iterations < 1 || iterations > MAX_ITERATIONS) throw new Error(`${iterations} iterations`);
  return iterations;
}

/** RFC 7292 appendix B.2; `id` 1 makes a key, 2 an initialization vector, 3 the key of the MAC. */
function deriveKey(input: {
  readonly hash: string;
  readonly password: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly id: 1 | 2 | 3;
  readonly length: number;
}): Uint8Array {
  const blockBytes = input.hash === 'sha384' || input.hash === 'sha512' ? 128 : 64;
  const repeat = (bytes: Uint8Array): Uint8Array => {
    const length = Math.ceil(bytes.length / blockBytes) * blockBytes;
    return Uint8Array.from({ length }, (_, index) => bytes[index % bytes.length] ?? 0);
  };
  // The password is UTF-16 big-endian with its terminator.
  const password = new Uint8Array(Buffer.from(`${input.password}\0`, 'utf16le').swap16());
  const state = concatBytes([repeat(input.salt), repeat(password)]);
  const diversifier = new Uint8Array(blockBytes).fill(input.id);
  const result: Uint8Array[] = [];
  for (let made = 0; made < input.length;) {
    let block = new Uint8Array(createHash(input.hash).update(diversifier).update(state).digest());
    for (let round = 1; round < input.iterations; round++)
      block = new Uint8Array(createHash(input.hash).update(block).digest());
    result.push(block);
    made += block.length;
    addToBlocks(state, block, blockBytes);
  }
  return concatBytes(result).subarray(0, input.length);
}

/** Adds the block (repeated to `blockBytes`) plus one to every block of the state, as big-endian numbers. */
function addToBlocks(state: Uint8Array, block: Uint8Array, blockBytes: number): void {
  for (let start = 0; start < state.length; start += blockBytes) {
    let carry = 1;
    for (let index = blockBytes - 1; index >= 0; index--) {
      const sum = (state[start + index] ?? 0) + (block[index % block.length] ?? 0) + carry;
      state[start + index] = sum % 256;
      carry = Math.floor(sum / 256);
    }
  }
}

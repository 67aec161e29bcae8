/**
 * Signatures of the management point protocol and the client token of media.
 * Source: reference facts: RSA PKCS#1 v1.5, bytes reversed (CryptoAPI order), upper-case hexadecimal; the signed data is
 * UTF-16LE text *with* its NUL. Three paddings are known to be accepted by real sites; we sign SHA-256 with DigestInfo.
 * Trap: verifying must compare the whole recovered block; looking for a digest somewhere in it is a forgery.
 */
import { constants, createHash, privateEncrypt, publicDecrypt, sign, type KeyObject } from 'node:crypto';
import { concatBytes, encodeUtf16le, equalBytes, fromHex, toHex } from '#base/bytes.ts';
import { MediaError } from '#base/errors/media-error.ts';

/** How the digest was padded: with its DigestInfo, or bare (CRYPT_NOHASHOID). */
export type SignatureVariant = 'sha256' | 'sha256-bare' | 'sha1-bare';

/** DER of DigestInfo for SHA-256, RFC 8017 section 9.2 note 1. */
const SHA256_DIGEST_INFO = [
  0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
  0x20,
];

/** UTF-16LE with NUL: what is signed of a text. */
export function signedText(text: string): Uint8Array {
  return encodeUtf16le(`${text}\0`);
}

/** Signature as it goes on the wire. */
export function signData(
  privateKey: KeyObject,
  data: Uint8Array,
  variant: SignatureVariant = 'sha256',
): string {
  const block =
    variant === 'sha256'
      ? sign('sha256', data, privateKey)
      : privateEncrypt(
          { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
          createHash(variant === 'sha1-bare' ? 'sha1' : 'sha256')
            .update(data)
            .digest(),
        );
  return toHex(new Uint8Array(block).reverse()).toUpperCase();
}

/**
 * Which of the allowed variants the signature is; undefined when it is none.
 * SHA-1 is refused unless allowed: sites that demand SHA-256 refuse it too.
 */
export function verifyData(
  publicKey: KeyObject,
  data: Uint8Array,
  signature: { readonly hex: string; readonly allowSha1?: boolean },
): SignatureVariant | undefined {
  const bytes = fromHex(signature.hex.trim());
  if (bytes === undefined || bytes.length === 0 || publicKey.asymmetricKeyType !== 'rsa') return undefined;
  let recovered: Uint8Array;
  try {
    const key = { key: publicKey, padding: constants.RSA_PKCS1_PADDING };
    recovered = new Uint8Array(publicDecrypt(key, bytes.reverse()));
  } catch {
    return undefined;
  }
  const sha256 = new Uint8Array(createHash('sha256').update(data).digest());
  if (equalBytes(recovered, concatBytes([Uint8Array.from(SHA256_DIGEST_INFO), sha256]))) return 'sha256';
  if (equalBytes(recovered, sha256)) return 'sha256-bare';
  const sha1 = new Uint8Array(createHash('sha1').update(data).digest());
  return signature.allowSha1 === true && equalBytes(recovered, sha1) ? 'sha1-bare' : undefined;
}

/** A client token as it travels, `{MEDIAGUID};<time>` or `GUID:<CLIENT>;<time>;2`, and its signature. */
export interface ClientToken {
  readonly text: string;
  readonly signature: string;
}

/** Who signs: the medium with its certificate's key. */
export interface MediaSigner {
  /** GUID with or without braces. */
  readonly mediaId: string;
  readonly privateKey: KeyObject;
}

/** Who signs: a registered client with the key it made itself. */
export interface ClientSigner {
  /** "GUID:8AE6B618-…", as the registration answered. */
  readonly clientId: string;
  readonly privateKey: KeyObject;
}

export type Signer = MediaSigner | ClientSigner;

/** `{8AE6B618-…}`: with braces, upper case, as the protocol writes media ids. */
export function bracedGuid(guid: string): string {
  return `{${guid.replace(/[{}]/g, '').toUpperCase()}}`;
}

/** `GUID:8AE6B618-…`: as the protocol writes ids of clients. */
export function clientGuid(guid: string): string {
  return `GUID:${bracedGuid(guid.trim().replace(/^guid:/i, '')).slice(1, -1)}`;
}

/** Time as tokens and messages write it: ISO 8601 in UTC, whole seconds. */
export function wireTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/**
 * A freshly signed client token. It names no request. Media write whole seconds as public tools do; clients write
 * milliseconds (ours), so that each of their messages has a token of its own and the site can take it once only.
 */
export function createClientToken(signer: Signer, time: Date): ClientToken {
  const text =
    'mediaId' in signer
      ? `${bracedGuid(signer.mediaId)};${wireTime(time)}`
      : `${clientGuid(signer.clientId)};${time.toISOString()};2`;
  return { text, signature: signData(signer.privateKey, signedText(text)) };
}

/** The pair of headers that carries a client token on a policy request. */
export function clientTokenHeaders(token: ClientToken): Readonly<Record<string, string>> {
  return { ClientToken: token.text, ClientTokenSignature: token.signature };
}

/** The text form inside the `clientauth` hook of a message. */
export function renderClientToken(token: ClientToken): string {
  return `ClientToken:${token.text}\r\nClientTokenSignature:${token.signature}\r\n`;
}

/** Reads the text form of the hook. @throws MediaError E_WIRE_MESSAGE */
export function parseClientToken(text: string): ClientToken {
  const match = /^\s*ClientToken:([^\r\n]{1,200})\r?\nClientTokenSignature:\s*([0-9A-Fa-f]{1,4096})\s*$/.exec(
    text,
  );
  const [, token, signature] = match ?? [];
  if (token === undefined || signature === undefined)
    throw new MediaError(
      'E_WIRE_MESSAGE',
      'the client token has not the form ClientToken / ClientTokenSignature',
    );
  return { text: token.trim(), signature };
}

export interface ClientTokenClaim {
  /** Clients write "GUID:" before their id, media do not. */
  readonly kind: 'media' | 'client';
  /** "{8AE6B618-…}" of a medium, "GUID:8AE6B618-…" of a client. */
  readonly id: string;
  readonly time: Date;
}

/** Who a client token claims to be and when (a third field `;2` says nothing); undefined when malformed. */
export function readClientToken(text: string): ClientTokenClaim | undefined {
  const match = /^(GUID:)?(\{?[0-9A-Fa-f-]{36}\}?);([^;]{1,40})(?:;\d+)?$/.exec(text);
  const [, prefix, id, timeText] = match ?? [];
  if (id === undefined || timeText === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(timeText) ? new Date(timeText) : undefined;
  if (time === undefined || Number.isNaN(time.getTime())) return undefined;
  return prefix === undefined
    ? { kind: 'media', id: bracedGuid(id), time }
    : { kind: 'client', id: clientGuid(id), time };
}

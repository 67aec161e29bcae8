/**
 * Shared access signatures of blob storage: an address that may be read by whoever has it, until it expires.
 * Source: Microsoft's "Create a service SAS" and "Create an account SAS", the forms of version 2020-12-06 and later.
 * Traps: the signature covers names before they are encoded for an address, and an empty field still takes its line.
 * The signed protocol is left out: TLS ends at the lab's own front, and what stands behind it would see plain HTTP.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { wireTime } from '../wire/signature.ts';

const VERSION = '2020-12-06';

/** One blob of an account; `key` is the account key, 64 bytes. */
export interface BlobName {
  readonly account: string;
  readonly key: Uint8Array;
  readonly container: string;
  /** "sources/install.wim" */
  readonly blob: string;
}

export type SasJudgement =
  /** The signature fits and the time has come and has not run out. */
  | 'good'
  /** Signed by this account, too early or too late. */
  | 'not-in-time'
  /** Not signed by this account for this blob and reading. */
  | 'not-signed';

/** Query of an address that allows to read one blob from `starts` to `expires`. */
export function blobSas(name: BlobName, time: { readonly starts: Date; readonly expires: Date }): string {
  const fields = { sp: 'r', st: wireTime(time.starts), se: wireTime(time.expires), sv: VERSION, sr: 'b' };
  return queryOf({ ...fields, sig: blobSignature(name, fields) });
}

/** Judges the query of an address as the storage does. */
export function judgeBlobSas(name: BlobName, query: string, now: Date): SasJudgement {
  const values = new URLSearchParams(query);
  const value = (field: string): string => values.get(field) ?? '';
  const fields = { sp: value('sp'), st: value('st'), se: value('se'), sv: value('sv'), sr: value('sr') };
  const given = Buffer.from(value('sig'), 'base64');
  const wanted = Buffer.from(blobSignature(name, fields), 'base64');
  const isSigned = given.length === wanted.length && timingSafeEqual(given, wanted);
  if (!isSigned || fields.sr !== 'b' || !fields.sp.includes('r')) return 'not-signed';
  const isInTime = Date.parse(fields.st) <= now.getTime() && now.getTime() <= Date.parse(fields.se);
  return isInTime ? 'good' : 'not-in-time';
}

/** Query that allows the lab itself to make containers and to write and look at blobs for a while. */
export function accountSas(account: string, key: Uint8Array, expires: Date): string {
  const fields = { sp: 'rwlc', ss: 'b', srt: 'sco', se: wireTime(expires), sv: VERSION };
  const lines = [account, fields.sp, fields.ss, fields.srt, '', fields.se, '', '', fields.sv, '', ''];
  return queryOf({ ...fields, sig: hmac(key, lines) });
}

function blobSignature(
  name: BlobName,
  fields: Readonly<Record<'sp' | 'st' | 'se' | 'sv' | 'sr', string>>,
): string {
  const resource = `/blob/${name.account}/${name.container}/${name.blob}`;
  const head = [fields.sp, fields.st, fields.se, resource, '', '', '', fields.sv, fields.sr];
  // Snapshot, encryption scope, and five response headers that could be replaced.
  return hmac(name.key, [...head, '', '', '', '', '', '', '']);
}

function hmac(key: Uint8Array, lines: readonly string[]): string {
  return createHmac('sha256', key).update(lines.join('\n'), 'utf8').digest('base64');
}

/** Not URLSearchParams: it writes a blank as "+", which storage reads as a plus. */
function queryOf(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/**
 * The identifiers of an output's disk layout, derived from the media ID: the same medium gets the same GUIDs and volume
 * serial wherever it is made again, and two media never share them.
 */
import { encodeUtf8, fromHex } from '#base/bytes.ts';
import { guidFromBytes } from '#base/guid.ts';
import { sha256Hex } from '#base/hash.ts';

export interface LayoutIds {
  readonly diskGuid: string;
  readonly partitionGuids: readonly [string, string];
  /** 32 bits, never 0. */
  readonly volumeId: number;
}

/** @param kind keeps the disc and the stick of one medium apart. */
export function layoutIdsOf(mediaId: string, kind: 'disc' | 'drive'): LayoutIds {
  const digest = (purpose: string): string =>
    sha256Hex(encodeUtf8(`${mediaId.toUpperCase()} ${kind} ${purpose}`));
  return {
    diskGuid: guidOf(digest('disk')),
    partitionGuids: [guidOf(digest('first partition')), guidOf(digest('second partition'))],
    volumeId: Number.parseInt(digest('volume').slice(0, 8), 16) || 1,
  };
}

/** A GUID of version 8 (RFC 9562: the maker's own use) from a digest. */
function guidOf(hexDigest: string): string {
  const bytes = fromHex(hexDigest)?.slice(0, 16) ?? new Uint8Array(16);
  const guid = guidFromBytes(bytes).split('');
  guid[14] = '8';
  guid[19] = '89ab'[Number.parseInt(guid[19] ?? '0', 16) % 4] ?? '8';
  return guid.join('');
}

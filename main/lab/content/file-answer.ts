/**
 * A file of a package as an HTTP answer, with Range (one range; several are answered with the whole file, which RFC 9110
 * section 14.2 allows) and If-Range (section 13.1.5). Traps: an unsatisfiable range is 416 with the size, not an empty
 * 206; a range counts for GET only; an If-Range that is not this file's tag means the whole file, never a part of it.
 */
import type { ByteRange, ContentFileInfo, ContentPackage } from '../content-store.ts';
import type { Answer } from '../management-point/answer.ts';

/** Answer to GET or HEAD of one file. */
export function fileAnswer(
  source: { readonly content: ContentPackage; readonly file: ContentFileInfo },
  request: {
    readonly method: string;
    readonly range: string | undefined;
    readonly ifRange: string | undefined;
  },
): Answer {
  const { content, file } = source;
  const etag = `"${file.sha256.slice(0, 32)}"`;
  const headers: Record<string, string> = {
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    etag,
  };
  const isStale = request.ifRange !== undefined && request.ifRange.trim() !== etag;
  const range =
    request.range === undefined || request.method !== 'GET' || isStale
      ? 'whole'
      : parseRange(request.range, file.sizeBytes);
  if (range === 'unsatisfiable') {
    headers['content-range'] = `bytes */${file.sizeBytes}`;
    return { status: 416, headers, body: new Uint8Array() };
  }
  const length = range === 'whole' ? file.sizeBytes : range.last - range.first + 1;
  headers['content-length'] = String(length);
  if (range !== 'whole') headers['content-range'] = `bytes ${range.first}-${range.last}/${file.sizeBytes}`;
  const isEmpty = request.method === 'HEAD' || length === 0;
  return {
    status: range === 'whole' ? 200 : 206,
    headers,
    body: isEmpty ? new Uint8Array() : content.open(file.path, range === 'whole' ? undefined : range),
  };
}

/** One byte range of a Range header; `whole` for what may be ignored, `unsatisfiable` for what begins after the end. */
export function parseRange(header: string, sizeBytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim());
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '')) return 'whole';
  if (from === '') {
    const count = Math.min(Number(to), sizeBytes);
    return count === 0 ? 'unsatisfiable' : { first: sizeBytes - count, last: sizeBytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < first) return 'whole';
  return first >= sizeBytes ? 'unsatisfiable' : { first, last };
}

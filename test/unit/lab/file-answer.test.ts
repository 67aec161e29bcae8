/** Ranges of a download: every edge of RFC 9110 section 14, and If-Range (13.1.5), which a resumed download relies on. */
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { fileAnswer } from '#lab/content/file-answer.ts';

const file = { path: 'a.bin', sizeBytes: 10, sha256: 'ab'.repeat(32) };
const etag = `"${'ab'.repeat(16)}"`;

interface Asked {
  readonly method?: string;
  readonly range?: string;
  readonly ifRange?: string;
  readonly sizeBytes?: number;
}

function ask({ method = 'GET', range, ifRange, sizeBytes = 10 }: Asked): unknown[] {
  const opened: unknown[] = [];
  const content = {
    packageId: 'PS100030',
    version: 1,
    files: [file],
    open(_path: string, wanted?: unknown): AsyncIterable<Uint8Array> {
      opened.push(wanted ?? 'whole');
      return Readable.from([]);
    },
  };
  const answer = fileAnswer({ content, file: { ...file, sizeBytes } }, { method, range, ifRange });
  expect(answer.headers['accept-ranges']).toBe('bytes');
  expect(answer.headers['etag']).toBe(etag);
  const { 'content-length': length, 'content-range': contentRange } = answer.headers;
  return [answer.status, length, contentRange, ...opened];
}

describe('a range', () => {
  it.each([
    ['bytes=0-', 206, '10', 'bytes 0-9/10', { first: 0, last: 9 }],
    ['bytes=0-0', 206, '1', 'bytes 0-0/10', { first: 0, last: 0 }],
    ['bytes=9-9', 206, '1', 'bytes 9-9/10', { first: 9, last: 9 }],
    ['bytes=3-99', 206, '7', 'bytes 3-9/10', { first: 3, last: 9 }],
    ['bytes=-4', 206, '4', 'bytes 6-9/10', { first: 6, last: 9 }],
    ['bytes=-99', 206, '10', 'bytes 0-9/10', { first: 0, last: 9 }],
  ])('%s is a part', (range, ...expected) => {
    expect(ask({ range })).toEqual(expected);
  });

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0', 'bytes=999999999999999-'])(
    '%s is not satisfiable and says the size',
    (range) => {
      expect(ask({ range })).toEqual([416, undefined, 'bytes */10']);
    },
  );

  it.each(['bytes=5-4', 'bytes=-', 'bytes=a-b', 'bytes=0-1,4-5', 'lines=0-1', 'bytes 0-1', ''])(
    '"%s" is ignored',
    (range) => {
      expect(ask({ range })).toEqual([200, '10', undefined, 'whole']);
    },
  );

  it('of an empty file is not satisfiable, and an empty file is empty', () => {
    expect(ask({ range: 'bytes=0-', sizeBytes: 0 })).toEqual([416, undefined, 'bytes */0']);
    expect(ask({ sizeBytes: 0 })).toEqual([200, '0', undefined]);
  });

  it('counts for GET only', () => {
    expect(ask({ method: 'HEAD', range: 'bytes=0-3' })).toEqual([200, '10', undefined]);
  });

  it('with If-Range is a part of this very file, or the whole of another one', () => {
    const range = 'bytes=4-';
    expect(ask({ range, ifRange: etag })).toEqual([206, '6', 'bytes 4-9/10', { first: 4, last: 9 }]);
    for (const ifRange of ['"another"', `W/${etag}`, 'Fri, 20 Nov 2026 12:00:00 GMT', ''])
      expect(ask({ range, ifRange })).toEqual([200, '10', undefined, 'whole']);
    expect(ask({ range: 'bytes=99-', ifRange: '"another"' })).toEqual([200, '10', undefined, 'whole']);
  });
});

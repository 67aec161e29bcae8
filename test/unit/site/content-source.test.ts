/** Packages from a distribution point: broken connections are taken up where they broke, lies are noticed. */
import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ContentFile } from '#base/extent.ts';
import { openContentSource, type PackageFile } from '#site/content-source.ts';
import { parseListing } from '#site/package-listing.ts';
import { misbehavingServer, type Script } from './misbehaving-server.ts';

const server = await misbehavingServer(['dp.contoso.test']);
const bytes = Buffer.from(Array.from({ length: 100_000 }, (_one, index) => (index * 31) % 251));

function multistatus(entries: readonly (readonly [string, number | undefined])[]): string {
  const responses = entries.map(
    ([href, size]) =>
      `<d:response><d:href>${href}</d:href><d:propstat><d:prop>${
        size === undefined
          ? '<d:resourcetype><d:collection/></d:resourcetype>'
          : `<d:resourcetype/><d:getcontentlength>${size}</d:getcontentlength>`
      }</d:prop></d:propstat></d:response>`,
  );
  return `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">${responses.join('')}</d:multistatus>`;
}

function listing(response: ServerResponse, size = bytes.length): void {
  response.writeHead(207, { 'content-type': 'text/xml' }).end(
    multistatus([
      ['/SMS_DP_SMSPKG$/PS1/', undefined],
      ['/SMS_DP_SMSPKG$/PS1/big.bin', size],
    ]),
  );
}

let get: Script = () => undefined;
beforeEach(() => {
  let gets = 0;
  server.play((request, response) => {
    if (request.method === 'PROPFIND') listing(response);
    else {
      gets += 1;
      get(request, response, gets);
    }
  });
});

async function withFile<Result>(run: (file: ContentFile) => Promise<Result>): Promise<Result> {
  const source = openContentSource(server.connection, {
    delay: () => Promise.resolve(),
    attempts: 3,
    idleTimeoutMs: 2000,
  });
  try {
    const [file] = await source.list({ distributionPoint: 'dp.contoso.test', packageId: 'PS1' });
    if (file === undefined) throw new Error('nothing listed');
    return await run(file.content);
  } finally {
    await source.close();
  }
}

async function readAll(file: ContentFile, signal = new AbortController().signal): Promise<Buffer> {
  const reader = await file.open(signal);
  const target = Buffer.alloc(file.sizeBytes + 10);
  let filled = 0;
  try {
    for (;;) {
      const count = await reader.readInto(target.subarray(filled, filled + 7777));
      if (count === 0) return target.subarray(0, filled);
      filled += count;
    }
  } finally {
    await reader.close();
  }
}

describe('reading a file', () => {
  it('goes on where the connection broke, as often as there was progress', async () => {
    const ranges: (string | undefined)[] = [];
    get = (request, response) => {
      ranges.push(request.headers.range);
      const first = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? '0');
      response.writeHead(first === 0 ? 200 : 206, {
        etag: '"one"',
        'content-length': bytes.length - first,
        ...(first === 0 ? {} : { 'content-range': `bytes ${first}-${bytes.length - 1}/${bytes.length}` }),
      });
      const part = bytes.subarray(first, first + 20_000);
      response.write(part, () => {
        if (first + part.length < bytes.length) response.destroy();
        else response.end();
      });
    };
    expect((await withFile(readAll)).equals(bytes)).toBe(true);
    expect(ranges).toEqual([undefined, 'bytes=20000-', 'bytes=40000-', 'bytes=60000-', 'bytes=80000-']);
    const resumed = server.calls().filter((call) => call.headers.range !== undefined);
    expect(resumed.map((call) => call.headers['if-range'])).toEqual(['"one"', '"one"', '"one"', '"one"']);
  });

  it.each([
    ['answers a resumed read with the whole file', 200, {}],
    ['answers with another range', 206, { 'content-range': `bytes 0-9/${bytes.length}` }],
    [
      'answers with another version',
      206,
      { 'content-range': `bytes 20000-99999/${bytes.length}`, etag: '"two"' },
    ],
  ])('ends when the server %s', async (_what, status, headers) => {
    get = (_request, response, call) => {
      if (call === 1) {
        response.writeHead(200, { etag: '"one"', 'content-length': bytes.length });
        response.write(bytes.subarray(0, 20_000), () => response.destroy());
      } else response.writeHead(status, { etag: '"one"', ...headers }).end(bytes.subarray(20_000));
    };
    await expect(withFile(readAll)).rejects.toMatchObject({
      code: 'E_SITE_CONTENT',
      message: expect.stringContaining('changed while it was read'),
    });
  });

  it('fails when attempts without progress are used up', async () => {
    get = (request) => {
      request.socket.destroy();
    };
    await expect(withFile(readAll)).rejects.toMatchObject({ code: 'E_SITE_UNREACHABLE' });
    expect(server.calls().filter((call) => call.method === 'GET')).toHaveLength(3);
  });

  it('fails when the file is longer or shorter than the listing says', async () => {
    get = (_request, response) => response.writeHead(200).end(Buffer.concat([bytes, bytes]));
    await expect(withFile(readAll)).rejects.toMatchObject({
      message: expect.stringContaining('larger than'),
    });
    get = (request, response) => {
      const isFirst = request.headers.range === undefined;
      if (isFirst) response.writeHead(200).end(bytes.subarray(0, 10));
      else response.writeHead(206, { 'content-range': 'bytes 10-9/10' }).end();
    };
    await expect(withFile(readAll)).rejects.toMatchObject({
      message: expect.stringContaining('ended after 10 of'),
    });
  });

  it('says that a file is gone, and does not ask again', async () => {
    get = (_request, response) => response.writeHead(404).end();
    await expect(withFile(readAll)).rejects.toMatchObject({
      code: 'E_SITE_CONTENT',
      message: expect.stringContaining('/SMS_DP_SMSPKG$/PS1/big.bin'),
    });
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    get = (_request, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 10));
      controller.abort();
    };
    await expect(withFile((file) => readAll(file, controller.signal))).rejects.toMatchObject({
      code: 'E_CANCELLED',
    });
  });

  it('gives credentials only to a server that asks for them, and then at once', async () => {
    server.play((request, response) => {
      if (request.headers.authorization === undefined) response.writeHead(401).end();
      else if (request.method === 'PROPFIND') listing(response);
      else response.writeHead(200).end(bytes);
    });
    expect((await withFile(readAll)).equals(bytes)).toBe(true);
    expect(server.calls().map((call) => [call.method, call.headers.authorization !== undefined])).toEqual([
      ['PROPFIND', false],
      ['PROPFIND', true],
      ['GET', true],
    ]);
  });

  it('ends when the credentials are not accepted', async () => {
    server.play((_request, response) => response.writeHead(401).end());
    await expect(withFile(readAll)).rejects.toMatchObject({ code: 'E_SITE_UNAUTHORIZED' });
    expect(server.calls()).toHaveLength(2);
  });
});

describe('a listing', () => {
  const base = '/SMS_DP_SMSPKG$/PS1/';

  it('is walked folder by folder, with odd names, and hashes come from boot-image.json', async () => {
    const hash = 'AB'.repeat(32);
    const description = JSON.stringify({
      files: [{ path: 'EFI/ü & 1.bin', sha256: hash }, { path: 5 }, null],
    });
    server.play((request, response) => {
      const url = decodeURIComponent(request.url ?? '');
      if (request.method === 'GET') response.writeHead(200).end(description);
      else if (url === base) {
        response.writeHead(207).end(
          multistatus([
            ['https://dp.contoso.test/SMS_DP_SMSPKG$/PS1', undefined],
            ['/SMS_DP_SMSPKG%24/PS1/EFI', undefined],
            ['/sms_dp_smspkg$/ps1/boot-image.json', Buffer.byteLength(description)],
          ]),
        );
      } else {
        response.writeHead(207).end(
          multistatus([
            ['/SMS_DP_SMSPKG$/PS1/EFI/', undefined],
            ['/SMS_DP_SMSPKG$/PS1/EFI/%C3%BC%20&amp;%201.bin', 4],
          ]),
        );
      }
    });
    const source = openContentSource(server.connection);
    const files: readonly PackageFile[] = await source.list({
      distributionPoint: 'dp.contoso.test',
      packageId: 'PS1',
    });
    await source.close();
    expect(files.map((file) => [file.path, file.content.sizeBytes, file.content.sha256])).toEqual([
      ['EFI/ü & 1.bin', 4, hash.toLowerCase()],
      ['boot-image.json', Buffer.byteLength(description), undefined],
    ]);
    expect(server.calls().every((call) => call.method !== 'PROPFIND' || call.headers['depth'] === '1')).toBe(
      true,
    );
  });

  it.each([
    '/SMS_DP_SMSPKG$/PS1/../PS2/x',
    '/SMS_DP_SMSPKG$/PS1/%2e%2e/x',
    '/SMS_DP_SMSPKG$/PS1/a%5c..%5cb',
    '/SMS_DP_SMSPKG$/PS1/a%00',
    '/SMS_DP_SMSPKG$/PS1//etc/passwd',
    '/SMS_DP_SMSPKG$/PS12/x',
    '/SMS_DP_SMSPKG$/PS1/%zz',
    '',
  ])('that names "%s" is refused', (href) => {
    expect(() => parseListing(multistatus([[href, 1]]), base)).toThrow(
      expect.objectContaining({ code: 'E_SITE_CONTENT' }),
    );
  });

  it.each(['', '<html/>', '<!DOCTYPE a [<!ENTITY b "c">]><multistatus/>', multistatus([[`${base}a`, -1]])])(
    'that is none is refused: %s',
    (xml) => {
      expect(() => parseListing(xml, base)).toThrow(expect.objectContaining({ code: 'E_SITE_CONTENT' }));
    },
  );
});

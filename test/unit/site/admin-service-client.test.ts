/** The client against a server that does everything wrong: what is tried again, what is not, and what the user reads. */
import { describe, expect, it } from 'vitest';
import { isMediaError } from '#base/errors/media-error.ts';
import { createAdminServiceClient, quoted, type ClientOptions } from '#site/admin-service-client.ts';
import type { SiteConnection } from '#site/connection.ts';
import { misbehavingServer, sendJson } from './misbehaving-server.ts';

const server = await misbehavingServer();
const stranger = await misbehavingServer();

const waits: number[] = [];
const quick: ClientOptions = {
  delay: (delayMs) => {
    waits.push(delayMs);
    return Promise.resolve();
  },
};

async function withClient<Result>(
  run: (client: ReturnType<typeof createAdminServiceClient>) => Promise<Result>,
  options: ClientOptions = {},
  connection: SiteConnection = server.connection,
): Promise<Result> {
  waits.length = 0;
  const client = createAdminServiceClient(connection, { ...quick, ...options });
  try {
    return await run(client);
  } finally {
    await client.close();
  }
}

async function failure(
  action: Promise<unknown>,
): Promise<{ readonly code: string; readonly message: string }> {
  try {
    await action;
  } catch (error) {
    if (isMediaError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('it should have failed');
}

const listSites = async (options?: ClientOptions, connection?: SiteConnection): Promise<unknown> =>
  await withClient((client) => client.list('SMS_Site'), options, connection);

describe('a question', () => {
  it('is asked again after 500, 503 and a broken connection, with growing pauses', async () => {
    server.play((request, response, call) => {
      if (call === 1) response.writeHead(500).end();
      else if (call === 2) request.socket.destroy();
      else if (call === 3) response.writeHead(503, { 'content-type': 'text/html' }).end('<p>busy</p>');
      else sendJson(response, { value: [{ SiteCode: 'PS1' }] });
    });
    expect(await listSites()).toEqual([{ SiteCode: 'PS1' }]);
    expect(server.calls()).toHaveLength(4);
    expect(waits).toEqual([300, 600, 1200]);
  });

  it('fails with the last reason when the attempts are used up', async () => {
    server.play((_request, response) => {
      sendJson(response, { error: { code: '500', message: 'database is away' } }, 500);
    });
    const error = await failure(listSites({ attempts: 3 }));
    expect(error.code).toBe('E_SITE_FAILED');
    expect(error.message).toContain('500, "database is away"');
    expect(server.calls()).toHaveLength(3);
  });

  it('carries the credentials in UTF-8 and asks for JSON', async () => {
    server.play((_request, response) => {
      sendJson(response, { value: [] });
    });
    await listSites();
    const [call] = server.calls();
    const [scheme, value = ''] = call?.headers.authorization?.split(' ') ?? [];
    expect([scheme, Buffer.from(value, 'base64').toString('utf8')]).toEqual(['Basic', 'CONTOSO\\anna:pä:ss']);
    expect(call?.headers.accept).toBe('application/json');
    expect(call?.url).toBe('/AdminService/wmi/SMS_Site?$top=1000');
  });

  it('ends after its time when the server says nothing', async () => {
    server.play(() => undefined);
    const error = await failure(listSites({ timeoutMs: 50, attempts: 2 }));
    expect(error).toMatchObject({ code: 'E_SITE_TIMEOUT', message: expect.stringContaining('50 ms') });
    expect(waits).toEqual([300]);
  });

  it('ends after its time when the server stops in the middle of the answer', async () => {
    server.play((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"value":[');
    });
    expect(await failure(listSites({ timeoutMs: 50, attempts: 1 }))).toMatchObject({
      code: 'E_SITE_TIMEOUT',
    });
  });

  it('is cancelled while the server thinks, and is not asked again', async () => {
    const controller = new AbortController();
    server.play(() => {
      controller.abort();
    });
    const error = await failure(
      withClient((client) => client.list('SMS_Site', {}, { signal: controller.signal })),
    );
    expect(error.code).toBe('E_CANCELLED');
    expect(server.calls()).toHaveLength(1);
  });

  it('is cancelled in the pause between two attempts', async () => {
    const controller = new AbortController();
    server.play((_request, response) => {
      response.writeHead(500).end();
      controller.abort();
    });
    const action = withClient((client) => client.list('SMS_Site', {}, { signal: controller.signal }), {
      delay: () => Promise.resolve(),
    });
    expect((await failure(action)).code).toBe('E_CANCELLED');
    expect(server.calls()).toHaveLength(1);
  });

  it('that was cancelled before is not sent', async () => {
    server.play((_request, response) => {
      sendJson(response, { value: [] });
    });
    const signal = AbortSignal.abort();
    expect((await failure(withClient((client) => client.list('SMS_Site', {}, { signal })))).code).toBe(
      'E_CANCELLED',
    );
    expect(server.calls()).toHaveLength(0);
  });
});

describe('a method', () => {
  it.each([
    ['500', 'E_SITE_FAILED', 30_000],
    ['cut', 'E_SITE_UNREACHABLE', 30_000],
    ['silence', 'E_SITE_TIMEOUT', 100],
  ])('is never called twice after %s', async (how, code, timeoutMs) => {
    server.play((request, response) => {
      if (how === '500') response.writeHead(500).end();
      else if (how === 'cut') request.socket.destroy();
    });
    const action = withClient(
      (client) => client.invoke('SMS_Site.SubmitRegistrationRecord', { SMSID: 'x' }),
      {
        timeoutMs,
      },
    );
    expect((await failure(action)).code).toBe(code);
    expect(waits).toEqual([]);
    // On a slow machine the time may be over before the request has left.
    expect(server.calls().length).toBeLessThanOrEqual(1);
  });

  it('is a POST of its parameters as JSON', async () => {
    server.play((_request, response) => {
      sendJson(response, { ReturnValue: 0 }, 201);
    });
    const answer = await withClient((client) => client.invoke('SMS_Site.IsUsedCert', { Certificate: '00' }));
    expect(answer).toEqual({ ReturnValue: 0 });
    const [call] = server.calls();
    expect([call?.method, call?.url]).toEqual(['POST', '/AdminService/wmi/SMS_Site.IsUsedCert']);
    expect(call?.headers['content-type']).toBe('application/json');
  });
});

describe('a refusal', () => {
  const [json, page] = ['application/json; odata.metadata=minimal', 'text/html'];
  it.each([
    [401, ['text/plain', ''], 'E_SITE_UNAUTHORIZED', '401'],
    [403, [json, '{"error":{"message":"no"}}'], 'E_SITE_REFUSED', '403, "no"'],
    [404, [json, '{"error":{"code":"404","message":"Access denied"}}'], 'E_SITE_REFUSED', '"Access denied"'],
    [404, [page, '<html></html>'], 'E_SITE_NOT_PROVIDER', '404 with text/html'],
    [302, [page, ''], 'E_SITE_ANSWER', '302'],
    [200, [page, '<html></html>'], 'E_SITE_ANSWER', 'not JSON'],
    [200, [json, '{"value":{}}'], 'E_SITE_ANSWER', '"value"'],
    [200, [json, '[1]'], 'E_SITE_ANSWER', 'not an object'],
    [200, [json, '{"value":[1]}'], 'E_SITE_ANSWER', '"value"'],
    [200, [json, '{"value":['], 'E_SITE_ANSWER', 'not JSON'],
  ] as const)(
    '%i with %j becomes one error and is not asked again: %s',
    async (status, [type, body], code, message) => {
      server.play((_request, response) => {
        response.writeHead(status, { 'content-type': type, location: 'https://elsewhere.test/' }).end(body);
      });
      const error = await failure(listSites());
      expect(error).toEqual({ code, message: expect.stringContaining(message) });
      expect(server.calls()).toHaveLength(1);
    },
  );

  it('names neither the password nor the header', async () => {
    server.play((_request, response) => response.writeHead(401).end());
    const error = await failure(listSites());
    expect(error.message).not.toMatch(/pä:ss|Basic/);
  });
});

describe('a server', () => {
  it('below another root gets no request', async () => {
    stranger.play((_request, response) => {
      sendJson(response, { value: [] });
    });
    const error = await failure(
      listSites({}, { ...stranger.connection, rootCertificatePem: server.rootCertificatePem }),
    );
    expect(error.code).toBe('E_SITE_UNTRUSTED');
    expect(stranger.calls()).toHaveLength(0);
    expect(waits).toEqual([]);
  });

  it('with a certificate for another name gets no request', async () => {
    server.play((_request, response) => {
      sendJson(response, { value: [] });
    });
    const url = server.connection.url.replace('127.0.0.1', 'other.contoso.test');
    const addresses = { 'other.contoso.test': new URL(server.origin).host };
    const error = await failure(listSites({}, { ...server.connection, url, addresses }));
    expect(error).toMatchObject({ code: 'E_SITE_UNTRUSTED', message: expect.stringContaining('ALTNAME') });
    expect(server.calls()).toHaveLength(0);
  });

  it('that is not there is unreachable', async () => {
    const addresses = { 'gone.contoso.test': '127.0.0.1:1' };
    const error = await failure(
      listSites(
        { attempts: 2 },
        { ...server.connection, url: 'https://gone.contoso.test/AdminService', addresses },
      ),
    );
    expect(error).toMatchObject({
      code: 'E_SITE_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(waits).toHaveLength(1);
  });

  it.each(['http://site.test/AdminService', 'site.test', 'https://user:pw@site.test/AdminService'])(
    'is not reached by the URL %s',
    async (url) => {
      const error = await failure(listSites({}, { ...server.connection, url }));
      expect(error.code).toBe('E_USAGE');
      expect(error.message).not.toContain('pw@');
    },
  );
});

describe('a list', () => {
  it('is read page by page until a short page', async () => {
    server.play((request, response) => {
      const skip = Number(/\$skip=(\d+)/.exec(request.url ?? '')?.[1] ?? '0');
      const value = Array.from({ length: Math.max(0, Math.min(3, 7 - skip)) }, (_one, index) => ({
        n: skip + index,
      }));
      sendJson(response, { value });
    });
    const rows = await withClient((client) => client.list('SMS_X', { select: ['n'] }), { pageSize: 3 });
    expect(rows).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => ({ n })));
    expect(server.calls().map((call) => call.url)).toEqual([
      '/AdminService/wmi/SMS_X?$select=n&$top=3',
      '/AdminService/wmi/SMS_X?$select=n&$top=3&$skip=3',
      '/AdminService/wmi/SMS_X?$select=n&$top=3&$skip=6',
    ]);
  });

  it('follows links to the next page, but never to another server', async () => {
    server.play((_request, response, call) => {
      if (call === 1)
        sendJson(response, {
          value: [{ n: 1 }],
          '@odata.nextLink': `${server.origin}/AdminService/wmi/SMS_X?$skiptoken=2`,
        });
      else if (call === 2)
        sendJson(response, { value: [{ n: 2 }], '@odata.nextLink': 'https://evil.test/AdminService' });
    });
    const error = await failure(withClient((client) => client.list('SMS_X')));
    expect(error).toMatchObject({ code: 'E_SITE_ANSWER', message: expect.stringContaining('evil.test') });
    expect(server.calls()[1]?.url).toBe('/AdminService/wmi/SMS_X?$skiptoken=2');
  });

  it('ends with an error when a server ignores $skip', async () => {
    server.play((_request, response) => {
      sendJson(response, { value: [{ n: 1 }, { n: 2 }] });
    });
    const error = await failure(withClient((client) => client.list('SMS_X'), { pageSize: 2 }));
    expect(error).toMatchObject({ code: 'E_SITE_ANSWER', message: expect.stringContaining('same page') });
  });
});

describe('values', () => {
  it('keep every digit of 64-bit integers as text, and stay numbers below', async () => {
    server.play((_request, response) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(
          '{"value":[{"RoleID":72057594037927941,"Text":"72057594037927941","Size":9007199254740991,"Part":0.5}]}',
        );
    });
    expect(await listSites()).toEqual([
      { RoleID: '72057594037927941', Text: '72057594037927941', Size: 9007199254740991, Part: 0.5 },
    ]);
  });

  it('by key come out of the array of one, with the key encoded', async () => {
    server.play((_request, response) => {
      sendJson(response, { value: [{ PackageID: 'x' }] });
    });
    expect(await withClient((client) => client.get('SMS_X', "it's ü/"))).toEqual({ PackageID: 'x' });
    expect(decodeURIComponent(server.calls()[0]?.url ?? '')).toBe("/AdminService/wmi/SMS_X('it''s ü/')");
    expect(quoted("a'b")).toBe("'a''b'");
    server.play((_request, response) => {
      sendJson(response, { value: [] });
    });
    expect(await withClient((client) => client.get('SMS_X', 5))).toBeUndefined();
  });
});

/** The web host over real HTTP: who is let in, who is not, and what is sent to whom. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { createEventHub } from '#service/event-hub.ts';
import type { Dispatch } from '#service/dispatch.ts';
import { runWebProgram } from '../../main/hosts/web/run-web.ts';
import { startWebHost, type WebHost } from '../../main/hosts/web/server.ts';
import { streamEvents } from '../../main/hosts/web/event-stream.ts';
import { tempFolder } from '../support/temp.ts';
import { enter } from '../support/web-visitor.ts';

const folder = await tempFolder('web-host');
const assets = join(folder, 'renderer');
await mkdir(join(assets, 'assets'), { recursive: true });
await writeFile(join(folder, 'secret.json'), '{"secret": true}');
await writeFile(join(assets, 'assets', 'window.js'), 'export {};');
await writeFile(join(assets, 'notes.txt'), 'not part of a window');
await writeFile(
  join(assets, 'index.html'),
  '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>',
);

const asked: string[] = [];
const dispatch: Dispatch = (method, input) => {
  asked.push(method);
  return Promise.resolve({ ok: true, value: input });
};
const events = createEventHub();
const refusals: string[] = [];

const hosts: WebHost[] = [];

async function start(): Promise<WebHost> {
  const host = await startWebHost({
    service: { dispatch, events },
    assets,
    random: randomBytes,
    onRefused: (why) => refusals.push(why),
    heartbeatMs: 20,
  });
  hosts.push(host);
  return host;
}
afterAll(async () => {
  for (const host of hosts) await host.close();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Sends exactly these headers, which `fetch` would not: Host, Origin, Sec-Fetch-Site. */
async function send(
  host: WebHost,
  path: string,
  options: {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(host.origin);
  const { method = 'GET', headers = {}, body } = options;
  // The path as it is: a URL object would tidy it up.
  const sent = request({ hostname, port, path, method, headers });
  // The host may answer and hang up before it has read everything; the answer is what counts.
  sent.on('error', () => undefined);
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body: text };
}

const tokenPath = (host: WebHost): string => host.newAddress().slice(host.origin.length);

describe('the address of the web host', () => {
  test('is on 127.0.0.1, another one each time, and long enough not to be guessed', async () => {
    const [one, two] = [await start(), await start()];
    expect(one.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(one.origin).not.toBe(two.origin);
    const tokens = [one.newAddress(), one.newAddress(), two.newAddress()].map((address) =>
      new URL(address).searchParams.get('token'),
    );
    expect(new Set(tokens).size).toBe(3);
    expect(tokens.map((token) => Buffer.from(token ?? '', 'base64url').length)).toEqual([32, 32, 32]);
  });

  test('gives a cookie that scripts cannot read and other pages do not send', async () => {
    const host = await start();
    const { status, headers, body } = await send(host, tokenPath(host));
    const port = new URL(host.origin).port;
    expect(status).toBe(200);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^media-builder-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
      ),
    ]);
    expect(body).toContain('http-equiv="refresh" content="0;url=/"');
  });

  test('works once; the second visitor gets a page that says what to do, and no cookie', async () => {
    const host = await start();
    const path = tokenPath(host);
    await send(host, path);
    const second = await send(host, path);
    expect([second.status, second.headers['set-cookie']]).toEqual([403, undefined]);
    expect(second.body).toContain('each address works once');
  });

  test('used again in the browser that used it leads to the window', async () => {
    const host = await start();
    const path = tokenPath(host);
    const { headers } = await send(host, path);
    const cookie = String(headers['set-cookie']?.[0]).split(';')[0] ?? '';
    const again = await send(host, path, { headers: { cookie } });
    expect([again.status, again.headers['location']]).toEqual([303, '/']);
  });

  test.each([
    ['de-DE,de;q=0.9', 'Diese Adresse kann nicht mehr verwendet werden'],
    ['nl', 'Dit adres kan niet meer worden gebruikt'],
    ['fr', 'This address cannot be used any more'],
  ])('is refused in the visitor’s language (%s)', async (language, expected) => {
    const host = await start();
    const { body } = await send(host, '/?token=wrong', { headers: { 'accept-language': language } });
    expect(body).toContain(expected);
  });
});

const host = await start();
const { cookie } = await enter(host);

describe('the gate of the web host', () => {
  const { host: authority, port } = new URL(host.origin);
  const good = {
    cookie,
    origin: host.origin,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
  };
  const body = '{"method":"app.info","input":{}}';

  test('lets the own page call', async () => {
    asked.length = 0;
    const answer = await send(host, '/call', { method: 'POST', headers: good, body });
    expect([answer.status, JSON.parse(answer.body), asked]).toEqual([
      200,
      { ok: true, value: {} },
      ['app.info'],
    ]);
  });

  test.each<[string, number, Record<string, string>]>([
    ['another name for this computer', 421, { host: `localhost:${port}` }],
    ['a foreign name that leads here (DNS rebinding)', 421, { host: `evil.example:${port}` }],
    ['the address without its port', 421, { host: '127.0.0.1' }],
    ['another origin', 403, { origin: 'https://evil.example' }],
    ['the origin of another port', 403, { origin: 'http://127.0.0.1:1' }],
    ['the origin "null" of a sandboxed frame', 403, { origin: 'null' }],
    ['an origin that only begins like ours', 403, { origin: `${host.origin}.evil.example` }],
    ['a page that is foreign by Sec-Fetch-Site', 403, { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port of this computer', 403, { 'sec-fetch-site': 'same-site' }],
    ['nobody’s cookie', 401, { cookie: '' }],
    ['a wrong cookie', 401, { cookie: `media-builder-${port}=${'A'.repeat(43)}` }],
    ['a cookie that is a prefix of ours', 401, { cookie: cookie.slice(0, -1) }],
  ])('refuses %s', async (_name, status, wrong) => {
    asked.length = 0;
    refusals.length = 0;
    const headers = { ...good, ...wrong };
    const answer = await send(host, '/call', { method: 'POST', headers, body });
    expect([answer.status, asked, refusals.length]).toEqual([status, [], 1]);
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, code: 'E_HOST_REFUSED' });
  });

  test('refuses a call without an origin', async () => {
    const { origin: _, ...headers } = good;
    expect((await send(host, '/call', { method: 'POST', headers, body })).status).toBe(403);
  });

  test.each(['/events', '/assets/window.js'])('refuses %s without the cookie', async (path) => {
    expect((await send(host, path)).status).toBe(401);
  });

  test('shows no window without the cookie', async () => {
    const answer = await send(host, '/');
    expect([answer.status, answer.body.includes('csp-nonce')]).toEqual([403, false]);
  });

  test.each<[string, number, string, string]>([
    ['no JSON', 400, 'application/json', '{'],
    ['a form, which any page could send', 415, 'application/x-www-form-urlencoded', 'method=app.info'],
    ['text, which any page could send', 415, 'text/plain', body],
    ['nothing', 400, 'application/json', ''],
    ['more than 4 MiB', 413, 'application/json', `{"method":"${'x'.repeat(4 * 1024 * 1024)}"}`],
  ])('takes %s for no call', async (_name, status, type, text) => {
    asked.length = 0;
    const answer = await send(host, '/call', {
      method: 'POST',
      headers: { ...good, 'content-type': type },
      body: text,
    });
    expect([answer.status, asked, JSON.parse(answer.body)]).toMatchObject([status, [], { ok: false }]);
  });

  test.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%2f..%2fsecret.json',
    '/%2e%2e%2fsecret.json',
    '/assets/%5c..%5c..%5csecret.json',
    '//etc/passwd',
    '/assets//window.js',
    '/.hidden',
    '/assets/window.js%00.json',
    '/%E0%A4%A',
    '/C:/Windows/win.ini',
    '/notes.txt',
  ])('does not serve %s', async (path) => {
    const answer = await send(host, path, { headers: good });
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain('secret');
  });

  test('has no other methods', async () => {
    const statuses = await Promise.all(
      ['PUT', 'DELETE', 'OPTIONS', 'HEAD'].map((method) =>
        send(host, '/call', { method, headers: { ...good, 'content-length': '0' } }),
      ),
    );
    expect(statuses.map(({ status }) => Math.floor(status / 100))).toEqual([4, 4, 4, 4]);
  });

  test('listens on no other address of this computer', async () => {
    const socket = connect({ host: '127.0.0.2', port: Number(port) });
    await expect(once(socket, 'connect')).rejects.toThrow('ECONNREFUSED');
    expect(authority.startsWith('127.0.0.1:')).toBe(true);
  });
});

describe('what the web host sends', () => {
  test('the page, with a nonce that is new each time and in its policy', async () => {
    const host = await start();
    const { cookie } = await enter(host);
    const pages = [
      await send(host, '/', { headers: { cookie } }),
      await send(host, '/', { headers: { cookie } }),
    ];
    const nonces = pages.map(({ headers, body }) => {
      const [, nonce] = /'nonce-([\w-]{22})'/.exec(String(headers['content-security-policy'])) ?? [];
      expect(body).toBe(
        `<!doctype html><meta property="csp-nonce" nonce="${nonce}"><style nonce="${nonce}"></style>`,
      );
      return nonce;
    });
    expect(new Set(nonces).size).toBe(2);
  });

  test('every answer with the security headers', async () => {
    const host = await start();
    const { cookie } = await enter(host);
    const paths: readonly [string, Record<string, string>][] = [
      ['/', {}],
      ['/', { cookie }],
      ['/assets/window.js', { cookie }],
      ['/missing.js', { cookie }],
      ['/call', {}],
    ];
    for (const [path, headers] of paths) {
      const answer = await send(host, path, { headers });
      expect(answer.headers, path).toMatchObject({
        'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; /),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      expect(answer.headers['access-control-allow-origin'], path).toBeUndefined();
    }
  });

  test('events with their last states, again after every new connection, and a sign of life', async () => {
    const host = await start();
    const visitor = await enter(host);
    events.publish('settings', {
      ...{ language: 'nl', theme: 'light', showLoopDrives: false, largeDriveGb: 275, defaultFolder: null },
    });
    for (let connection = 1; connection <= 2; connection += 1) {
      const response = await visitor.fetch('/events');
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      let text = '';
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += chunk;
        if (text.includes(': still here')) break;
      }
      expect(text).toMatch(/^retry: 1000\n\ndata: \{"name":"settings","payload":\{"language":"nl",/);
    }
    visitor.leave();
  });

  test('only the last state of each event to a browser that did not read for a while', () => {
    const hub = createEventHub();
    const written: string[] = [];
    const response = Object.assign(new PassThrough(), {
      write(text: string) {
        written.push(text);
        return true;
      },
    });
    Object.defineProperty(response, 'writableNeedDrain', { get: () => isFull });
    let isFull = false;
    // Sound: a response is a stream, and only what the stream offers is used.
    streamEvents(hub, response as unknown as Parameters<typeof streamEvents>[1], 60_000);
    isFull = true;
    for (let step = 0; step < 1000; step += 1) {
      hub.publish('settings', {
        ...{ language: 'nl', theme: 'light', showLoopDrives: false, defaultFolder: null },
        largeDriveGb: 8 + step,
      });
    }
    expect(written).toHaveLength(1);
    isFull = false;
    response.emit('drain');
    expect(written.slice(1)).toEqual([expect.stringContaining('"largeDriveGb":1007')]);
    response.destroy();
  });
});

describe('the web host as a program', () => {
  function run(isBusy: boolean, { isTTY = false, hasBrowser = false } = {}) {
    const [lines, opened]: [string[], string[]] = [[], []];
    const stop = new AbortController();
    const stdin = Object.assign(new PassThrough(), { isTTY });
    let isClosed = false;
    const ended = runWebProgram({
      service: {
        dispatch,
        events,
        isBusy: () => isBusy,
        close: () => {
          isClosed = true;
          return Promise.resolve();
        },
      },
      assets,
      random: randomBytes,
      language: 'en',
      openBrowser: (url) => {
        if (hasBrowser) opened.push(url);
        return Promise.resolve(hasBrowser);
      },
      stdin,
      print: (line) => lines.push(line),
      signal: stop.signal,
    });
    return { lines, opened, stop, stdin, ended, isClosed: () => isClosed };
  }

  test('prints its address in one line and ends cleanly with Ctrl+C', async () => {
    const { lines, stop, ended, isClosed } = run(false);
    await vi.waitFor(() => {
      expect(lines).toEqual([
        expect.stringMatching(/^Open this address .*: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/),
        'Ctrl+C ends the program.',
      ]);
    });
    stop.abort();
    expect([await ended, isClosed()]).toEqual([0, true]);
  });

  test('opens the browser where there is one, with the very address it prints', async () => {
    const { lines, opened, stop, ended } = run(false, { hasBrowser: true });
    await vi.waitFor(() => {
      expect(lines[0]).toBe(`Opened in your browser: ${opened[0] ?? ''}`);
    });
    stop.abort();
    await ended;
  });

  test('prints another address at Enter', async () => {
    const { lines, stdin, stop, ended } = run(false, { isTTY: true });
    await vi.waitFor(() => {
      expect(lines).toHaveLength(2);
    });
    stdin.write('\n');
    await vi.waitFor(() => {
      expect(lines[2]).toMatch(/^Open this address /);
    });
    expect(lines[2]).not.toBe(lines[0]);
    stop.abort();
    await ended;
  });

  test('says that it cancels what runs, and ends with 130', async () => {
    const { lines, stop, ended } = run(true);
    await vi.waitFor(() => {
      expect(lines).toHaveLength(2);
    });
    stop.abort();
    expect([await ended, lines[2]]).toEqual([
      130,
      'Media are being written: cancelling and cleaning up. Ctrl+C again ends at once.',
    ]);
  });
});

/**
 * Whom the device talks to: only to a server with the right name below a root of the medium, whatever the environment
 * says. The servers are plain TLS servers with certificates of the lab's own root, so that only one thing is wrong each.
 */
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openLabSite } from '#lab/lab-site.ts';
import { HttpClient } from '../../resources/runtime/gateway/http.ts';
import type { GatewayTrust } from '../../resources/runtime/gateway/trust.ts';
import { tempFolder } from '../support/temp.ts';
import { startLab, type TestLab } from './gateway-support.ts';
import { loopback, makeDeviceMedium, trustOf } from './runtime-support.ts';

const NAME = 'gateway.contoso.test';

let lab: TestLab;
let trust: GatewayTrust;
let requestCount = 0;
let server: Server | undefined;

beforeAll(async () => {
  lab = await startLab();
  trust = await trustOf(await makeDeviceMedium(lab));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  requestCount = 0;
  server?.closeAllConnections();
  await new Promise<void>((resolve) => {
    if (server === undefined) resolve();
    else
      server.close(() => {
        resolve();
      });
  });
  server = undefined;
});
afterAll(async () => {
  await lab.close();
});

interface ServerOptions {
  readonly names?: readonly string[];
  readonly pair?: { readonly keyPem: string; readonly certPem: string };
  readonly maxVersion?: 'TLSv1.1';
  /** Sends a byte now and then and never ends. */
  readonly isSlow?: boolean;
}

/** What a device gets that asks this server for one answer: its text, or the code of the refusal. */
async function ask(options: ServerOptions, limitMs?: number): Promise<string> {
  const pair = options.pair ?? lab.site.pki.serverCertificate(options.names ?? [NAME]);
  const old =
    options.maxVersion === undefined
      ? {}
      : { minVersion: 'TLSv1' as const, maxVersion: options.maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' };
  const started = createServer({ key: pair.keyPem, cert: pair.certPem, ...old }, (_request, response) => {
    requestCount++;
    if (options.isSlow !== true) {
      response.end('hello');
      return;
    }
    const drip = setInterval(() => response.write('x'), 20);
    response.on('close', () => {
      clearInterval(drip);
    });
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  // Sound: a listening TCP server has an AddressInfo.
  const { port } = started.address() as AddressInfo;
  const url = new URL(`https://${NAME}:${port}/`);
  const http = new HttpClient({ ...trust, gatewayUrl: url }, loopback);
  try {
    const answer = await http.fetch({ url, method: 'GET', ...(limitMs === undefined ? {} : { limitMs }) });
    return Buffer.from(answer.bytes).toString();
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    http.close();
  }
}

async function otherRoot(): Promise<{ readonly keyPem: string; readonly certPem: string }> {
  const other = await openLabSite({ dataFolder: await tempFolder('other-root') });
  try {
    return other.pki.serverCertificate([NAME]);
  } finally {
    await other.close();
  }
}

test('the right name below a root of the medium is answered', async () => {
  expect(await ask({})).toBe('hello');
});

test.each([
  ['another name', ['other.contoso.test']],
  ['a name below the right one', [`evil.${NAME}`]],
  ['a star one level too high', ['*.test']],
  ['an address only', ['127.0.0.1']],
])('a certificate for %s is not trusted, and nothing is asked', async (_what, names) => {
  expect([await ask({ names }), requestCount]).toEqual(['E_RT_CMG_UNTRUSTED', 0]);
});

test('no variable of the environment makes another root or another name trusted', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  expect([await ask({ pair: await otherRoot() }), requestCount]).toEqual(['E_RT_CMG_UNTRUSTED', 0]);
  server?.close();
  expect([await ask({ names: ['other.contoso.test'] }), requestCount]).toEqual(['E_RT_CMG_UNTRUSTED', 0]);
});

test('a server that speaks nothing newer than TLS 1.1 is not talked to', async () => {
  expect([await ask({ maxVersion: 'TLSv1.1' }), requestCount]).toEqual(['E_RT_CMG_UNREACHABLE', 0]);
});

test('an answer that trickles in without end is given up', async () => {
  expect(await ask({ isSlow: true }, 300)).toBe('E_RT_CMG_UNREACHABLE');
});

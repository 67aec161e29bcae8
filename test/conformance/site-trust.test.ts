/**
 * Trusting a site by fingerprint, against real TLS servers with certificates of the lab's making: what is shown, what is
 * accepted, what is refused and with which words.
 */
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMediaError } from '#base/errors/media-error.ts';
import { openPki, type LabPki } from '#lab/pki.ts';
import { checkTrust, establishTrust, fingerprintOf, probeSite } from '#site/site-probe.ts';
import { createAdminServiceClient } from '#site/admin-service-client.ts';
import { tempFolder } from '../support/temp.ts';

const closers: (() => void)[] = [];
let pki: LabPki;
let otherPki: LabPki;

beforeAll(async () => {
  const now = (): Date => new Date();
  [pki, otherPki] = [
    await openPki(await tempFolder('pki'), now),
    await openPki(await tempFolder('other-pki'), now),
  ];
});
afterAll(() => {
  for (const close of closers) close();
});

/** Serves `{"value":[]}` with a certificate for these names; returns its AdminService URL and the certificate. */
async function serve(
  from: LabPki,
  names: readonly string[],
  { sendsRoot }: { readonly sendsRoot: boolean },
): Promise<{ readonly url: string; readonly leaf: string }> {
  const { keyPem, certPem } = from.serverCertificate(names);
  const cert = sendsRoot ? certPem + from.rootCertificatePem : certPem;
  const server: Server = createServer({ key: keyPem, cert }, (_request, response) => {
    response.setHeader('content-type', 'application/json').end('{"value":[]}');
  });
  const port = await listening(server);
  return { url: `https://localhost:${port}/AdminService`, leaf: certPem };
}

async function listening(server: ReturnType<typeof createTcpServer>): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // Sound: a listening TCP server has an AddressInfo.
  return (server.address() as AddressInfo).port;
}

async function refusal(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    if (isMediaError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return '(none)';
}

describe('a server that sends its root', () => {
  test('shows its chain in order, whom this computer does not trust by itself', async () => {
    const { url, leaf } = await serve(pki, ['localhost'], { sendsRoot: true });
    const probe = await probeSite(url);
    expect(probe).toMatchObject({
      host: new URL(url).host,
      isTrustedByMachine: false,
      problem: 'SELF_SIGNED_CERT_IN_CHAIN',
      chain: [
        { subject: expect.stringContaining('CN=localhost'), fingerprint: fingerprintOf(leaf) },
        {
          subject: expect.stringContaining('CN=Contoso Lab Root CA'),
          fingerprint: fingerprintOf(pki.rootCertificatePem),
        },
      ],
    });
    expect(
      probe.chain.map(({ notBefore, notAfter }) => Date.parse(notBefore) < Date.parse(notAfter)),
    ).toEqual([true, true]);
  });

  test('is not trusted without being asked for, and the refusal names what to compare', async () => {
    const { url } = await serve(pki, ['localhost'], { sendsRoot: true });
    const text = await refusal(establishTrust(url, {}));
    expect(text).toMatch(/^E_SITE_ROOT_UNKNOWN: .*ends with the root "CN=Contoso Lab Root CA/);
    expect(text).toContain(fingerprintOf(pki.rootCertificatePem));
  });

  test.each([
    ['as the console writes it', (digits: string) => (digits.match(/../g) ?? []).join(':').toUpperCase()],
    ['in plain digits', (digits: string) => digits],
  ])('is trusted by the fingerprint of its root, %s', async (_name, written) => {
    const { url } = await serve(pki, ['localhost'], { sendsRoot: true });
    const rootFingerprint = fingerprintOf(pki.rootCertificatePem);
    const root = await establishTrust(url, { fingerprint: written(rootFingerprint) });
    expect(root?.rootFingerprint).toBe(rootFingerprint);
    expect(fingerprintOf(root?.rootCertificatePem ?? '')).toBe(rootFingerprint);
  });

  test('is refused with both values when the fingerprint is of another root', async () => {
    const { url } = await serve(pki, ['localhost'], { sendsRoot: true });
    const other = fingerprintOf(otherPki.rootCertificatePem);
    const text = await refusal(establishTrust(url, { fingerprint: other }));
    expect(text).toMatch(/^E_SITE_FINGERPRINT: /);
    expect([text.includes(other), text.includes(fingerprintOf(pki.rootCertificatePem))]).toEqual([
      true,
      true,
    ]);
  });

  test('is refused for another name, though its root is trusted', async () => {
    const { url } = await serve(pki, ['provider.contoso.test'], { sendsRoot: true });
    const fingerprint = fingerprintOf(pki.rootCertificatePem);
    expect(await refusal(establishTrust(url, { fingerprint }))).toMatch(
      /^E_SITE_UNTRUSTED: .*ERR_TLS_CERT_ALTNAME_INVALID/,
    );
  });
});

describe('a server that sends only its own certificate', () => {
  test('is trusted by the file of its root', async () => {
    const { url } = await serve(pki, ['localhost'], { sendsRoot: false });
    const rootCertificatePem = pki.rootCertificatePem;
    const root = await establishTrust(url, { certificatePem: rootCertificatePem });
    expect(root).toEqual({ rootFingerprint: fingerprintOf(rootCertificatePem), rootCertificatePem });
  });

  test('is trusted by its own fingerprint, and requests then go through', async () => {
    const { url, leaf } = await serve(pki, ['localhost'], { sendsRoot: false });
    expect(await refusal(establishTrust(url, {}))).toContain(`no root but "CN=localhost`);
    const root = await establishTrust(url, { fingerprint: fingerprintOf(leaf) });
    const client = createAdminServiceClient({
      name: 'test',
      url,
      rootCertificatePem: root?.rootCertificatePem,
      credentials: () => Promise.resolve({ kind: 'token', token: 'x' }),
    });
    expect(await client.list('SMS_Site')).toEqual([]);
    await client.close();
  });

  test('is refused below another root, with both values', async () => {
    const { url, leaf } = await serve(pki, ['localhost'], { sendsRoot: false });
    const rootCertificatePem = otherPki.rootCertificatePem;
    const root = { rootFingerprint: fingerprintOf(rootCertificatePem), rootCertificatePem };
    const text = await refusal(checkTrust(url, root));
    expect(text).toMatch(/^E_SITE_FINGERPRINT: /);
    expect([text.includes(root.rootFingerprint), text.includes(fingerprintOf(leaf))]).toEqual([true, true]);
  });
});

test('a stored certificate that is not the one of the stored fingerprint is not believed', async () => {
  const { url } = await serve(otherPki, ['localhost'], { sendsRoot: true });
  const root = {
    rootFingerprint: fingerprintOf(pki.rootCertificatePem),
    rootCertificatePem: otherPki.rootCertificatePem,
  };
  expect(await refusal(checkTrust(url, root))).toMatch(/^E_SITE_FINGERPRINT: /);
});

test.each([
  ['nothing listens', () => Promise.resolve('https://127.0.0.1:1/AdminService'), /^E_SITE_UNREACHABLE/],
  [
    'the server never answers',
    async () => `https://127.0.0.1:${await listening(createTcpServer())}/AdminService`,
    /^E_SITE_TIMEOUT/,
  ],
  [
    'the server hangs up',
    async () =>
      `https://127.0.0.1:${await listening(createTcpServer((socket) => socket.destroy()))}/AdminService`,
    /^E_SITE_UNREACHABLE/,
  ],
  ['it is no https', () => Promise.resolve('http://localhost/AdminService'), /^E_USAGE/],
])('looking says what is wrong when %s', async (_name, url, expected) => {
  expect(await refusal(probeSite(await url(), { timeoutMs: 500 }))).toMatch(expected);
});

test('looking ends at once when it is cancelled', async () => {
  const url = `https://127.0.0.1:${await listening(createTcpServer())}/AdminService`;
  const abort = new AbortController();
  const looking = refusal(probeSite(url, { signal: abort.signal }));
  abort.abort(new Error('enough'));
  expect(await looking).toMatch(/^E_CANCELLED/);
});

/**
 * Content through blob storage, with Azurite behind the front and with the lab's own content behind it. Azurite's own
 * judgement of our signed addresses is the oracle for what the lab's storage must answer.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '#base/hash.ts';
import { azuriteProgram } from '#lab/content/azurite.ts';
import type { BlobStorageKind, SignedBlobs } from '#lab/content/blob-storage.ts';
import { openLabSite, type LabSite } from '#lab/lab-site.ts';
import { callBlob } from '../support/blobs.ts';
import { tempFolder } from '../support/temp.ts';

const PACKAGE = 'PS100001';
const NAME = "sub folder/größe & 100% 'big'.bin";
const BIG = new Uint8Array(randomBytes(3_000_001));
const CMG = 'contoso-cmg.contoso.test';
const DAY_MS = 86_400_000;
const run = promisify(execFile);

async function openSite(kind: BlobStorageKind): Promise<LabSite> {
  const source = await tempFolder('package');
  await mkdir(join(source, 'sub folder'), { recursive: true });
  await writeFile(join(source, 'boot-image.json'), '{}');
  await writeFile(join(source, NAME), BIG);
  await writeFile(join(source, 'empty.txt'), '');
  return await openLabSite({
    dataFolder: await tempFolder('blobs'),
    bootImageFolder: source,
    blobStorage: kind,
  });
}

async function signed(site: LabSite, lifeMs = DAY_MS): Promise<SignedBlobs> {
  const content = site.content.get(PACKAGE);
  const gateway = site.world.gateways.find((one) => one.hostName === CMG);
  if (content === undefined || gateway === undefined) throw new Error('the lab lacks its package');
  return await site.blobs.signedBlobs({ content, gateway, host: `${CMG}:4711`, lifeMs });
}

async function addressOf(site: LabSite, lifeMs = DAY_MS): Promise<URL> {
  return new URL((await signed(site, lifeMs)).urls.get(NAME) ?? '');
}

test('Azurite is installed, so the tests below ran on it', () => {
  expect(azuriteProgram()).toBeDefined();
});

describe.each(['azurite', 'folder'] as const)('%s behind the front', (kind) => {
  let site: LabSite;
  beforeAll(async () => {
    site = await openSite(kind);
    // The first demand starts the storage and uploads.
    await callBlob(site, await addressOf(site));
  }, 60_000);
  afterAll(async () => {
    await site.close();
  });

  test('an address names storage, container and blob, and allows reading only, for a day', async () => {
    const url = await addressOf(site);
    expect(url.hostname).toBe('contosocmg.blob.contoso.test');
    expect(url.pathname).toBe(`/content-ps100001-1/${NAME.split('/').map(encodeURIComponent).join('/')}`);
    const { sig, st, se, ...rest } = Object.fromEntries(url.searchParams);
    expect(rest).toEqual({ sp: 'r', sv: '2020-12-06', sr: 'b' });
    expect(Buffer.from(sig ?? '', 'base64').length).toBe(32);
    expect(Date.parse(se ?? '') - Date.parse(st ?? '')).toBe(DAY_MS + 600_000);
  });

  test('a file comes whole, in parts, by HEAD, and empty', async () => {
    const url = await addressOf(site);
    const whole = await callBlob(site, url);
    const head = await callBlob(site, url, { method: 'HEAD' });
    const part = await callBlob(site, url, { headers: { range: 'bytes=1000001-2000000' } });
    const rest = await callBlob(site, url, { headers: { range: 'bytes=2999999-' } });
    const empty = await callBlob(site, (await signed(site)).urls.get('empty.txt') ?? '');
    expect([whole.status, sha256Hex(whole.bytes)]).toEqual([200, sha256Hex(BIG)]);
    expect([head.status, head.bytes.length, Number(head.headers['content-length'])]).toEqual([
      200,
      0,
      BIG.length,
    ]);
    expect([part.status, part.headers['content-range'], sha256Hex(part.bytes)]).toEqual([
      206,
      `bytes 1000001-2000000/${BIG.length}`,
      sha256Hex(BIG.subarray(1_000_001, 2_000_001)),
    ]);
    expect([rest.status, [...rest.bytes]]).toEqual([206, [...BIG.subarray(2_999_999)]]);
    expect([empty.status, empty.bytes.length]).toEqual([200, 0]);
  });

  test('curl gets the same bytes from the address', async () => {
    const url = await addressOf(site);
    const folder = await tempFolder('curl');
    await writeFile(join(folder, 'root.pem'), site.pki.rootCertificatePem);
    // The address is a secret of a day: it goes to curl in a file, not on its command line.
    const lines = [`url = "${url.href}"`, `cacert = "${join(folder, 'root.pem')}"`, 'silent', 'fail'];
    await writeFile(join(folder, 'curlrc'), `${lines.join('\n')}\noutput = "${join(folder, 'got')}"\n`);
    const resolve = `${url.hostname}:${url.port}:127.0.0.1`;
    await run('curl', ['--config', join(folder, 'curlrc'), '--resolve', resolve]);
    expect(sha256Hex(await readFile(join(folder, 'got')))).toBe(sha256Hex(BIG));
  });

  test('an expired, a tampered, a foreign and a missing signature are refused with 403', async () => {
    const url = await addressOf(site);
    const expired = await addressOf(site, -60_000);
    const change = (field: string, value: string | undefined): URL => {
      const changed = new URL(url);
      if (value === undefined) changed.searchParams.delete(field);
      else changed.searchParams.set(field, value);
      return changed;
    };
    const otherBlob = new URL(url);
    otherBlob.pathname = otherBlob.pathname.replace(/[^/]+$/, 'empty.txt');
    const cases = [
      expired,
      change('se', '2099-01-01T00:00:00Z'),
      change('sp', 'rw'),
      change('sig', Buffer.alloc(32, 7).toString('base64')),
      change('sig', undefined),
      new URL(`${url.origin}${url.pathname}`),
      otherBlob,
    ];
    const answers = await Promise.all(cases.map((one) => callBlob(site, one)));
    expect(answers.map((one) => one.status)).toEqual(cases.map(() => 403));
    // Azure's own storage says AuthenticationFailed; its emulator AuthorizationFailure.
    for (const one of answers) expect(one.code).toMatch(/^Auth(entication|orization)Fail/);
    const written = await callBlob(site, url, { method: 'DELETE' });
    expect([written.status, written.code]).toEqual([403, 'AuthorizationPermissionMismatch']);
  });

  test('asking again gives new addresses that are good although the old ones have expired', async () => {
    const old = await addressOf(site, -60_000);
    const renewed = await addressOf(site);
    expect([(await callBlob(site, old)).status, (await callBlob(site, renewed)).status]).toEqual([403, 200]);
  });

  test('the journal has every request to the storage with its status and without the signature', async () => {
    const url = await addressOf(site);
    await callBlob(site, url, { headers: { range: 'bytes=0-9' } });
    const entry = await site.journal.waitFor(
      (one) => one.event === 'blob' && one['range'] === 'bytes=0-9',
      5000,
    );
    expect(entry).toMatchObject({
      area: 'content',
      packageId: PACKAGE,
      path: NAME,
      status: 206,
      method: 'GET',
    });
    expect(JSON.stringify(site.journal.entries())).not.toContain('sig=');
  });

  test('a device on port 443 gets addresses without a port', async () => {
    const content = site.content.get(PACKAGE);
    const [gateway] = site.world.gateways;
    if (content === undefined || gateway === undefined) throw new Error('the lab lacks its package');
    for (const host of [CMG, `${CMG}:443`]) {
      const { urls } = await site.blobs.signedBlobs({ content, gateway, host, lifeMs: DAY_MS });
      expect(new URL(urls.get(NAME) ?? '').host).toBe('contosocmg.blob.contoso.test');
    }
  });
});

test('Azurite ends with the lab, keeps what was uploaded, and its key is in no command line and no journal', async () => {
  const site = await openSite('azurite');
  await callBlob(site, await addressOf(site));
  const started = await site.journal.waitFor((one) => one.event === 'storage-started', 60_000);
  const { stdout } = await run('ps', ['-eo', 'pid=,args=']);
  const line = stdout.split('\n').find((one) => one.includes(site.dataFolder)) ?? '';
  expect(line).toContain('--blobHost 127.0.0.1');
  expect(line).toContain('--disableTelemetry');
  expect(line).not.toMatch(/[A-Za-z0-9+/]{80}/);
  expect((await stat(join(site.dataFolder, 'blob-storage.key'))).mode & 0o77).toBe(0);
  await site.close();
  await expect(fetch(`http://127.0.0.1:${String(started['port'])}/`)).rejects.toThrow();
  expect(site.journal.entries().filter((one) => one.event === 'uploaded').length).toBe(3);
}, 60_000);

/** The lab's on-premises distribution points: files, ranges and listings, each only with what it holds. */
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256Hex } from '#base/hash.ts';
import type { ContentPackage } from '#lab/content-store.ts';
import { registerDistributionPoint } from '#lab/content/distribution-point.ts';
import { openLabSite, type LabSite } from '#lab/lab-site.ts';
import { parseXml, walkXml } from '#lab/wire/xml.ts';
import { tempFolder } from '../support/temp.ts';

let site: LabSite;
let server: FastifyInstance;
let content: ContentPackage;
const base = (): string => `/SMS_DP_SMSPKG$/${content.packageId}`;

beforeAll(async () => {
  site = await openLabSite({ dataFolder: await tempFolder('dp') });
  const [first] = [...site.content.values()];
  if (first === undefined) throw new Error('the lab has no content');
  const nested = new Map([
    ['top.txt', 'top'],
    ['EFI/BOOT/BOOTX64.EFI', 'boot'],
    ['EFI/BOOT/ü & #1.txt', 'odd'],
  ]);
  content = {
    ...first,
    files: [...nested].map(([path, text]) => ({
      path,
      sizeBytes: Buffer.byteLength(text),
      sha256: sha256Hex(Buffer.from(text)),
    })),
    async *open(path, range) {
      const bytes = Buffer.from(nested.get(path) ?? '');
      yield await Promise.resolve(range === undefined ? bytes : bytes.subarray(range.first, range.last + 1));
    },
  };
  const lab = { ...site, content: new Map([[content.packageId, content]]) };
  server = fastify();
  registerDistributionPoint(server, {
    site: lab,
    isAuthorized: (request) => request.headers.authorization === 'Basic ok',
  });
});

afterAll(async () => {
  await server.close();
  await site.close();
});

interface Asked {
  readonly method?: 'GET' | 'HEAD' | 'PROPFIND';
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(path: string, { method = 'GET', headers = {} }: Asked = {}) {
  const authorization = 'Basic ok';
  // Sound: light-my-request passes any method on; its type lists the usual ones.
  const known = method as 'GET';
  return server.inject({
    method: known,
    url: path,
    headers: { host: 'dp01.contoso.test', authorization, ...headers },
  });
}

test('a file is served whole, by HEAD and in parts', async () => {
  const path = `${base()}/EFI/BOOT/BOOTX64.EFI`;
  expect((await ask(path)).body).toBe('boot');
  const head = await ask(path, { method: 'HEAD' });
  expect([head.headers['content-length'], head.body]).toEqual(['4', '']);
  const part = await ask(path, { headers: { range: 'bytes=1-2' } });
  expect([part.statusCode, part.body, part.headers['content-range']]).toEqual([206, 'oo', 'bytes 1-2/4']);
  const resume = (tag: string) => ask(path, { headers: { range: 'bytes=1-', 'if-range': tag } });
  expect((await resume(String(part.headers.etag))).statusCode).toBe(206);
  // The package was updated in the meantime: the new file from its beginning, not the second half of it.
  expect((await resume('"former version"')).body).toBe('boot');
  expect((await ask(path, { headers: { range: 'bytes=9-' } })).statusCode).toBe(416);
  expect((await ask(path, { headers: { range: 'bytes=0-0,2-2' } })).body).toBe('boot');
});

test('PROPFIND with depth 1 lists one level, with sizes, folders and encoded names', async () => {
  const list = async (path: string, depth = '1') => {
    const reply = await ask(path, {
      method: 'PROPFIND',
      headers: { depth, 'content-type': 'text/xml' },
    });
    expect(reply.statusCode).toBe(207);
    return [...walkXml(parseXml(reply.body))].filter((one) => one.name === 'D:href').map((one) => one.text);
  };
  expect(await list(base())).toEqual([`${base()}/`, `${base()}/EFI/`, `${base()}/top.txt`]);
  expect(await list(`${base()}/EFI/BOOT/`)).toEqual([
    `${base()}/EFI/BOOT/`,
    `${base()}/EFI/BOOT/BOOTX64.EFI`,
    `${base()}/EFI/BOOT/%C3%BC%20%26%20%231.txt`,
  ]);
  expect(await list(base(), '0')).toEqual([`${base()}/`]);
  expect(await list(`${base()}/top.txt`)).toEqual([`${base()}/top.txt`]);
  expect((await ask(`${base()}/EFI/BOOT/%C3%BC%20%26%20%231.txt`)).body).toBe('odd');
});

test('paths that are not of the package are not found', async () => {
  for (const path of ['/nothing', '/EFI', '/%2e%2e/store.json', '/EFI%2F..%2F..%2Fx', '']) {
    const reply = await ask(base() + path);
    expect([path, reply.statusCode, reply.body]).toEqual([path, 404, '']);
  }
  expect((await ask(`${base()}/%E0%A4%A`)).statusCode).toBe(400);
  expect((await ask('/SMS_DP_SMSPKG$/NOSUCH01/top.txt')).statusCode).toBe(404);
  expect((await ask(`${base()}/none`, { method: 'PROPFIND' })).statusCode).toBe(404);
});

test('a distribution point that does not hold the package does not serve it', async () => {
  const points = site.world.distributionPoints.filter((one) => one.gatewayHostName === undefined);
  const lab: LabSite = {
    ...site,
    content: new Map([[content.packageId, content]]),
    world: {
      ...site.world,
      contentStatus: site.world.contentStatus.filter((one) => one.nalPath !== points.at(-1)?.nalPath),
    },
  };
  const other = fastify();
  registerDistributionPoint(other, { site: lab, isAuthorized: () => true });
  const from = async (host: string | undefined) =>
    (await other.inject({ url: `${base()}/top.txt`, headers: { host: host ?? '' } })).statusCode;
  expect(await from(points.at(-1)?.hostName)).toBe(404);
  expect(await from(points[0]?.hostName)).toBe(200);
  await other.close();
});

test('without the right credentials there is nothing but 401', async () => {
  for (const method of ['GET', 'PROPFIND'] as const) {
    const reply = await ask(`${base()}/top.txt`, { method, headers: { authorization: 'Basic no' } });
    expect([reply.statusCode, reply.body]).toEqual([401, '']);
  }
});

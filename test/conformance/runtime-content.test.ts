/** Content over the gateway: connections that break at random bytes, damaged bytes, a full memory. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGatewayServer, type GatewayServer } from '#lab/gateway/gateway-server.ts';
import { openLabSite, type LabSite } from '#lab/lab-site.ts';
import { GatewayClient } from '../../resources/runtime/gateway/client.ts';
import { downloadPackage } from '../../resources/runtime/gateway/content.ts';
import { HttpClient } from '../../resources/runtime/gateway/http.ts';
import { FakeClock } from '../support/fake-device.ts';
import { tempFolder } from '../support/temp.ts';
import { loopback, makeDeviceMedium, trustOf } from './runtime-support.ts';

const BIG = randomBytes(1_500_000);
const PACKAGE = 'PS100001';

let site: LabSite;
let server: GatewayServer;
let proxy: CuttingProxy;
let folder: string;

beforeAll(async () => {
  const source = await tempFolder('package');
  await mkdir(join(source, 'sub'), { recursive: true });
  await writeFile(join(source, 'boot-image.json'), '{}');
  await writeFile(join(source, 'sub/big.bin'), BIG);
  await writeFile(join(source, 'empty.txt'), '');
  folder = await tempFolder('cache');
  site = await openLabSite({ dataFolder: await tempFolder('content-lab'), bootImageFolder: source });
  server = await createGatewayServer(site, {});
  proxy = await CuttingProxy.start(server.port);
});
afterAll(async () => {
  await proxy.close();
  await server.close();
  await site.close();
});

/** Hands bytes on and cuts the connections that have brought more than the next number of bytes to the client. */
class CuttingProxy {
  readonly #server: Server;
  readonly port: number;
  readonly #sockets = new Set<Socket>();
  /** Bytes after which the next connections are cut; empty: never. */
  cuts: number[] = [];
  cutCount = 0;

  private constructor(server: Server) {
    this.#server = server;
    // Sound: a listening TCP server has an AddressInfo.
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(target: number): Promise<CuttingProxy> {
    const listener = createServer((client) => {
      let left = made.cuts.shift() ?? Number.POSITIVE_INFINITY;
      const upstream = connect(target, '127.0.0.1');
      made.#sockets.add(client).add(upstream);
      client.pipe(upstream);
      upstream.on('data', (data) => {
        client.write(data.subarray(0, Math.min(left, data.length)));
        left -= data.length;
        if (left > 0) return;
        made.cutCount++;
        upstream.destroy();
        client.destroySoon();
      });
      for (const [one, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const made: CuttingProxy = new CuttingProxy(listener);
    return made;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A device that has its token and sees the gateway through the proxy. */
async function connected(): Promise<{ client: GatewayClient; http: HttpClient; clock: FakeClock }> {
  const lab = {
    site,
    server: { ...server, port: proxy.port },
    clock: { aheadMs: 0 },
    close: () => Promise.resolve(),
  };
  const medium = await makeDeviceMedium(lab);
  const trust = await trustOf(medium);
  const http = new HttpClient(trust, loopback);
  const clock = new FakeClock();
  const client = new GatewayClient(trust, http, clock);
  await client.keyInformation(undefined);
  await client.exchangeToken();
  return { client, http, clock };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('a download survives connections that break at any byte, and does not begin anew', async () => {
  const device = await connected();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 900_000 }), { minLength: 1, maxLength: 4 }),
      async (cuts) => {
        await rm(join(folder, PACKAGE), { recursive: true, force: true });
        let highest = 0;
        let isSteady = true;
        const got = await downloadPackage(PACKAGE, {
          ...device,
          folder,
          // The first file is small; the cuts are meant for the connections of the large one.
          onProgress: (done) => {
            isSteady &&= done >= highest;
            highest = Math.max(highest, done);
          },
          log: (line) => {
            if (!line.startsWith('Package')) return;
            // A kept connection would get around the cuts.
            device.http.close();
            proxy.cuts = [...cuts];
          },
        });
        device.http.close();
        proxy.cuts = [];
        expect(sha256(await readFile(join(got, 'sub/big.bin')))).toBe(sha256(BIG));
        expect((await stat(join(got, 'empty.txt'))).size).toBe(0);
        expect(isSteady).toBe(true);
      },
    ),
    { numRuns: 6 },
  );
  expect(proxy.cutCount).toBeGreaterThan(0);
});

test('what lies there from before is completed, and damaged bytes of it are noticed and fetched again', async () => {
  const device = await connected();
  const target = join(folder, PACKAGE, 'sub');
  await rm(join(folder, PACKAGE), { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const damaged = Buffer.from(BIG.subarray(0, 700_000));
  damaged[123] = 255 - (damaged[123] ?? 0);
  await writeFile(join(target, 'big.bin.part'), damaged);
  const log: string[] = [];
  const before = site.journal.entries().length;
  await downloadPackage(PACKAGE, {
    ...device,
    folder,
    onProgress: () => undefined,
    log: (line) => log.push(line),
  });
  device.http.close();
  expect(sha256(await readFile(join(target, 'big.bin')))).toBe(sha256(BIG));
  expect(log.join('\n')).toContain('round 1 of 2');
  expect(site.journal.entries().length).toBeGreaterThan(before);
});

test('a server that never lets a byte through is given up with the code for it', async () => {
  const device = await connected();
  await rm(join(folder, PACKAGE), { recursive: true, force: true });
  const options = {
    ...device,
    folder,
    onProgress: () => undefined,
    log: (line: string) => {
      if (!line.startsWith('Package')) return;
      device.http.close();
      proxy.cuts = Array.from({ length: 50 }, () => 1);
    },
  };
  await expect(downloadPackage(PACKAGE, options)).rejects.toMatchObject({ code: 'E_RT_CONTENT_DOWNLOAD' });
  proxy.cuts = [];
  device.http.close();
});

test('a network that is away when the list of files is asked for is waited for', async () => {
  const { client, http, clock } = await connected();
  // The connections kept from before are gone, and the next two break in the handshake.
  http.close();
  proxy.cuts = [1, 1];
  const target = join(folder, 'after-a-break');
  const options = { client, http, clock, folder: target, onProgress: () => undefined, log: () => undefined };
  const made = await downloadPackage(PACKAGE, options);
  expect(proxy.cuts).toEqual([]);
  expect(sha256(await readFile(join(made, 'sub/big.bin')))).toBe(sha256(BIG));
  http.close();
});

test('a package that is on no gateway is refused by its name', async () => {
  const device = await connected();
  const options = { ...device, folder, onProgress: () => undefined, log: () => undefined };
  await expect(downloadPackage('PS100037', options)).rejects.toMatchObject({ code: 'E_RT_CONTENT_LOCATION' });
  device.http.close();
});

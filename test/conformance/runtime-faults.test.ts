/**
 * Faults between the device and its site, as one matrix: what goes wrong, at which question, and what the person reads.
 * A fault that passes is waited out; one that stays ends on a screen with its code; neither is ever told as a success.
 * The gateway and the storage of the lab stand behind fronts that answer wrongly at one question and rightly at all others.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { MediaVariable } from '#formats/variables-dat/index.ts';
import type { ContentPackage } from '#lab/content-store.ts';
import { runCommand } from '#lab/data/sequence-steps.ts';
import { sequenceXml } from '#lab/data/sequence-xml.ts';
import { taskSequences } from '#lab/data/task-sequences.ts';
import { createGatewayServer, type GatewayServer } from '#lab/gateway/gateway-server.ts';
import { openLabSite, type LabSite } from '#lab/lab-site.ts';
import { openPki } from '#lab/pki.ts';
import { runDevice } from '../../resources/runtime/flow.ts';
import { fakeDevice, type FakeDevice } from '../support/fake-device.ts';
import { FaultyFront, faults, type Fault, type FrontRequest } from '../support/faulty-front.ts';
import { tempFolder } from '../support/temp.ts';
import { CMG, DAY_MS } from './gateway-support.ts';
import { loopback, makeDeviceMedium, type DeviceMedium } from './runtime-support.ts';

const PACKAGE = 'PS100030';
const DEPLOYMENT = 'PS120020';
/** Silence after which a connection is given up, here. */
const IDLE_MS = 400;
/** How long a run may take before the test says where it stands. */
const RUN_MS = 30_000;

const STAGES = [
  'key information',
  'token',
  'identity',
  'assignments',
  'policy',
  'location',
  'list',
  'blob',
] as const;
type Stage = (typeof STAGES)[number];

let site: LabSite;
let server: GatewayServer;
let gateway: FaultyFront;
let storage: FaultyFront;
let medium: DeviceMedium;
let small: ContentPackage | undefined;

beforeAll(async () => {
  const step = runCommand('Use the package', 'sh -c "sha256sum *"', { packageId: PACKAGE });
  const xml = (): string => sequenceXml([step], [PACKAGE]);
  site = await openLabSite({
    dataFolder: await tempFolder('faults'),
    variant: {
      taskSequences: taskSequences.map((one) => (one.packageId === 'PS100020' ? { ...one, xml } : one)),
    },
  });
  small = site.content.get(PACKAGE);
  const [storageName = ''] = site.blobs.hostNames;
  const front = async (hostName: string, target: number): Promise<FaultyFront> =>
    await FaultyFront.start({ target, hostName, pair: site.pki.serverCertificate([hostName]) });
  const storagePort = await site.blobs.listen();
  storage = await front(storageName, storagePort);
  const blobs: LabSite['blobs'] = {
    ...site.blobs,
    signedBlobs: async (query) => {
      const { urls, expires } = await site.blobs.signedBlobs(query);
      const moved = (url: string): string => url.replace(`:${storagePort}/`, `:${storage.port}/`);
      return { expires, urls: new Map([...urls].map(([path, url]) => [path, moved(url)])) };
    },
  };
  server = await createGatewayServer({ ...site, blobs }, { settings: { requireTlsCertificate: false } });
  gateway = await front(CMG, server.port);
  medium = await makeMedium([]);
});
afterEach(() => {
  for (const front of [gateway, storage]) {
    front.plan = () => undefined;
    front.dripBytes = undefined;
    front.onAnswer = (bytes) => bytes;
  }
  if (small !== undefined) contentMap().set(PACKAGE, small);
});
afterAll(async () => {
  await gateway.close();
  await storage.close();
  await server.close();
  await site.close();
});

/** Sound: the lab makes a Map and only shows it as one that cannot be changed. */
const contentMap = (): Map<string, ContentPackage> => site.content as Map<string, ContentPackage>;

/** A medium that needs nobody and runs the one task sequence, reaching the gateway through its front. */
async function makeMedium(more: readonly MediaVariable[]): Promise<DeviceMedium> {
  return await makeDeviceMedium(
    {
      site,
      server: { port: gateway.port, close: () => server.close() },
      clock: { aheadMs: 0 },
      close: () => server.close(),
    },
    { password: undefined, variables: [{ name: 'SMSTSPreferredAdvertID', value: DEPLOYMENT }, ...more] },
  );
}

/** Which question a request at the gateway asks; undefined for those that are no stage of the matrix. */
function stageOf({ line, body }: FrontRequest): Stage | undefined {
  if (line.includes('MPKEYINFORMATIONMEDIA')) return 'key information';
  if (line.includes('/CCM_STS/')) return 'token';
  if (line.includes('.sms_pol')) return 'policy';
  if (line.includes('getcontentxmlsecure')) return 'list';
  const text = body.replaceAll('\0', '');
  if (text.includes('MP_LocationManager')) return 'location';
  if (text.includes('MP_PolicyManager')) return 'assignments';
  return text.includes('ClientIDManager') || text.includes('ClientId') ? 'identity' : undefined;
}

/** The fault at a stage, for the first `times` requests of it. */
function breakAt(stage: Stage, fault: Fault, times = Number.POSITIVE_INFINITY): void {
  let left = times;
  const judge = (is: boolean): Fault | undefined => (is && left-- > 0 ? fault : undefined);
  gateway.plan = (request) => judge(stageOf(request) === stage);
  storage.plan = () => judge(stage === 'blob');
}

interface Ended {
  /** The code on the screen, or "finished". */
  readonly end: string;
  readonly shown: string;
  readonly device: FakeDevice;
}

interface RunOptions {
  readonly medium?: DeviceMedium;
  readonly aheadMs?: number;
  /** Called for every second that passes for the device. */
  readonly onSecond?: (device: FakeDevice) => void;
}

/** Runs a device to its end; waiting costs no time. */
async function runToEnd(options: RunOptions = {}): Promise<Ended> {
  const { folder } = options.medium ?? medium;
  const device = { ...(await fakeDevice(folder, { lookup: loopback })), idleMs: IDLE_MS };
  device.clock.aheadMs = options.aheadMs ?? 0;
  const ended = runDevice(device);
  const limit = Date.now() + RUN_MS;
  for (;;) {
    const { output } = device.serial;
    const isOver = output.includes('QR code]') || output.includes('R: restart   P: power off');
    if (isOver) break;
    if (Date.now() > limit) throw new Error(`no end in ${RUN_MS} ms:\n${output}`);
    await device.clock.advance(1000);
    options.onSecond?.(device);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  device.serial.type('p');
  await ended;
  const { output: shown } = device.serial;
  return { end: /Error (E_\w+)/.exec(shown)?.[1] ?? 'finished', shown, device };
}

function successes(): number {
  return site.journal
    .entries()
    .filter((one) => one.area === 'status' && one['kind'] === 'finished' && one['result'] === 'succeeded')
    .length;
}

async function codesOf(fault: Fault, times?: number): Promise<Readonly<Record<string, string>>> {
  const codes: Record<string, string> = {};
  for (const stage of STAGES) {
    breakAt(stage, fault, times);
    codes[stage] = (await runToEnd()).end;
  }
  return codes;
}

/** One code at all questions to the gateway, another one for the files. */
const everywhere = (
  code: string,
  others: Partial<Record<Stage, string>> = {},
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(STAGES.map((stage) => [stage, code])),
  blob: 'E_RT_CONTENT_DOWNLOAD',
  ...others,
});

describe('clocks', () => {
  /** A gateway whose certificate is that of another time, and which says what time it is. */
  async function visit(issuedDays: number, saysDays: number): Promise<Ended> {
    const at = (days: number): Date => new Date(Date.now() + days * DAY_MS);
    const pki = await openPki(await tempFolder('other-time'), () => at(issuedDays));
    const { keyPem, certPem } = pki.serverCertificate(['time.contoso.test']);
    const one = createServer({ key: keyPem, cert: certPem }, (_request, response) => {
      response.setHeader('date', at(saysDays).toUTCString()).end();
    });
    await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
    try {
      // Sound: a listening TCP server has an AddressInfo.
      const { port } = one.address() as AddressInfo;
      return await runToEnd({
        medium: await makeMedium([
          { name: 'SMSTSMP', value: `https://time.contoso.test:${port}/CCM_Proxy_MutualAuth/1` },
          { name: '_SMSTSRootCACerts', value: Buffer.from(pki.rootCertificateDer).toString('hex') },
        ]),
      });
    } finally {
      one.closeAllConnections();
      await new Promise((resolve) => one.close(resolve));
    }
  }

  const day = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

  test.each([
    ['behind', 100, 101],
    ['ahead', -1500, -1499],
  ])('a computer whose clock is %s is told so, with both times', async (_what, issuedDays, saysDays) => {
    const { end, shown } = await visit(issuedDays, saysDays);
    expect(end).toBe('E_RT_CLOCK');
    expect(shown).toContain(`this computer says ${day(0)}`);
    expect(shown).toContain(`the gateway says ${day(saysDays)}`);
  });

  test('a gateway whose certificate has expired is not trusted, and the clock is not blamed', async () => {
    const { end, shown } = await visit(-1500, 0);
    expect([end, shown.includes('the clock of this computer is right')]).toEqual([
      'E_RT_CMG_UNTRUSTED',
      true,
    ]);
  });

  test.each([3, -3])('a clock that is %i hours off does not matter to the site', async (hours) => {
    const { end } = await runToEnd({ aheadMs: hours * 3_600_000 });
    expect(end).toBe('finished');
  });
});

test('nothing wrong: the task sequence finishes through both fronts', async () => {
  const before = successes();
  expect([(await runToEnd()).end, successes() - before]).toEqual(['finished', 1]);
});

describe('a fault that stays ends with its code, at every question', () => {
  test.each<[what: string, fault: Fault, codes: Readonly<Record<string, string>>]>([
    ['401', faults.status(401), everywhere('E_RT_SITE_REFUSED')],
    ['403', faults.status(403), everywhere('E_RT_SITE_REFUSED')],
    ['404', faults.status(404), everywhere('E_RT_SITE_REFUSED')],
    ['429', faults.status(429, 'Retry-After: 3'), everywhere('E_RT_CMG_BUSY')],
    ['500', faults.status(500), everywhere('E_RT_CMG_BUSY')],
    ['the page of a hotel', faults.page, everywhere('E_RT_SITE_ANSWER', { policy: 'E_RT_POLICY_HASH' })],
    ['bytes that are no HTTP', faults.noise, everywhere('E_RT_CMG_UNREACHABLE')],
    ['connections that are cut', faults.cut, everywhere('E_RT_CMG_UNREACHABLE')],
    ['silence', faults.stall, everywhere('E_RT_CMG_UNREACHABLE')],
  ])('%s', { timeout: 120_000 }, async (_what, fault, codes) => {
    const before = successes();
    expect({ codes: await codesOf(fault), successes: successes() - before }).toEqual({ codes, successes: 0 });
  });
});

describe('a fault that passes is waited out, at every question', () => {
  test.each<[what: string, fault: Fault]>([
    ['429', faults.status(429, 'Retry-After: 40')],
    ['500', faults.status(500)],
    ['bytes that are no HTTP', faults.noise],
    ['connections that are cut', faults.cut],
    ['silence', faults.stall],
  ])('%s, twice', { timeout: 120_000 }, async (_what, fault) => {
    expect(await codesOf(fault, 2)).toEqual(everywhere('finished', { blob: 'finished' }));
  });

  test('Retry-After is kept to, and told', async () => {
    breakAt('assignments', faults.status(429, 'Retry-After: 40'), 1);
    const { end, shown, device } = await runToEnd();
    expect([end, device.clock.slept.filter((ms) => ms === 1000).length >= 40]).toEqual(['finished', true]);
    expect(shown).toContain('The gateway is busy. Attempt 2 of 5 in 40 s.');
  });

  test('a gateway and a storage that answer a few bytes at a time are slow, not broken', async () => {
    gateway.dripBytes = 100;
    storage.dripBytes = 100;
    expect((await runToEnd()).end).toBe('finished');
  });
});

describe('content', () => {
  /** An image that takes several requests: 40 MiB of bytes that differ. */
  function image(hash?: string): { readonly sha256: string } {
    const block = createHash('sha512').update('block').digest();
    const bytes = Buffer.alloc(40 * 1024 * 1024);
    for (let at = 0; at < bytes.length; at += 64) {
      block.copy(bytes, at);
      bytes.writeUInt32LE(at, at);
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    contentMap().set(PACKAGE, {
      packageId: PACKAGE,
      version: 1,
      files: [{ path: 'install.wim', sizeBytes: bytes.length, sha256: hash ?? sha256 }],
      async *open(_path, range) {
        const part = range === undefined ? bytes : bytes.subarray(range.first, range.last + 1);
        for (let at = 0; at < part.length; at += 65_536)
          yield await Promise.resolve(part.subarray(at, at + 65_536));
      },
    });
    return { sha256 };
  }

  const logOf = async (device: FakeDevice): Promise<string> =>
    await readFile(join(device.workFolder, 'smsts.log'), 'utf8');

  test('the network goes in the middle of an image and comes back after a minute: it goes on, and the hash is right', async () => {
    const { sha256 } = image();
    let doneBytes = 0;
    let isAway = false;
    let awaySeconds = 0;
    storage.onAnswer = (bytes) => {
      doneBytes += bytes.length;
      if (doneBytes > 20e6 && awaySeconds === 0 && !isAway) {
        isAway = true;
        setImmediate(() => {
          storage.cutAll();
        });
      }
      return bytes;
    };
    storage.plan = () => (isAway ? faults.cut : undefined);
    const { end, device } = await runToEnd({
      onSecond: () => {
        if (isAway && ++awaySeconds >= 60) isAway = false;
      },
    });
    const log = await logOf(device);
    expect([end, awaySeconds]).toEqual(['finished', 60]);
    expect(log).toContain(`${sha256}  install.wim`);
    // What had arrived was not fetched again.
    expect(doneBytes).toBeLessThan(60e6);
  });

  test('an image that is damaged on its way once is fetched again', async () => {
    const { sha256 } = image();
    let isDone = false;
    storage.onAnswer = (bytes) => {
      if (isDone || bytes.length < 8000) return bytes;
      isDone = true;
      const changed = Buffer.from(bytes);
      changed[7000] = 255 - (changed[7000] ?? 0);
      return changed;
    };
    const { end, device } = await runToEnd();
    expect([end, (await logOf(device)).includes(`${sha256}  install.wim`)]).toEqual(['finished', true]);
  });

  test('an image that is not what the site says is refused', async () => {
    image('ab'.repeat(32));
    const before = successes();
    expect([(await runToEnd()).end, successes() - before]).toEqual(['E_RT_CONTENT_HASH', 0]);
  });

  test('a package that is larger than the room for it is refused before a byte is fetched', async () => {
    const file = { path: 'install.wim', sizeBytes: 1e15, sha256: 'ab'.repeat(32) };
    if (small !== undefined) contentMap().set(PACKAGE, { ...small, files: [file] });
    let requests = 0;
    storage.plan = () => {
      requests++;
      return undefined;
    };
    const { end, shown } = await runToEnd();
    expect([end, requests]).toEqual(['E_RT_CONTENT_SPACE', 0]);
    expect(shown).toMatch(/\d+ bytes are needed, \d+ are free/);
  });
});

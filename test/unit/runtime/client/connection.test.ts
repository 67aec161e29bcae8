/** Getting online: when several parts of the client ask for it at once, when the network goes, how long it is waited for. */
import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { ErrorCode } from '#base/errors/catalog.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { ClientAgent } from '../../../../resources/runtime/client/agent.ts';
import { Connection } from '../../../../resources/runtime/client/connection.ts';
import { diskFiles } from '../../../../resources/runtime/client/files.ts';
import { foldersOf } from '../../../../resources/runtime/client/folders.ts';
import type { ClientSetup } from '../../../../resources/runtime/client/setup-file.ts';
import type { SitePort } from '../../../../resources/runtime/client/site-port.ts';
import { DeviceConsole } from '../../../../resources/runtime/console/console.ts';
import { VariableStore } from '../../../../resources/runtime/engine/variables.ts';
import { clientHttp } from '../../../../resources/runtime/gateway/client-site.ts';
import type { Session } from '../../../../resources/runtime/session.ts';
import { fakeDevice } from '../../../support/fake-device.ts';
import { tempFolder } from '../../../support/temp.ts';
import { makeSystem } from '../../../support/upgrade-trees.ts';

const DAY_MS = 86_400_000;
const gatewayUrl = new URL('https://cmg.contoso.example/');

/** A registered client in front of a site that writes down what it is asked. */
async function client() {
  const root = await tempFolder('connection');
  const folders = foldersOf(root);
  await makeSystem(root, '10.0.26100.1');
  await mkdir(folders.logs, { recursive: true });
  const platform = await fakeDevice(undefined);
  const asked: string[] = [];
  /** What the site does besides, when it is asked for policy. */
  const answer: { policies: () => void } = { policies: () => undefined };
  const refuse = (): Promise<never> => Promise.reject(new Error('the client is registered'));
  const site: SitePort = {
    host: gatewayUrl.host,
    http: clientHttp({ rootsPem: [], gatewayUrl }),
    now: () => platform.clock.now(),
    createKey: refuse,
    register: refuse,
    obtainToken: refuse,
    useIdentity: () => asked.push('identity'),
    policies: async () => {
      asked.push('policies');
      await Promise.resolve();
      answer.policies();
      return [];
    },
    sendReport: ({ kind }) => {
      asked.push(kind);
      return Promise.resolve();
    },
    sendStatus: () => Promise.resolve(),
    contentSource: () => {
      throw new Error('nobody asks for content');
    },
    close: () => undefined,
  };
  const setup: ClientSetup = {
    version: 1,
    properties: {},
    gateway: gatewayUrl.href,
    siteCode: 'PS1',
    rootsPem: [],
    registrationToken: undefined,
    users: [],
    mediaId: '',
    stagedAt: '2026-01-01T00:00:00Z',
  };
  const session: Session = {
    platform,
    console: new DeviceConsole([]),
    log: { path: '', write: () => undefined },
    variables: new VariableStore(),
    mediumNumber: undefined,
  };
  const agent = new ClientAgent({ setup, site, platform, files: diskFiles, folders, log: session.log });
  await agent.store.saveIdentity({ privateKeyPem: '', certificatePem: '', clientId: 'GUID:1' });
  const issued = platform.clock.now().toISOString();
  await agent.store.saveToken({ token: 'a', issued, expires: '2099-01-01T00:00:00Z' });
  const connection = new Connection({ session, silent: session, agent });
  return { agent, answer, asked, connection, platform, session };
}

test('who gets online while somebody else does waits for the same attempt', async () => {
  const { asked, connection } = await client();
  const all = await Promise.all([connection.attempt(), connection.attempt(true), connection.ready()]);
  expect(all).toEqual([true, true, undefined]);
  expect(asked).toEqual(['identity', 'policies', 'heartbeat', 'hardware-inventory']);
});

test('what was installed is told although an attempt that began before has told what was there', async () => {
  const { asked, connection } = await client();
  const before = connection.attempt();
  expect(await Promise.all([before, connection.report()])).toEqual([true, true]);
  const told = ['policies', 'heartbeat', 'hardware-inventory'];
  expect(asked).toEqual(['identity', ...told, ...told]);
});

test('who the client is, is known before there is a network; why there is none is told, and forgotten', async () => {
  const { agent, asked, connection, platform } = await client();
  const { lease } = platform.hardware;
  platform.hardware.lease = undefined;
  await agent.restore();
  expect(await connection.attempt()).toBe(false);
  expect([asked, connection.isOnline]).toEqual([['identity'], false]);
  expect(connection.failure).toMatchObject({ code: 'E_RT_NO_ADDRESS' });
  platform.hardware.lease = lease;
  expect(await connection.attempt()).toBe(true);
  expect([connection.isOnline, connection.failure]).toEqual([true, undefined]);
});

function failing(code: ErrorCode): () => never {
  return () => {
    throw new MediaError(code, 'the test says so');
  };
}

test.each<[code: ErrorCode, address: string]>([
  ['E_RT_CMG_UNREACHABLE', '198.51.100.7'],
  ['E_RT_NAME', '198.51.100.7'],
  ['E_RT_CMG_BUSY', '192.0.2.10'],
  ['E_RT_SITE_ANSWER', '192.0.2.10'],
  ['E_RT_CLIENT_TOKEN_BLOCKED', '192.0.2.10'],
])('when it failed with %s, the next attempt is made from %s', async (code, address) => {
  const { agent, answer, connection, platform } = await client();
  answer.policies = failing(code);
  expect(await connection.attempt()).toBe(false);
  // For the help desk: what the computer had stands on the screen until there is something else.
  expect(connection.address).toBe('192.0.2.10');
  platform.hardware.adapters = [{ name: 'eth1', macAddress: '52:54:00:00:00:01', hasLink: true }];
  platform.hardware.lease = { address: '198.51.100.7', router: undefined, nameServers: [] };
  answer.policies = () => undefined;
  expect(await connection.attempt()).toBe(true);
  expect([connection.address, agent.address]).toEqual([address, address]);
});

test('a look tells a cable that was pulled, and nothing while it is in', async () => {
  const { asked, connection, platform } = await client();
  const [adapter] = platform.hardware.adapters;
  await connection.look();
  expect(asked).toEqual([]);
  expect(await connection.attempt()).toBe(true);
  await connection.look();
  expect([connection.isOnline, connection.address]).toEqual([true, '192.0.2.10']);
  platform.hardware.adapters = adapter === undefined ? [] : [{ ...adapter, hasLink: false }];
  await connection.look();
  expect([connection.isOnline, connection.address]).toEqual([false, undefined]);
  expect(await connection.attempt()).toBe(false);
  expect(connection.failure).toMatchObject({ code: 'E_RT_NO_LINK' });
  platform.hardware.adapters = adapter === undefined ? [] : [adapter];
  expect(await connection.attempt()).toBe(true);
});

test('an adapter that was unplugged is missed at the next attempt, and found when it is back', async () => {
  const { answer, connection, platform } = await client();
  const { adapters } = platform.hardware;
  expect(await connection.attempt()).toBe(true);
  platform.hardware.adapters = [];
  answer.policies = failing('E_RT_NAME');
  const codes: unknown[] = [];
  for (let round = 0; round < 3; round++) {
    expect(await connection.attempt()).toBe(false);
    codes.push(connection.failure instanceof MediaError ? connection.failure.code : connection.failure);
  }
  expect(codes).toEqual(['E_RT_NAME', 'E_RT_NO_ADAPTER', 'E_RT_NO_ADAPTER']);
  expect(connection.address).toBeUndefined();
  platform.hardware.adapters = adapters;
  answer.policies = () => undefined;
  expect(await connection.attempt()).toBe(true);
});

test.each<[title: string, timeout: string | undefined, attemptMs: number, attempts: number]>([
  ['by default half an hour, attempts that take minutes included', undefined, 1_000_000, 2],
  ['as long as the task sequence says', '60', 25_000, 3],
  ['not for ever when the clock is set back meanwhile', undefined, -DAY_MS, 180],
])('a run waits for the client %s', async (_title, timeout, attemptMs, attempts) => {
  const { answer, asked, connection, platform, session } = await client();
  if (timeout !== undefined) session.variables.set('SMSTSWaitCcmexecOperationalTimeout', timeout);
  answer.policies = () => {
    platform.clock.aheadMs += attemptMs;
    throw new MediaError('E_RT_CMG_BUSY', 'the test says so');
  };
  await expect(connection.ready()).rejects.toMatchObject({ code: 'E_TS_CLIENT_READY' });
  expect(asked.filter((one) => one === 'policies')).toHaveLength(attempts);
});

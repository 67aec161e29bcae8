/** Getting online when several parts of the client ask for it at once. */
import { mkdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
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

const gatewayUrl = new URL('https://cmg.contoso.example/');

/** A registered client in front of a site that writes down what it is asked. */
async function client() {
  const root = await tempFolder('connection');
  const folders = foldersOf(root);
  await makeSystem(root, '10.0.26100.1');
  await mkdir(folders.logs, { recursive: true });
  const platform = await fakeDevice(undefined);
  const asked: string[] = [];
  const refuse = (): Promise<never> => Promise.reject(new Error('the client is registered'));
  const site: SitePort = {
    host: gatewayUrl.host,
    http: clientHttp({ rootsPem: [], gatewayUrl }),
    now: () => platform.clock.now(),
    createKey: refuse,
    register: refuse,
    obtainToken: refuse,
    useIdentity: () => asked.push('identity'),
    policies: () => {
      asked.push('policies');
      return Promise.resolve([]);
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
  return { agent, asked, platform, connection: new Connection({ session, silent: session, agent }) };
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

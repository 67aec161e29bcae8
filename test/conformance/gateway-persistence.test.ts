/**
 * Media outlive the lab that made them: registered over the AdminService, used at the gateway, the lab stopped and started
 * again on the same folder, used again. And twenty devices at once, none of whom gets another one's answer.
 * Trap: ports change with every start; a device knows names only, so nothing that is kept may contain a port.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { sha256Hex } from '#base/hash.ts';
import { startLab, type RunningLab } from '#lab/server.ts';
import {
  parseAssignmentsReply,
  POLICY_MANAGER,
  renderAssignmentsRequest,
  type PolicyReference,
} from '#lab/wire/assignments.ts';
import { parseContentList } from '#lab/wire/content-list.ts';
import {
  LOCATION_MANAGER,
  parseContentLocationReply,
  renderContentLocationRequest,
} from '#lab/wire/content-location.ts';
import { decodeMessage } from '#lab/wire/message.ts';
import { policyPath } from '#lab/wire/paths.ts';
import { policyHash } from '#lab/wire/policy.ts';
import { callBlob } from '../support/blobs.ts';
import { rawRequest } from '../support/lab.ts';
import { tempFolder } from '../support/temp.ts';
import {
  call,
  exchange,
  makeMedium,
  openWithForge,
  policyHeaders,
  registrationToken,
  sendMessage,
  signedMessage,
  type TestLab,
  type TestMedium,
} from './gateway-support.ts';

let dataFolder: string;
beforeAll(async () => {
  dataFolder = await tempFolder('lab-persistence');
});

/** The whole lab, as the gateway's helpers want to see it. */
function atGateway(lab: RunningLab): TestLab {
  return {
    site: lab.site,
    server: { port: lab.gatewayPort, close: () => Promise.resolve() },
    clock: { aheadMs: 0 },
    close: () => lab.close(),
  };
}

async function invoke(
  lab: RunningLab,
  method: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await rawRequest(lab, `/AdminService/wmi/${method}`, {
    method: 'POST',
    body: JSON.stringify(parameters),
  });
  expect(answer.status, answer.body).toBe(201);
  return JSON.parse(answer.body) as Record<string, unknown>;
}

/** What the builder does for a medium: register its certificate, fetch token and roots. */
async function prepare(
  lab: RunningLab,
  medium: TestMedium,
): Promise<{ readonly token: string; readonly roots: unknown }> {
  await invoke(lab, 'SMS_Site.SubmitRegistrationRecord', {
    SMSID: medium.mediaId,
    Certificate: Buffer.from(medium.certDer).toString('hex'),
  });
  const info = await invoke(lab, 'SMS_TaskSequencePackage.GetTSMediaAdditionalInfo', {
    MediaID: medium.mediaId,
  });
  return { token: String(info['MediaToken']), roots: info['RootCACerts'] };
}

async function ask(
  lab: TestLab,
  medium: TestMedium,
  { token, target, body }: { readonly token: string; readonly target: string; readonly body: string },
): Promise<string> {
  const message = signedMessage(lab, medium, { target, sourceId: clientOf(lab), body });
  const reply = await sendMessage(lab, medium, { message, token });
  expect(reply.status, reply.text).toBe(200);
  return decodeMessage(String(reply.headers['content-type']), reply.bytes).body;
}

function clientOf(lab: TestLab): string {
  return lab.site.world.unknownComputers.find((one) => one.cpuType === 'x64')?.guid ?? '';
}

async function assignmentsOf(
  lab: TestLab,
  medium: TestMedium,
  token: string,
): Promise<readonly PolicyReference[]> {
  const body = renderAssignmentsRequest({ siteCode: 'PS1', clientId: clientOf(lab) });
  return parseAssignmentsReply(await ask(lab, medium, { token, target: POLICY_MANAGER, body }));
}

/** Assignments, every policy opened with the medium's key, content location, list and one file. */
async function workAsDevice(lab: TestLab, medium: TestMedium, token: string): Promise<void> {
  const assigned = await assignmentsOf(lab, medium, token);
  expect(assigned).toHaveLength(3);
  for (const reference of assigned) {
    const headers = policyHeaders(lab, medium, token);
    const reply = await call(lab, medium, { mp: policyPath(reference.location) ?? '', headers });
    expect(reply.status, reply.text).toBe(200);
    expect(policyHash(openWithForge(reply.bytes, medium.privateKey))).toBe(reference.hash);
  }
  const body = renderContentLocationRequest({ siteCode: 'PS1', packageId: 'PS100030', version: '' });
  const [location] = parseContentLocationReply(
    await ask(lab, medium, { token, target: LOCATION_MANAGER, body }),
  ).locations;
  const url = new URL(location?.url ?? '');
  const list = parseContentList((await call(lab, medium, { path: url.pathname + url.search })).text);
  const [file] = list.files;
  expect(sha256Hex((await callBlob(lab.site, file?.url ?? '')).bytes)).toBe(file?.sha256);
}

test('a medium made before a restart of the lab works after it; a blocked one stays blocked', async () => {
  const medium = makeMedium('51111111-0000-4000-8000-000000000001', 0);
  const lost = makeMedium('52222222-0000-4000-8000-000000000002', 1);
  const first = await startLab({ dataFolder });
  const made = await prepare(first, medium);
  const madeLost = await prepare(first, lost);
  const before = await registrationToken(atGateway(first), medium, made.token);
  await invoke(first, 'SMS_CertificateInfo.BlockCertificate', { SMSID: lost.mediaId, Blocked: true });
  await first.close();

  const second = await startLab({ dataFolder });
  const lab = atGateway(second);
  // The roots on the medium are the roots that now answer.
  expect(made.roots).toEqual([Buffer.from(second.site.pki.rootCertificateDer).toString('hex').toUpperCase()]);
  await workAsDevice(lab, medium, await registrationToken(lab, medium, made.token));
  // A device that was in the middle of it goes on with the token it has.
  await workAsDevice(lab, medium, before);
  expect((await exchange(lab, lost, madeLost.token)).rejection).toBe('certificate-blocked');
  await second.close();
});

test('a medium made before the data folder was deleted is refused by its certificate', async () => {
  const own = await tempFolder('lab-deleted');
  const medium = makeMedium('53333333-0000-4000-8000-000000000003', 0);
  const first = await startLab({ dataFolder: own });
  const { token } = await prepare(first, medium);
  await first.close();
  await rm(own, { recursive: true });
  const other = await startLab({ dataFolder: own });
  expect((await exchange(atGateway(other), medium, token)).rejection).toBe('certificate-unregistered');
  await other.close();
});

test('twenty devices at once each get their own answers, and nothing of them is lost or kept in clear', async () => {
  const own = await tempFolder('lab-twenty');
  const running = await startLab({ dataFolder: own });
  const lab = atGateway(running);
  const media = Array.from({ length: 20 }, (_unused, index) =>
    makeMedium(`54444444-0000-4000-8000-0000000000${String(index + 10)}`, index % 2),
  );
  const tokens: string[] = [];
  await Promise.all(
    media.map(async (medium) => {
      const { token } = await prepare(running, medium);
      const registration = await registrationToken(lab, medium, token);
      tokens.push(token, registration);
      await workAsDevice(lab, medium, registration);
    }),
  );
  const of = (event: string): readonly unknown[] =>
    running.site.journal.entries().flatMap((one) => (one.event === event ? [one['mediaId']] : []));
  const ids = media.map((one) => one.mediaId).sort();
  for (const event of ['certificate-registered', 'token-exchanged', 'assignments', 'location'])
    expect([...of(event)].sort()).toEqual(ids);
  expect(of('policy')).toHaveLength(60);
  expect(of('refused')).toEqual([]);
  await running.close();

  const again = await startLab({ dataFolder: own });
  expect(again.site.store.certificates()).toHaveLength(20);
  expect(again.site.store.tokens()).toHaveLength(40);
  await again.close();
  for (const name of ['store.json', 'journal.jsonl']) {
    const text = await readFile(join(own, name), 'utf8');
    expect(
      tokens.filter((token) => text.includes(token) || text.includes(token.split('.')[2] ?? token)),
    ).toEqual([]);
  }
});

/** The lab's gateways answer a medium as a site would: what a device with a good medium gets, step by step. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '#base/hash.ts';
import {
  parseAssignmentsReply,
  POLICY_MANAGER,
  renderAssignmentsRequest,
  type PolicyReference,
} from '#lab/wire/assignments.ts';
import { parseContentList, type ContentList } from '#lab/wire/content-list.ts';
import {
  LOCATION_MANAGER,
  parseContentLocationReply,
  renderContentLocationRequest,
  type ContentLocation,
} from '#lab/wire/content-location.ts';
import { parseKeyInformation } from '#lab/wire/key-information.ts';
import { decodeMessage } from '#lab/wire/message.ts';
import { mpPaths, policyPath } from '#lab/wire/paths.ts';
import { offeredTaskSequences, openPolicyBody, readTaskSequencePolicy } from '#lab/wire/policy.ts';
import { renderStatus, STATUS_MANAGER } from '#lab/wire/status.ts';
import { callBlob } from '../support/blobs.ts';
import {
  call,
  CMG,
  EDGE,
  makeMedium,
  OLD,
  openWithForge,
  policyHeaders,
  register,
  registrationToken,
  sendMessage,
  signedMessage,
  startLab,
  type Reply,
  type TestLab,
} from './gateway-support.ts';

const medium = makeMedium('8ae6b618-77ec-46cb-b1b5-88f693e00001');
let lab: TestLab;
let token: string;
let clientId: string;

beforeAll(async () => {
  lab = await startLab();
  token = await registrationToken(lab, medium, await register(lab, medium));
  clientId = lab.site.world.unknownComputers.find((one) => one.cpuType === 'x64')?.guid ?? '';
});

afterAll(async () => {
  await lab.close();
});

function lastRefusal(): unknown {
  return lab.site.journal.entries().findLast((one) => one.event === 'refused');
}

async function assignments(gateway = CMG): Promise<readonly PolicyReference[]> {
  const body = renderAssignmentsRequest({ siteCode: 'PS1', clientId });
  const message = signedMessage(lab, medium, { target: POLICY_MANAGER, sourceId: clientId, body });
  const reply = await sendMessage(lab, medium, { message, token, gateway });
  expect(reply.status).toBe(200);
  return parseAssignmentsReply(decodeMessage(String(reply.headers['content-type']), reply.bytes).body);
}

async function fetchPolicy(reference: PolicyReference): Promise<Reply> {
  return call(lab, medium, {
    mp: policyPath(reference.location) ?? '',
    headers: policyHeaders(lab, medium, token),
  });
}

async function locate(packageId: string, gateway = CMG, version = ''): Promise<readonly ContentLocation[]> {
  const body = renderContentLocationRequest({ siteCode: 'PS1', packageId, version });
  const message = signedMessage(lab, medium, { target: LOCATION_MANAGER, sourceId: clientId, body });
  const reply = await sendMessage(lab, medium, { message, token, gateway });
  expect(reply.status).toBe(200);
  return parseContentLocationReply(decodeMessage(String(reply.headers['content-type']), reply.bytes).body)
    .locations;
}

test('key information names the site and the unknown computer objects, and the answer carries the time of the site', async () => {
  lab.clock.aheadMs = 3_600_000;
  const reply = await call(lab, null, { mp: mpPaths.keyInformationMedia });
  lab.clock.aheadMs = 0;
  expect(reply.headers['content-type']).toBe('text/xml');
  const aheadMs = Date.parse(String(reply.headers['date'])) - Date.now();
  expect(Math.abs(aheadMs - 3_600_000)).toBeLessThan(120_000);
  expect(parseKeyInformation(reply.text)).toMatchObject({ siteCode: 'PS1', x64UnknownMachineGuid: clientId });
});

describe('policies', () => {
  test('only deployments that media may see and that run on the internet are assigned', async () => {
    const listed = await assignments();
    expect(listed.length).toBeGreaterThan(0);
    for (const policy of listed) {
      expect(policy.location).toMatch(/^http:\/\/<mp>\/SMS_MP\/\.sms_pol\?/);
      const advertId = policy.policyId.split('-')[0];
      const deployment = lab.site.world.deployments.find((one) => one.advertisementId === advertId);
      expect(deployment?.collectionId).toBe('SMS000US');
      expect((deployment?.advertFlags ?? 0) & 0x30040000).not.toBe(0);
      expect((deployment?.advertFlags ?? 0) & 0x00080000).toBe(0);
    }
    expect(listed.map((one) => one.policyId.split('-')[1])).toContain('PS100010');
  });

  test('a policy is an envelope for the media certificate, fits its hash and holds the task sequence', async () => {
    for (const reference of await assignments()) {
      const reply = await fetchPolicy(reference);
      expect(reply.bytes[0]).toBe(0x30);
      const text = openPolicyBody(reply.bytes, {
        openEnvelope: (bytes) => openWithForge(bytes, medium.privateKey),
        hash: reference.hash,
      });
      const policy = readTaskSequencePolicy(text);
      const sequence = lab.site.world.taskSequences.find((one) => one.packageId === policy?.packageId);
      expect(policy?.sequence).toBe(sequence?.xml());
      expect(policy).toMatchObject({ name: sequence?.name, bootImageId: sequence?.bootImageId });
    }
  });

  test('a hidden deployment is offered only to a medium that names it', () => {
    const open = { advertisementId: 'PS120001', advertFlags: 0x00040000 };
    const hidden = { advertisementId: 'PS120002', advertFlags: 0x20000000 };
    expect(offeredTaskSequences([open, hidden], undefined)).toEqual([open]);
    expect(offeredTaskSequences([open, hidden], 'ps120002')).toEqual([hidden]);
    expect(offeredTaskSequences([open, hidden], 'PS129999')).toEqual([open]);
  });

  test('the journal has the request with its valid signatures', () => {
    const entries = lab.site.journal.entries();
    expect(entries.find((one) => one.event === 'assignments')).toMatchObject({
      area: 'management-point',
      mediaId: medium.mediaId,
      signature: 'sha256',
      payloadSigned: true,
    });
    expect(entries.find((one) => one.event === 'policy')).toMatchObject({ signature: 'sha256' });
    expect(entries.find((one) => one.area === 'gateway' && one['method'] === 'CCM_POST')).toMatchObject({
      gateway: CMG,
      thumbprint: medium.thumbprint,
    });
  });
});

test('a status message is accepted with an empty reply and journaled', async () => {
  const body = renderStatus({
    kind: 'step',
    result: 'succeeded',
    packageId: 'PS100010',
    advertisementId: 'PS120001',
    group: 'Install <Windows>',
    step: 'Say "hello" & go',
    code: '0',
    message: '',
    time: '2026-11-20T12:00:00.000Z',
    sequenceNumber: 3,
  });
  const message = signedMessage(lab, medium, { target: STATUS_MANAGER, sourceId: clientId, body });
  const reply = await sendMessage(lab, medium, { message, token });
  expect(reply.status).toBe(200);
  expect(decodeMessage(String(reply.headers['content-type']), reply.bytes).body).toBe('');
  expect(lab.site.journal.entries().findLast((one) => one.area === 'status')).toMatchObject({
    packageId: 'PS100010',
    group: 'Install <Windows>',
    step: 'Say "hello" & go',
    result: 'succeeded',
  });
});

describe('content', () => {
  async function contentList(packageId: string): Promise<ContentList> {
    const [location] = await locate(packageId);
    const url = new URL(location?.url ?? '');
    const reply = await call(lab, medium, { path: url.pathname + url.search });
    expect(reply.status).toBe(200);
    return parseContentList(reply.text);
  }

  function packageWithFiles(): string {
    const onGateway = lab.site.world.contentStatus.filter(
      (one) => one.state === 0 && one.nalPath.includes(CMG),
    );
    const found = onGateway.find((one) => (lab.site.content.get(one.packageId)?.files.length ?? 0) > 0);
    expect(found).toBeDefined();
    return found?.packageId ?? '';
  }

  test('the location is the public address of the content service, valid for 24 hours', async () => {
    const [location, second] = await locate(packageWithFiles());
    expect(second).toBeUndefined();
    const url = new URL(location?.url ?? '');
    expect(url.hostname).toBe(CMG);
    expect(url.pathname).toBe('/downloadrestservice.svc/getcontentxmlsecure');
    expect([...url.searchParams.keys()]).toEqual(['pid', 'cid', 'tid', 'iss', 'alg', 'st', 'et', 'sig']);
    expect(url.searchParams.get('tid')).toBe(`GUID:${clientId.toUpperCase()}`);
    const hours = (Date.parse(url.searchParams.get('et') ?? '') - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThanOrEqual(24);
  });

  test('a device that writes no port in its Host header, as on 443, gets addresses it can use', async () => {
    const packageId = packageWithFiles();
    const body = renderContentLocationRequest({ siteCode: 'PS1', packageId, version: '' });
    const message = signedMessage(lab, medium, { target: LOCATION_MANAGER, sourceId: clientId, body });
    const plain = { host: CMG };
    const reply = await sendMessage(lab, medium, { message, token, headers: plain });
    const answer = decodeMessage(String(reply.headers['content-type']), reply.bytes).body;
    const [location] = parseContentLocationReply(answer).locations;
    expect(location?.url).toMatch(/^https:\/\/contoso-cmg\.contoso\.test:443\//);
    const url = new URL(location?.url ?? '');
    const list = await call(lab, medium, { path: url.pathname + url.search, headers: plain });
    const [file] = parseContentList(list.text).files;
    const blob = new URL(file?.url ?? '');
    expect(blob.host).toBe('contosocmg.blob.contoso.test');
    expect(sha256Hex((await callBlob(lab.site, blob)).bytes)).toBe(file?.sha256);
    // An address of the list for one host and port is none for another.
    expect((await call(lab, medium, { path: url.pathname + url.search })).status).toBe(403);
  });

  test('every file of the list downloads whole, in parts and by HEAD, and fits its hash', async () => {
    const list = await contentList(packageWithFiles());
    expect(list.files.length).toBeGreaterThan(0);
    for (const { url, sizeBytes, sha256 } of list.files) {
      const whole = await callBlob(lab.site, url);
      expect([whole.status, sha256Hex(whole.bytes)]).toEqual([200, sha256]);
      const head = await callBlob(lab.site, url, { method: 'HEAD' });
      expect([Number(head.headers['content-length']), head.bytes.length]).toEqual([sizeBytes, 0]);
      if (sizeBytes < 3) continue;
      const rest = await callBlob(lab.site, url, { headers: { range: 'bytes=2-' } });
      expect(rest.status).toBe(206);
      expect(rest.headers['content-range']).toBe(`bytes 2-${sizeBytes - 1}/${sizeBytes}`);
      expect(Buffer.from(rest.bytes).equals(Buffer.from(whole.bytes).subarray(2))).toBe(true);
      const other = { range: 'bytes=2-', 'if-range': '"another"' };
      expect((await callBlob(lab.site, url, { headers: other })).status).toBe(200);
      const same = { range: 'bytes=2-', 'if-range': String(whole.headers['etag']) };
      expect((await callBlob(lab.site, url, { headers: same })).status).toBe(206);
      const tail = await callBlob(lab.site, url, { headers: { range: 'bytes=-1' } });
      expect([...tail.bytes]).toEqual([...whole.bytes.slice(-1)]);
      const beyond = await callBlob(lab.site, url, { headers: { range: `bytes=${sizeBytes}-` } });
      expect([beyond.status, beyond.code]).toEqual([416, 'InvalidRange']);
      expect(beyond.headers['content-range']).toBe(`bytes */${sizeBytes}`);
    }
  });

  test('a gateway without content gives no location and serves no address of the other one', async () => {
    const packageId = packageWithFiles();
    expect(await locate(packageId, EDGE)).toEqual([]);
    const [location] = await locate(packageId);
    const url = new URL(location?.url ?? '');
    const reply = await call(lab, medium, { gateway: EDGE, path: url.pathname + url.search });
    expect([reply.status, reply.rejection]).toEqual([404, 'not-found']);
  });

  test('content that is missing, unfinished or older on the gateway has no location', async () => {
    for (const packageId of ['PS100037', 'PS100038', 'PS100039', 'NOSUCH01'])
      expect(await locate(packageId)).toEqual([]);
    const current = lab.site.world.packages.find((one) => one.packageId === 'PS10003A')?.sourceVersion;
    expect(await locate('PS10003A', CMG, String(current))).toEqual([]);
  });

  test('a changed or expired address of a list is refused', async () => {
    const packageId = packageWithFiles();
    const [location] = await locate(packageId);
    const url = new URL(location?.url ?? '');
    const changed = [
      url.pathname + url.search.replace(`pid=${packageId}`, 'pid=PS100001'),
      url.pathname + url.search.replace(/&et=[^&]+/, '&et=2099-01-01T00%3A00%3A00Z'),
      url.pathname + url.search.replace(/&sig=.*/, ''),
    ];
    for (const path of changed) {
      const reply = await call(lab, medium, { path });
      expect([path, reply.status, reply.rejection]).toEqual([path, 403, 'content-access-invalid']);
      expect(lastRefusal()).toMatchObject({
        reason: 'content-access-invalid',
        gateway: expect.stringMatching(/^contoso-cmg/),
      });
    }
    lab.clock.aheadMs = 25 * 3_600_000;
    try {
      const reply = await call(lab, medium, { path: url.pathname + url.search });
      expect([reply.status, reply.rejection]).toEqual([403, 'content-access-expired']);
      expect(lastRefusal()).toMatchObject({ reason: 'content-access-expired' });
    } finally {
      lab.clock.aheadMs = 0;
    }
  });
});

describe('the gateways', () => {
  test('the one without content still answers for policy', async () => {
    expect((await assignments(EDGE)).length).toBeGreaterThan(0);
  });

  test('the stopped one refuses everything', async () => {
    const reply = await call(lab, medium, { gateway: OLD, mp: mpPaths.keyInformationMedia });
    expect([reply.status, reply.rejection]).toEqual([503, 'gateway-stopped']);
    expect(lastRefusal()).toMatchObject({ reason: 'gateway-stopped' });
  });

  test('unknown hosts, paths, endpoint ids and methods are not found', async () => {
    const cases = [
      { path: '/CCM_Proxy_MutualAuth/1/SMS_MP/.sms_aut?MPKEYINFORMATIONMEDIA' },
      { path: '/SMS_MP/.sms_aut?MPKEYINFORMATIONMEDIA' },
      { mp: '/SMS_MP/.sms_aut?WHATEVER' },
      { mp: mpPaths.request, method: 'POST' },
      { mp: mpPaths.request, method: 'BITS_POST' },
    ];
    for (const one of cases) {
      const reply = await call(lab, medium, one);
      expect([one, reply.status, reply.rejection]).toEqual([one, 404, 'not-found']);
    }
    const unknown = await call(lab, medium, {
      gateway: 'other.contoso.test',
      servername: CMG,
      path: '/',
    });
    expect([unknown.status, unknown.rejection]).toEqual([404, 'not-found']);
  });

  test('a Host header of another gateway than the TLS name is misdirected', async () => {
    const reply = await call(lab, medium, {
      gateway: EDGE,
      servername: CMG,
      mp: mpPaths.keyInformationMedia,
    });
    expect(reply.status).toBe(421);
  });

  test('a client that trusts another root does not get through TLS', async () => {
    const other = {
      ...lab,
      site: { ...lab.site, pki: { ...lab.site.pki, rootCertificatePem: medium.certPem } },
    };
    await expect(call(other, medium, { mp: mpPaths.keyInformationMedia })).rejects.toThrow(
      /certificate|verify/,
    );
  });
});

/**
 * Every prerequisite that a site can show (C01-C28), judged as a client has to judge it: by raw HTTPS from the rows of the
 * AdminService alone (reference adminservice 3), never from the lab's own tables. The tables only say what must come out.
 */
import { describe, expect, it } from 'vitest';
import { PASSING_TASK_SEQUENCE, prerequisiteCases, siteFacts } from '#lab/data/prerequisite-cases.ts';
import { rawRequest, runningLab } from '../support/lab.ts';

const lab = await runningLab();

type Row = Readonly<Record<string, unknown>>;
type Rows = readonly Row[];

async function rows(path: string, filter?: string): Promise<Rows> {
  const query = filter === undefined ? '' : `?$filter=${encodeURIComponent(filter)}`;
  const answer = await rawRequest(lab, `/AdminService/wmi/${path}${query}`);
  expect(answer.status, answer.body).toBe(200);
  return (JSON.parse(answer.body) as { value: Row[] }).value;
}

async function one(path: string, filter?: string): Promise<Row> {
  const [row, second] = await rows(path, filter);
  expect([path, filter, row !== undefined, second]).toEqual([path, filter, true, undefined]);
  return row ?? {};
}

const num = (row: Row | undefined, name: string): number => Number(row?.[name]);
const text = (row: Row | undefined, name: string): string => String(row?.[name]);
const list = (row: Row, name: string): Rows => row[name] as Rows;
const has = (flags: number, bits: number): boolean => (flags & bits) !== 0;

const gateways = await rows('SMS_AzureService', "ServiceType eq 'CloudProxyService'");
const pointInfo = await rows('SMS_DistributionPointInfo');
const servers = await rows('SMS_SCI_SysResUse', "RoleName eq 'SMS Management Point'");

/** Content-enabled: the NAL path is that of a distribution point (reference 2.10). */
const serving = gateways.filter(
  (row) => text(row, 'NALPath') !== '' && pointInfo.some((point) => point['NALPath'] === row['NALPath']),
);

/** First custom settings by priority that hold the cloud agent, among those assigned to the collection. */
async function cloudSettings(collectionId: string): Promise<Row | undefined> {
  const assigned = await rows('SMS_ClientSettingsAssignment', `CollectionID eq '${collectionId}'`);
  const settings = await Promise.all(
    assigned.map((row) => one(`SMS_ClientSettings(${String(row['ClientSettingsID'])})`)),
  );
  settings.sort((a, b) => num(a, 'Priority') - num(b, 'Priority'));
  return settings
    .flatMap((row) => list(row, 'AgentConfigurations'))
    .find((agent) => agent['@odata.type'] === '#AdminService.SMS_CloudAgentConfig');
}

async function isOnGateway(packageId: string): Promise<boolean> {
  const references = await rows('SMS_TaskSequencePackageReference', `PackageID eq '${packageId}'`);
  expect(references.length).toBeGreaterThan(0);
  // The flat class names the same content; only this one has the source version.
  const flat = await rows('SMS_TaskSequencePackageReference_Flat', `PackageID eq '${packageId}'`);
  expect(flat.map((row) => row['RefPackageID'])).toEqual(references.map((row) => row['RefPackageID']));
  const held = await Promise.all(
    references.map(async (reference) => {
      const id = text(reference, 'RefPackageID');
      const states = await rows('SMS_PackageStatusDistPointsSummarizer', `PackageID eq '${id}'`);
      return states.some(
        (state) =>
          serving.some((gateway) => gateway['NALPath'] === state['ServerNALPath']) &&
          state['State'] === 0 &&
          state['SourceVersion'] === reference['SourceVersion'],
      );
    }),
  );
  return held.every(Boolean);
}

/** Conditions that fail for a task sequence and its one deployment. */
async function failing(packageId: string): Promise<readonly string[]> {
  const sequence = await one(`SMS_TaskSequencePackage('${packageId}')`);
  const xml = text(sequence, 'Sequence');
  const deployment = await one('SMS_Advertisement', `PackageID eq '${packageId}'`);
  const [advert, remote] = [num(deployment, 'AdvertFlags'), num(deployment, 'RemoteClientFlags')];
  const image = await one(`SMS_BootImagePackage('${text(sequence, 'BootImageID')}')`);
  const agent = await cloudSettings(text(deployment, 'CollectionID'));
  const ready = serving.filter((row) => row['State'] === 0).map((row) => text(row, 'ServiceCName'));
  const endpoints = await rawRequest(lab, '/AdminService/wmi/SMS_CloudProxyRoleEndpoint');
  // 64-bit role ids are read as text: JSON.parse would change them.
  const ids = [...endpoints.body.matchAll(/"RoleID":(\d+)/g)].map((match) => match[1] ?? '');
  const [, host = '', roleId = ''] = /CCMHOSTNAME=([^/\s]+)\/CCM_Proxy_MutualAuth\/(\d+)/.exec(xml) ?? [];
  const bitLocker = /<step type="SMS_TaskSequence_EnableBitLockerAction"[^>]*>[^]*?<\/step>/.exec(xml)?.[0];
  const passes: Readonly<Record<string, boolean>> = {
    C01: Number(text(image, 'ProductionClientVersion').split('.')[2]) >= 9040,
    C07: await isOnGateway(packageId),
    C08: agent?.['AllowCloudDP'] === true,
    C09: agent?.['AllowCMG'] === true,
    C10: /name="OSDNetworkJoinType"[^>]*>1</.test(xml) && !/name="OSD(Network)?JoinType"[^>]*>0</.test(xml),
    C11: !has(advert, 0x0008_0000),
    C12: has(advert, 0x3004_0000),
    C13: has(remote, 0x300) && !has(remote, 0x88),
    C20: ready.includes(host) && ids.includes(roleId),
    C25: text(sequence, 'DependentProgram') === '',
    C26:
      bitLocker === undefined ||
      !bitLocker.includes('ActiveDirectory') ||
      bitLocker.split('>')[0]?.includes('continueOnError="true"') === true,
    C27: !has(advert, 0x0001_0000),
    C28: xml.includes('property="RandomAdminPassword">false<'),
  };
  return Object.entries(passes).flatMap(([id, isFine]) => (isFine ? [] : [id]));
}

describe('task sequences and their deployments', () => {
  it('the main one passes everything, and is enabled and whole', async () => {
    expect(await failing(PASSING_TASK_SEQUENCE)).toEqual([]);
    const sequence = await one(`SMS_TaskSequencePackage('${PASSING_TASK_SEQUENCE}')`);
    expect(sequence).toMatchObject({ TsEnabled: true, TaskSequenceFlags: 0 });
  });

  it.each(
    prerequisiteCases.flatMap(({ condition, packageId, what }) =>
      packageId === undefined ? [] : [[condition, packageId, what] as const],
    ),
  )('%s alone fails for %s: %s', async (condition, packageId) => {
    expect(await failing(packageId)).toEqual([condition]);
  });
});

describe('servers and gateways', () => {
  const propOf = (row: Row, name: string): number =>
    num(
      list(row, 'Props').find((prop) => prop['PropertyName'] === name),
      'Value',
    );

  /** Conditions that fail for the host of a gateway or a management point. */
  function failingHost(host: string): readonly string[] {
    const gateway = gateways.find((row) => row['ServiceCName'] === host);
    const server = servers.find((row) => row['NetworkOSPath'] === `\\\\${host}`);
    expect([host, gateway === undefined]).not.toEqual([host, server === undefined]);
    if (gateway !== undefined) {
      if (gateway['State'] !== 0) return ['C02'];
      return serving.includes(gateway) ? [] : ['C06'];
    }
    if (server === undefined) return [];
    return [
      ...(propOf(server, 'AllowProxyTraffic') === 1 ? [] : ['C03']),
      ...(num(server, 'SslState') === 1 ? [] : ['C04']),
      ...(propOf(server, 'MPInternetFacing') === 1 && propOf(server, 'MPIntranetFacing') === 0
        ? ['C05']
        : []),
    ];
  }

  it.each(['contoso-cmg.contoso.test', 'ps1.contoso.test'])('%s passes everything', (host) => {
    expect(failingHost(host)).toEqual([]);
  });

  it.each(
    prerequisiteCases.flatMap(({ condition, hostName, what }) =>
      hostName === undefined ? [] : [[condition, hostName, what] as const],
    ),
  )('%s alone fails for %s: %s', (condition, host) => {
    expect(failingHost(host)).toEqual([condition]);
  });
});

it('every condition is shown by a case, is a fact of the site, or cannot be seen at a site', () => {
  const ofMediumOrDevice = ['C14', 'C15', 'C16', 'C17', 'C19', 'C23', 'C24'];
  const shown = prerequisiteCases.map((row) => row.condition);
  const all = Array.from({ length: 28 }, (_unused, index) => `C${String(index + 1).padStart(2, '0')}`);
  expect([...new Set([...shown, ...Object.keys(siteFacts), ...ofMediumOrDevice])].sort()).toEqual(all);
});

describe('every class', async () => {
  const classes = (await rows('')).map((row) => text(row, 'name'));
  // A class without rows would pass without being looked at.
  await lab.site.store.saveCertificate({
    smsId: '7b3d4c5e-0b1f-4e65-9d1c-5b1e6f0a7d23',
    certificateDer: new Uint8Array([0x30, 0]),
    thumbprint: 'AB'.repeat(20),
    type: 1,
    issuedTo: 'Media',
    validFrom: '2026-01-01T00:00:00.000Z',
    validUntil: '2027-01-01T00:00:00.000Z',
    isBlocked: false,
    keyType: 1,
    udaSetting: 0,
    allowUnknownComputers: true,
  });

  it.each(classes)('%s: by key one object in an array, lazy properties only there', async (name) => {
    const listed = await rows(name);
    expect(listed.length).toBeGreaterThan(0);
    for (const row of [...listed.slice(0, 2), ...listed.slice(-1)]) {
      const lazyNames = (row['__LAZYPROPERTIES'] as readonly string[]).filter((id) => !id.startsWith('__'));
      const isEmpty = (value: unknown): boolean =>
        value === null || (Array.isArray(value) && value.length === 0);
      expect(lazyNames.filter((id) => !isEmpty(row[id]))).toEqual([]);
      // `Class.A="x",B=1` is the key with another quoting; 64-bit digits stay as they were sent.
      const answer = await rawRequest(lab, `/AdminService/wmi/${name}${encodeURIComponent(keyOf(row))}`);
      expect(answer.status, answer.body).toBe(200);
      const { value } = JSON.parse(answer.body) as { value: Row[] };
      expect(value.map((found) => found['__RELPATH'])).toEqual([row['__RELPATH']]);
      expect(Object.keys(value[0] ?? {})).toEqual(Object.keys(row));
      // What is not lazy is the same in both.
      const same = Object.keys(row).filter(
        (id) => !lazyNames.includes(id) && id !== '__QUALIFIER_SECURITYVERBS',
      );
      for (const id of same) expect([id, value[0]?.[id]]).toEqual([id, row[id]]);
      const selected = await rows(
        `${name}?$top=1&$select=${same.filter((id) => /^\w/.test(id) && !id.startsWith('__')).join(',')}`,
      );
      expect(Object.keys(selected[0] ?? {}).some((id) => id.startsWith('@') || id.startsWith('__'))).toBe(
        false,
      );
    }
  });

  function keyOf(row: Row): string {
    const path = text(row, '__RELPATH').replace(/^\w+\./, '');
    const parts = [...path.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|(-?\d+))/g)].map(
      ([, key, quoted, bare]) =>
        `${String(key)}=${bare ?? `'${(quoted ?? '').replaceAll(/\\(.)/g, '$1').replaceAll("'", "''")}'`}`,
    );
    return `(${parts.join(',')})`;
  }
});

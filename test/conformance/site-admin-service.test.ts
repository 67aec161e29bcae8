/** The AdminService of the lab against the recorded behaviour of real sites (reference adminservice), by raw HTTPS. */
import { describe, expect, it } from 'vitest';
import { wmiClasses } from '#lab/adminservice/class-table.ts';
import { rawRequest, runningLab, type RawAnswer } from '../support/lab.ts';

const lab = await runningLab();

type Row = Readonly<Record<string, unknown>>;

async function wmi(path: string, query: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return await rawRequest(lab, `/AdminService/wmi/${path}${pairs.length === 0 ? '' : '?'}${pairs.join('&')}`);
}

async function rows(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly Row[]> {
  const answer = await wmi(path, query);
  expect(answer.status, answer.body).toBe(200);
  return (JSON.parse(answer.body) as { value: Row[] }).value;
}

async function names(filter: string, path = 'SMS_TaskSequencePackage'): Promise<readonly unknown[]> {
  return (await rows(path, { $filter: filter, $select: 'PackageID', $orderby: 'PackageID' })).map(
    (row) => row['PackageID'],
  );
}

function errorOf(answer: RawAnswer): { code: string; message: string } {
  return (JSON.parse(answer.body) as { error: { code: string; message: string } }).error;
}

describe('counts of the lab site', () => {
  it.each([
    ['SMS_BootImagePackage', 12],
    ['SMS_TaskSequencePackage', 45],
    ['SMS_AzureService', 3],
    ['SMS_DistributionPointInfo', 8],
    ['SMS_Advertisement', 44],
    ['SMS_R_UnknownSystem', 2],
    ['SMS_Identification', 1],
    ['SMS_Site', 1],
    ['SMS_ClientSettings', 4],
    ['SMS_CertificateInfo', 0],
    ['SMS_Package', 15],
    ['SMS_DriverPackage', 9],
    ['SMS_ImagePackage', 5],
    ['SMS_ImageInformation', 10],
    ['SMS_ApplicationLatest', 9],
    ['SMS_ContentPackage', 9],
  ])('%s has %i rows, listed and counted', async (name, count) => {
    expect(await rows(name)).toHaveLength(count);
    const counted = await wmi(`${name}/$count`);
    expect([counted.status, counted.body]).toEqual([200, String(count)]);
  });

  it.each([
    'SMS_TaskSequencePackageReference',
    'SMS_TaskSequencePackageReference_Flat',
    'SMS_PackageStatusDistPointsSummarizer',
    'SMS_CloudProxyRoleEndpoint',
    'SMS_SCI_SysResUse',
    'SMS_ClientSettingsAssignment',
    'SMS_Collection',
  ])('%s has rows', async (name) => {
    expect((await rows(name)).length).toBeGreaterThan(2);
  });

  it('lists every class in the service document and in the metadata', async () => {
    const document = await rows('');
    const metadata = await wmi('$metadata');
    for (const { name } of document) {
      expect(metadata.body).toContain(
        `<EntitySet Name="${String(name)}" EntityType="AdminService.${String(name)}"/>`,
      );
    }
    expect(document).toHaveLength(wmiClasses.length);
  });
});

describe('shape of a row', () => {
  it('orders etag, lazy names, scalars, system fields, and embedded arrays last', async () => {
    const [row = {}] = await rows('SMS_SCI_SysResUse', { $filter: "RoleName eq 'SMS Management Point'" });
    expect(Object.keys(row)).toEqual([
      '@odata.etag',
      '__LAZYPROPERTIES',
      '__QUALIFIER_SECURITYVERBS',
      'FileType',
      'ItemName',
      'ItemType',
      'NALPath',
      'NALType',
      'NetworkOSPath',
      'RoleCount',
      'RoleName',
      'ServerState',
      'SiteCode',
      'SiteSystemStatus',
      'SslState',
      'Type',
      '__GENUS',
      '__CLASS',
      '__SUPERCLASS',
      '__DYNASTY',
      '__RELPATH',
      '__PROPERTY_COUNT',
      '__DERIVATION',
      '__SERVER',
      '__NAMESPACE',
      '__PATH',
      'PropLists',
      'Props',
    ]);
    expect(row['Props']).toContainEqual({
      ItemType: null,
      PropertyName: 'AllowProxyTraffic',
      Value: 1,
      Value1: '',
      Value2: '',
    });
  });

  it('joins several key values in the etag and escapes them in the path', async () => {
    const [row = {}] = await rows('SMS_DistributionPointInfo', { $filter: "Name eq 'dp01.contoso.test'" });
    const nal = '["Display=\\\\dp01.contoso.test\\"]MSWNET:["SMS_SITE=PS1"]\\\\dp01.contoso.test\\';
    expect(row['@odata.etag']).toBe(`${nal};Windows NT Server;PS1`);
    expect(row['__RELPATH']).toBe(
      `SMS_DistributionPointInfo.NALPath="${nal.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}",ResourceType="Windows NT Server",SiteCode="PS1"`,
    );
    expect(row['__PATH']).toBe(`\\\\PS1\\root\\sms\\site_PS1:${String(row['__RELPATH'])}`);
  });

  it('leaves lazy properties empty in lists and filters, and fills them by key in parentheses only', async () => {
    const [listed = {}] = await rows('SMS_TaskSequencePackage', { $filter: "PackageID eq 'PS100010'" });
    expect(listed['__LAZYPROPERTIES']).toEqual(
      expect.arrayContaining(['__QUALIFIER_SECURITYVERBS', 'BootImageID', 'Sequence', 'Type', 'References']),
    );
    const lazy = {
      Sequence: null,
      BootImageID: null,
      Type: null,
      References: [],
      __QUALIFIER_SECURITYVERBS: null,
    };
    expect(listed).toMatchObject(lazy);
    const [segment = {}] = await rows('SMS_TaskSequencePackage/PS100010');
    expect(segment).toMatchObject(lazy);
    const byKey = await rows("SMS_TaskSequencePackage('PS100010')");
    expect(byKey).toHaveLength(1);
    expect(byKey[0]).toMatchObject({ BootImageID: 'PS100001', Type: 2, __QUALIFIER_SECURITYVERBS: -1 });
    expect(byKey[0]?.['Sequence']).toMatch(/^<sequence version="3\.10">/);
    expect(byKey[0]?.['References']).toContainEqual({ Package: 'PS100060', Program: '', Type: 0 });
  });

  it('marks polymorphic embedded objects, which are lazy, with their type', async () => {
    const [list = {}] = await rows('SMS_ClientSettings', { $filter: "Name eq 'No gateway'" });
    expect(list['AgentConfigurations']).toEqual([]);
    const [row = {}] = await rows('SMS_ClientSettings(16777303)');
    expect(row['AgentConfigurations']).toEqual([
      expect.objectContaining({
        '@odata.type': '#AdminService.SMS_CloudAgentConfig',
        AgentID: 22,
        AllowCloudDP: true,
        AllowCMG: false,
      }),
    ]);
    expect(Object.keys(row).at(-1)).toBe('AgentConfigurations');
  });

  it('holds only the named properties with $select, and keeps the context', async () => {
    const answer = await wmi('SMS_Site', { $select: 'SiteCode,BuildNumber' });
    expect(JSON.parse(answer.body)).toEqual({
      '@odata.context': `https://${new URL(lab.adminServiceUrl).host}/AdminService/wmi/$metadata#SMS_Site`,
      value: [{ SiteCode: 'PS1', BuildNumber: 9141 }],
    });
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
  });

  it('writes a 64-bit role id as bare digits that JSON.parse would change', async () => {
    const answer = await wmi('SMS_CloudProxyRoleEndpoint', {
      $filter: "ProxyServiceName eq 'contoso-cmg.contoso.test'",
      $select: 'RoleID',
    });
    expect(answer.body).toContain('"RoleID":72057594037928100}');
    expect(answer.body).not.toContain(String(Number('72057594037928100') + 0) + ',');
    const byKey = await wmi("SMS_CloudProxyRoleEndpoint(RoleID=72057594037928117,EndpointName='SMS_MP')");
    expect(byKey.body).toContain('contoso-edge.contoso.test');
  });

  it('cuts zeros at the end of times', async () => {
    const [row = {}] = await rows('SMS_PackageStatusDistPointsSummarizer', {
      $filter: "PackageID eq 'PS100001'",
      $top: '1',
    });
    expect(row['LastCopied']).toBe('2026-10-02T03:20:11.47Z');
    expect(row['SummaryDate']).toBe('2026-11-20T04:00:00Z');
  });
});

describe('query options', () => {
  it.each([
    ["PackageID eq 'PS100010'", ['PS100010']],
    ["PackageID eq 'ps100010'", ['PS100010']],
    ["not (PackageID ne 'PS100010')", ['PS100010']],
    ["PackageID ge 'PS100010' and PackageID lt 'PS100012'", ['PS100010', 'PS100011']],
    ["PackageID gt 'PS10004A' or PackageID le 'PS100010'", ['PS100010', 'PS10004B', 'PS10004C']],
    ["contains(Name,'BIOS Settings')", ['PS100044', 'PS100045']],
    ["startswith(Name,'Remote')", ['PS100020']],
    ["startswith(Name,'Remote') eq true", ['PS100020']],
    ["endswith(Name,'Kiosk')", ['PS100026']],
    ["Name eq 'Branding & Wallpaper <2026>'", ['PS100047']],
    ['TsEnabled eq false', ['PS10002B']],
    [
      "TsEnabled eq false or (contains(Name,'Domain') and not startswith(Name,'Upgrade'))",
      ['PS100018', 'PS100019', 'PS10002B'],
    ],
    ["SecuredScopeNames/any(s: s eq 'Default') and PackageID eq 'PS100011'", ['PS100011']],
    ["SecuredScopeNames/any(s: s eq 'Other')", []],
    ["tolower(Name) eq 'remote diagnostics'", ['PS100020']],
    ["BootImageID eq 'PS100001'", []],
    ['SourceDate ge 2026-10-27T00:00:00Z and SourceDate lt 2026-10-28T09:15:00.000Z', ['PS10002A']],
    ["Name eq 'O''Brien'", []],
  ])('$filter=%s', async (filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  it('compares integers of 64 bits exactly', async () => {
    const found = await rows('SMS_CloudProxyRoleEndpoint', {
      $filter: 'RoleID eq 72057594037928100',
      $select: 'ProxyServiceName',
    });
    expect(found).toEqual([{ ProxyServiceName: 'contoso-cmg.contoso.test' }]);
  });

  it('pages with $top and $skip after $orderby', async () => {
    const all = (await rows('SMS_TaskSequencePackage', { $select: 'Name', $orderby: 'Name desc' })).map(
      (row) => row['Name'],
    );
    expect(all).toEqual(
      [...all].sort((a, b) => (String(a).toLowerCase() < String(b).toLowerCase() ? 1 : -1)),
    );
    const page = await rows('SMS_TaskSequencePackage', {
      $select: 'Name',
      $orderby: 'Name desc',
      $top: '7',
      $skip: '38',
    });
    expect(page.map((row) => row['Name'])).toEqual(all.slice(38));
    expect(await rows('SMS_TaskSequencePackage', { $top: '0' })).toEqual([]);
  });

  it('orders by several properties', async () => {
    const found = await rows('SMS_BootImagePackage', {
      $select: 'Architecture,PackageSize',
      $orderby: 'Architecture,PackageSize desc',
    });
    const keys = found.map((row) => [String(row['Architecture']), -Number(row['PackageSize'])] as const);
    const sorted = [...keys].sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? -1 : 1));
    expect(keys).toEqual(sorted);
  });

  it('counts what the filter leaves, with no regard to $top', async () => {
    const counted = await wmi('SMS_TaskSequencePackage/$count', { $filter: 'TsEnabled eq false', $top: '0' });
    expect(counted.body).toBe('1');
    expect(counted.headers['content-type']).toMatch(/^text\/plain/);
  });

  it('finds classes without regard to case', async () => {
    expect(await rows('sms_site')).toHaveLength(1);
  });

  it.each([
    ['SMS_Site', { $filter: 'Foo eq 1' }, "named 'Foo'"],
    ['SMS_Site', { $filter: "SiteCode like 'P%'" }, 'Syntax error'],
    ['SMS_Site', { $filter: "SiteCode in ('PS1')" }, 'Syntax error'],
    ['SMS_Site', { $filter: 'SiteCode eq' }, 'ends too early'],
    ['SMS_Site', { $filter: "(SiteCode eq 'PS1'" }, 'Syntax error'],
    ['SMS_Site', { $filter: 'SiteCode eq 1' }, 'incompatible types'],
    ['SMS_Site', { $filter: "substringof('a',SiteCode)" }, 'unknown function'],
    ['SMS_Site', { $filter: 'contains(SiteCode)' }, 'takes 2 arguments'],
    ['SMS_Site', { $filter: "'text'" }, 'true or false'],
    ['SMS_Site', { $filter: `${'('.repeat(400)}true${')'.repeat(400)}` }, 'nested too deeply'],
    ['SMS_Site', { $filter: 'constructor eq 1' }, "named 'constructor'"],
    ['SMS_Site', { $select: 'SiteCode,__proto__' }, "named '__proto__'"],
    ['SMS_Site', { $orderby: 'SiteCode sideways' }, '$orderby'],
    ['SMS_Site', { $top: '-1' }, '$top'],
    ['SMS_Site', { $skip: 'x' }, '$skip'],
    ['SMS_CertificateInfo', { $filter: "Foo eq 'x'" }, "named 'Foo'"],
    ['SMS_Nothing', {}, 'No resource'],
    ["SMS_TaskSequencePackage('PS1FFFFF')", {}, 'not found'],
    ["SMS_CloudProxyRoleEndpoint('x')", {}, 'RoleID'],
  ])('refuses %s with %o as 404 and JSON', async (path, query, message) => {
    const answer = await wmi(path, query);
    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toEqual({ code: '404', message: expect.stringContaining(message) });
  });
});

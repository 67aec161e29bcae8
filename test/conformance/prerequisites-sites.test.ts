/**
 * Sites that are not as they should be as a whole, and sites that do not answer everything: each a lab of its own, judged
 * over HTTPS.
 */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nalPath, gateways, managementPoints } from '#lab/data/infrastructure.ts';
import type { WorldVariant } from '#lab/data/world.ts';
import type { LabOptions } from '#lab/server.ts';
import { createAdminServiceClient, type AdminServiceClient } from '#site/admin-service-client.ts';
import { checkPrerequisites } from '#site/prerequisites/check-prerequisites.ts';
import type { PrerequisiteQuestion } from '#site/prerequisites/facts.ts';
import { connectionTo } from '../support/lab.ts';
import { CMG, labWithClient, notPassing, passing, type Short } from '../support/prerequisites.ts';
import { tempFolder } from '../support/temp.ts';

const { lab, client } = await labWithClient();

/** A lab with the first one's certificates: making keys is what takes long. */
async function labOf(options: Partial<LabOptions>): Promise<{ readonly client: AdminServiceClient }> {
  const dataFolder = await tempFolder('lab');
  await cp(lab.site.dataFolder, dataFolder, { recursive: true });
  await rm(join(dataFolder, 'lab.json'), { force: true });
  return await labWithClient({ ...options, dataFolder });
}

describe('whole sites', () => {
  const open = managementPoints.filter((one) => one.hostName === 'ps1.contoso.test');
  const internetOnly = open.map((one) => ({ ...one, isIntranetFacing: false }));
  const elsewhere = { providers: ['prov.contoso.test'] };
  const [contosoCmg] = gateways;

  it.each<
    readonly [
      name: string,
      variant: WorldVariant,
      question: Partial<PrerequisiteQuestion>,
      rows: readonly Short[],
    ]
  >([
    ['version 2006', { buildNumber: 9012 }, {}, [['C01', 'fail', 'C01.site']]],
    [
      'no gateway at all',
      { gateways: [] },
      {},
      [
        ['C02', 'fail', 'C02.none'],
        ...(['C03', 'C04', 'C05', 'C06', 'C07', 'C18', 'C20'] as const).map((id): Short => [
          id,
          'unknown',
          'gatewayUnknown',
        ]),
      ],
    ],
    [
      'a gateway in a state nobody documented',
      {
        gateways: contosoCmg === undefined ? [] : [{ ...contosoCmg, state: 3 as never }],
      },
      {},
      [['C02', 'unknown', 'C02.unknownState']],
    ],
    [
      'no management point behind the gateway',
      { managementPoints: open.map((one) => ({ ...one, allowsGatewayTraffic: false })) },
      {},
      [
        ['C02', 'fail', 'C02.unpublished'],
        ['C03', 'unknown', 'C03.nobody'],
        ['C04', 'unknown', 'C03.nobody'],
        ['C05', 'unknown', 'C03.nobody'],
        ['C20', 'fail', 'C20.role'],
      ],
    ],
    [
      'no connection point',
      { connectionPoints: [] },
      {},
      [
        ['C02', 'fail', 'C02.noConnector'],
        ['C03', 'unknown', 'C03.nobody'],
        ['C04', 'unknown', 'C03.nobody'],
        ['C05', 'unknown', 'C03.nobody'],
        ['C20', 'fail', 'C20.role'],
      ],
    ],
    ['enhanced HTTP instead of HTTPS', { iisSslState: 1472 }, { managementPoint: 'mp03.contoso.test' }, []],
    [
      'internet-only on version 2103',
      {
        buildNumber: 9049,
        managementPoints: [
          ...open,
          ...internetOnly.map((one) => ({ ...one, hostName: 'mp04.contoso.test' })),
        ],
      },
      { managementPoint: 'mp04.contoso.test' },
      [['C05', 'fail', 'C05.fail']],
    ],
    [
      'a gateway with a public certificate',
      {
        gateways: contosoCmg === undefined ? [] : [{ ...contosoCmg, hasPublicCertificate: true }],
      },
      {},
      [['C18', 'unknown', 'C18.noRoot']],
    ],
    ['a central administration site', { siteType: 4 }, {}, [['C21', 'fail', 'C21.central']]],
    ['a secondary site', { siteType: 1 }, {}, [['C21', 'fail', 'C21.secondary']]],
    [
      '2409 with the provider elsewhere',
      { ...elsewhere, buildNumber: 9132 },
      {},
      [['C22', 'fail', 'C22.fail']],
    ],
    [
      '2503 with the provider elsewhere',
      { ...elsewhere, buildNumber: 9135 },
      {},
      [['C22', 'warning', 'C22.perhaps']],
    ],
    ['2509 with the provider elsewhere', elsewhere, {}, []],
    ['2403 with the provider elsewhere', { ...elsewhere, buildNumber: 9128 }, {}, []],
    [
      'default client settings only',
      { clientSettings: [] },
      {},
      [
        ['C08', 'unknown', 'C08.default'],
        ['C09', 'unknown', 'C08.default'],
      ],
    ],
    [
      'a gateway whose distribution point is gone',
      { distributionPoints: [] },
      {},
      [
        ['C06', 'fail', 'C06.fail'],
        ['C07', 'fail', 'C07.noContent'],
      ],
    ],
  ])('%s', async (_name, variant, question, rows) => {
    const { client: there } = await labOf({ variant });
    expect(await notPassing(there, { ...passing, ...question })).toEqual(rows);
  });

  it('the gateway’s NAL path is what the lab says', () => {
    expect(contosoCmg?.nalPath).toBe(nalPath(CMG));
  });
});

describe('sites that do not answer everything', () => {
  it.each<readonly [className: string, ids: readonly string[]]>([
    ['SMS_Site', ['C01', 'C05', 'C21', 'C22']],
    ['SMS_SCI_SysResUse', ['C03', 'C04', 'C05', 'C06', 'C07', 'C22']],
    ['SMS_DistributionPointInfo', ['C06', 'C07']],
    ['SMS_AzureService', ['C02', 'C03', 'C04', 'C05', 'C06', 'C07', 'C18', 'C20']],
    ['SMS_CloudProxyRoleEndpoint', ['C02', 'C03', 'C04', 'C05', 'C20']],
    ['SMS_BootImagePackage', ['C01', 'C18']],
    ['SMS_TaskSequencePackage', ['C07', 'C10', 'C12', 'C20', 'C25', 'C26', 'C28']],
    ['SMS_TaskSequencePackageReference_Flat', ['C07']],
    ['SMS_TaskSequencePackageReference', ['C07']],
    ['SMS_PackageStatusDistPointsSummarizer', ['C07']],
    ['SMS_Advertisement', ['C08', 'C09', 'C11', 'C12', 'C13', 'C27']],
    ['SMS_ClientSettingsAssignment', ['C08', 'C09']],
    ['SMS_ClientSettings', ['C08', 'C09']],
    ['SMS_Collection', []],
    ['SMS_SCI_Component', []],
  ])('%s refused: only its conditions are undetermined, with the reason', async (className, ids) => {
    const { client: there } = await labOf({ refusedClasses: [className] });
    const { rows } = await checkPrerequisites(there, passing);
    expect(rows.filter((row) => row.state !== 'pass').map((row) => row.id)).toEqual(ids);
    for (const row of rows.filter((one) => one.state !== 'pass')) {
      expect([row.id, row.state, row.finding.key]).toEqual([row.id, 'unknown', 'unread']);
      expect(row.finding.values['detail']).toContain('Access denied');
    }
  });

  it('enhanced HTTP that cannot be read leaves an HTTP management point undetermined', async () => {
    const { client: there } = await labOf({ refusedClasses: ['SMS_SCI_Component'] });
    expect(await notPassing(there, { ...passing, managementPoint: 'mp03.contoso.test' })).toEqual([
      ['C04', 'unknown', 'C04.unknown'],
    ]);
  });

  it('wrong credentials and a site that is gone are errors, not rows', async () => {
    const wrong = createAdminServiceClient({
      ...connectionTo(lab),
      credentials: () => Promise.resolve({ kind: 'token', token: 'wrong' }),
    });
    await expect(checkPrerequisites(wrong, passing)).rejects.toMatchObject({ code: 'E_SITE_UNAUTHORIZED' });
    await wrong.close();
    const gone = createAdminServiceClient(
      { ...connectionTo(lab), url: 'https://127.0.0.1:1/AdminService' },
      { attempts: 1 },
    );
    await expect(checkPrerequisites(gone, passing)).rejects.toMatchObject({ code: 'E_SITE_UNREACHABLE' });
    await gone.close();
    const signal = AbortSignal.abort();
    await expect(checkPrerequisites(client, passing, { signal })).rejects.toMatchObject({
      code: 'E_CANCELLED',
    });
  });
});

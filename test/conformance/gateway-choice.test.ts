/** Which deployments and which content a medium is told about, case by case, on worlds made for the question. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContentPackage } from '#lab/content-store.ts';
import type { LabDeployment, LabGateway, LabTaskSequence } from '#lab/data/types.ts';
import { openLabSite, type LabSite } from '#lab/lab-site.ts';
import { contentLocations } from '#lab/management-point/locations.ts';
import { policiesForMedia } from '#lab/management-point/policies.ts';
import { tempFolder } from '../support/temp.ts';

let site: LabSite;

beforeAll(async () => {
  site = await openLabSite({ dataFolder: await tempFolder('choice') });
});

afterAll(async () => {
  await site.close();
});

/** The site with one deployment of one task sequence, changed as the case wants. */
function assigned(
  deployment: Partial<LabDeployment>,
  sequence: Partial<LabTaskSequence> = {},
): readonly string[] {
  const base = site.world.deployments.find((one) => one.packageId === 'PS100010');
  const taskSequence = site.world.taskSequences.find((one) => one.packageId === 'PS100010');
  if (base === undefined || taskSequence === undefined) throw new Error('the lab has no PS100010');
  const changed: LabSite = {
    ...site,
    world: {
      ...site.world,
      deployments: [{ ...base, ...deployment }],
      taskSequences: [{ ...taskSequence, ...sequence }],
    },
  };
  return policiesForMedia(changed).map((one) => one.policyId);
}

describe('a deployment is assigned to media over a gateway', () => {
  test.each([
    ['clients, media and PXE', 0x00040000, 1],
    ['media and PXE', 0x10000000, 1],
    ['media and PXE, hidden', 0x20000000, 1],
    ['clients only', 0x00000000, 0],
    ['clients only, other flags set', 0x02000020, 0],
    ['clients, media and PXE, but intranet only', 0x000c0000, 0],
    ['hidden, but intranet only', 0x20080000, 0],
    ['media, with a flag above 31 bits', 0x80040000, 1],
  ])('%s (flags %i): %i policies', (_name, advertFlags, count) => {
    expect(assigned({ advertFlags }).length).toBe(count);
  });

  test('only when it goes to All Unknown Computers and its task sequence is enabled and there', () => {
    const advertFlags = 0x00040000;
    expect(assigned({ advertFlags }).length).toBe(1);
    expect(assigned({ advertFlags, collectionId: 'SMS00001' })).toEqual([]);
    expect(assigned({ advertFlags }, { isEnabled: false })).toEqual([]);
    expect(assigned({ advertFlags, packageId: 'PS10FFFF' })).toEqual([]);
  });

  test('with the same bytes every time, and others for another version', () => {
    const [first] = policiesForMedia(site);
    const [second] = policiesForMedia(site);
    expect(first?.body).toEqual(second?.body);
    const newer: LabSite = {
      ...site,
      world: {
        ...site.world,
        taskSequences: site.world.taskSequences.map((one) => ({
          ...one,
          sourceVersion: one.sourceVersion + 1,
        })),
      },
    };
    expect(policiesForMedia(newer)[0]?.reference.hash).not.toBe(first?.reference.hash);
    expect(policiesForMedia(newer)[0]?.reference.location).not.toBe(first?.reference.location);
  });
});

describe('content has a location', () => {
  const packageId = 'PS1000AA';
  const content: ContentPackage = {
    packageId,
    version: 3,
    files: [],
    async *open() {
      yield await Promise.resolve(new Uint8Array());
    },
  };

  function located(options: {
    readonly state?: 0 | 1 | 2 | 3 | 7;
    readonly version?: string;
    readonly gateway?: Partial<LabGateway>;
    readonly hasContent?: boolean;
  }): number {
    const gateway = site.world.gateways.find((one) => one.contentEnabled);
    if (gateway === undefined) throw new Error('the lab has no gateway with content');
    const status = {
      packageId,
      nalPath: gateway.nalPath,
      state: options.state ?? 0,
      sourceVersion: 3,
    } as const;
    const changed: LabSite = {
      ...site,
      content: new Map(options.hasContent === false ? [] : [[packageId, content]]),
      world: { ...site.world, contentStatus: [status] },
    };
    return contentLocations(changed, {
      packageId,
      version: options.version ?? '3',
      clientId: '11111111-0000-4000-8000-000000000001',
      gateway: { ...gateway, ...options.gateway },
      host: gateway.hostName,
      lifeMs: 1000,
    }).length;
  }

  test('when the gateway holds the wanted version, or any when none is named', () => {
    expect(located({})).toBe(1);
    expect(located({ version: '' })).toBe(1);
  });

  test.each([
    ['being copied', { state: 1 }],
    ['failed', { state: 3 }],
    ['an older version', { version: '4' }],
    ['a newer version', { version: '2' }],
    ['without bytes', { hasContent: false }],
    ['at a gateway without content', { gateway: { contentEnabled: false } }],
    ['at a gateway that is no distribution point', { gateway: { hostName: 'contoso-edge.contoso.test' } }],
  ] as const)('but not %s', (_name, options) => {
    expect(located(options)).toBe(0);
  });
});

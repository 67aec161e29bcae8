/** The lab's data: complete, consistent, deterministic, and every prerequisite case fails what it says it fails. */
import { describe, expect, it } from 'vitest';
import { applicationId } from '#lab/data/packages.ts';
import { PASSING_TASK_SEQUENCE, prerequisiteCases } from '#lab/data/prerequisite-cases.ts';
import { GATEWAY_CLIENT_PROPERTIES } from '#lab/data/sequences.ts';
import type { LabDeployment, LabTaskSequence, LabWorld } from '#lab/data/types.ts';
import { contosoWorld, MAX_SCALE } from '#lab/data/world.ts';
import { parseSequence } from '../../../resources/runtime/engine/sequence.ts';

const world = contosoWorld();
const cloud = world.distributionPoints.find((one) => one.gatewayHostName !== undefined)?.nalPath;

function sequence(packageId: string): LabTaskSequence {
  const found = world.taskSequences.find((one) => one.packageId === packageId);
  if (found === undefined) throw new Error(`no ${packageId}`);
  return found;
}

function deployment(packageId: string): LabDeployment {
  const found = world.deployments.find((one) => one.packageId === packageId);
  if (found === undefined) throw new Error(`${packageId} is not deployed`);
  return found;
}

describe('the site', () => {
  it('has the names and the numbers that tests and tools rely on', () => {
    expect(world.bootImages).toHaveLength(12);
    expect(world.taskSequences).toHaveLength(45);
    expect(world.distributionPoints).toHaveLength(8);
    expect(world.gateways.map((one) => [one.hostName, one.state, one.contentEnabled])).toEqual([
      ['contoso-cmg.contoso.test', 0, true],
      ['contoso-edge.contoso.test', 0, false],
      ['contoso-old.contoso.test', 6, false],
    ]);
    expect(world.bootImages[0]).toMatchObject({ packageId: 'PS100001', family: 'linux' });
    expect(world.siteCode).toBe('PS1');
  });

  it('gives no id twice', () => {
    const ids = [...world.bootImages, ...world.packages, ...world.taskSequences].map((one) => one.packageId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^PS1[0-9A-F]{5}$/);
    const adverts = world.deployments.map((one) => one.advertisementId);
    expect(new Set(adverts).size).toBe(adverts.length);
  });

  it('refers only to what exists', () => {
    const known = new Set(
      [...world.bootImages, ...world.packages].flatMap((one) => [
        one.packageId,
        applicationId(one.packageId),
      ]),
    );
    const collections = new Set(world.collections.map((one) => one.collectionId));
    for (const one of world.taskSequences) {
      expect(one.references.filter((id) => !known.has(id))).toEqual([]);
    }
    for (const one of world.deployments) expect(collections).toContain(one.collectionId);
    for (const one of world.clientSettings) {
      for (const id of one.collectionIds) expect(collections).toContain(id);
    }
  });

  it('deploys exactly three task sequences to All Unknown Computers', () => {
    const unknown = world.deployments.filter((one) => one.collectionId === 'SMS000US');
    expect(unknown.map((one) => one.packageId)).toEqual(['PS100010', 'PS100020', 'PS100048']);
  });
});

describe('task sequence XML', () => {
  it.each(world.taskSequences.map((one) => [one.packageId, one] as const))(
    '%s is read by the on-device engine, 3.10, and lists its packages',
    (_id, one) => {
      const xml = one.xml();
      const read = parseSequence(xml);
      expect(read.version).toBe('3.10');
      const listed = read.references;
      expect([...(one.bootImageId === '' ? [] : [one.bootImageId]), ...listed]).toEqual(one.references);
      expect(one.xml()).toBe(xml);
    },
  );

  it('of the diagnostics uses the steps the on-device engine runs, and no other', () => {
    const types = [
      ...sequence('PS100020')
        .xml()
        .matchAll(/<step type="([^"]+)"/g),
    ].map((match) => match[1]);
    expect(new Set(types)).toEqual(
      new Set([
        'SMS_TaskSequence_SetVariableAction',
        'SMS_TaskSequence_RunCommandLineAction',
        'SMS_TaskSequence_RebootAction',
      ]),
    );
    expect(types.at(-1)).toBe('SMS_TaskSequence_RebootAction');
    expect(sequence('PS100020').xml()).toContain(
      '<action>smsswd.exe /run:PS100030 sh diagnostics.sh</action>',
    );
  });
});

/** What fails for a task sequence, by the conditions of the prerequisites table that a site can show. */
function failing(packageId: string, within: LabWorld): readonly string[] {
  const one = sequence(packageId);
  const to = deployment(packageId);
  const xml = one.xml();
  const contents = new Map(
    [...within.bootImages, ...within.packages].flatMap((item) => [
      [item.packageId, item] as const,
      [applicationId(item.packageId), item] as const,
    ]),
  );
  const isOnGateway = one.references.every((id) => {
    const item = contents.get(id);
    const status = within.contentStatus.find(
      (entry) => entry.packageId === item?.packageId && entry.nalPath === cloud,
    );
    return status?.state === 0 && status.sourceVersion === item?.sourceVersion;
  });
  const settings = within.clientSettings.find(
    (entry) => entry.hasCloudAgent && entry.collectionIds.includes(to.collectionId),
  );
  const client = within.bootImages.find((image) => image.packageId === one.bootImageId)?.clientVersion;
  const has = (flags: number, bits: number): boolean => (flags & bits) !== 0;
  const checks: Readonly<Record<string, boolean>> = {
    C01: Number(client?.split('.')[2]) >= 9040,
    C07: isOnGateway,
    C08: settings?.allowCloudDp === true,
    C09: settings?.allowCmg === true,
    C10: !/name="OSD(Network)?JoinType"[^>]*>0</.test(xml),
    C11: !has(to.advertFlags, 0x80000),
    C12: has(to.advertFlags, 0x30040000),
    C13: has(to.remoteClientFlags, 0x300) && !has(to.remoteClientFlags, 0x88),
    C20: xml.includes(GATEWAY_CLIENT_PROPERTIES),
    C25: one.dependentProgram === '',
    C26: !/<step type="SMS_TaskSequence_EnableBitLockerAction"(?![^>]*continueOnError)[^>]*>[^]*?ActiveDirectory/.test(
      xml,
    ),
    C27: !has(to.advertFlags, 0x10000),
    C28: xml.includes('property="RandomAdminPassword">false<'),
  };
  return Object.entries(checks).flatMap(([id, passes]) => (passes ? [] : [id]));
}

describe('prerequisite cases', () => {
  it('the main task sequence passes everything a site can show', () => {
    expect(failing(PASSING_TASK_SEQUENCE, world)).toEqual([]);
  });

  const ofSequences = prerequisiteCases.filter((one) => one.packageId !== undefined);
  it.each(ofSequences.map((one) => [one.condition, one.packageId ?? '', one.what] as const))(
    '%s is all that fails for %s (%s)',
    (condition, packageId) => {
      expect(failing(packageId, world)).toEqual([condition]);
    },
  );

  it('servers show the others', () => {
    const host = (condition: string): string | undefined =>
      prerequisiteCases.find((one) => one.condition === condition)?.hostName;
    const point = (condition: string): unknown =>
      world.managementPoints.find((one) => one.hostName === host(condition));
    expect(world.gateways.find((one) => one.hostName === host('C02'))?.state).toBe(6);
    expect(point('C03')).toMatchObject({ allowsGatewayTraffic: false });
    expect(point('C04')).toMatchObject({ sslState: 0 });
    expect(point('C05')).toMatchObject({ isInternetFacing: true, isIntranetFacing: false });
    expect(world.gateways.find((one) => one.hostName === host('C06'))).toMatchObject({
      state: 0,
      contentEnabled: false,
    });
  });
});

describe('--scale', () => {
  /** Everything of a site but its functions, and the XML they make. */
  const everything = (scale: number, seed: number): readonly string[] => {
    const { taskSequences, ...rest } = contosoWorld({ scale, seed });
    return [...taskSequences.map((one) => JSON.stringify({ ...one, xml: one.xml() })), JSON.stringify(rest)];
  };

  it('makes the same site from the same seed, to the last letter, and another one from another', () => {
    const many = everything(5000, 7);
    expect(many).toHaveLength(5001);
    expect(everything(5000, 7)).toEqual(many);
    const others = everything(5000, 8);
    expect(others.slice(0, 45)).toEqual(many.slice(0, 45));
    expect(others.slice(45).filter((text, index) => text !== many[index + 45]).length).toBeGreaterThan(4000);
    expect(everything(200, 7).slice(0, 200)).toEqual(many.slice(0, 200));
    expect(everything(3, 7)).toHaveLength(46);
  });

  it('gives no id twice and refers only to what exists, up to the largest scale', () => {
    const large = contosoWorld({ scale: MAX_SCALE, seed: 7 });
    expect(large.taskSequences).toHaveLength(MAX_SCALE);
    const packages = [...large.bootImages, ...large.packages, ...large.taskSequences];
    const ids = [...packages, ...large.deployments].map((one) =>
      'advertisementId' in one ? one.advertisementId : one.packageId,
    );
    expect(ids.find((id) => !/^PS1[0-9A-F]{5}$/.test(id))).toBeUndefined();
    expect(new Set(packages.map((one) => one.packageId)).size).toBe(packages.length);
    expect(new Set(large.deployments.map((one) => one.advertisementId)).size).toBe(large.deployments.length);
    const known = new Set(packages.flatMap((one) => [one.packageId, applicationId(one.packageId)]));
    for (const one of large.taskSequences.slice(45, 245))
      expect(one.references.filter((id) => !known.has(id))).toEqual([]);
  });

  it('makes XML the on-device engine reads for what it adds', () => {
    for (const one of contosoWorld({ scale: 140, seed: 3 }).taskSequences.slice(45)) {
      expect(parseSequence(one.xml()).children.length).toBeGreaterThan(0);
    }
  });
});

/** Puts the tables together to the site "Contoso", and says which distribution point holds which package. */
import {
  BUILD_NUMBER,
  HIERARCHY_ID,
  IIS_SSL_STATE,
  SITE_CODE,
  SITE_SERVER,
  boundaryGroups,
  clientSettings,
  collections,
  distributionPoints,
  gateways,
  managementPoints,
  unknownComputers,
} from './infrastructure.ts';
import { bootImages, packages } from './packages.ts';
import { scaledTaskSequences } from './scale.ts';
import { deployments, taskSequences } from './task-sequences.ts';
import type { LabContentStatus, LabWorld } from './types.ts';

export interface WorldOptions {
  /** Task sequences altogether; below the 45 of the tables means 45. */
  readonly scale?: number | undefined;
  readonly seed?: number | undefined;
  /** Facts of the whole site that differ from Contoso's; for tests of sites that are not as they should be. */
  readonly variant?: WorldVariant | undefined;
}

/** What may differ. Names of servers and gateways stay, because certificates are made for them. */
export type WorldVariant = Partial<
  Pick<
    LabWorld,
    | 'buildNumber'
    | 'siteType'
    | 'providers'
    | 'connectionPoints'
    | 'iisSslState'
    | 'gateways'
    | 'managementPoints'
    | 'distributionPoints'
    | 'boundaryGroups'
    | 'clientSettings'
    | 'taskSequences'
    | 'deployments'
    | 'contentStatus'
  >
>;

/** The largest scale: task sequence ids PS101000 to PS10FFFF. */
export const MAX_SCALE = 61_000;

/** The site as data. The same options give the same site. */
export function contosoWorld(options: WorldOptions = {}): LabWorld {
  const wanted = Math.min(options.scale ?? 0, MAX_SCALE);
  const more = scaledTaskSequences(Math.max(0, wanted - taskSequences.length), options.seed ?? 1);
  return {
    siteCode: SITE_CODE,
    siteName: 'Contoso',
    hierarchyId: HIERARCHY_ID,
    buildNumber: BUILD_NUMBER,
    siteServer: SITE_SERVER,
    siteType: 2,
    providers: [SITE_SERVER],
    connectionPoints: [SITE_SERVER],
    iisSslState: IIS_SSL_STATE,
    gateways,
    managementPoints,
    distributionPoints,
    boundaryGroups,
    bootImages,
    packages,
    taskSequences: [...taskSequences, ...more.taskSequences],
    deployments: [...deployments, ...more.deployments],
    collections,
    unknownComputers,
    clientSettings,
    contentStatus: contentStatus(),
    ...options.variant,
  };
}

/** What the gateway holds differently from every other package: `absent`, or state and source version. */
const ON_GATEWAY: Readonly<
  Record<string, 'absent' | { readonly state: LabContentStatus['state']; readonly behind: number }>
> = {
  PS100037: 'absent',
  PS100038: { state: 1, behind: 0 },
  PS100039: { state: 3, behind: 0 },
  PS10003A: { state: 0, behind: 2 },
};

/** Branch distribution points without the large images, so that not everything is everywhere. */
const BRANCH_HOSTS: readonly string[] = ['dp05.contoso.test', 'dp06.contoso.test'];

/** Every package everywhere, but for what the tables above say. */
export function contentStatus(): readonly LabContentStatus[] {
  return [...bootImages, ...packages].flatMap((one) =>
    distributionPoints.flatMap((point): LabContentStatus[] => {
      const special = point.gatewayHostName === undefined ? undefined : ON_GATEWAY[one.packageId];
      if (special === 'absent') return [];
      if (BRANCH_HOSTS.includes(point.hostName) && (one.kind === 257 || one.kind === 259)) return [];
      return [
        {
          packageId: one.packageId,
          nalPath: point.nalPath,
          state: special?.state ?? 0,
          sourceVersion: one.sourceVersion - (special?.behind ?? 0),
        },
      ];
    }),
  );
}

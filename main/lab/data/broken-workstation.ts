/**
 * PS100048, the deployment that a medium runs from end to end, with one of C06 to C13 broken: as a variant of the
 * site, because a new device sees only what is deployed to All Unknown Computers. What the check says beforehand and what
 * the device meets afterwards must agree.
 */
import {
  ALL_UNKNOWN_COMPUTERS,
  clientSettings,
  distributionPoints,
  gateways,
  nalPath,
} from './infrastructure.ts';
import { sequenceXml } from './sequence-xml.ts';
import { ADVERT, deployments, REMOTE, taskSequences } from './task-sequences.ts';
import type { LabClientSettings, LabDeployment } from './types.ts';
import { contentStatus, type WorldVariant } from './world.ts';
import { workstationDeployment } from './workstation-sequences.ts';

export type BreakableCondition = 'C06' | 'C07' | 'C08' | 'C09' | 'C10' | 'C11' | 'C12' | 'C13';

export const WORKSTATION_SEQUENCE = 'PS100048';
const GATEWAY = 'contoso-cmg.contoso.test';
/** The last package of the sequence, needed in the installed system. */
const MISSING_PACKAGE = 'PS100033';

/**
 * What differs from Contoso so that the condition, and no other of C06 to C13, fails for PS100048; for `variant` of the
 * lab. Switch: C06 gateway without content; C07 PS100033 not on the gateway; C08 AllowCloudDP; C09 AllowCMG; C10 domain
 * join; C11 AdvertFlags 0x80000; C12 AdvertFlags without 0x40000; C13 RemoteClientFlags download first.
 */
export const brokenWorkstation: Readonly<Record<BreakableCondition, () => WorldVariant>> = {
  /** The gateway runs but serves no content; so it holds none either, and C07 fails with it. */
  C06: () => ({
    gateways: gateways.map((one) =>
      one.hostName === GATEWAY ? { ...one, contentEnabled: false, nalPath: '' } : one,
    ),
    distributionPoints: distributionPoints.filter((one) => one.gatewayHostName !== GATEWAY),
  }),
  /** One package was never distributed to the gateway. */
  C07: () => ({
    contentStatus: contentStatus().filter(
      (one) => one.packageId !== MISSING_PACKAGE || one.nalPath !== nalPath(GATEWAY),
    ),
  }),
  /** Client settings of unknown computers: no content from the cloud. */
  C08: () => ({ clientSettings: settingsWith({ allowCloudDp: false }) }),
  /** Client settings of unknown computers: no gateway. */
  C09: () => ({ clientSettings: settingsWith({ allowCmg: false }) }),
  /** The sequence joins a domain. */
  C10: () => ({
    taskSequences: taskSequences.map((one) => {
      if (one.packageId !== WORKSTATION_SEQUENCE) return one;
      const listed = one.references.filter((id) => id !== one.bootImageId);
      return { ...one, xml: () => sequenceXml(workstationDeployment({ join: 'domain' }), listed) };
    }),
  }),
  /** Not on the internet. */
  C11: () => deploymentWith((one) => ({ advertFlags: one.advertFlags + ADVERT.INTRANET_ONLY })),
  /** Available to Configuration Manager clients only. */
  C12: () => deploymentWith((one) => ({ advertFlags: one.advertFlags - ADVERT.MEDIA_AND_PXE })),
  /** Everything is to be downloaded before the start. */
  C13: () => deploymentWith(() => ({ remoteClientFlags: REMOTE.DOWNLOAD_FIRST + REMOTE.RERUN_ALWAYS })),
};

/** All Unknown Computers leaves the settings it shares with others and gets its own. */
function settingsWith(change: Partial<LabClientSettings>): readonly LabClientSettings[] {
  return clientSettings.flatMap((one) => {
    if (!one.collectionIds.includes(ALL_UNKNOWN_COMPUTERS)) return [one];
    const others = one.collectionIds.filter((id) => id !== ALL_UNKNOWN_COMPUTERS);
    return [
      { ...one, collectionIds: others },
      {
        ...one,
        settingsId: 16777399,
        name: 'Unknown computers',
        priority: 9,
        ...change,
        collectionIds: [ALL_UNKNOWN_COMPUTERS],
      },
    ];
  });
}

function deploymentWith(change: (one: LabDeployment) => Partial<LabDeployment>): WorldVariant {
  return {
    deployments: deployments.map((one) =>
      one.packageId === WORKSTATION_SEQUENCE ? { ...one, ...change(one) } : one,
    ),
  };
}

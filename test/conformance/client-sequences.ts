/** Task sequences for clients in front of the lab: one of each kind that Software Center can meet. */
import {
  group,
  installApplications,
  restart,
  runCommand,
  runTaskSequence,
  setupClient,
  setVariable,
  upgradeWindows,
} from '#lab/data/sequence-steps.ts';
import { referencesOf, sequenceXml, type SequenceNode } from '#lab/data/sequence-xml.ts';
import type { LabDeployment, LabTaskSequence } from '#lab/data/types.ts';

export const UPGRADE_PACKAGE = 'PS100068';
export const APPLICATION = 'PS100080';
const CHILD = { packageId: 'PS10009A', sequenceName: 'Settings', references: ['PS100036'] } as const;

/** AdvertFlags: for media as well; not on the internet; media only; hidden. */
const FLAGS = { both: 0x0004_0000, intranet: 0x0008_0000, media: 0x1000_0000, hidden: 0x2000_0000 };
/** RemoteClientFlags: as steps need it; all before the start. */
const WHEN_NEEDED = 0x100 + 0x200;
const BEFORE_START = 0x10 + 0x40;

interface Spec {
  readonly id: string;
  readonly name: string;
  readonly nodes: readonly SequenceNode[] | (() => readonly SequenceNode[]);
  readonly flags?: number;
  readonly bootImageId?: string;
  readonly start?: string;
  readonly remoteFlags?: number;
  /** Only run by another one. */
  readonly isChild?: boolean;
}

/** `clientProperties`: of Setup Windows and ConfigMgr; known when the lab listens. */
function specs(clientProperties: () => string): readonly Spec[] {
  return [
    {
      id: 'PS100090',
      name: 'A: Upgrade to Lab Workstation 2',
      nodes: [
        group('Upgrade', [
          upgradeWindows(UPGRADE_PACKAGE),
          runCommand('Look', 'cmd.exe /c test "%_SMSTSInWinPE%" = false', { runIn: 'FullOS' }),
        ]),
      ],
    },
    {
      id: 'PS100091',
      name: 'B: Viewer',
      nodes: [setVariable('Colour', 'blue'), installApplications('Install Viewer', [APPLICATION])],
    },
    { id: 'PS100092', name: 'C: Fails', nodes: [runCommand('Fail', 'cmd.exe /c exit 7')] },
    {
      id: 'PS100093',
      name: 'D: Wipe and Load',
      bootImageId: 'PS100001',
      nodes: () => [
        setVariable('SMSTSPreserveContent', 'true'),
        restart('WinPE', 0),
        // Where the disk would be divided and the image applied.
        setVariable('OSDTargetSystemDrive', 'C:'),
        setupClient('PS100031', clientProperties()),
        runCommand('Afterwards', 'cmd.exe /c test "%_SMSTSInWinPE%" = false', { runIn: 'FullOS' }),
      ],
    },
    {
      id: 'PS100098',
      name: 'E: Weekly',
      remoteFlags: BEFORE_START,
      nodes: [
        setVariable('SMSTSPreserveContent', 'true'),
        runCommand('Weekly', 'cmd.exe /c grep -q weekly weekly.cmd', {
          packageId: 'PS100036',
          runIn: 'FullOS',
        }),
      ],
    },
    {
      id: 'PS100099',
      name: 'F: Nested',
      remoteFlags: BEFORE_START,
      nodes: [
        runTaskSequence('Run the settings', CHILD),
        runCommand('Afterwards', 'cmd.exe /c test "%FromChild%" = yes'),
      ],
    },
    {
      id: CHILD.packageId,
      name: CHILD.sequenceName,
      isChild: true,
      nodes: [
        setVariable('FromChild', 'yes'),
        runCommand('Weekly', 'cmd.exe /c grep -q weekly weekly.cmd', { packageId: 'PS100036' }),
      ],
    },
    { id: 'PS100094', name: 'Office only', nodes: [], flags: FLAGS.both + FLAGS.intranet },
    { id: 'PS100095', name: 'Media only', nodes: [], flags: FLAGS.media },
    { id: 'PS100096', name: 'Hidden', nodes: [], flags: FLAGS.hidden },
    { id: 'PS100097', name: 'Next year', nodes: [], start: '2099-01-01T00:00:00Z' },
  ];
}

function sequenceOf(spec: Spec): LabTaskSequence {
  const nodes = (): readonly SequenceNode[] => (typeof spec.nodes === 'function' ? spec.nodes() : spec.nodes);
  return {
    packageId: spec.id,
    name: spec.name,
    description: '',
    version: '',
    sourceVersion: 1,
    sourceDate: '2026-10-05T08:00:00Z',
    type: 1,
    bootImageId: spec.bootImageId ?? '',
    isEnabled: true,
    dependentProgram: '',
    references: [],
    xml: () => sequenceXml(nodes(), referencesOf(nodes())),
  };
}

function deploymentOf(spec: Spec): LabDeployment {
  return {
    advertisementId: spec.id.replace('PS10', 'PS12'),
    name: spec.name,
    packageId: spec.id,
    collectionId: 'PS100C06',
    offerType: 2,
    advertFlags: spec.flags ?? FLAGS.both,
    remoteClientFlags: spec.remoteFlags ?? WHEN_NEEDED,
    presentTime: spec.start ?? '2026-10-05T08:00:00Z',
    comment: '',
  };
}

/** For `startLab`: nothing else is deployed. */
export function clientVariant(clientProperties: () => string): {
  readonly taskSequences: readonly LabTaskSequence[];
  readonly deployments: readonly LabDeployment[];
} {
  const all = specs(clientProperties);
  return {
    taskSequences: all.map(sequenceOf),
    deployments: all.filter((one) => one.isChild !== true).map(deploymentOf),
  };
}

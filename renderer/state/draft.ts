/**
 * Everything the wizard's pages hold, for all kinds of media at once, so that changing the kind and changing it back
 * loses nothing. It becomes a request by leaving out what the kind does not have. No secret is in it: passwords and
 * hidden values are kept by `secret-keeper.ts`.
 */
import type { DriveIdentity } from '#contract/drives.ts';
import type { MediaKind, MediaRequest } from '#contract/media-request.ts';

export interface ChosenDrive {
  readonly identity: DriveIdentity;
  readonly name: string;
  readonly isConfirmed: boolean;
  readonly isUpdate: boolean;
}

export interface DraftVariable {
  /** Names the row, also where its hidden value is kept. */
  readonly id: string;
  readonly name: string;
  /** Empty when hidden. */
  readonly value: string;
  readonly isHidden: boolean;
}

export interface Draft {
  readonly site: string;
  readonly kind: MediaKind;
  readonly unattended: boolean;
  readonly mediaManagement: 'dynamic' | 'site-based' | 'internet-based';
  readonly drives: readonly ChosenDrive[];
  /** Empty: no such file. */
  readonly isoPath: string;
  readonly imagePath: string;
  readonly wimPath: string;
  readonly label: string;
  readonly autorun: boolean;
  readonly partitionStyle: 'gpt' | 'mbr';
  readonly mediaSize: '650MB' | '4GB' | '8GB' | 'unlimited';
  readonly algorithm: 'aes-256' | 'aes-128';
  readonly createdBy: string;
  readonly version: string;
  readonly comment: string;
  readonly allowNoPassword: boolean;
  readonly certificateSource: 'self-signed' | 'pfx';
  /** ISO 8601 or empty for the default. */
  readonly certificateStart: string;
  readonly certificateExpires: string;
  readonly certificatePath: string;
  readonly unknownComputers: boolean;
  readonly userDeviceAffinity: 'auto' | 'pending' | 'none';
  readonly hasValidity: boolean;
  readonly validityStart: string;
  readonly validityExpires: string;
  readonly taskSequenceId: string;
  readonly detectDependencies: boolean;
  readonly bootImageId: string;
  readonly distributionPoint: string;
  readonly managementPoints: readonly string[];
  readonly cmg: string;
  readonly imagePackageId: string;
  readonly imageIndex: number;
  readonly applications: readonly string[];
  readonly packages: readonly string[];
  readonly driverPackages: readonly string[];
  readonly distributionPoints: readonly string[];
  readonly variables: readonly DraftVariable[];
  readonly hasPrestart: boolean;
  readonly prestartCommand: string;
  readonly prestartPackageId: string;
}

/** The start of a new medium: the case this program exists for. */
export const EMPTY_DRAFT: Draft = {
  site: 'lab',
  kind: 'bootable',
  unattended: false,
  mediaManagement: 'internet-based',
  drives: [],
  isoPath: '',
  imagePath: '',
  wimPath: '',
  label: 'Configuration Manager',
  autorun: false,
  partitionStyle: 'gpt',
  mediaSize: 'unlimited',
  algorithm: 'aes-256',
  createdBy: '',
  version: '',
  comment: '',
  allowNoPassword: false,
  certificateSource: 'self-signed',
  certificateStart: '',
  certificateExpires: '',
  certificatePath: '',
  unknownComputers: true,
  userDeviceAffinity: 'none',
  hasValidity: false,
  validityStart: '',
  validityExpires: '',
  taskSequenceId: '',
  detectDependencies: true,
  bootImageId: '',
  distributionPoint: '',
  managementPoints: [],
  cmg: '',
  imagePackageId: '',
  imageIndex: 1,
  applications: [],
  packages: [],
  driverPackages: [],
  distributionPoints: [],
  variables: [],
  hasPrestart: false,
  prestartCommand: '',
  prestartPackageId: '',
};

/** The request of a draft, still to be judged by its schema. */
export function toRequest(draft: Draft): Record<string, unknown> {
  return withoutEmpty(requestOf(draft));
}

function requestOf(draft: Draft): Record<string, unknown> {
  const media = { label: draft.label, autorun: draft.autorun, partitionStyle: draft.partitionStyle };
  const boot = { bootImageId: draft.bootImageId, distributionPoint: draft.distributionPoint };
  const runs = {
    unattended: draft.unattended,
    allowNoPassword: draft.allowNoPassword,
    variables: draft.variables.map(({ name, value, isHidden }) =>
      isHidden ? { hidden: true, name } : { hidden: false, name, value },
    ),
    prestart: draft.hasPrestart
      ? withoutEmpty({ command: draft.prestartCommand, packageId: draft.prestartPackageId }, ['command'])
      : '',
    algorithm: draft.algorithm,
  };
  const contents = {
    applications: draft.applications,
    packages: draft.packages,
    driverPackages: draft.driverPackages,
    distributionPoints: draft.distributionPoints,
  };
  const contact = {
    mediaManagement: draft.mediaManagement,
    managementPoints: draft.mediaManagement === 'internet-based' ? [] : draft.managementPoints,
    certificate:
      draft.certificateSource === 'pfx'
        ? { source: 'pfx', path: draft.certificatePath }
        : withoutEmpty({
            source: 'self-signed',
            start: draft.certificateStart,
            expires: draft.certificateExpires,
          }),
    unknownComputers: draft.unknownComputers,
    userDeviceAffinity: draft.userDeviceAffinity,
  };
  switch (draft.kind) {
    case 'bootable': {
      const cmg = draft.mediaManagement === 'internet-based' ? draft.cmg : '';
      return { kind: draft.kind, ...contact, cmg, ...boot, ...runs, ...media };
    }
    case 'standalone':
      return {
        kind: draft.kind,
        taskSequenceId: draft.taskSequenceId,
        detectDependencies: draft.detectDependencies,
        ...contents,
        ...runs,
        validity: draft.hasValidity
          ? withoutEmpty({ start: draft.validityStart, expires: draft.validityExpires })
          : '',
        mediaSize: draft.mediaSize,
        ...media,
      };
    case 'prestaged':
      return {
        kind: draft.kind,
        ...contact,
        // A gateway serves bootable media only; the page says so and the choice falls back.
        mediaManagement: draft.mediaManagement === 'internet-based' ? 'site-based' : draft.mediaManagement,
        managementPoints: draft.managementPoints,
        ...boot,
        taskSequenceId: draft.taskSequenceId,
        image: { packageId: draft.imagePackageId, index: draft.imageIndex },
        ...contents,
        ...runs,
        properties: { createdBy: draft.createdBy, version: draft.version, comment: draft.comment },
      };
    case 'capture':
      return { kind: draft.kind, ...boot, ...media };
  }
}

/** The draft that makes this request again; `site` and outputs stay what they are in `base`. */
export function fromRequest(request: MediaRequest, base: Draft = EMPTY_DRAFT): Draft {
  const { site, drives, isoPath, imagePath, wimPath } = base;
  const kept = { ...EMPTY_DRAFT, site, drives, isoPath, imagePath, wimPath, kind: request.kind };
  switch (request.kind) {
    case 'bootable':
      return {
        ...kept,
        ...bootOf(request),
        ...runsOf(request),
        ...contactOf(request),
        ...mediaOf(request),
        cmg: request.cmg ?? '',
      };
    case 'standalone':
      return {
        ...kept,
        ...runsOf(request),
        ...contentsOf(request),
        ...mediaOf(request),
        taskSequenceId: request.taskSequenceId,
        detectDependencies: request.detectDependencies,
        mediaSize: request.mediaSize,
        hasValidity: request.validity !== undefined,
        validityStart: request.validity?.start ?? '',
        validityExpires: request.validity?.expires ?? '',
      };
    case 'prestaged':
      return {
        ...kept,
        ...bootOf(request),
        ...runsOf(request),
        ...contactOf(request),
        ...contentsOf(request),
        ...request.properties,
        taskSequenceId: request.taskSequenceId,
        imagePackageId: request.image.packageId,
        imageIndex: request.image.index,
      };
    case 'capture':
      return { ...kept, ...bootOf(request), ...mediaOf(request) };
  }
}

type Of<Kind extends MediaKind> = Extract<MediaRequest, { readonly kind: Kind }>;

function bootOf(request: Of<'bootable' | 'prestaged' | 'capture'>): Partial<Draft> {
  return { bootImageId: request.bootImageId, distributionPoint: request.distributionPoint ?? '' };
}

function mediaOf({
  label,
  autorun,
  partitionStyle,
}: Of<'bootable' | 'standalone' | 'capture'>): Partial<Draft> {
  return { label, autorun, partitionStyle };
}

function contentsOf(request: Of<'standalone' | 'prestaged'>): Partial<Draft> {
  const { applications, packages, driverPackages, distributionPoints } = request;
  return { applications, packages, driverPackages, distributionPoints };
}

function contactOf(request: Of<'bootable' | 'prestaged'>): Partial<Draft> {
  const { mediaManagement, managementPoints, certificate, unknownComputers, userDeviceAffinity } = request;
  const isPfx = certificate.source === 'pfx';
  return {
    mediaManagement,
    managementPoints,
    unknownComputers,
    userDeviceAffinity,
    certificateSource: certificate.source,
    certificatePath: isPfx ? certificate.path : '',
    certificateStart: isPfx ? '' : (certificate.start ?? ''),
    certificateExpires: isPfx ? '' : (certificate.expires ?? ''),
  };
}

function runsOf(request: Of<'bootable' | 'standalone' | 'prestaged'>): Partial<Draft> {
  const { unattended, allowNoPassword, algorithm, variables, prestart } = request;
  return {
    unattended,
    allowNoPassword,
    algorithm,
    variables: variables.map((one, index) => ({
      id: `v${index}`,
      name: one.name,
      value: one.hidden ? '' : one.value,
      isHidden: one.hidden,
    })),
    hasPrestart: prestart !== undefined,
    prestartCommand: prestart?.command ?? '',
    prestartPackageId: prestart?.packageId ?? '',
  };
}

/** Fields that were left empty are absent from a request; those in `kept` stay, to be judged. */
function withoutEmpty(
  record: Readonly<Record<string, unknown>>,
  kept: readonly string[] = ['bootImageId', 'taskSequenceId'],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).filter(([key, value]) => value !== '' || kept.includes(key)),
  );
}

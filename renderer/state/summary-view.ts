/**
 * Everything that was chosen, page by page, for the summary. Pure: labels are keys, values say what kind they are, so the
 * page only has to find the words. No secret is in it; of a hidden value only its name.
 */
import type { CatalogView } from '#contract/site.ts';
import type { Draft } from './draft.ts';
import type { SecretFacts } from './judge-draft.ts';
import { pagesOf, type PageId } from './pages.ts';

export type SummaryValue =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'list'; readonly texts: readonly string[] }
  /** A key below "word" in the texts. */
  | { readonly is: 'word'; readonly word: SummaryWord }
  | { readonly is: 'day'; readonly at: string };

export type SummaryWord =
  | 'yes'
  | 'no'
  | 'none'
  | 'set'
  | 'notSet'
  | 'notUsed'
  | 'unlimited'
  | 'noPassword'
  | 'selfSigned'
  | 'now'
  | 'inAYear'
  | Draft['kind']
  | Draft['mediaManagement']
  | 'affinityAuto'
  | 'affinityPending'
  | 'affinityNone';

export type SummaryLabel =
  | 'site'
  | 'kind'
  | 'unattended'
  | 'management'
  | 'drives'
  | 'iso'
  | 'image'
  | 'wim'
  | 'label'
  | 'partitionStyle'
  | 'autorun'
  | 'mediaSize'
  | 'createdBy'
  | 'version'
  | 'comment'
  | 'password'
  | 'algorithm'
  | 'certificate'
  | 'certificateStart'
  | 'certificateExpires'
  | 'unknownComputers'
  | 'affinity'
  | 'validityStart'
  | 'validityExpires'
  | 'taskSequence'
  | 'dependencies'
  | 'bootImage'
  | 'distributionPoint'
  | 'managementPoints'
  | 'cmg'
  | 'osImage'
  | 'applications'
  | 'packages'
  | 'driverPackages'
  | 'distributionPoints'
  | 'variables'
  | 'prestart'
  | 'prestartPackage';

export interface SummaryEntry {
  readonly label: SummaryLabel;
  readonly value: SummaryValue;
}
export interface SummaryGroup {
  readonly page: PageId;
  readonly entries: readonly SummaryEntry[];
}

export interface SummaryFacts {
  readonly secrets: Pick<SecretFacts, 'hasPassword'>;
  /** null: ids are shown alone. */
  readonly catalog: CatalogView | null;
}

/** Pages in their order; those with nothing to say are absent. */
export function summaryOf(draft: Draft, facts: SummaryFacts): readonly SummaryGroup[] {
  return pagesOf(draft.kind).flatMap((page) => {
    const entries = (ENTRIES[page]?.(draft, facts) ?? []).filter(isSaid);
    return entries.length === 0 ? [] : [{ page, entries }];
  });
}

function isSaid({ value }: SummaryEntry): boolean {
  return value.is !== 'text' || value.text !== '';
}

const text = (label: SummaryLabel, value: string): SummaryEntry => ({
  label,
  value: { is: 'text', text: value },
});
const word = (label: SummaryLabel, value: SummaryWord): SummaryEntry => ({
  label,
  value: { is: 'word', word: value },
});
const flag = (label: SummaryLabel, isOn: boolean): SummaryEntry => word(label, isOn ? 'yes' : 'no');
const list = (label: SummaryLabel, texts: readonly string[]): SummaryEntry =>
  texts.length === 0 ? word(label, 'none') : { label, value: { is: 'list', texts } };
const day = (label: SummaryLabel, at: string, otherwise: SummaryWord): SummaryEntry =>
  at === '' ? word(label, otherwise) : { label, value: { is: 'day', at } };

type Entries = (draft: Draft, facts: SummaryFacts) => readonly SummaryEntry[];

const AFFINITY = { auto: 'affinityAuto', pending: 'affinityPending', none: 'affinityNone' } as const;

const ENTRIES: Readonly<Partial<Record<PageId, Entries>>> = {
  'media-type': ({ site, kind, unattended }) => [
    text('site', site),
    word('kind', kind),
    ...(kind === 'capture' ? [] : [flag('unattended', unattended)]),
  ],
  management: ({ mediaManagement }) => [word('management', mediaManagement)],
  outputs: ({ drives, isoPath, imagePath, label, partitionStyle, autorun, kind, mediaSize }) => [
    ...(drives.length === 0
      ? []
      : [
          list(
            'drives',
            drives.map(({ name }) => name),
          ),
        ]),
    text('iso', isoPath),
    text('image', imagePath),
    text('label', label),
    text('partitionStyle', partitionStyle.toUpperCase()),
    flag('autorun', autorun),
    ...(kind === 'standalone'
      ? [mediaSize === 'unlimited' ? word('mediaSize', mediaSize) : text('mediaSize', mediaSize)]
      : []),
  ],
  properties: ({ wimPath, createdBy, version, comment }) => [
    text('wim', wimPath),
    text('createdBy', createdBy),
    text('version', version),
    text('comment', comment),
  ],
  security: (draft, { secrets }) => [
    word('password', draft.allowNoPassword ? 'noPassword' : secrets.hasPassword ? 'set' : 'notSet'),
    text('algorithm', draft.algorithm.toUpperCase()),
    ...(draft.kind === 'standalone' ? validity(draft) : certificate(draft)),
  ],
  'task-sequence': ({ taskSequenceId, detectDependencies, kind }, { catalog }) => [
    text(
      'taskSequence',
      named(
        taskSequenceId,
        catalog?.taskSequences.find(({ packageId }) => packageId === taskSequenceId)?.name,
      ),
    ),
    ...(kind === 'standalone' ? [flag('dependencies', detectDependencies)] : []),
  ],
  'boot-image': (
    { bootImageId, distributionPoint, managementPoints, cmg, mediaManagement, kind },
    { catalog },
  ) => [
    text(
      'bootImage',
      named(bootImageId, catalog?.bootImages.find(({ packageId }) => packageId === bootImageId)?.name),
    ),
    text('distributionPoint', distributionPoint),
    ...(kind === 'bootable' && mediaManagement === 'internet-based'
      ? [text('cmg', cmg)]
      : kind === 'capture'
        ? []
        : [list('managementPoints', managementPoints)]),
  ],
  images: ({ imagePackageId, imageIndex }, { catalog }) => [
    text(
      'osImage',
      imagePackageId === ''
        ? ''
        : `${named(imagePackageId, catalog?.osImages.find(({ id }) => id === imagePackageId)?.name)} · ${imageIndex}`,
    ),
  ],
  applications: ({ applications }, { catalog }) => [
    list('applications', namedAll(applications, catalog?.applications)),
  ],
  packages: ({ packages }, { catalog }) => [list('packages', namedAll(packages, catalog?.packages))],
  'driver-packages': ({ driverPackages }, { catalog }) => [
    list('driverPackages', namedAll(driverPackages, catalog?.driverPackages)),
  ],
  'distribution-points': ({ distributionPoints }) => [list('distributionPoints', distributionPoints)],
  customization: ({ variables, hasPrestart, prestartCommand, prestartPackageId }, { catalog }) => [
    list(
      'variables',
      variables.map(({ name, value, isHidden }) => `${name} = ${isHidden ? '••••••' : value}`),
    ),
    ...(hasPrestart
      ? [
          text('prestart', prestartCommand),
          text(
            'prestartPackage',
            named(prestartPackageId, catalog?.packages.find(({ id }) => id === prestartPackageId)?.name),
          ),
        ]
      : [word('prestart', 'notUsed')]),
  ],
};

function validity({ hasValidity, validityStart, validityExpires }: Draft): readonly SummaryEntry[] {
  if (!hasValidity) return [];
  return [day('validityStart', validityStart, 'now'), day('validityExpires', validityExpires, 'none')];
}

function certificate(draft: Draft): readonly SummaryEntry[] {
  const { certificateSource, certificatePath, certificateStart, certificateExpires } = draft;
  const own =
    certificateSource === 'pfx'
      ? [text('certificate', certificatePath)]
      : [
          word('certificate', 'selfSigned'),
          day('certificateStart', certificateStart, 'now'),
          day('certificateExpires', certificateExpires, 'inAYear'),
        ];
  return [
    ...own,
    flag('unknownComputers', draft.unknownComputers),
    word('affinity', AFFINITY[draft.userDeviceAffinity]),
  ];
}

function named(id: string, name: string | undefined): string {
  return name === undefined || id === '' ? id : `${name} (${id})`;
}

function namedAll(
  ids: readonly string[],
  rows: readonly { readonly id: string; readonly name: string }[] | undefined,
): readonly string[] {
  return ids.map((id) => named(id, rows?.find((one) => one.id === id)?.name));
}

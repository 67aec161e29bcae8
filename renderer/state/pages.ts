/**
 * Which pages the wizard has for which kind of media, in the documented order, and to which page a field belongs.
 * Trap: stand-alone media take the boot image from the task sequence, so they have no boot image page.
 */
import type { MediaKind } from '#contract/media-request.ts';

export const PAGES = [
  'media-type',
  'management',
  'outputs',
  'properties',
  'security',
  'task-sequence',
  'boot-image',
  'images',
  'applications',
  'packages',
  'driver-packages',
  'distribution-points',
  'customization',
  'prerequisites',
  'summary',
  'progress',
  'completion',
] as const;
export type PageId = (typeof PAGES)[number];

const NOT_OF: Readonly<Record<MediaKind, readonly PageId[]>> = {
  bootable: ['properties', 'images', 'applications', 'packages', 'driver-packages', 'distribution-points'],
  standalone: ['management', 'properties', 'boot-image', 'images', 'prerequisites'],
  prestaged: ['outputs', 'prerequisites'],
  capture: [
    'management',
    'properties',
    'security',
    'task-sequence',
    'images',
    'applications',
    'packages',
    'driver-packages',
    'distribution-points',
    'customization',
    'prerequisites',
  ],
};

/** The pages of a kind, in order. */
export function pagesOf(kind: MediaKind): readonly PageId[] {
  return PAGES.filter((page) => !NOT_OF[kind].includes(page));
}

const PAGE_OF_FIELD: Readonly<Record<string, PageId>> = {
  kind: 'media-type',
  unattended: 'media-type',
  mediaManagement: 'management',
  label: 'outputs',
  autorun: 'outputs',
  partitionStyle: 'outputs',
  mediaSize: 'outputs',
  properties: 'properties',
  allowNoPassword: 'security',
  certificate: 'security',
  validity: 'security',
  algorithm: 'security',
  unknownComputers: 'security',
  userDeviceAffinity: 'security',
  taskSequenceId: 'task-sequence',
  detectDependencies: 'task-sequence',
  bootImageId: 'boot-image',
  distributionPoint: 'boot-image',
  managementPoints: 'boot-image',
  cmg: 'boot-image',
  image: 'images',
  applications: 'applications',
  packages: 'packages',
  driverPackages: 'driver-packages',
  distributionPoints: 'distribution-points',
  variables: 'customization',
  prestart: 'customization',
};

/** The page that shows a field of a request. */
export function pageOfField(field: string): PageId {
  return PAGE_OF_FIELD[field] ?? 'summary';
}

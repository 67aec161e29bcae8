/**
 * Which component shows which page of the wizard. The first one comes with the window; the others come together, when one of
 * them is shown or when the window has nothing else to do (decision 018).
 */
import type { ComponentType } from 'react';
import type { PageId } from '../state/pages.ts';
import { createBundle } from '../ui/bundle.tsx';
import { MediaTypePage } from './media-type/media-type-page.tsx';

const bundle = createBundle(() => import('./later-pages.ts'));

export const loadPages = bundle.load;

export const PAGE_COMPONENTS: Readonly<Record<PageId, ComponentType>> = {
  'media-type': MediaTypePage,
  management: bundle.component('ManagementPage'),
  outputs: bundle.component('OutputsPage'),
  properties: bundle.component('PropertiesPage'),
  security: bundle.component('SecurityPage'),
  'task-sequence': bundle.component('TaskSequencePage'),
  'boot-image': bundle.component('BootImagePage'),
  images: bundle.component('ImagesPage'),
  applications: bundle.component('ApplicationsPage'),
  packages: bundle.component('PackagesPage'),
  'driver-packages': bundle.component('DriverPackagesPage'),
  'distribution-points': bundle.component('DistributionPointsPage'),
  customization: bundle.component('CustomizationPage'),
  prerequisites: bundle.component('PrerequisitesPage'),
  summary: bundle.component('SummaryPage'),
  progress: bundle.component('ProgressPage'),
  completion: bundle.component('CompletionPage'),
};

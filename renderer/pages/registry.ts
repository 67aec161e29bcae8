/** Which component shows which page of the wizard. */
import type { ReactElement } from 'react';
import type { PageId } from '../state/pages.ts';
import { ApplicationsPage } from './applications/applications-page.tsx';
import { BootImagePage } from './boot-image/boot-image-page.tsx';
import { CompletionPage } from './completion/completion-page.tsx';
import { CustomizationPage } from './customization/customization-page.tsx';
import { DistributionPointsPage } from './distribution-points/distribution-points-page.tsx';
import { DriverPackagesPage } from './driver-packages/driver-packages-page.tsx';
import { ImagesPage } from './images/images-page.tsx';
import { ManagementPage } from './management/management-page.tsx';
import { MediaTypePage } from './media-type/media-type-page.tsx';
import { OutputsPage } from './outputs/outputs-page.tsx';
import { PackagesPage } from './packages/packages-page.tsx';
import { PrerequisitesPage } from './prerequisites/prerequisites-page.tsx';
import { ProgressPage } from './progress/progress-page.tsx';
import { PropertiesPage } from './properties/properties-page.tsx';
import { SecurityPage } from './security/security-page.tsx';
import { SummaryPage } from './summary/summary-page.tsx';
import { TaskSequencePage } from './task-sequence/task-sequence-page.tsx';

export const PAGE_COMPONENTS: Readonly<Record<PageId, () => ReactElement>> = {
  'media-type': MediaTypePage,
  management: ManagementPage,
  outputs: OutputsPage,
  properties: PropertiesPage,
  security: SecurityPage,
  'task-sequence': TaskSequencePage,
  'boot-image': BootImagePage,
  images: ImagesPage,
  applications: ApplicationsPage,
  packages: PackagesPage,
  'driver-packages': DriverPackagesPage,
  'distribution-points': DistributionPointsPage,
  customization: CustomizationPage,
  prerequisites: PrerequisitesPage,
  summary: SummaryPage,
  progress: ProgressPage,
  completion: CompletionPage,
};

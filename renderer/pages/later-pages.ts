/** Every page of the wizard after the first: one bundle, loaded while the first page is read. */
export { ApplicationsPage } from './applications/applications-page.tsx';
export { BootImagePage } from './boot-image/boot-image-page.tsx';
export { CompletionPage } from './completion/completion-page.tsx';
export { CustomizationPage } from './customization/customization-page.tsx';
export { DistributionPointsPage } from './distribution-points/distribution-points-page.tsx';
export { DriverPackagesPage } from './driver-packages/driver-packages-page.tsx';
export { ImagesPage } from './images/images-page.tsx';
export { ManagementPage } from './management/management-page.tsx';
export { OutputsPage } from './outputs/outputs-page.tsx';
export { PackagesPage } from './packages/packages-page.tsx';
export { PrerequisitesPage } from './prerequisites/prerequisites-page.tsx';
export { ProgressPage } from './progress/progress-page.tsx';
export { PropertiesPage } from './properties/properties-page.tsx';
export { SecurityPage } from './security/security-page.tsx';
export { SummaryPage } from './summary/summary-page.tsx';
export { TaskSequencePage } from './task-sequence/task-sequence-page.tsx';

/** Every view beside the wizard: one bundle, loaded after the wizard's pages. */
export { HistoryView } from './history/history-view.tsx';
export { InspectView } from './inspect/inspect-view.tsx';
export { SettingsView } from './settings/settings-view.tsx';
export { SitesView } from './sites/sites-view.tsx';
export { UpdateView } from './update/update-view.tsx';
export { VerifyView } from './verify/verify-view.tsx';
export { WriteImageView } from './write-image/write-image-view.tsx';

/** Which component shows which view beside the wizard. */
import type { ReactElement } from 'react';
import type { ViewId } from '../state/app-store.ts';
import { WizardView } from '../pages/wizard-view.tsx';
import { HistoryView } from './history/history-view.tsx';
import { InspectView } from './inspect/inspect-view.tsx';
import { SettingsView } from './settings/settings-view.tsx';
import { SitesView } from './sites/sites-view.tsx';
import { UpdateView } from './update/update-view.tsx';
import { VerifyView } from './verify/verify-view.tsx';
import { WriteImageView } from './write-image/write-image-view.tsx';

export const VIEW_COMPONENTS: Readonly<Record<ViewId, () => ReactElement | null>> = {
  wizard: WizardView,
  inspect: InspectView,
  verify: VerifyView,
  update: UpdateView,
  'write-image': WriteImageView,
  history: HistoryView,
  sites: SitesView,
  settings: SettingsView,
};

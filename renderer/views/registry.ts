/**
 * Which component shows which view beside the wizard. They come together, when one of them is shown or when the window has
 * nothing else to do (decision 018).
 */
import type { ComponentType } from 'react';
import type { ViewId } from '../state/app-store.ts';
import { createBundle } from '../ui/bundle.tsx';
import { WizardView } from '../pages/wizard-view.tsx';

const bundle = createBundle(() => import('./later-views.ts'));

export const loadViews = bundle.load;

export const VIEW_COMPONENTS: Readonly<Record<ViewId, ComponentType>> = {
  wizard: WizardView,
  history: bundle.component('HistoryView'),
  inspect: bundle.component('InspectView'),
  settings: bundle.component('SettingsView'),
  sites: bundle.component('SitesView'),
  update: bundle.component('UpdateView'),
  verify: bundle.component('VerifyView'),
  'write-image': bundle.component('WriteImageView'),
};

/** Page of the wizard: applications that the medium carries beyond what the task sequence references. */
import type { ReactElement } from 'react';
import { ContentPage } from '../content/content-page.tsx';

export function ApplicationsPage(): ReactElement {
  return <ContentPage kind="applications" />;
}

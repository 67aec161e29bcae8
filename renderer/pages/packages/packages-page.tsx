/** Page of the wizard: packages that the medium carries beyond what the task sequence references. */
import type { ReactElement } from 'react';
import { ContentPage } from '../content/content-page.tsx';

export function PackagesPage(): ReactElement {
  return <ContentPage kind="packages" />;
}

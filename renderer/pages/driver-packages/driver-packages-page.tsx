/** Page of the wizard: driver-packages that the medium carries beyond what the task sequence references. */
import type { ReactElement } from 'react';
import { ContentPage } from '../content/content-page.tsx';

export function DriverPackagesPage(): ReactElement {
  return <ContentPage kind="driverPackages" />;
}

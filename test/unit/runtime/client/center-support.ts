/** A computer as Software Center shows it: two operating systems, no application, a little history. */
import type { CenterData } from '../../../../resources/runtime/client/software-center/model.ts';

export function centerData(): CenterData {
  return {
    offers: [
      {
        id: 'PS120021',
        packageId: 'PS100049',
        name: 'Upgrade to Lab Workstation 2',
        version: '',
        kind: 'operating-system',
        isRequired: false,
        startsBootImage: false,
        download: 'when-needed',
        state: 'available',
      },
      {
        id: 'PS120022',
        packageId: 'PS10004A',
        name: 'Lab Workstation - Wipe and Load',
        version: '',
        kind: 'operating-system',
        isRequired: false,
        startsBootImage: true,
        download: 'when-needed',
        state: 'available',
      },
    ],
    history: [
      {
        id: '2',
        name: 'Upgrade to Lab Workstation 2',
        result: 'failed',
        started: '2026-11-21T18:02:11.000Z',
        ended: '2026-11-21T18:09:40.000Z',
        detail: 'E_TS_SPACE: 1.2 GB are needed on C:, 0.4 GB are free',
      },
      {
        id: '1',
        name: 'Lab Workstation - Remote Reinstall',
        result: 'succeeded',
        started: '2026-11-20T09:00:00.000Z',
        ended: '2026-11-20T09:31:12.000Z',
        detail: '',
      },
    ],
    device: {
      name: 'CONTOSO-7Q2',
      systemName: 'Contoso Lab Workstation',
      systemVersion: '10.0.26100.1',
      workgroup: 'WORKGROUP',
      siteCode: 'PS1',
      gateway: 'cmg-contoso.example',
      clientId: 'GUID:8AE6B618-2F3C-4E5D-9A4B-0C1D2E3F4A5B',
      tokenExpires: '2027-02-19T09:31:12.000Z',
      lastPolicy: '2026-11-21T18:00:00.000Z',
      lastInventory: '2026-11-20T09:32:00.000Z',
      address: '192.0.2.10',
    },
    notice: undefined,
    isRefreshing: false,
  };
}

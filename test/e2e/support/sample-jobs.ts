/** Realistic jobs, history and prerequisites of Contoso for the sample core. */
import type { HistoryEntry } from '#contract/history.ts';
import type { JobRow, JobState } from '#contract/jobs.ts';
import type { PrerequisiteTable } from '#contract/prerequisites.ts';

const GB = 1_000_000_000;

function row(id: string, change: Partial<JobRow> = {}): JobRow {
  return {
    id,
    kind: 'drive',
    name: `${id} SanDisk Ultra`,
    phase: 'write',
    done: 90_000_000,
    total: 171_966_464,
    unit: 'bytes',
    bytesPerSecond: 21_900_000,
    remainingSeconds: 47,
    retries: 0,
    result: null,
    ...change,
  };
}

const verified = (size: number, sha256: string | null = null): JobRow['result'] => ({
  outcome: 'verified',
  sizeBytes: size,
  bytesWritten: 171_966_464,
  bytesKept: 0,
  bytesVerified: 171_966_464,
  sha256,
});

export function sampleJob(state: string): JobState {
  const isEnd = state !== 'running';
  const rows = isEnd
    ? [
        row('/dev/sdb', {
          phase: 'done',
          result: verified(32 * GB),
          bytesPerSecond: null,
          remainingSeconds: null,
        }),
        row('/dev/sdc', {
          phase: 'done',
          result: verified(32 * GB),
          retries: 2,
          bytesPerSecond: null,
          remainingSeconds: null,
        }),
        row('/dev/sdd', {
          phase: 'write',
          result: {
            outcome: 'failed',
            offset: 83_886_080,
            badBytes: 4096,
            error: {
              ok: false,
              code: 'E_DEVICE_MEDIA',
              message: '/dev/sdd: writing 4194304 bytes at 83886080 failed: EIO',
              cause: 'The drive reports that it cannot store data at this place.',
              remedy: 'Throw the stick away and use another one.',
            },
          },
        }),
        row('/home/anna/contoso.iso', {
          kind: 'iso',
          name: '/home/anna/contoso.iso',
          phase: 'done',
          result: verified(166_723_584, '9f'.repeat(32)),
        }),
      ]
    : [
        row('site', {
          kind: 'site',
          name: 'lab',
          phase: 'done',
          done: 4,
          total: 4,
          unit: 'steps',
          bytesPerSecond: null,
          remainingSeconds: null,
        }),
        row('/dev/sdb'),
        row('/dev/sdc', {
          phase: 'verify',
          done: 120_000_000,
          bytesPerSecond: 88_400_000,
          remainingSeconds: 4,
          retries: 2,
        }),
        row('/dev/sdd', {
          phase: 'probe',
          done: 2,
          total: 8,
          unit: 'steps',
          bytesPerSecond: null,
          remainingSeconds: null,
        }),
        row('/home/anna/contoso.iso', {
          kind: 'iso',
          name: '/home/anna/contoso.iso',
          done: 44_000_000,
          total: 166_723_584,
          bytesPerSecond: 210_000_000,
          remainingSeconds: 1,
        }),
      ];
  return {
    jobId: 'sample-job',
    kind: 'create',
    title: 'Contoso Reset',
    startedAt: '2026-11-21T15:58:00Z',
    endedAt: isEnd ? '2026-11-21T16:01:12Z' : null,
    state: isEnd ? (state === 'failed' || state === 'cancelled' ? state : 'done') : 'running',
    fraction: isEnd ? 1 : 0.46,
    remainingSeconds: isEnd ? null : 52,
    rows,
    log: [
      { at: '2026-11-21T15:58:00Z', level: 'info', key: 'started', values: { title: 'Contoso Reset' } },
      { at: '2026-11-21T15:58:01Z', level: 'info', key: 'site-read', values: { site: 'lab' } },
      { at: '2026-11-21T15:58:02Z', level: 'info', key: 'certificate-registered', values: {} },
      {
        at: '2026-11-21T15:58:03Z',
        level: 'info',
        key: 'row-phase',
        values: { name: 'SanDisk Ultra (/dev/sdb)', phase: 'write' },
      },
      {
        at: '2026-11-21T15:58:20Z',
        level: 'warning',
        key: 'row-retry',
        values: { name: 'SanDisk Ultra (/dev/sdc)', retries: 2 },
      },
    ],
    created: isEnd
      ? {
          mediaId: '{5C3F2B1E-7A44-4B6B-9E0E-1D2C3B4A5F60}',
          kind: 'bootable',
          label: 'Contoso Reset',
          siteCode: 'PS1',
          cmg: 'contoso-cmg.contoso.test',
          bootImage: 'PS100001 Media Builder boot image 1.0',
          created: '2026-11-21T15:58:02Z',
          worksUntil: '2027-11-21T15:58:02Z',
          thumbprint: 'a909502dd82ae41433e6f83886b00d4277a32a7b',
          contentBytes: 166_000_000,
          notes: [],
        }
      : null,
    verified: null,
    error: null,
  };
}

export function sampleHistory(): HistoryEntry[] {
  const states = ['valid', 'soon', 'expired'] as const;
  const ends = ['2027-11-21T15:58:02Z', '2026-12-18T08:00:00Z', '2026-09-01T08:00:00Z'];
  return states.map((state, index) => ({
    mediaId: `{5C3F2B1E-7A44-4B6B-9E0E-1D2C3B4A5F6${index}}`,
    kind: 'bootable',
    label: ['Contoso Reset', 'Branch Hamburg', 'Old kiosk sticks'][index] ?? '',
    createdAt: ['2026-11-21T15:58:02Z', '2026-06-20T08:00:00Z', '2025-09-01T08:00:00Z'][index] ?? '',
    worksUntil: ends[index] ?? '',
    expirySources: [{ source: 'certificate', at: ends[index] ?? '' }],
    expiry: {
      state,
      daysLeft: [365, 27, -81][index] ?? 0,
      reason: index === 1 ? 'cmg-experience' : 'certificate',
    },
    siteCode: 'PS1',
    siteName: 'Contoso Headquarters',
    connection: 'lab',
    cmg: 'contoso-cmg.contoso.test',
    bootImage: 'PS100001',
    thumbprint: 'a909502dd82ae41433e6f83886b00d4277a32a7b',
    outputs: [
      {
        kind: 'drive',
        name: '/dev/sdb SanDisk Ultra',
        serial: '4C530001',
        sizeBytes: 32 * GB,
        sha256: null,
        outcome: 'verified',
      },
      {
        kind: 'iso',
        name: '/home/anna/contoso.iso',
        serial: null,
        sizeBytes: 166_723_584,
        sha256: '9f'.repeat(32),
        outcome: 'verified',
      },
    ],
    request: {
      kind: 'bootable',
      mediaManagement: 'internet-based',
      bootImageId: 'PS100001',
      cmg: 'contoso-cmg.contoso.test',
    },
    builderVersion: '0.1.0',
  }));
}

export function samplePrerequisites(): PrerequisiteTable {
  const rows: readonly (readonly [string, 'pass' | 'fail' | 'warning' | 'unknown', string, string])[] = [
    ['C01', 'pass', 'Site and clients have version 2010 or later', 'The site has version 2503 (build 9128).'],
    ['C02', 'pass', 'The cloud management gateway works', 'contoso-cmg.contoso.test is ready.'],
    ['C06', 'pass', 'The gateway serves content', 'contoso-cmg is a distribution point, too.'],
    [
      'C07',
      'fail',
      'All content is on the gateway',
      '1 of 7 packages is missing on contoso-cmg.contoso.test: PS100037.',
    ],
    ['C10', 'warning', 'The device joins a workgroup', 'A later step joins the domain contoso.test.'],
    ['C14', 'unknown', 'The device stays connected', 'Nobody can see this from here.'],
  ];
  return {
    checkedAt: '2026-11-21T15:58:00Z',
    rows: rows.map(([id, state, title, found]) => ({
      id,
      state,
      isMandatory: id !== 'C14',
      isBlocking: false,
      title,
      why: 'Without it the task sequence stops on the device with an error that names no cause.',
      found,
      evidence: [
        { source: 'SMS_PackageStatusDistPointsSummarizer', found: 'PS100037: no row for the gateway' },
      ],
      remedyConsole:
        state === 'pass' ? null : 'Software Library > Application Management > Packages > Distribute Content',
      remedyCmdlet:
        state === 'pass'
          ? null
          : "Start-CMContentDistribution -PackageId 'PS100037' -DistributionPointName 'contoso-cmg.contoso.test'",
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-bootable-media',
    })),
  };
}

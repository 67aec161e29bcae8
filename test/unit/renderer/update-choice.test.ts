import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '#contract/history.ts';
import { judgeRequest, type MediaRequest } from '#contract/media-request.ts';
import { fittingHistory, updateGaps, type UpdateFacts } from '../../../renderer/state/update-choice.ts';

function request(change: Readonly<Record<string, unknown>> = {}): MediaRequest {
  const { request: whole, problems } = judgeRequest({
    kind: 'bootable',
    mediaManagement: 'internet-based',
    bootImageId: 'PS100001',
    cmg: 'contoso-cmg.contoso.test',
    ...change,
  });
  if (whole === undefined) throw new Error(JSON.stringify(problems));
  return whole;
}

const WELL: UpdateFacts = {
  driveCount: 1,
  hasWrongDrive: false,
  request: request(),
  hasPassword: true,
  isPasswordRepeated: true,
  rating: { bits: 100, requiredBits: 90, verdict: 'strong', secondsToBreak: 1e20, guessesPerSecond: 1e11 },
  hiddenValues: [],
  hasCertificatePassword: false,
};

describe('an update', () => {
  const check = (name: string, change: Partial<UpdateFacts>, expected: readonly string[]): void => {
    it(name, () => {
      expect(updateGaps({ ...WELL, ...change })).toEqual(expected);
    });
  };
  check('can begin when nothing is missing', {}, []);
  check('needs a drive and a request', { driveCount: 0, request: null }, ['drive', 'request']);
  check('does not begin while a chosen drive is gone', { hasWrongDrive: true }, ['wrong-drive']);
  check('needs the password again', { hasPassword: false, isPasswordRepeated: false }, ['password']);
  check('needs the password twice', { isPasswordRepeated: false }, ['password-differs']);
  check(
    'refuses a weak password',
    { rating: { bits: 20, requiredBits: 90, verdict: 'weak', secondsToBreak: 1, guessesPerSecond: 1e11 } },
    ['password-weak'],
  );
  check(
    'asks for no password where the request allows none',
    { request: request({ allowNoPassword: true }), hasPassword: false },
    [],
  );
  check(
    'needs every hidden value of the request',
    {
      request: request({
        variables: [
          { hidden: true, name: 'Secret' },
          { hidden: true, name: 'Other' },
          { name: 'Open', value: 'x' },
        ],
      }),
      hiddenValues: ['Other'],
    },
    ['hidden'],
  );
  check(
    'needs the password of an imported certificate',
    { request: request({ certificate: { source: 'pfx', path: '/tmp/a.pfx' } }) },
    ['certificate-password'],
  );
  check(
    'is not offered for kinds that cannot be created yet',
    { request: judgeRequest({ kind: 'capture', bootImageId: 'PS100001' }).request ?? null },
    ['not-built'],
  );
});

it('lists the medium that is on the drive first, then the newest', () => {
  const entry = (mediaId: string, createdAt: string): HistoryEntry => ({
    ...{ mediaId, createdAt, kind: 'bootable', label: '', worksUntil: createdAt, expirySources: [] },
    expiry: { state: 'valid', daysLeft: 1, reason: 'certificate' },
    ...{ siteCode: 'PS1', siteName: '', connection: 'lab', cmg: null, bootImage: '', thumbprint: '' },
    ...{ outputs: [], request: {}, builderVersion: '' },
  });
  const all = [
    entry('A', '2026-01-01T00:00:00Z'),
    entry('B', '2026-03-01T00:00:00Z'),
    entry('C', '2026-02-01T00:00:00Z'),
  ];
  expect(fittingHistory(all, ['A']).map(({ mediaId }) => mediaId)).toEqual(['A', 'B', 'C']);
});

/** The summary says everything that was chosen and no secret; what is sent to make it holds exactly that and the secrets. */
import { describe, expect, test } from 'vitest';
import { createInput } from '../../../renderer/state/create-input.ts';
import { EMPTY_DRAFT, type Draft } from '../../../renderer/state/draft.ts';
import { pagesOf } from '../../../renderer/state/pages.ts';
import {
  CERTIFICATE_PASSWORD,
  createSecretKeeper,
  hiddenValueName,
  MEDIA_PASSWORD,
} from '../../../renderer/state/secret-keeper.ts';
import { summaryOf, type SummaryLabel, type SummaryValue } from '../../../renderer/state/summary-view.ts';
import { stick } from './drive-samples.ts';

const DRAFT: Draft = {
  ...EMPTY_DRAFT,
  bootImageId: 'PS100001',
  cmg: 'contoso-cmg.contoso.test',
  isoPath: '/tmp/contoso.iso',
  drives: [
    { identity: stick('/dev/sdb').identity, name: 'SanDisk (/dev/sdb)', isConfirmed: true, isUpdate: false },
  ],
  variables: [
    { id: 'v0', name: 'OSDComputerName', value: 'PC-001', isHidden: false },
    { id: 'v1', name: 'JoinKey', value: '', isHidden: true },
  ],
};
const FACTS = { secrets: { hasPassword: true }, catalog: null };

function valueOf(draft: Draft, label: SummaryLabel): SummaryValue | undefined {
  return summaryOf(draft, FACTS)
    .flatMap(({ entries }) => entries)
    .find((entry) => entry.label === label)?.value;
}

describe('the summary', () => {
  test('follows the pages of each kind, and only those', () => {
    for (const kind of ['bootable', 'standalone', 'prestaged', 'capture'] as const) {
      const shown = summaryOf({ ...DRAFT, kind, taskSequenceId: 'PS100010', wimPath: '/tmp/a.wim' }, FACTS);
      const pages = shown.map(({ page }) => page);
      expect(pages).toEqual(pagesOf(kind).filter((page) => pages.includes(page)));
    }
  });
  test('names hidden variables without their values', () => {
    expect(valueOf(DRAFT, 'variables')).toEqual({
      is: 'list',
      texts: ['OSDComputerName = PC-001', 'JoinKey = ••••••'],
    });
  });
  test('says of the password only whether there is one', () => {
    expect([valueOf(DRAFT, 'password'), valueOf({ ...DRAFT, allowNoPassword: true }, 'password')]).toEqual([
      { is: 'word', word: 'set' },
      { is: 'word', word: 'noPassword' },
    ]);
  });
  test('says what an empty date means instead of leaving it out', () => {
    expect([
      valueOf(DRAFT, 'certificateExpires'),
      valueOf({ ...DRAFT, certificateExpires: '2027-01-01T00:00:00Z' }, 'certificateExpires'),
    ]).toEqual([
      { is: 'word', word: 'inAYear' },
      { is: 'day', at: '2027-01-01T00:00:00Z' },
    ]);
  });
  test('names the gateway for internet-based media and management points otherwise', () => {
    const siteBased: Draft = {
      ...DRAFT,
      mediaManagement: 'site-based',
      managementPoints: ['mp01.contoso.test'],
    };
    expect([
      valueOf(DRAFT, 'cmg'),
      valueOf(DRAFT, 'managementPoints'),
      valueOf(siteBased, 'cmg'),
      valueOf(siteBased, 'managementPoints'),
    ]).toEqual([
      { is: 'text', text: 'contoso-cmg.contoso.test' },
      undefined,
      undefined,
      { is: 'list', texts: ['mp01.contoso.test'] },
    ]);
  });
});

describe('what is sent to make the medium', () => {
  const keeper = createSecretKeeper();
  keeper.set(MEDIA_PASSWORD, 'a long password');
  keeper.set(hiddenValueName('v1'), 'hidden value');
  keeper.set(CERTIFICATE_PASSWORD, 'of the file');

  test('has hidden values by the names of their variables, and the drives as they were chosen', () => {
    const sent = createInput(DRAFT, keeper);
    expect([sent?.secrets, sent?.files, sent?.drives]).toEqual([
      { password: 'a long password', hiddenValues: { JoinKey: 'hidden value' } },
      [{ kind: 'iso', path: '/tmp/contoso.iso' }],
      [{ identity: stick('/dev/sdb').identity, isConfirmed: true, isUpdate: false }],
    ]);
  });
  test('has no secret in its request', () => {
    const text = JSON.stringify(createInput(DRAFT, keeper)?.request);
    expect(
      ['a long password', 'hidden value', 'of the file'].filter((secret) => text.includes(secret)),
    ).toEqual([]);
  });
  test('has the certificate password only for an imported certificate, and no password where none is wanted', () => {
    const imported: Draft = { ...DRAFT, certificateSource: 'pfx', certificatePath: '/tmp/a.pfx' };
    expect(createInput(imported, keeper)?.secrets.certificatePassword).toBe('of the file');
    expect(createInput({ ...DRAFT, variables: [], allowNoPassword: true }, keeper)?.secrets).toEqual({
      hiddenValues: {},
    });
  });
  test('is nothing while the request is not whole', () => {
    expect(createInput({ ...DRAFT, cmg: '' }, keeper)).toBe(undefined);
  });
});

/** Hidden values are in no request: the wizard itself says when they are missing or too long, knowing only lengths. */
import { describe, expect, it } from 'vitest';
import { VARIABLE_LIMITS } from '#contract/media-request.ts';
import type { DraftVariable } from '../../../renderer/state/draft.ts';
import { createSecretKeeper, hiddenValueName } from '../../../renderer/state/secret-keeper.ts';
import { createWizardStore } from '../../../renderer/state/wizard-store.ts';

const { valueLength, environmentLength: limit } = VARIABLE_LIMITS;

function row(id: string, value: string | null): DraftVariable {
  return { id, name: `Name${id}`, value: value ?? '', isHidden: value === null };
}

function problemsOf(rows: readonly DraftVariable[], hidden: Readonly<Record<string, string>>): unknown {
  const keeper = createSecretKeeper();
  const wizard = createWizardStore(keeper);
  // The rules between fields are judged only in a request that is whole otherwise.
  wizard.getState().update({ bootImageId: 'PS100001', cmg: 'contoso-cmg.contoso.test', variables: rows });
  for (const [id, value] of Object.entries(hidden)) keeper.set(hiddenValueName(id), value);
  wizard.getState().refreshSecrets();
  return wizard
    .getState()
    .problems.filter(({ page }) => page === 'customization')
    .map(({ field, rule, values }) => [field, rule.of, rule.id, values]);
}

describe('hidden values', () => {
  const check = (
    name: string,
    [rows, hidden]: readonly [readonly DraftVariable[], Readonly<Record<string, string>>],
    expected: unknown,
  ): void => {
    it(name, () => {
      expect(problemsOf(rows, hidden)).toEqual(expected);
    });
  };
  const text = (length: number): string => 'x'.repeat(length);
  const full = [row('v1', text(valueLength)), row('v2', null), row('v3', null)];
  // Three names of six characters.
  const rest = limit - 3 * 6 - 2 * valueLength;

  check(
    'that fill the room to the last character are allowed',
    [full, { v2: text(valueLength), v3: text(rest) }],
    [],
  );
  check(
    'count for the room of names and values',
    [full, { v2: text(valueLength), v3: text(rest + 1) }],
    [['variables', 'wizard', 'variables-too-long', { limit, found: limit + 1 }]],
  );
  check(
    'are too long by themselves',
    [[row('v1', null)], { v1: text(valueLength + 1) }],
    [['variables.0.value', 'wizard', 'hidden-value-length', { limit: valueLength, found: valueLength + 1 }]],
  );
  check(
    'must be given',
    [[row('v1', 'a'), row('v2', null)], {}],
    [['variables.1.value', 'wizard', 'hidden-value-missing', {}]],
  );
  check(
    'of rows that are gone, or not hidden any more, do not count',
    [[row('v1', 'a')], { v1: text(9000), v2: text(9000) }],
    [],
  );
  check(
    'do not repeat what the request says of the visible ones',
    [[...['v1', 'v2', 'v3'].map((id) => row(id, text(valueLength))), row('v4', null)], { v4: 'x' }],
    [['variables', 'request', 'variables-length', { limit }]],
  );

  it('are in the state as lengths, never as texts', () => {
    const keeper = createSecretKeeper();
    const wizard = createWizardStore(keeper);
    keeper.set(hiddenValueName('v1'), 'correct horse');
    wizard.getState().update({ variables: [row('v1', null)] });
    const state = JSON.stringify(wizard.getState());
    expect([state.includes('correct horse'), wizard.getState().secrets.hiddenLengths]).toEqual([
      false,
      { v1: 13 },
    ]);
  });
});

/** Begins the update, or says what it still needs. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { ChosenDrive } from '../../state/draft.ts';
import type { ChosenRequest } from '../../state/forms-store.ts';
import { judgeChosenDrive } from '../../state/drive-choice.ts';
import { secretNeeds, updateGaps } from '../../state/update-choice.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { useDrives, useStores } from '../../ui/stores-context.tsx';
import {
  CERTIFICATE,
  forgetSecrets,
  hiddenName,
  PASSWORD,
  PASSWORD_AGAIN,
  takeSecrets,
  UPDATE_VIEW,
  usePasswordRating,
} from './use-update-secrets.ts';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, flexWrap: 'wrap' },
  muted: { color: tokens.colorNeutralForeground2 },
});

export interface StartUpdateProps {
  readonly chosen: readonly ChosenDrive[];
  readonly wanted: ChosenRequest | null;
  /** Counts what was typed into the fields of secrets. */
  readonly change: number;
}

export function StartUpdate({ chosen, wanted, change }: StartUpdateProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('update');
  const { client, jobs, keeper, forms } = useStores();
  const rating = usePasswordRating(change);
  const drives = useDrives((state) => (state.state === 'ready' ? state.drives : null));
  const [error, setError] = useState<ErrorData | null>(null);
  const [isStarting, setStarting] = useState(false);
  const request = wanted?.request ?? null;
  const [gap] = updateGaps({
    driveCount: chosen.length,
    hasWrongDrive: chosen.some((one) => judgeChosenDrive(one, drives, null) !== undefined),
    request,
    hasPassword: keeper.has(PASSWORD),
    isPasswordRepeated: keeper.get(PASSWORD) === keeper.get(PASSWORD_AGAIN),
    rating,
    hiddenValues: secretNeeds(request).hidden.filter((name) => keeper.has(hiddenName(name))),
    hasCertificatePassword: keeper.has(CERTIFICATE),
  });
  const start = async ({ site, request: made }: ChosenRequest): Promise<void> => {
    setStarting(true);
    const reply = await client.call('media.create', {
      site,
      request: made,
      secrets: takeSecrets(keeper, made),
      files: [],
      drives: chosen.map(({ identity, isConfirmed }) => ({ identity, isConfirmed, isUpdate: true })),
    });
    setStarting(false);
    if (!reply.ok) {
      setError(reply);
      return;
    }
    forgetSecrets(keeper, made);
    forms.getState().fillUpdate({ drives: [] });
    jobs.getState().begin(UPDATE_VIEW, reply.value.jobId);
  };
  return (
    <>
      {error !== null && <ErrorPanel title={t('notStarted')} error={error} />}
      <div className={styles.row}>
        <Button
          appearance="primary"
          disabled={gap !== undefined || isStarting}
          onClick={() => {
            if (wanted !== null) void start(wanted);
          }}
        >
          {t('start', { count: chosen.length })}
        </Button>
        {gap !== undefined && (
          <Text className={styles.muted} role="status">
            {t(`gap.${gap}`)}
          </Text>
        )}
      </div>
    </>
  );
}

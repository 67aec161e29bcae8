/** The request of a medium that was made on this computer; those on the chosen sticks come first. */
import { Select, Text } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import type { HistoryEntry } from '#contract/history.ts';
import { judgeRequest } from '#contract/media-request.ts';
import { fittingHistory } from '../../state/update-choice.ts';
import { formatDay } from '../../text/format.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { useForms, useStores } from '../../ui/stores-context.tsx';

interface FromHistoryProps {
  /** Of the media on the chosen sticks. */
  readonly mediaIds: readonly string[];
}

export function FromHistory({ mediaIds }: FromHistoryProps): ReactElement | null {
  const { t, i18n } = useTranslation('update');
  const { client, forms } = useStores();
  const [entries, setEntries] = useState<readonly HistoryEntry[] | null>(null);
  const [error, setError] = useState<ErrorData | null>(null);
  const mediaId = useForms((state) => state.update.mediaId);
  useEffect(() => {
    let isCurrent = true;
    void client.call('history.list', {}).then((reply) => {
      if (!isCurrent) return;
      if (reply.ok) setEntries(reply.value.entries);
      else setError(reply);
    });
    return () => {
      isCurrent = false;
    };
  }, [client]);
  if (error !== null) return <ErrorPanel title={t('historyFailed')} error={error} />;
  if (entries === null) return null;
  if (entries.length === 0) return <Text>{t('historyEmpty')}</Text>;
  const choose = (id: string): void => {
    const entry = entries.find((one) => one.mediaId === id);
    // An entry of an older version may no longer be a whole request; it then chooses nothing.
    const request = judgeRequest(entry?.request).request;
    const wanted = entry === undefined || request === undefined ? null : { site: entry.connection, request };
    forms.getState().fillUpdate({ mediaId: id, wanted });
  };
  return (
    <FormField label={t('medium')} help="update.request" hint={t('mediumHint')}>
      <Select
        value={mediaId}
        onChange={(_event, { value }) => {
          choose(value);
        }}
      >
        <option value="">{t('chooseMedium')}</option>
        {fittingHistory(entries, mediaIds).map((entry) => (
          <option key={entry.mediaId} value={entry.mediaId}>
            {t('entry', {
              label: entry.label,
              site: entry.siteCode,
              date: formatDay(entry.createdAt, i18n.language),
            })}
            {mediaIds.includes(entry.mediaId) && ` (${t('onStick')})`}
          </option>
        ))}
      </Select>
    </FormField>
  );
}

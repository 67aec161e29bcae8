/** Until when a medium works, in words. */
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '#contract/history.ts';
import { daysText, endOf } from '../../state/history-view.ts';
import { formatDay } from '../../text/format.ts';

export interface ExpiryWords {
  /** "27 days left" */
  readonly days: (entry: HistoryEntry) => string;
  readonly reason: (entry: HistoryEntry) => string;
}

export function useExpiryWords(): ExpiryWords {
  const { t, i18n } = useTranslation('history');
  return {
    days({ expiry }) {
      const { key, count } = daysText(expiry);
      return key === 'today' ? t('today') : t(key, { count });
    },
    reason(entry) {
      const { state, reason } = entry.expiry;
      const date = formatDay(endOf(entry), i18n.language);
      return state === 'expired' ? t(`reasonPast.${reason}`, { date }) : t(`reason.${reason}`, { date });
    },
  };
}

/** Warns of media that stop working soon. */
import { Badge, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { endingSoon } from '../../state/history-view.ts';
import { useHistory } from '../../ui/stores-context.tsx';
import { useExpiryWords } from './use-expiry-words.ts';

export function EndingSoon(): ReactElement | null {
  const { t } = useTranslation('history');
  const words = useExpiryWords();
  const soon = endingSoon(useHistory((state) => state.entries));
  const [first] = soon;
  if (first === undefined) return null;
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('soonTitle', { count: soon.length })}</MessageBarTitle>
        {t('soonBody', { label: first.label, days: words.days(first) })}
      </MessageBarBody>
    </MessageBar>
  );
}

/** How many end soon, beside the name of the view; nothing when none does. */
export function EndingSoonBadge(): ReactElement | null {
  const { t } = useTranslation('history');
  const count = endingSoon(useHistory((state) => state.entries)).length;
  if (count === 0) return null;
  const text = t('soonBadge', { count });
  return (
    <Badge size="small" color="warning" appearance="filled" title={text} aria-label={text}>
      {count}
    </Badge>
  );
}

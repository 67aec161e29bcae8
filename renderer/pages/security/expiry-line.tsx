/** "This medium stops working on <date> because …": the first end in a sentence, the others below it. */
import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { expirySourcesOf, worksFrom } from '../../state/expiry.ts';
import { formatDay } from '../../text/format.ts';
import { useWizard } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  body: { whiteSpace: 'normal', paddingBlock: tokens.spacingVerticalS },
  more: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

const SOON_MS = 30 * 86_400_000;

export function ExpiryLine({ now }: { readonly now: Date }): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('security');
  const draft = useWizard((state) => state.draft);
  const importedUntil = useWizard((state) => state.secrets.certificate?.notAfter ?? null);
  const [first, ...others] = expirySourcesOf(draft, { now, importedUntil });
  const from = worksFrom(draft, now);
  const day = (iso: string): string => formatDay(iso, i18n.language);
  const isUnread = draft.certificateSource === 'pfx' && importedUntil === null && draft.kind !== 'standalone';
  const isSoon = first !== undefined && Date.parse(first.at) - now.getTime() < SOON_MS;
  return (
    <MessageBar intent={isSoon ? 'warning' : 'info'} layout="multiline" data-help="security.expiry">
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>
          {first === undefined ? t('stopsNever') : t(`stopsTitle.${first.source}`, { date: day(first.at) })}
        </MessageBarTitle>
        {first !== undefined && t(`stopsWhy.${first.source}`)}
        {(others.length > 0 || isUnread || from !== null) && (
          <ul className={styles.more}>
            {others.map(({ source, at }) => (
              <li key={source}>{t(`stopsLater.${source}`, { date: day(at) })}</li>
            ))}
            {isUnread && <li>{t('stopsUnread')}</li>}
            {from !== null && <li>{t('worksFrom', { date: day(from) })}</li>}
          </ul>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}

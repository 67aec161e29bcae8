/** What the medium is, until when it works and why, and what should be known of it. */
import { makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CreatedMedium } from '#contract/jobs.ts';
import type { ExpirySource } from '#contract/medium.ts';
import { addMonths } from '../../state/day.ts';
import { GATEWAY_MONTHS } from '../../state/expiry.ts';
import { formatBytes, formatDay, formatTime } from '../../text/format.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FactList } from '../../ui/fact-list.tsx';
import { useNoteText } from '../../ui/note-text.ts';
import { Section } from '../../ui/page.tsx';
import { useHistory } from '../../ui/stores-context.tsx';

const useStyles = makeStyles({
  copyable: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  code: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
});

export function MediumFacts({ created }: { readonly created: CreatedMedium }): ReactElement {
  const { t, i18n } = useTranslation('completion');
  const noteText = useNoteText();
  const { cmg, notes } = created;
  return (
    <>
      {notes.length > 0 && (
        <Section title={t('notes')}>
          {notes.map((note) => {
            const { text, lang } = noteText(note);
            return (
              <MessageBar key={note.code} intent="warning" layout="multiline">
                <MessageBarBody lang={lang}>{text}</MessageBarBody>
              </MessageBar>
            );
          })}
        </Section>
      )}
      <Section title={t('medium')}>
        <FactList
          facts={[
            { name: t('facts.label'), value: created.label },
            {
              name: t('facts.mediaId'),
              value: <Copyable text={created.mediaId} name={t('facts.mediaId')} />,
            },
            {
              name: t('facts.thumbprint'),
              value: <Copyable text={created.thumbprint.toUpperCase()} name={t('facts.thumbprint')} />,
            },
            { name: t('facts.stops'), value: <Stops created={created} /> },
            { name: t('facts.created'), value: formatTime(created.created, i18n.language) },
            { name: t('facts.site'), value: created.siteCode },
            ...(cmg === null ? [] : [{ name: t('facts.cmg'), value: cmg }]),
            { name: t('facts.bootImage'), value: created.bootImage },
            { name: t('facts.content'), value: formatBytes(created.contentBytes, i18n.language) },
          ]}
        />
      </Section>
    </>
  );
}

function Copyable({ text, name }: { readonly text: string; readonly name: string }): ReactElement {
  const styles = useStyles();
  return (
    <span className={styles.copyable}>
      <span className={styles.code}>{text}</span>
      <CopyButton text={text} label={name} />
    </span>
  );
}

/** The history knows every reason; the run itself only the day. */
function Stops({ created }: { readonly created: CreatedMedium }): ReactElement {
  const { i18n } = useTranslation();
  const { t: summary } = useTranslation('summary');
  const known = useHistory(({ entries }) => entries.find(({ mediaId }) => mediaId === created.mediaId));
  const experience = addMonths(new Date(created.created), GATEWAY_MONTHS).toISOString();
  const sources: readonly ExpirySource[] = [
    ...(known?.expirySources ?? []),
    ...(created.cmg === null ? [] : [{ source: 'cmg-experience' as const, at: experience }]),
  ];
  const date = (at: string): string => formatDay(at, i18n.language);
  return (
    <>
      <Text weight="semibold">{date(created.worksUntil)}</Text>
      {[...sources]
        .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
        .map(({ source, at }) => (
          <div key={source}>{summary(`sources.${source}`, { date: date(at) })}</div>
        ))}
    </>
  );
}

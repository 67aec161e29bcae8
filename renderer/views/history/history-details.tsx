/** Everything the history knows of a medium, folded away until it is wanted. */
import { Badge, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '#contract/history.ts';
import { formatBytes } from '../../text/format.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { FactList } from '../../ui/fact-list.tsx';

const COLORS = { verified: 'success', failed: 'danger', cancelled: 'informative' } as const;

const useStyles = makeStyles({
  box: { display: 'grid', gap: tokens.spacingVerticalM, paddingTop: tokens.spacingVerticalS },
  summary: { cursor: 'pointer', fontSize: tokens.fontSizeBase200 },
  outputs: { margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: tokens.spacingVerticalXS },
  output: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  code: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
    minWidth: 0,
  },
  copyable: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
});

export function HistoryDetails({ entry }: { readonly entry: HistoryEntry }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('history');
  const { t: completion } = useTranslation('completion');
  const [isOpen, setOpen] = useState(false);
  const copyable = (text: string, name: string): ReactElement => (
    <span className={styles.copyable}>
      <span className={styles.code}>{text}</span>
      <CopyButton text={text} label={name} />
    </span>
  );
  return (
    <details
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary className={styles.summary}>{t('details')}</summary>
      {isOpen && (
        <div className={styles.box}>
          <FactList
            facts={[
              {
                name: completion('facts.mediaId'),
                value: copyable(entry.mediaId, completion('facts.mediaId')),
              },
              {
                name: completion('facts.thumbprint'),
                value: copyable(entry.thumbprint.toUpperCase(), completion('facts.thumbprint')),
              },
              { name: completion('facts.site'), value: `${entry.siteName} (${entry.siteCode})` },
              { name: t('connection'), value: entry.connection },
              { name: t('bootImage'), value: entry.bootImage },
              { name: t('builder'), value: entry.builderVersion },
              { name: t('outputs'), value: <Outputs entry={entry} /> },
            ]}
          />
        </div>
      )}
    </details>
  );
}

function Outputs({ entry }: { readonly entry: HistoryEntry }): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('history');
  const { t: progress } = useTranslation('progress');
  return (
    <ul className={styles.outputs}>
      {entry.outputs.map(({ name, sizeBytes, serial, sha256, outcome }, index) => (
        <li key={index}>
          <span className={styles.output}>
            <Badge appearance="tint" color={COLORS[outcome]}>
              {progress(`outcome.${outcome}`)}
            </Badge>
            <Text>{t('output', { name, size: formatBytes(sizeBytes, i18n.language) })}</Text>
            {serial !== null && <Text size={200}>{t('serial', { serial })}</Text>}
          </span>
          {sha256 !== null && (
            <span className={styles.output}>
              <span className={styles.code}>SHA-256 {sha256}</span>
              <CopyButton text={sha256} label={`SHA-256 ${name}`} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

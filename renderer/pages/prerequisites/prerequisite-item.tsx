/** One condition: its state and what was found; opened, why it must hold, the evidence, and the remedy. */
import { Badge, Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ChevronDown16Regular, ChevronRight16Regular } from '@fluentui/react-icons';
import { useId, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PrerequisiteRow } from '#contract/prerequisites.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useStores } from '../../ui/stores-context.tsx';
import { StateIcon } from './state-icon.tsx';

const useStyles = makeStyles({
  item: { ':not(:last-child)': { borderBottom: `1px solid ${tokens.colorNeutralStroke2}` } },
  head: {
    display: 'grid',
    gridTemplateColumns: '20px 20px 40px minmax(0, 1fr) auto',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    width: '100%',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': {
      backgroundColor: tokens.colorNeutralBackground1Hover,
      color: tokens.colorNeutralForeground1Hover,
    },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  id: { color: tokens.colorNeutralForeground3, fontVariantNumeric: 'tabular-nums' },
  titles: { display: 'grid', minWidth: 0, overflowWrap: 'anywhere' },
  found: { color: tokens.colorNeutralForeground2 },
  details: {
    display: 'grid',
    gap: tokens.spacingVerticalM,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalL} 98px`,
    backgroundColor: tokens.colorNeutralBackground2,
    '@media (max-width: 860px)': { paddingLeft: tokens.spacingHorizontalL },
  },
  part: { display: 'grid', gap: tokens.spacingVerticalXXS, maxWidth: '90ch', overflowWrap: 'anywhere' },
  term: { color: tokens.colorNeutralForeground3 },
  evidence: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
  copyable: {
    display: 'flex',
    alignItems: 'start',
    gap: tokens.spacingHorizontalS,
    '& > button': { flexShrink: 0 },
  },
  text: { flexGrow: 1, minWidth: 0 },
  code: {
    flexGrow: 1,
    minWidth: 0,
    margin: 0,
    padding: tokens.spacingHorizontalS,
    whiteSpace: 'pre-wrap',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground4,
  },
});

export interface PrerequisiteItemProps {
  readonly row: PrerequisiteRow;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

export function PrerequisiteItem({ row, isOpen, onToggle }: PrerequisiteItemProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('prerequisites');
  const details = useId();
  const { id, state, title, found, isBlocking, isMandatory } = row;
  return (
    <li className={styles.item} data-prerequisite={id} data-state={state}>
      <button
        type="button"
        className={styles.head}
        aria-expanded={isOpen}
        aria-controls={details}
        onClick={onToggle}
      >
        {isOpen ? <ChevronDown16Regular aria-hidden /> : <ChevronRight16Regular aria-hidden />}
        <StateIcon state={state} />
        <Text size={200} className={styles.id}>
          {id}
        </Text>
        <span className={styles.titles}>
          <Text weight="semibold">{title}</Text>
          <Text size={200} className={styles.found}>
            {found}
          </Text>
        </span>
        {state !== 'pass' && (
          <Badge
            appearance="tint"
            color={isBlocking ? 'danger' : isMandatory && state === 'fail' ? 'warning' : 'informative'}
          >
            {isBlocking ? t('blocking') : isMandatory ? t('mandatory') : t('recommended')}
          </Badge>
        )}
      </button>
      <div id={details} hidden={!isOpen}>
        {isOpen && <Details row={row} />}
      </div>
    </li>
  );
}

function Details({ row }: { readonly row: PrerequisiteRow }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('prerequisites');
  const { client } = useStores();
  const { state, title, why, found, evidence, remedyConsole, remedyCmdlet, link } = row;
  return (
    <div className={styles.details}>
      <Part term={t('must')}>{title}</Part>
      <Part term={t('why')}>{why}</Part>
      <Part term={t('found')}>{found}</Part>
      {evidence.length > 0 && (
        <Part term={t('evidence')}>
          <ul className={styles.evidence}>
            {evidence.map((one, index) => (
              <li key={index}>
                {one.source}: {one.found}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {remedyConsole !== null && state !== 'pass' && (
        <Part term={state === 'unknown' ? t('lookHere') : t('console')}>
          <div className={styles.copyable}>
            <span className={styles.text}>{remedyConsole}</span>
            <CopyButton text={remedyConsole} label={t('console')} />
          </div>
        </Part>
      )}
      {remedyCmdlet !== null && state !== 'pass' && (
        <Part term={t('cmdlet')}>
          <div className={styles.copyable}>
            <pre className={styles.code}>{remedyCmdlet}</pre>
            <CopyButton text={remedyCmdlet} label={t('cmdlet')} />
          </div>
        </Part>
      )}
      {link !== null && (
        <Link
          as="button"
          onClick={() => {
            void client.call('app.openExternal', { url: link });
          }}
        >
          {t('microsoft')}
        </Link>
      )}
    </div>
  );
}

function Part({ term, children }: { readonly term: string; readonly children: ReactNode }): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.part}>
      <Text size={200} className={styles.term}>
        {term}
      </Text>
      <div>{children}</div>
    </div>
  );
}

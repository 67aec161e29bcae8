/** The frame of one page: a heading, a sentence of what it is for, and its fields one below the other. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';

const useStyles = makeStyles({
  page: {
    display: 'grid',
    // Without it a wide control (a native select with a long entry) makes the page wider than a narrow window.
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalL,
    alignContent: 'start',
    maxWidth: '1100px',
  },
  head: { display: 'grid', gap: tokens.spacingVerticalXS },
  title: {
    margin: 0,
    fontSize: tokens.fontSizeBase600,
    lineHeight: tokens.lineHeightBase600,
    fontWeight: tokens.fontWeightSemibold,
  },
  intro: { color: tokens.colorNeutralForeground2, maxWidth: '75ch' },
  section: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalM,
    paddingTop: tokens.spacingVerticalM,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  sectionTitle: {
    margin: 0,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
    fontWeight: tokens.fontWeightSemibold,
  },
  sectionHead: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
  actions: { marginLeft: 'auto', display: 'flex', gap: tokens.spacingHorizontalS },
});

export interface PageProps {
  readonly title: string;
  readonly intro?: ReactNode;
  readonly children: ReactNode;
}

/** The heading takes the focus when a page is shown, so that a screen reader says where one is. */
export function Page({ title, intro, children }: PageProps): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1 className={styles.title} id="page-title" tabIndex={-1}>
          {title}
        </h1>
        {intro !== undefined && <Text className={styles.intro}>{intro}</Text>}
      </div>
      {children}
    </div>
  );
}

export interface SectionProps {
  readonly title: string;
  /** "area.entry": help for the whole section. */
  readonly help?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, help, actions, children }: SectionProps): ReactElement {
  const styles = useStyles();
  return (
    <section
      className={styles.section}
      aria-label={title}
      {...(help === undefined ? {} : { 'data-help': help })}
    >
      <div className={styles.sectionHead}>
        <h2 className={styles.sectionTitle}>{title}</h2>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

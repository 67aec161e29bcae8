/** One sticky label of a medium, 70 x 37 mm, black on white whatever the theme is. */
import { makeStyles } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '../../text/format.ts';
import { qrPath } from './qr-path.ts';

/** What stands on a label. */
export interface LabelFacts {
  readonly mediaId: string;
  readonly label: string;
  readonly kind: string;
  readonly siteCode: string;
  readonly cmg: string | null;
  readonly created: string;
  readonly worksUntil: string;
}

const useStyles = makeStyles({
  label: {
    boxSizing: 'border-box',
    width: '70mm',
    height: '37mm',
    padding: '3mm',
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 23mm',
    columnGap: '2mm',
    overflow: 'hidden',
    // Of paper and ink, not of the theme.
    backgroundColor: 'Canvas',
    color: 'CanvasText',
    colorScheme: 'only light',
    fontFamily: 'Arial, Helvetica, sans-serif',
    fontSize: '2.7mm',
    lineHeight: '3.4mm',
  },
  text: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  title: {
    fontSize: '4mm',
    lineHeight: '4.6mm',
    fontWeight: 'bold',
    marginBottom: '0.8mm',
    maxHeight: '9.2mm',
    overflow: 'hidden',
    overflowWrap: 'anywhere',
  },
  line: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  until: { fontWeight: 'bold', marginTop: 'auto' },
  code: { display: 'grid', alignContent: 'start', gap: '1mm' },
  svg: { display: 'block', width: '23mm', height: '23mm' },
  id: { fontSize: '1.75mm', lineHeight: '2.1mm', overflowWrap: 'anywhere', textAlign: 'center' },
});

/** Free modules around the code that readers need. */
const QUIET = 2;

export function MediaLabel({ facts }: { readonly facts: LabelFacts }): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('completion');
  const { t: drives } = useTranslation('drives');
  const { size, path } = qrPath(facts.mediaId);
  const known = (['bootable', 'standalone', 'prestaged', 'capture'] as const).find(
    (one) => one === facts.kind,
  );
  const day = (iso: string): string => formatDay(iso, i18n.language);
  return (
    <div className={styles.label} data-label={facts.mediaId}>
      <div className={styles.text}>
        <div className={styles.title}>{facts.label}</div>
        <div className={styles.line}>{known === undefined ? facts.kind : drives(`kind.${known}`)}</div>
        <div className={styles.line}>{t('print.site', { site: facts.siteCode })}</div>
        {facts.cmg !== null && <div className={styles.line}>{facts.cmg}</div>}
        <div className={styles.line}>{t('print.created', { date: day(facts.created) })}</div>
        <div className={styles.until}>{t('print.until', { date: day(facts.worksUntil) })}</div>
      </div>
      <div className={styles.code}>
        <svg
          className={styles.svg}
          viewBox={`${-QUIET} ${-QUIET} ${size + 2 * QUIET} ${size + 2 * QUIET}`}
          role="img"
          aria-label={t('print.qr', { id: facts.mediaId })}
          shapeRendering="crispEdges"
        >
          <path d={path} fill="currentColor" />
        </svg>
        <div className={styles.id}>{facts.mediaId}</div>
      </div>
    </div>
  );
}

/**
 * Labels as they go to the printer: invisible in the window, and alone on the paper.
 * Trap: the paper's size is a property of the page, not of an element, so each kind of paper has its own named page.
 */
import { makeStaticStyles, makeStyles } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { createPortal } from 'react-dom';
import { LABEL_COLUMNS, pagesOfLabels, type LabelOrder } from '../../state/label-sheet.ts';
import { MediaLabel, type LabelFacts } from './label.tsx';

const usePaper = makeStaticStyles(`
  @page single-label { size: 70mm 37mm; margin: 0; }
  @page label-sheet { size: A4 portrait; margin: 0; }
  @media screen { body > [data-print-area] { display: none; } }
  @media print {
    body > :not([data-print-area]) { display: none !important; }
    html, body { height: auto; background: none !important; color-scheme: only light !important; }
  }
`);

const useStyles = makeStyles({
  single: { page: 'single-label', breakAfter: 'page' },
  sheet: {
    page: 'label-sheet',
    breakAfter: 'page',
    display: 'grid',
    gridTemplateColumns: `repeat(${LABEL_COLUMNS}, 70mm)`,
    gridAutoRows: '37.125mm',
    alignContent: 'start',
  },
});

export interface PrintAreaProps {
  readonly facts: LabelFacts;
  readonly order: LabelOrder;
}

export function PrintArea({ facts, order }: PrintAreaProps): ReactElement {
  usePaper();
  const styles = useStyles();
  return createPortal(
    <div data-print-area="labels" aria-hidden>
      {pagesOfLabels(order).map((places, page) => (
        <div key={page} className={order.paper === 'a4' ? styles.sheet : styles.single}>
          {places.map((isUsed, place) =>
            isUsed ? <MediaLabel key={place} facts={facts} /> : <span key={place} />,
          )}
        </div>
      ))}
    </div>,
    document.body,
  );
}

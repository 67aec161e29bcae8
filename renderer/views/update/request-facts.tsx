/** What a request makes, in a few lines. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChosenRequest } from '../../state/forms-store.ts';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXXS,
    margin: 0,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
    overflowWrap: 'anywhere',
  },
  term: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0 },
});

const MANAGEMENT = { 'internet-based': 'internet', 'site-based': 'site', dynamic: 'dynamic' } as const;

export function RequestFacts({ chosen }: { readonly chosen: ChosenRequest }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation(['update', 'mediaType', 'management']);
  const { site, request } = chosen;
  const facts: (readonly [string, string])[] = [
    [t('fact.kind'), t(`mediaType:${request.kind}.name`)],
    [t('fact.site'), site === 'lab' ? t('mediaType:lab') : site],
  ];
  if (request.kind === 'bootable' || request.kind === 'prestaged') {
    facts.push([t('fact.management'), t(`management:${MANAGEMENT[request.mediaManagement]}.name`)]);
  }
  if (request.kind === 'bootable' && request.cmg !== undefined) facts.push([t('fact.gateway'), request.cmg]);
  if (request.kind !== 'standalone') facts.push([t('fact.bootImage'), request.bootImageId]);
  if (request.kind !== 'prestaged') facts.push([t('fact.label'), request.label]);
  return (
    <dl className={styles.list}>
      {facts.map(([term, value]) => (
        <div key={term} style={{ display: 'contents' }}>
          <dt className={styles.term}>
            <Text>{term}</Text>
          </dt>
          <dd className={styles.value}>
            <Text>{value}</Text>
          </dd>
        </div>
      ))}
    </dl>
  );
}

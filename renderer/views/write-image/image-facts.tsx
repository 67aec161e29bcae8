/** What the chosen file is: its size, how it is packed, and which medium is in it. */
import { makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { Document24Regular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatDay } from '../../text/format.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { nameOf } from '../../ui/path-text.ts';
import type { DescribedImage } from './use-image.ts';

const useStyles = makeStyles({
  box: {
    display: 'grid',
    gridTemplateColumns: '32px minmax(0, 1fr)',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: tokens.spacingHorizontalM,
    maxWidth: '760px',
    boxSizing: 'border-box',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
    overflowWrap: 'anywhere',
  },
  text: { display: 'grid' },
  muted: { color: tokens.colorNeutralForeground2 },
});

export function ImageFacts({ described }: { readonly described: DescribedImage }): ReactElement | null {
  const styles = useStyles();
  const { t, i18n } = useTranslation('writeImage');
  const { state, image, error } = described;
  if (state === 'none') return null;
  if (error !== null) return <ErrorPanel title={t('describeFailed')} error={error} />;
  if (image === null) return <Spinner size="tiny" labelPosition="after" label={t('describing')} />;
  const size = (bytes: number): string => formatBytes(bytes, i18n.language);
  const { packing, sizeBytes, fileBytes, medium } = image;
  const manifest = medium?.manifest ?? null;
  const packed =
    packing === 'none'
      ? t('size', { size: size(fileBytes) })
      : sizeBytes === null
        ? t('packedUnknown', { packing, file: size(fileBytes) })
        : t('packed', { packing, file: size(fileBytes), size: size(sizeBytes) });
  return (
    <div className={styles.box} role="status">
      <Document24Regular aria-hidden />
      <div className={styles.text}>
        <Text weight="semibold">{nameOf(image.path)}</Text>
        <Text className={styles.muted}>{packed}</Text>
        {manifest !== null && (
          <Text className={styles.muted}>
            {t('medium', {
              label: manifest.label,
              site: manifest.siteCode,
              date: formatDay(manifest.expires, i18n.language),
            })}
          </Text>
        )}
        {manifest === null && <Text className={styles.muted}>{t('noMedium')}</Text>}
      </div>
    </div>
  );
}

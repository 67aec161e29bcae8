/** How much of a drive the medium takes: a bar, and the same in words. */
import { makeStyles, mergeClasses, ProgressBar, Text, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DriveView } from '#contract/drives.ts';
import { driveName, fitOf } from '../../state/drive-choice.ts';
import { formatBytes } from '../../text/format.ts';
import { useDriveWords } from './use-drive-words.ts';

const useStyles = makeStyles({
  box: { display: 'grid', gap: tokens.spacingVerticalXXS, alignContent: 'center' },
  line: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalS,
    flexWrap: 'wrap',
  },
  muted: { color: tokens.colorNeutralForeground3 },
  bad: { color: tokens.colorPaletteRedForeground1 },
});

export interface DriveFitProps {
  readonly view: DriveView;
  /** null: not known. */
  readonly neededBytes: number | null;
}

export function DriveFit({ view, neededBytes }: DriveFitProps): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('drives');
  const words = useDriveWords();
  const fit = fitOf(view.sizeBytes, neededBytes);
  const needed = formatBytes(neededBytes ?? 0, i18n.language);
  return (
    <div className={styles.box}>
      <span className={styles.line}>
        <Text weight="semibold">{words.size(view)}</Text>
        {view.sizeBytes > 0 && fit !== 'unknown' && (
          <Text size={200} className={mergeClasses(styles.muted, fit === 'too-small' && styles.bad)}>
            {t(`fit.${fit}`, { needed })}
          </Text>
        )}
      </span>
      {view.sizeBytes > 0 && neededBytes !== null && (
        <ProgressBar
          aria-label={t('fit.bar', { drive: driveName(view) })}
          value={Math.min(1, neededBytes / view.sizeBytes)}
          color={fit === 'too-small' ? 'error' : 'brand'}
          thickness="large"
        />
      )}
    </div>
  );
}

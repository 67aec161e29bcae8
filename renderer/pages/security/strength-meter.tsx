/** How long the password withstands, as a sentence and as a bar; never by colour alone. */
import { makeStyles, mergeClasses, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled, Warning16Filled } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PasswordRating } from '#contract/security.ts';
import { breakTimeOf } from '../../state/break-time.ts';

const useStyles = makeStyles({
  meter: { display: 'grid', gap: tokens.spacingVerticalXS, maxWidth: '560px' },
  line: { display: 'flex', alignItems: 'start', gap: tokens.spacingHorizontalXS },
  icon: { flexShrink: 0, marginTop: '2px' },
  strong: { color: tokens.colorPaletteGreenForeground1 },
  weak: { color: tokens.colorPaletteRedForeground1 },
  bits: { color: tokens.colorNeutralForeground2 },
});

export function StrengthMeter({ rating }: { readonly rating: PasswordRating }): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('security');
  const { unit, count } = breakTimeOf(rating.secondsToBreak);
  const isStrong = rating.verdict === 'strong';
  const number = (value: number): string => new Intl.NumberFormat(i18n.language).format(value);
  const time = t(`breakTime.${unit}`, { count, number: number(count) });
  const withstands = t('withstands', { time, millions: number(rating.guessesPerSecond / 1e6) });
  return (
    <div className={styles.meter} role="status">
      <ProgressBar
        aria-label={t('strength')}
        aria-valuetext={withstands}
        value={Math.min(1, rating.bits / rating.requiredBits)}
        color={isStrong ? 'success' : rating.bits < rating.requiredBits / 2 ? 'error' : 'warning'}
        thickness="large"
      />
      <Text className={styles.line}>
        {isStrong ? (
          <CheckmarkCircle16Filled className={mergeClasses(styles.icon, styles.strong)} aria-hidden />
        ) : (
          <Warning16Filled className={mergeClasses(styles.icon, styles.weak)} aria-hidden />
        )}
        <span>
          {isStrong ? t('strong') : t('weak')} {withstands}
        </span>
      </Text>
      <Text size={200} className={styles.bits}>
        {t('bits', { bits: Math.floor(rating.bits), required: rating.requiredBits })}
      </Text>
    </div>
  );
}

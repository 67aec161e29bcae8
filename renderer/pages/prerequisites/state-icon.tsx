/** The state of a condition: shape, colour, and its name for screen readers. */
import { makeStyles, tokens } from '@fluentui/react-components';
import {
  CheckmarkCircle16Filled,
  ErrorCircle16Filled,
  QuestionCircle16Filled,
  Warning16Filled,
} from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowState } from '../../state/prerequisite-view.ts';

const useStyles = makeStyles({
  fail: { color: tokens.colorPaletteRedForeground1 },
  warning: { color: tokens.colorStatusWarningForeground3 },
  unknown: { color: tokens.colorNeutralForeground3 },
  pass: { color: tokens.colorPaletteGreenForeground1 },
});

const ICONS = {
  fail: ErrorCircle16Filled,
  warning: Warning16Filled,
  unknown: QuestionCircle16Filled,
  pass: CheckmarkCircle16Filled,
} as const;

export function StateIcon({ state }: { readonly state: RowState }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('prerequisites');
  const Icon = ICONS[state];
  return <Icon className={styles[state]} aria-label={t(`state.${state}`)} />;
}

/** An error as data, shown: why, what to do, and for the help desk code and message as they stand in the log. */
import {
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  Button,
  tokens,
} from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import { CopyButton } from './copy-button.tsx';

const useStyles = makeStyles({
  bar: { alignItems: 'start' },
  body: {
    display: 'grid',
    gap: tokens.spacingVerticalXS,
    whiteSpace: 'normal',
    paddingBlock: tokens.spacingVerticalS,
  },
  message: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
    marginBlock: tokens.spacingVerticalXS,
  },
});

export interface ErrorPanelProps {
  /** What could not be done: "The site could not be read". */
  readonly title: string;
  readonly error: ErrorData;
  readonly onRetry?: (() => void) | undefined;
}

export function ErrorPanel({ title, error, onRetry }: ErrorPanelProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <MessageBar intent="error" layout="multiline" className={styles.bar} role="alert">
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{title}</MessageBarTitle>
        <div>{error.cause}</div>
        <div>{error.remedy}</div>
        <details>
          <summary>{t('details')}</summary>
          <div className={styles.message} lang="en">
            {error.code}: {error.message}
          </div>
          <CopyButton text={`${error.code}: ${error.message}`} />
        </details>
      </MessageBarBody>
      {onRetry !== undefined && (
        <MessageBarActions>
          <Button onClick={onRetry}>{t('retry')}</Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

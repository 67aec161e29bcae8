/** A secret that was given before: the window only says that it is there, and offers to give another one. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { KeyRegular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    alignItems: 'center',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    minHeight: '32px',
  },
});

export interface KeptSecretProps {
  readonly text: string;
  readonly action: string;
  /** Says what is changed, when there are several such buttons. */
  readonly actionLabel?: string;
  readonly onChange: () => void;
}

export function KeptSecret({ text, action, actionLabel, onChange }: KeptSecretProps): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.row}>
      <KeyRegular aria-hidden />
      <Text>{text}</Text>
      <Button size="small" aria-label={actionLabel} onClick={onChange}>
        {action}
      </Button>
    </div>
  );
}

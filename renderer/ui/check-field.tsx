/** A check box with its help, a hint below it, and F1 like any field. */
import { Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';
import { HelpButton } from './form-field.tsx';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'center' },
  hint: {
    display: 'block',
    color: tokens.colorNeutralForeground3,
    paddingLeft: '32px',
    maxWidth: '75ch',
  },
});

export interface CheckFieldProps {
  readonly label: string;
  /** "area.entry" of the help texts. */
  readonly help: string;
  readonly hint?: ReactNode;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

export function CheckField({ label, help, hint, isChecked, onChange }: CheckFieldProps): ReactElement {
  const styles = useStyles();
  return (
    <div data-help={help}>
      <div className={styles.row}>
        <Checkbox
          label={label}
          checked={isChecked}
          onChange={(_event, { checked }) => {
            onChange(checked === true);
          }}
        />
        <HelpButton label={label} help={help} />
      </div>
      {hint !== undefined && (
        <Text size={200} className={styles.hint}>
          {hint}
        </Text>
      )}
    </div>
  );
}

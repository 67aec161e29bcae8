/** The name of a variable: any text, with the documented names and their meaning as suggestions. */
import { Combobox, makeStyles, Option, Text, tokens } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { suggestionsFor } from '../../state/variables.ts';
import { KNOWN_VARIABLES } from '../../text/known-variables.ts';

const useStyles = makeStyles({
  box: { minWidth: 0, width: '100%' },
  input: { minWidth: 0, width: '100%' },
  list: { maxHeight: '320px' },
  option: { display: 'grid', minWidth: 0 },
  meaning: { color: tokens.colorNeutralForeground2 },
});

export interface VariableNameProps {
  readonly value: string;
  readonly hasFocus: boolean;
  readonly onChange: (name: string) => void;
}

export function VariableName({ value, hasFocus, onChange }: VariableNameProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('knownVariables');
  const { t: common } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const known = KNOWN_VARIABLES.map((name) => [name, t(name)] as const);
  // Who opens the list with a name chosen wants to see the others, too.
  const isKnown = known.some(([name]) => name === value);
  const options = suggestionsFor(isKnown ? '' : value, known);
  return (
    <Combobox
      className={styles.box}
      freeform
      autoFocus={hasFocus}
      spellCheck={false}
      value={value}
      selectedOptions={isKnown ? [value] : []}
      open={isOpen && options.length > 0}
      onOpenChange={(_event, { open }) => {
        setOpen(open);
      }}
      input={{ className: styles.input }}
      expandIcon={{ 'aria-label': common('open') }}
      listbox={{ className: styles.list }}
      onChange={(event) => {
        onChange(event.target.value);
      }}
      onOptionSelect={(_event, { optionValue }) => {
        if (optionValue !== undefined) onChange(optionValue);
      }}
    >
      {options.map(([name, meaning]) => (
        <Option key={name} value={name} text={name}>
          <span className={styles.option}>
            <Text>{name}</Text>
            <Text size={200} className={styles.meaning}>
              {meaning}
            </Text>
          </span>
        </Option>
      ))}
    </Combobox>
  );
}

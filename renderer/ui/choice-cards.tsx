/** A few clear choices side by side: a radio group whose entries are cards with a name and sentences. */
import { makeStyles, mergeClasses, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useId, type ReactElement, type ReactNode } from 'react';

const useStyles = makeStyles({
  group: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 300px), 1fr))',
    gap: tokens.spacingHorizontalM,
    alignItems: 'stretch',
  },
  // Four cards are two rows of two, never three and one.
  pairs: { gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))' },
  card: {
    alignItems: 'start',
    padding: tokens.spacingHorizontalXS,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    ':hover': { backgroundColor: tokens.colorNeutralBackground2 },
    ':focus-within': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '1px' },
    '& label': { flexGrow: 1, alignSelf: 'start' },
  },
  chosen: {
    border: `1px solid ${tokens.colorBrandStroke1}`,
    boxShadow: `inset 0 0 0 1px ${tokens.colorBrandStroke1}`,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  off: { color: tokens.colorNeutralForegroundDisabled },
  text: { display: 'grid', gap: tokens.spacingVerticalXS, minWidth: 0 },
  head: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  name: { fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase400 },
  body: { display: 'grid', gap: tokens.spacingVerticalXS, color: tokens.colorNeutralForeground2 },
  bodyOff: { color: tokens.colorNeutralForegroundDisabled },
});

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly name: string;
  readonly icon?: ReactNode;
  /** Beside the name. */
  readonly badge?: ReactNode;
  readonly body: ReactNode;
  readonly isDisabled?: boolean;
}

export interface ChoiceCardsProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

export function ChoiceCards<Value extends string>(props: ChoiceCardsProps<Value>): ReactElement {
  const { label, choices, value, onChange } = props;
  const styles = useStyles();
  const id = useId();
  return (
    <RadioGroup
      className={mergeClasses(styles.group, choices.length === 4 && styles.pairs)}
      aria-label={label}
      value={value}
      onChange={(_event, data) => {
        const chosen = choices.find((one) => one.value === data.value);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {choices.map((one) => (
        <Radio
          key={one.value}
          value={one.value}
          disabled={one.isDisabled === true}
          className={mergeClasses(styles.card, one.value === value && styles.chosen)}
          aria-labelledby={`${id}-${one.value}`}
          aria-describedby={`${id}-${one.value}-body`}
          label={{
            children: (
              <span className={mergeClasses(styles.text, one.isDisabled && styles.off)}>
                <span className={styles.head}>
                  {one.icon}
                  <span id={`${id}-${one.value}`} className={styles.name}>
                    {one.name}
                  </span>
                  {one.badge}
                </span>
                <span
                  id={`${id}-${one.value}-body`}
                  className={mergeClasses(styles.body, one.isDisabled && styles.bodyOff)}
                >
                  {one.body}
                </span>
              </span>
            ),
          }}
        />
      ))}
    </RadioGroup>
  );
}

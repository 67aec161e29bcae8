/**
 * A field whose value lives in the SecretKeeper and nowhere else.
 * Trap: Fluent's Input and every controlled input of React write their value into component state and into the `value`
 * attribute, where a dump of the page finds it. This one is the browser's own, uncontrolled: it is filled from the keeper
 * when it is shown and emptied before it is taken away.
 */
import {
  Button,
  makeStyles,
  mergeClasses,
  Text,
  tokens,
  useFieldControlProps_unstable as useFieldControl,
} from '@fluentui/react-components';
import { EyeOffRegular, EyeRegular, KeyboardShiftUppercaseRegular } from '@fluentui/react-icons';
import {
  useCallback,
  useState,
  type InputHTMLAttributes,
  type KeyboardEvent,
  type ReactElement,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useStores } from './stores-context.tsx';

const useStyles = makeStyles({
  box: {
    display: 'flex',
    alignItems: 'center',
    minHeight: '32px',
    boxSizing: 'border-box',
    paddingLeft: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderBottomColor: tokens.colorNeutralStrokeAccessible,
    borderRadius: tokens.borderRadiusMedium,
    ':focus-within': {
      borderBottomColor: tokens.colorCompoundBrandStroke,
      boxShadow: `inset 0 -1px 0 ${tokens.colorCompoundBrandStroke}`,
    },
  },
  bad: { borderTopColor: tokens.colorPaletteRedBorder2, borderBottomColor: tokens.colorPaletteRedBorder2 },
  input: {
    flexGrow: 1,
    minWidth: 0,
    border: 'none',
    outlineStyle: 'none',
    padding: 0,
    backgroundColor: 'transparent',
    color: tokens.colorNeutralForeground1,
    fontFamily: tokens.fontFamilyBase,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
  },
  clear: { fontFamily: tokens.fontFamilyMonospace },
  caps: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorPaletteDarkOrangeForeground1,
    marginTop: tokens.spacingVerticalXXS,
  },
});

export interface SecretInputProps {
  /** Where the keeper has it. */
  readonly name: string;
  /** The keeper has a new value. */
  readonly onChange: () => void;
  /** Names the button that shows the value. */
  readonly label: string;
  /** Shown in clear from the start: just generated, to be read. */
  readonly isRevealed?: boolean;
  readonly hasFocus?: boolean;
  /** Only where no FormField surrounds it. */
  readonly 'aria-label'?: string;
}

export function SecretInput(props: SecretInputProps): ReactElement {
  const { name, onChange, label, isRevealed = false, hasFocus = false } = props;
  // Label, description and validity of the surrounding field.
  const given: InputHTMLAttributes<HTMLInputElement> = { 'aria-label': props['aria-label'] };
  const field = useFieldControl(given, { supportsLabelFor: true });
  const styles = useStyles();
  const { t } = useTranslation();
  const { keeper } = useStores();
  const [isClear, setClear] = useState(isRevealed);
  const [hasCaps, setCaps] = useState(false);
  const attach = useCallback(
    (node: HTMLInputElement | null) => {
      if (node === null) return undefined;
      node.value = keeper.get(name) ?? '';
      if (hasFocus) node.focus();
      return () => {
        node.value = '';
      };
    },
    [keeper, name, hasFocus],
  );
  const onKey = (event: KeyboardEvent): void => {
    setCaps(event.getModifierState('CapsLock'));
  };
  const isBad = field['aria-invalid'] === true || field['aria-invalid'] === 'true';
  return (
    <div>
      <div className={mergeClasses(styles.box, isBad && styles.bad)}>
        <input
          {...field}
          ref={attach}
          className={mergeClasses(styles.input, isClear && styles.clear)}
          type={isClear ? 'text' : 'password'}
          autoComplete="new-password"
          autoCapitalize="off"
          spellCheck={false}
          onKeyDown={onKey}
          onKeyUp={onKey}
          onBlur={() => {
            setCaps(false);
          }}
          onChange={(event) => {
            keeper.set(name, event.target.value);
            onChange();
          }}
        />
        <Button
          appearance="transparent"
          size="small"
          icon={isClear ? <EyeOffRegular /> : <EyeRegular />}
          aria-label={t('reveal', { label })}
          aria-pressed={isClear}
          onClick={() => {
            setClear(!isClear);
          }}
        />
      </div>
      <div role="status">
        {hasCaps && (
          <Text size={200} className={styles.caps}>
            <KeyboardShiftUppercaseRegular aria-hidden />
            {t('capsLock')}
          </Text>
        )}
      </div>
    </div>
  );
}

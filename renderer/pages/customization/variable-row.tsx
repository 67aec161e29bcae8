/**
 * One variable: name with suggestions, value or hidden value, order, remove.
 * A value that becomes hidden leaves the draft for the SecretKeeper; one that is no longer hidden has to be typed again,
 * because a secret must not come back into what is stored.
 */
import { Checkbox, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { VARIABLE_LIMITS } from '#contract/media-request.ts';
import { fillIn } from '#contract/rules/rule.ts';
import type { DraftVariable } from '../../state/draft.ts';
import { hiddenValueName } from '../../state/secret-keeper.ts';
import type { NameProblem } from '../../state/variables.ts';
import { shownProblems } from '../../state/wizard-store.ts';
import { KeptSecret } from '../../ui/kept-secret.tsx';
import { OrderButtons } from '../../ui/order-buttons.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { useProblemText } from '../../ui/problem-text.ts';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { VariableName } from './variable-name.tsx';

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 5fr) minmax(0, 6fr) max-content max-content',
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalXS,
    alignItems: 'start',
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
    '@media (max-width: 860px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  // Beside the controls, not beside their labels.
  end: { paddingTop: '22px', '@media (max-width: 860px)': { paddingTop: 0 } },
});

export interface VariableRowProps {
  readonly row: DraftVariable;
  readonly index: number;
  readonly count: number;
  readonly problem: NameProblem | undefined;
  /** Just added. */
  readonly hasFocus: boolean;
  readonly onChange: (part: Partial<DraftVariable>) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

export function VariableRow(props: VariableRowProps): ReactElement {
  const { row, index, count, problem, hasFocus, onChange, onMove, onRemove } = props;
  const styles = useStyles();
  const { t } = useTranslation('customization');
  const { t: rules } = useTranslation('rules');
  const { wizard, keeper } = useStores();
  const name = row.name === '' ? t('variableNumber', { number: index + 1 }) : row.name;
  const sentence = problem === undefined ? undefined : upper(fillIn(rules(problem.rule), problem.values));
  const nameError = useRowProblem(`variables.${index}.name`);
  const shown = sentence ?? nameError;
  const setHidden = (isHidden: boolean): void => {
    const secret = hiddenValueName(row.id);
    if (isHidden) keeper.set(secret, row.value);
    else keeper.forget(secret);
    onChange({ isHidden, value: '' });
    wizard.getState().refreshSecrets();
  };
  return (
    <div className={styles.row} data-help="customization.variables" role="group" aria-label={name}>
      <Field
        label={t('name')}
        {...(shown === undefined ? {} : { validationState: 'error' as const, validationMessage: shown })}
      >
        <VariableName
          value={row.name}
          hasFocus={hasFocus}
          onChange={(text) => {
            onChange({ name: text });
          }}
        />
      </Field>
      <VariableValue row={row} index={index} name={name} onChange={onChange} />
      <Checkbox
        className={styles.end}
        label={t('hidden')}
        checked={row.isHidden}
        onChange={(_event, { checked }) => {
          setHidden(checked === true);
        }}
      />
      <span className={styles.end}>
        <OrderButtons
          name={name}
          isFirst={index === 0}
          isLast={index === count - 1}
          onMove={onMove}
          onRemove={onRemove}
        />
      </span>
    </div>
  );
}

function VariableValue({
  row,
  index,
  name,
  onChange,
}: Pick<VariableRowProps, 'row' | 'index' | 'onChange'> & { readonly name: string }): ReactElement {
  const { t } = useTranslation('customization');
  const { t: common } = useTranslation();
  const { wizard, keeper } = useStores();
  const secret = hiddenValueName(row.id);
  const isKept = useWizard((state) => state.secrets.hiddenValues.includes(row.id));
  const [isTyping, setTyping] = useState(!isKept);
  const error = useRowProblem(`variables.${index}.value`);
  const length = row.isHidden ? (keeper.get(secret)?.length ?? 0) : row.value.length;
  const limit = VARIABLE_LIMITS.valueLength;
  const hint =
    row.value === '' && !row.isHidden
      ? t('emptyValueHint')
      : length > limit / 2
        ? t('valueUse', { used: length, limit })
        : undefined;
  return (
    <Field
      label={row.isHidden ? t('hiddenValue') : t('value')}
      {...(hint === undefined ? {} : { hint })}
      {...(error === undefined ? {} : { validationState: 'error' as const, validationMessage: error })}
    >
      {!row.isHidden ? (
        <Input
          value={row.value}
          maxLength={limit}
          spellCheck={false}
          onChange={(_event, { value }) => {
            onChange({ value });
          }}
        />
      ) : isTyping || !isKept ? (
        <SecretInput
          name={secret}
          label={t('hiddenValueOf', { name })}
          onChange={() => {
            setTyping(true);
            wizard.getState().refreshSecrets();
          }}
        />
      ) : (
        <div>
          <KeptSecret
            text={t('hiddenIsSet')}
            action={common('change')}
            actionLabel={`${common('change')}: ${name}`}
            onChange={() => {
              keeper.forget(secret);
              wizard.getState().refreshSecrets();
              setTyping(true);
            }}
          />
        </div>
      )}
    </Field>
  );
}

/** What Next found wrong here. */
function useRowProblem(field: string): string | undefined {
  const textOf = useProblemText();
  const problem = useWizard((state) => shownProblems(state).find((one) => one.field === field));
  return problem === undefined ? undefined : textOf(problem);
}

function upper(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

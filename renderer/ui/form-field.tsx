/**
 * One field of a page: label, help, control, and what is wrong with it. The help entry ("security.password") names a text
 * in the area's `help`; F1 inside the field opens it (help-panel.tsx).
 */
import { Button, Field, makeStyles, tokens } from '@fluentui/react-components';
import { QuestionCircle16Regular } from '@fluentui/react-icons';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PageProblem } from '../state/judge-draft.ts';
import { shownProblems } from '../state/wizard-store.ts';
import { useProblemText } from './problem-text.ts';
import { useStores, useWizard } from './stores-context.tsx';

const useStyles = makeStyles({
  label: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  optional: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

export interface FormFieldProps {
  readonly label: string;
  /** "area.entry" of the help texts; its link comes with it. */
  readonly help: string;
  /** Field of the request whose problems are shown here; more than one for a group of controls. */
  readonly field?: string | readonly string[];
  readonly hint?: ReactNode;
  readonly isOptional?: boolean;
  /** Exactly one control. */
  readonly children: ReactElement;
}

export function FormField({
  label,
  help,
  field,
  hint,
  isOptional = false,
  children,
}: FormFieldProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation();
  const textOf = useProblemText();
  const problem = useWizard((state) => firstProblem(shownProblems(state), field));
  return (
    <div data-help={help} {...(field === undefined ? {} : { 'data-field': [field].flat().join(' ') })}>
      <Field
        label={{
          children: (
            <span className={styles.label}>
              {label}
              {isOptional && <span className={styles.optional}>({t('optional')})</span>}
            </span>
          ),
        }}
        {...(hint === undefined ? {} : { hint: { children: hint } })}
        {...(problem === undefined
          ? {}
          : { validationState: 'error' as const, validationMessage: textOf(problem) })}
      >
        {children}
      </Field>
    </div>
  );
}

/** Opens the help of an entry; also for groups that are no single field. */
export function HelpButton({ label, help }: { readonly label: string; readonly help: string }): ReactElement {
  const { t } = useTranslation();
  const { app } = useStores();
  return (
    <Button
      appearance="transparent"
      size="small"
      icon={<QuestionCircle16Regular />}
      aria-label={t('helpFor', { label })}
      onClick={() => {
        app.getState().openHelp(help);
      }}
    />
  );
}

function firstProblem(
  problems: readonly PageProblem[],
  field: string | readonly string[] | undefined,
): PageProblem | undefined {
  if (field === undefined) return undefined;
  const fields = [field].flat();
  return problems.find((one) =>
    fields.some((name) => one.field === name || one.field.startsWith(`${name}.`)),
  );
}

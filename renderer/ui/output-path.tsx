/** The path of a file that is to be made: chosen or typed, and what is there now. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { Info16Regular, Warning16Filled } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileField } from '../state/output-facts.ts';
import { formatBytes } from '../text/format.ts';
import { FormField } from './form-field.tsx';
import { inFolder } from './path-text.ts';
import { PathField } from './path-field.tsx';
import { useApp, useStores, useWizard } from './stores-context.tsx';
import { useOutputCheck } from './use-output-check.ts';
import { useProblemText } from './problem-text.ts';

const useStyles = makeStyles({
  box: { display: 'grid', gap: tokens.spacingVerticalXXS },
  note: { display: 'flex', gap: tokens.spacingHorizontalXS, alignItems: 'start' },
  icon: { flexShrink: 0, marginTop: '1px' },
  warning: { color: tokens.colorStatusWarningForeground1 },
});

const EXTENSIONS = { isoPath: ['iso'], imagePath: ['img', 'raw', 'bin', 'dd'], wimPath: ['wim'] } as const;

export interface OutputPathProps {
  readonly field: FileField;
  readonly label: string;
  readonly help: string;
  readonly hint: string;
  readonly isOptional?: boolean;
  /** Room it will take; null: not known. */
  readonly neededBytes: number | null;
}

export function OutputPath({
  field,
  label,
  help,
  hint,
  isOptional = false,
  neededBytes,
}: OutputPathProps): ReactElement {
  const styles = useStyles();
  const { wizard } = useStores();
  const path = useWizard((state) => state.draft[field]);
  const folder = useApp((state) => state.settings?.defaultFolder ?? state.info?.defaultFolder ?? '');
  const example = folder === '' ? '' : inFolder(folder, `media.${EXTENSIONS[field][0]}`);
  return (
    <div className={styles.box}>
      <FormField label={label} help={help} field={field} hint={hint} isOptional={isOptional}>
        <PathField
          label={label}
          mode="save"
          extensions={EXTENSIONS[field]}
          value={path}
          placeholder={example}
          onChange={(value) => {
            wizard.getState().update({ [field]: value });
          }}
        />
      </FormField>
      {path !== '' && <PathNotes field={field} neededBytes={neededBytes} />}
    </div>
  );
}

/** Problems that Next has not yet shown, that a file will be replaced, and whether there is room. */
function PathNotes({ field, neededBytes }: Pick<OutputPathProps, 'field' | 'neededBytes'>): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('outputs');
  const textOf = useProblemText();
  const check = useOutputCheck(field);
  const problem = useWizard(({ problems, seen }) => {
    const found = problems.find((one) => one.field === field);
    return found === undefined || seen.includes(found.page) ? undefined : found;
  });
  const free = check?.freeBytes ?? null;
  const size = (bytes: number): string => formatBytes(bytes, i18n.language);
  const notes: string[] = [];
  const warnings: string[] = problem === undefined || check === null ? [] : [textOf(problem)];
  if (check?.state === 'exists') warnings.push(t('check.exists'));
  if (free !== null && neededBytes !== null && free < neededBytes) {
    warnings.push(t('check.tight', { free: size(free), needed: size(neededBytes) }));
  } else if (check?.state === 'new') {
    notes.push(free === null ? t('check.newUnknown') : t('check.new', { free: size(free) }));
  }
  return (
    <div role="status">
      {warnings.map((text) => (
        <Text key={text} size={200} className={styles.note}>
          <Warning16Filled className={mergeClasses(styles.icon, styles.warning)} aria-hidden />
          {text}
        </Text>
      ))}
      {notes.map((text) => (
        <Text key={text} size={200} className={styles.note}>
          <Info16Regular className={styles.icon} aria-hidden />
          {text}
        </Text>
      ))}
    </div>
  );
}

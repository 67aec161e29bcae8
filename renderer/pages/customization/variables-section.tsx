/** The rows of variables: add, remove with undo, reorder, and how much of the documented room they take. */
import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Text,
  tokens,
} from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftVariable } from '../../state/draft.ts';
import { moved } from '../../state/list-order.ts';
import { hiddenValueName } from '../../state/secret-keeper.ts';
import { nameProblemsOf, newRowId, variableUse } from '../../state/variables.ts';
import { HelpButton } from '../../ui/form-field.tsx';
import { EmptyState } from '../../ui/list-states.tsx';
import { Section } from '../../ui/page.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { VariableRow } from './variable-row.tsx';

const useStyles = makeStyles({
  rows: { display: 'grid', gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyle: 'none' },
  foot: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: tokens.spacingHorizontalM },
  use: { color: tokens.colorNeutralForeground2 },
  tooMuch: { color: tokens.colorPaletteRedForeground1, fontWeight: tokens.fontWeightSemibold },
});

interface Removed {
  readonly row: DraftVariable;
  readonly index: number;
}

export function VariablesSection(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('customization');
  const { t: common } = useTranslation();
  const { wizard, keeper } = useStores();
  const variables = useWizard((state) => state.draft.variables);
  // Drawn anew when a hidden value changes: the facts about secrets are a new object then.
  useWizard((state) => state.secrets);
  const [removed, setRemoved] = useState<Removed | null>(null);
  const [fresh, setFresh] = useState<string | null>(null);
  const problems = nameProblemsOf(variables);
  const use = variableUse(variables, (id) => keeper.get(hiddenValueName(id))?.length ?? 0);
  const change = (rows: readonly DraftVariable[]): void => {
    wizard.getState().update({ variables: rows });
  };
  const forget = useForgetting(removed);
  const remove = (row: DraftVariable, index: number): void => {
    forget();
    setRemoved({ row, index });
    change(variables.filter((one) => one.id !== row.id));
  };
  const add = (): void => {
    // Not the id of a removed row, whose hidden value may come back.
    const id = newRowId(removed === null ? variables : [...variables, removed.row]);
    setFresh(id);
    change([...variables, { id, name: '', value: '', isHidden: false }]);
  };
  return (
    <Section
      title={t('variables')}
      help="customization.variables"
      actions={<HelpButton label={t('variables')} help="customization.variables" />}
    >
      {variables.length === 0 ? (
        <EmptyState title={t('noVariables')} body={t('noVariablesBody')} />
      ) : (
        <ol className={styles.rows} aria-label={t('variables')}>
          {variables.map((row, index) => (
            <li key={row.id}>
              <VariableRow
                row={row}
                index={index}
                count={variables.length}
                problem={problems.get(row.id)}
                hasFocus={row.id === fresh}
                onChange={(part) => {
                  change(variables.map((one) => (one.id === row.id ? { ...one, ...part } : one)));
                }}
                onMove={(by) => {
                  change(moved(variables, index, by));
                }}
                onRemove={() => {
                  remove(row, index);
                }}
              />
            </li>
          ))}
        </ol>
      )}
      {removed !== null && (
        <MessageBar>
          <MessageBarBody>{t('removed', { name: removed.row.name || t('unnamed') })}</MessageBarBody>
          <MessageBarActions>
            <Button
              onClick={() => {
                change([
                  ...variables.slice(0, removed.index),
                  removed.row,
                  ...variables.slice(removed.index),
                ]);
                setRemoved(null);
              }}
            >
              {common('undo')}
            </Button>
          </MessageBarActions>
        </MessageBar>
      )}
      <div className={styles.foot}>
        <Button icon={<AddRegular />} onClick={add}>
          {t('addVariable')}
        </Button>
        {variables.length > 0 && (
          <Text size={200} className={use.isTooMuch ? styles.tooMuch : styles.use} role="status">
            {t(use.isTooMuch ? 'useTooMuch' : 'use', { used: use.used, limit: use.limit })}
          </Text>
        )}
      </div>
    </Section>
  );
}

/** The hidden value of a removed row is kept as long as removing it can be undone, and no longer. */
function useForgetting(removed: Removed | null): () => void {
  const { keeper } = useStores();
  const last = useRef<Removed | null>(null);
  useEffect(() => {
    last.current = removed;
  }, [removed]);
  useEffect(
    () => () => {
      if (last.current !== null) keeper.forget(hiddenValueName(last.current.row.id));
    },
    [keeper],
  );
  return () => {
    if (removed !== null) keeper.forget(hiddenValueName(removed.row.id));
  };
}

/**
 * The drives that are plugged in, live: any number can be chosen. Who uses it keeps the choice; the list only says how it
 * changes. A drive that was chosen and pulled out stays until it is removed or chosen again.
 * Trap: an unusual drive is chosen only after its name was typed, and by "select all" never.
 */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { UsbPlug20Regular } from '@fluentui/react-icons';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DriveView } from '#contract/drives.ts';
import type { ChosenDrive } from '../../state/draft.ts';
import {
  driveKey,
  driveRows,
  easyDrives,
  isBack,
  withDrive,
  withoutDrive,
  type DriveRow as Row,
} from '../../state/drive-choice.ts';
import { ErrorPanel } from '../error-panel.tsx';
import { HelpButton } from '../form-field.tsx';
import { EmptyState, LoadingState } from '../list-states.tsx';
import { useDrives, useStores } from '../stores-context.tsx';
import { DriveConfirmDialog } from './drive-confirm-dialog.tsx';
import { DriveRow, GoneDriveRow } from './drive-row.tsx';

const useStyles = makeStyles({
  box: { display: 'grid', gap: tokens.spacingVerticalS },
  bar: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  count: { color: tokens.colorNeutralForeground2 },
  list: {
    margin: 0,
    padding: 0,
    listStyle: 'none',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    overflow: 'hidden',
  },
  muted: { color: tokens.colorNeutralForeground3 },
});

export interface DriveListProps {
  readonly chosen: readonly ChosenDrive[];
  readonly onChange: (chosen: readonly ChosenDrive[]) => void;
  /** Of the medium; null: not known. */
  readonly neededBytes: number | null;
  readonly offersUpdate?: boolean;
  /** Leaves drives out that have nothing to do here: for an update all without a medium of ours. */
  readonly isListed?: (view: DriveView) => boolean;
  /** What to say when no drive is there, or none that is listed. */
  readonly empty?: ReactElement;
}

export function DriveList(props: DriveListProps): ReactElement {
  const { chosen, onChange, neededBytes, offersUpdate = false, isListed, empty } = props;
  const styles = useStyles();
  const { t } = useTranslation('drives');
  const { drives: store } = useStores();
  const { state, drives: all, error, hiddenSystemDrives } = useDrives((one) => one);
  const [asked, setAsked] = useState<DriveView | null>(null);
  useEffect(() => store.getState().watch(), [store]);
  // A chosen drive stays listed while it is looked at anew; only one that is not there any more is called gone.
  const drives =
    isListed === undefined ? all : all.filter((view) => isListed(view) || isChosen(chosen, view));
  const isWaiting = (state === 'loading' || state === 'off') && drives.length === 0;
  // While nobody has listed drives yet, nothing that was chosen can be called gone.
  const rows = driveRows(drives, state === 'ready' ? chosen : chosen.filter((one) => isIn(all, one)));
  const toggle = (row: Row, view: DriveView): void => {
    if (row.chosen !== null) onChange(withoutDrive(chosen, row.key));
    else if (view.canWrite === 'asks') setAsked(view);
    else onChange(withDrive(chosen, view, { drives: all }));
  };
  return (
    <div className={styles.box} data-field="drives">
      <ListBar {...{ drives, all, chosen, neededBytes, onChange }} />
      {error !== null && <ErrorPanel title={t('failed')} error={error} />}
      {isWaiting && error === null && <LoadingState label={t('loading')} />}
      {!isWaiting && rows.length === 0 && error === null && (empty ?? <NoDrives />)}
      {rows.length > 0 && (
        <ul className={styles.list} aria-label={t('list')}>
          {rows.map((row) => {
            const { view } = row;
            return view === null ? (
              <GoneDriveRow
                key={row.key}
                name={row.chosen?.name ?? row.identity.device}
                isBack={isBack(row.identity, all)}
                onRemove={() => {
                  onChange(withoutDrive(chosen, row.key));
                }}
              />
            ) : (
              <DriveRow
                key={row.key}
                {...{ row, view, neededBytes, offersUpdate }}
                onToggle={() => {
                  toggle(row, view);
                }}
                onUpdate={(isUpdate) => {
                  onChange(chosen.map((one) => (one === row.chosen ? { ...one, isUpdate } : one)));
                }}
              />
            );
          })}
        </ul>
      )}
      {hiddenSystemDrives > 0 && (
        <Text size={200} className={styles.muted}>
          {t('hiddenSystem', { count: hiddenSystemDrives })}
        </Text>
      )}
      {asked !== null && (
        <DriveConfirmDialog
          view={asked}
          onClose={(isConfirmed) => {
            setAsked(null);
            if (isConfirmed) onChange(withDrive(chosen, asked, { isConfirmed, drives: all }));
          }}
        />
      )}
    </div>
  );
}

interface ListBarProps extends Pick<DriveListProps, 'chosen' | 'onChange' | 'neededBytes'> {
  readonly drives: readonly DriveView[];
  readonly all: readonly DriveView[];
}

/** How many there are and are chosen; all or none with one press. */
function ListBar({ drives, all, chosen, neededBytes, onChange }: ListBarProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('drives');
  const easy = easyDrives(drives, neededBytes);
  const missing = easy.filter((view) => !isChosen(chosen, view));
  return (
    <div className={styles.bar}>
      <Button
        size="small"
        disabled={missing.length === 0}
        title={t('selectAllLeavesOut')}
        onClick={() => {
          onChange(
            missing.reduce<readonly ChosenDrive[]>(
              (sofar, view) => withDrive(sofar, view, { drives: all }),
              chosen,
            ),
          );
        }}
      >
        {t('selectAll', { count: easy.length })}
      </Button>
      <Button
        size="small"
        disabled={chosen.length === 0}
        onClick={() => {
          onChange([]);
        }}
      >
        {t('selectNone')}
      </Button>
      <Text size={200} className={styles.count} role="status">
        {t('count', { count: drives.length })} · {t('chosenCount', { count: chosen.length })}
      </Text>
      <HelpButton label={t('title')} help="drives.list" />
    </div>
  );
}

function NoDrives(): ReactElement {
  const { t } = useTranslation('drives');
  return <EmptyState icon={<UsbPlug20Regular />} title={t('emptyTitle')} body={t('emptyBody')} />;
}

function isChosen(chosen: readonly ChosenDrive[], { identity }: DriveView): boolean {
  return chosen.some((one) => driveKey(one.identity) === driveKey(identity));
}

function isIn(drives: readonly DriveView[], { identity }: ChosenDrive): boolean {
  return drives.some((view) => driveKey(view.identity) === driveKey(identity));
}

/** One drive of the list: choose it, what it is, what is on it, what speaks against it. */
import {
  Button,
  Checkbox,
  makeStyles,
  mergeClasses,
  Switch,
  Text,
  tokens,
  useRestoreFocusTarget,
} from '@fluentui/react-components';
import { Dismiss16Regular, PlugDisconnected20Regular, Warning16Regular } from '@fluentui/react-icons';
import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DriveView } from '#contract/drives.ts';
import { driveName, holdsOurs, type DriveRow as Row } from '../../state/drive-choice.ts';
import { DriveBadges } from './drive-badges.tsx';
import { DriveFit } from './drive-fit.tsx';
import { findingsOf } from './drive-words.ts';
import { useDriveWords } from './use-drive-words.ts';

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: '32px minmax(0, 1fr) minmax(160px, 240px)',
    columnGap: tokens.spacingHorizontalM,
    alignItems: 'center',
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM} ${tokens.spacingVerticalXS} ${tokens.spacingHorizontalXS}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    ':last-child': { borderBottom: 'none' },
    '@media (max-width: 640px)': { gridTemplateColumns: '32px minmax(0, 1fr)' },
  },
  // Not the theme's colour of selection: in high contrast its text would have to change colour, too.
  chosen: {
    backgroundColor: tokens.colorNeutralBackground2,
    boxShadow: `inset 3px 0 0 ${tokens.colorBrandStroke1}`,
  },
  main: { display: 'grid', gap: tokens.spacingVerticalXXS, minWidth: 0, overflowWrap: 'anywhere' },
  head: {
    display: 'flex',
    alignItems: 'center',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalS,
    rowGap: '2px',
  },
  barred: { color: tokens.colorNeutralForeground3 },
  muted: { color: tokens.colorNeutralForeground3 },
  finding: {
    display: 'grid',
    gridTemplateColumns: '20px minmax(0, 1fr)',
    alignItems: 'start',
    color: tokens.colorNeutralForeground2,
  },
  icon: { color: tokens.colorStatusWarningForeground1, marginTop: '1px' },
  side: { '@media (max-width: 640px)': { gridColumn: '2' } },
  goneIcon: { justifySelf: 'center', color: tokens.colorPaletteRedForeground1 },
  bad: { color: tokens.colorPaletteRedForeground1 },
});

export interface DriveRowProps {
  readonly row: Row;
  readonly view: DriveView;
  readonly neededBytes: number | null;
  /** Offer to rewrite only what differs where a medium of ours is on the drive. */
  readonly offersUpdate: boolean;
  readonly onToggle: () => void;
  readonly onUpdate: (isUpdate: boolean) => void;
}

export function DriveRow({
  row,
  view,
  neededBytes,
  offersUpdate,
  onToggle,
  onUpdate,
}: DriveRowProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('drives');
  const words = useDriveWords();
  // The dialog that asks for the name is opened without a trigger; the focus comes back here.
  const restoreFocus = useRestoreFocusTarget();
  const id = useId();
  const isChosen = row.chosen !== null;
  const notes = findingsOf(view);
  return (
    <li className={mergeClasses(styles.row, isChosen && styles.chosen)} data-drive={view.displayName}>
      <Checkbox
        {...restoreFocus}
        checked={isChosen}
        disabled={view.canWrite === 'never' && !isChosen}
        aria-label={driveName(view)}
        aria-describedby={`${id}-about`}
        onChange={onToggle}
      />
      <div className={styles.main}>
        <div className={styles.head}>
          <Text weight="semibold" className={mergeClasses(view.canWrite === 'never' && styles.barred)}>
            {view.description}
          </Text>
          <Text className={styles.muted}>{view.displayName}</Text>
        </div>
        <div id={`${id}-about`} className={styles.main}>
          <div className={styles.head}>
            <DriveBadges view={view} />
            <Text size={200} className={styles.muted}>
              {words.contents(view)}
            </Text>
          </div>
          {notes.map((finding) => {
            const { text, isEnglish } = words.finding(view, finding);
            return (
              <Text key={finding.message} size={200} className={styles.finding}>
                <Warning16Regular className={styles.icon} aria-hidden />
                <span lang={isEnglish ? 'en' : undefined}>{text}</span>
              </Text>
            );
          })}
        </div>
        {offersUpdate && isChosen && holdsOurs(view) && (
          <Switch
            checked={row.chosen.isUpdate}
            label={{ children: <Text size={200}>{t('update.label')}</Text> }}
            aria-description={t('update.hint')}
            data-help="drives.update"
            onChange={(_event, { checked }) => {
              onUpdate(checked);
            }}
          />
        )}
      </div>
      <div className={styles.side}>
        <DriveFit view={view} neededBytes={neededBytes} />
      </div>
    </li>
  );
}

export interface GoneDriveRowProps {
  readonly name: string;
  /** One with its serial number and size is plugged in again. */
  readonly isBack: boolean;
  readonly onRemove: () => void;
}

/** A drive that was chosen and then pulled out. */
export function GoneDriveRow({ name, isBack, onRemove }: GoneDriveRowProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('drives');
  const { t: common } = useTranslation();
  return (
    <li className={styles.row} data-drive-gone={name}>
      <PlugDisconnected20Regular className={styles.goneIcon} aria-hidden />
      <div className={styles.main} role="status">
        <Text weight="semibold">{name}</Text>
        <Text size={200} className={styles.bad}>
          {isBack ? t('gone.back') : t('gone.body')}
        </Text>
      </div>
      <div className={styles.side}>
        <Button
          size="small"
          icon={<Dismiss16Regular />}
          aria-label={t('gone.remove', { drive: name })}
          onClick={onRemove}
        >
          {common('remove')}
        </Button>
      </div>
    </li>
  );
}

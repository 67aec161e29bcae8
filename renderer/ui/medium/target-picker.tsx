/** What is looked at: one of the drives that are plugged in, or an image file. Also drives that must not be written. */
import { makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DriveView } from '#contract/drives.ts';
import { formatBytes } from '../../text/format.ts';
import { ErrorPanel } from '../error-panel.tsx';
import { FormField } from '../form-field.tsx';
import { EmptyState, LoadingState } from '../list-states.tsx';
import { PathField } from '../path-field.tsx';
import { useDrives, useStores } from '../stores-context.tsx';

const useStyles = makeStyles({
  picker: { display: 'grid', gap: tokens.spacingVerticalM },
  drive: { display: 'grid' },
  soft: { color: tokens.colorNeutralForeground2 },
});

const IMAGES: readonly string[] = ['iso', 'img', 'raw', 'bin', 'dd'];

export interface Target {
  readonly from: 'drive' | 'file';
  /** Device of the drive, or path of the file; empty while nothing is chosen. */
  readonly path: string;
}

export interface TargetPickerProps {
  readonly target: Target;
  readonly onChange: (target: Target) => void;
}

export function TargetPicker({ target, onChange }: TargetPickerProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('inspect');
  return (
    <div className={styles.picker}>
      <FormField label={t('target')} help="inspect.target">
        <RadioGroup
          layout="horizontal"
          value={target.from}
          onChange={(_event, { value }) => {
            onChange({ from: value === 'file' ? 'file' : 'drive', path: '' });
          }}
        >
          <Radio value="drive" label={t('drive')} />
          <Radio value="file" label={t('file')} />
        </RadioGroup>
      </FormField>
      {target.from === 'file' ? (
        <FormField label={t('filePath')} help="inspect.target">
          <PathField
            label={t('filePath')}
            mode="open"
            extensions={IMAGES}
            value={target.path}
            onChange={(path) => {
              onChange({ from: 'file', path });
            }}
          />
        </FormField>
      ) : (
        <DriveChoice
          device={target.path}
          onChoose={(path) => {
            onChange({ from: 'drive', path });
          }}
        />
      )}
    </div>
  );
}

interface DriveChoiceProps {
  readonly device: string;
  readonly onChoose: (device: string) => void;
}

function DriveChoice({ device, onChoose }: DriveChoiceProps): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('inspect');
  const { drives: store } = useStores();
  const { state, drives, error } = useDrives((all) => all);
  useEffect(() => store.getState().watch(), [store]);
  if (error !== null) return <ErrorPanel title={t('drivesFailed')} error={error} />;
  if (state !== 'ready') return <LoadingState />;
  if (drives.length === 0) return <EmptyState title={t('noDrives')} body={t('noDrivesBody')} />;
  return (
    <RadioGroup
      aria-label={t('drive')}
      value={device}
      onChange={(_event, { value }) => {
        onChoose(value);
      }}
    >
      {drives.map((drive) => (
        <Radio
          key={drive.identity.device}
          value={drive.identity.device}
          label={
            <span className={styles.drive}>
              <DriveName drive={drive} />
              <Text size={200} className={styles.soft}>
                {labelsOf(drive)}
              </Text>
            </span>
          }
        />
      ))}
    </RadioGroup>
  );
}

function DriveName({ drive }: { readonly drive: DriveView }): ReactElement {
  const { i18n } = useTranslation();
  return (
    <Text>
      {drive.displayName} · {drive.description} · {formatBytes(drive.sizeBytes, i18n.language)}
    </Text>
  );
}

function labelsOf({ contents, volumes }: DriveView): string {
  if (contents.kind === 'media' && contents.medium !== null) return contents.medium.label;
  return volumes.map(({ label, fileSystem }) => label ?? fileSystem ?? '').join(', ');
}

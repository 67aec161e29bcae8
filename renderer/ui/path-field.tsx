/**
 * A path: typed, or chosen in the system's own dialog; where there is none (in a browser), in one of ours that lists the
 * folders of the computer the program runs on.
 */
import { Button, Input, makeStyles, tokens } from '@fluentui/react-components';
import { FolderOpenRegular } from '@fluentui/react-icons';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FolderDialog } from './folder-dialog.tsx';
import { useApp, useStores } from './stores-context.tsx';

const useStyles = makeStyles({
  row: { display: 'flex', gap: tokens.spacingHorizontalS },
  input: { flexGrow: 1, minWidth: 0 },
});

export interface PathFieldProps {
  /** What is chosen: names the dialog. */
  readonly label: string;
  readonly mode: 'open' | 'save' | 'folder';
  readonly extensions: readonly string[];
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly placeholder?: string;
}

export function PathField(props: PathFieldProps): ReactElement {
  const { label, mode, extensions, value, onChange, placeholder = '' } = props;
  const styles = useStyles();
  const { t } = useTranslation();
  const { client } = useStores();
  const hasDialogs = useApp((state) => state.info?.hasFileDialogs === true);
  const [isOpen, setOpen] = useState(false);
  const browse = async (): Promise<void> => {
    if (!hasDialogs) {
      setOpen(true);
      return;
    }
    const reply = await client.call('app.pickFile', {
      mode,
      title: label,
      filters: [{ name: label, extensions: [...extensions] }],
      ...(value === '' ? {} : { defaultPath: value }),
    });
    if (!reply.ok) setOpen(true);
    else if (reply.value.path !== null) onChange(reply.value.path);
  };
  return (
    <div className={styles.row}>
      <Input
        className={styles.input}
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        onChange={(_event, data) => {
          onChange(data.value);
        }}
      />
      <Button
        icon={<FolderOpenRegular />}
        aria-label={`${t('browse')} ${label}`}
        onClick={() => {
          void browse();
        }}
      >
        {t('browse')}
      </Button>
      {isOpen && (
        <FolderDialog
          title={label}
          mode={mode}
          extensions={extensions}
          startPath={value}
          onClose={(path) => {
            setOpen(false);
            if (path !== null) onChange(path);
          }}
        />
      )}
    </div>
  );
}

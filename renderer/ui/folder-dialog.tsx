/** A file dialog of our own for hosts without one: folders of the computer on which the program runs. */
import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowUpRegular, DocumentRegular, FolderRegular } from '@fluentui/react-icons';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FolderListing } from '#contract/app.ts';
import type { ErrorData } from '#contract/bridge.ts';
import { formatBytes } from '../text/format.ts';
import { ErrorPanel } from './error-panel.tsx';
import { LoadingState } from './list-states.tsx';
import { folderOf, inFolder, nameOf } from './path-text.ts';
import { useStores } from './stores-context.tsx';
import { Modal } from './modal.tsx';

const useStyles = makeStyles({
  content: { display: 'grid', gap: tokens.spacingVerticalM },
  places: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  list: {
    height: '280px',
    overflowY: 'auto',
    margin: 0,
    padding: tokens.spacingHorizontalXS,
    listStyle: 'none',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  entry: { width: '100%', justifyContent: 'start', fontWeight: tokens.fontWeightRegular },
  size: { marginLeft: 'auto', color: tokens.colorNeutralForeground3 },
});

export interface FolderDialogProps {
  readonly title: string;
  readonly mode: 'open' | 'save' | 'folder';
  readonly extensions: readonly string[];
  readonly startPath: string;
  /** null: nothing was chosen. */
  readonly onClose: (path: string | null) => void;
}

export function FolderDialog({
  title,
  mode,
  extensions,
  startPath,
  onClose,
}: FolderDialogProps): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const { client } = useStores();
  const [folder, setFolder] = useState<string | undefined>(folderOf(startPath));
  const [name, setName] = useState(mode === 'folder' ? '' : nameOf(startPath));
  const [listing, setListing] = useState<FolderListing | null>(null);
  const [error, setError] = useState<ErrorData | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const input = { ...(folder === undefined ? {} : { path: folder }), extensions: [...extensions] };
    void client.call('app.listFolder', input).then((reply) => {
      if (!isCurrent) return;
      if (reply.ok) setListing(reply.value);
      setError(reply.ok ? null : reply);
    });
    return () => {
      isCurrent = false;
    };
  }, [client, folder, extensions]);
  const path = listing === null ? null : mode === 'folder' ? listing.path : inFolder(listing.path, name);
  const entries = listing?.entries.filter(({ isFolder }) => isFolder || mode !== 'folder') ?? [];
  return (
    <Modal
      title={title}
      onClose={() => {
        onClose(null);
      }}
      contentClassName={styles.content}
      actions={
        <>
          <Button
            onClick={() => {
              onClose(null);
            }}
          >
            {t('cancel')}
          </Button>
          <Button
            appearance="primary"
            disabled={path === null || (mode !== 'folder' && name === '')}
            onClick={() => {
              onClose(path);
            }}
          >
            {t('choose')}
          </Button>
        </>
      }
    >
      <div className={styles.places} role="group" aria-label={t('places')}>
        <Button
          size="small"
          icon={<ArrowUpRegular />}
          disabled={listing?.parent === null || listing === null}
          onClick={() => {
            if (listing?.parent != null) setFolder(listing.parent);
          }}
        >
          {t('parentFolder')}
        </Button>
        {listing?.places.map((place) => (
          <Button
            key={place.path}
            size="small"
            onClick={() => {
              setFolder(place.path);
            }}
          >
            {place.name}
          </Button>
        ))}
      </div>
      <Field label={t('folder')}>
        <Input readOnly value={listing?.path ?? folder ?? ''} />
      </Field>
      {error !== null && <ErrorPanel title={t('folder')} error={error} />}
      {listing === null && error === null && <LoadingState />}
      <ul className={styles.list} aria-label={t('folder')}>
        {entries.length === 0 && <li>{t('emptyFolder')}</li>}
        {entries.map((entry) => (
          <li key={entry.path}>
            <Button
              appearance={entry.name === name ? 'secondary' : 'subtle'}
              className={styles.entry}
              icon={entry.isFolder ? <FolderRegular /> : <DocumentRegular />}
              onClick={() => {
                if (entry.isFolder) setFolder(entry.path);
                else setName(entry.name);
              }}
            >
              {entry.name}
              {entry.sizeBytes !== null && (
                <span className={styles.size}>{formatBytes(entry.sizeBytes, i18n.language)}</span>
              )}
            </Button>
          </li>
        ))}
      </ul>
      {mode !== 'folder' && (
        <Field label={t('fileName')}>
          <Input
            value={name}
            onChange={(_event, { value }) => {
              setName(value);
            }}
          />
        </Field>
      )}
    </Modal>
  );
}

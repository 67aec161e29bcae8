/** The request behind the wizard: shown as a command line, saved, or another one opened. */
import { Button, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { CodeRegular, FolderOpenRegular, SaveRegular } from '@fluentui/react-icons';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { requestOfDraft } from '../../state/create-input.ts';
import { HelpButton } from '../../ui/form-field.tsx';
import { useWizard } from '../../ui/stores-context.tsx';
import { CommandLineDialog } from './command-line-dialog.tsx';
import { OpenRequestDialog } from './open-request-dialog.tsx';
import { SaveRequestDialog } from './save-request-dialog.tsx';

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
});

type Opened = 'command-line' | 'save' | 'open' | null;

export function RequestActions(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('summary');
  const draft = useWizard((state) => state.draft);
  const [opened, setOpened] = useState<Opened>(null);
  const [savedAs, setSavedAs] = useState<string | null>(null);
  const request = requestOfDraft(draft);
  const open = (what: Opened): void => {
    setSavedAs(null);
    setOpened(what);
  };
  const close = (): void => {
    setOpened(null);
  };
  return (
    <>
      <div className={styles.bar} data-help="summary.request">
        <Button
          icon={<CodeRegular />}
          disabled={request === undefined}
          onClick={() => {
            open('command-line');
          }}
        >
          {t('commandLine')}
        </Button>
        <Button
          icon={<SaveRegular />}
          disabled={request === undefined}
          onClick={() => {
            open('save');
          }}
        >
          {t('saveRequest')}
        </Button>
        <Button
          icon={<FolderOpenRegular />}
          onClick={() => {
            open('open');
          }}
        >
          {t('openRequest')}
        </Button>
        <HelpButton label={t('saveRequest')} help="summary.request" />
      </div>
      {savedAs !== null && (
        <MessageBar intent="success">
          <MessageBarBody>{t('saved', { path: savedAs })}</MessageBarBody>
        </MessageBar>
      )}
      {opened === 'command-line' && request !== undefined && (
        <CommandLineDialog request={request} onClose={close} />
      )}
      {opened === 'save' && request !== undefined && (
        <SaveRequestDialog
          request={request}
          onClose={(path) => {
            close();
            setSavedAs(path);
          }}
        />
      )}
      {opened === 'open' && <OpenRequestDialog onClose={close} />}
    </>
  );
}

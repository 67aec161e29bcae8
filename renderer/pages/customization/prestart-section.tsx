/** The prestart command: runs before a task sequence is chosen; its files come from a package of the site. */
import {
  Button,
  Input,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckField } from '../../ui/check-field.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Section } from '../../ui/page.tsx';
import { useCatalog, useStores, useWizard } from '../../ui/stores-context.tsx';
import { PackageDialog } from './package-dialog.tsx';

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
});

export function PrestartSection(): ReactElement {
  const { t } = useTranslation('customization');
  const { wizard } = useStores();
  const hasPrestart = useWizard((state) => state.draft.hasPrestart);
  const command = useWizard((state) => state.draft.prestartCommand);
  const bootImages = useCatalog((state) => state.catalog?.bootImages);
  const bootImageId = useWizard((state) => state.draft.bootImageId);
  const family = bootImages?.find((one) => one.packageId === bootImageId)?.family;
  // Documented: without an interpreter Windows PE leaves a window open and waits for ever.
  const needsInterpreter = family === 'winpe' && command !== '' && !/^\s*cmd(\.exe)?\s+\/c\s/i.test(command);
  return (
    <Section title={t('prestart')} help="customization.prestart">
      <CheckField
        label={t('enablePrestart')}
        help="customization.prestart"
        isChecked={hasPrestart}
        onChange={(isChecked) => {
          wizard.getState().update({ hasPrestart: isChecked });
        }}
      />
      {hasPrestart && (
        <>
          <FormField
            label={t('commandLine')}
            help="customization.prestart"
            field="prestart.command"
            hint={t('commandLineHint')}
          >
            <Input
              value={command}
              spellCheck={false}
              onChange={(_event, { value }) => {
                wizard.getState().update({ prestartCommand: value });
              }}
            />
          </FormField>
          {needsInterpreter && (
            <MessageBar intent="warning" layout="multiline">
              <MessageBarBody style={{ whiteSpace: 'normal' }}>{t('needsInterpreter')}</MessageBarBody>
            </MessageBar>
          )}
          <PrestartPackage />
        </>
      )}
    </Section>
  );
}

function PrestartPackage(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('customization');
  const { t: common } = useTranslation();
  const { wizard } = useStores();
  const id = useWizard((state) => state.draft.prestartPackageId);
  const name = useCatalog((state) => state.catalog?.packages.find((one) => one.id === id)?.name);
  const [isOpen, setOpen] = useState(false);
  const set = (prestartPackageId: string): void => {
    wizard.getState().update({ prestartPackageId });
  };
  return (
    <FormField
      label={t('prestartFiles')}
      help="customization.prestartFiles"
      field="prestart.packageId"
      hint={t('prestartFilesHint')}
      isOptional
    >
      <div className={styles.row} role="group">
        <Text>{id === '' ? t('noPackage') : name === undefined ? id : `${name} (${id})`}</Text>
        <Button
          onClick={() => {
            setOpen(true);
          }}
        >
          {common('browse')}
        </Button>
        {id !== '' && (
          <Button
            appearance="subtle"
            onClick={() => {
              set('');
            }}
          >
            {common('remove')}
          </Button>
        )}
        {isOpen && (
          <PackageDialog
            chosen={id}
            onClose={(packageId) => {
              setOpen(false);
              if (packageId !== null) set(packageId);
            }}
          />
        )}
      </div>
    </FormField>
  );
}

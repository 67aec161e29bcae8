/** Brings media of this program on sticks up to date: the stick, what it becomes, the secrets again. */
import { makeStyles, Text } from '@fluentui/react-components';
import { UsbPlug20Regular } from '@fluentui/react-icons';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { driveKey, holdsOurs } from '../../state/drive-choice.ts';
import { DriveList } from '../../ui/drives/drive-list.tsx';
import { DriveProblemList } from '../../ui/drives/drive-problem-list.tsx';
import { ViewRun } from '../../ui/job/view-run.tsx';
import { EmptyState } from '../../ui/list-states.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { useDrives, useForms, useJobs, useStores } from '../../ui/stores-context.tsx';
import { RequestChoice } from './request-choice.tsx';
import { SecretFields } from './secret-fields.tsx';
import { StartUpdate } from './start-update.tsx';
import { UPDATE_VIEW } from './use-update-secrets.ts';

export function UpdateView(): ReactElement {
  const { t } = useTranslation('update');
  const jobId = useJobs((state) => state.ofView.get(UPDATE_VIEW));
  return (
    <Page title={t('title')} intro={t('intro')}>
      {jobId === undefined ? (
        <UpdateForm />
      ) : (
        <ViewRun
          view={UPDATE_VIEW}
          jobId={jobId}
          failedTitle={t('failed')}
          allWell={t('allWell')}
          notAllWell={t('notAllWell')}
          again={t('again')}
        />
      )}
    </Page>
  );
}

const useStyles = makeStyles({ text: { maxWidth: '80ch', whiteSpace: 'pre-line' } });

function UpdateForm(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('update');
  const { drives: chosen, wanted } = useForms((state) => state.update);
  const fill = useStores().forms.getState().fillUpdate;
  const [change, setChange] = useState(0);
  const all = useDrives((state) => state.drives);
  const mediaIds = all.flatMap(({ identity, contents }) =>
    contents.kind === 'media' &&
    contents.medium !== null &&
    chosen.some((one) => driveKey(one.identity) === driveKey(identity))
      ? [contents.medium.mediaId]
      : [],
  );
  return (
    <>
      <Section title={t('drives')} help="drives.update">
        <DriveProblemList chosen={chosen} neededBytes={null} />
        <DriveList
          chosen={chosen}
          neededBytes={null}
          isListed={holdsOurs}
          empty={<EmptyState icon={<UsbPlug20Regular />} title={t('noneTitle')} body={t('noneBody')} />}
          onChange={(drives) => {
            fill({ drives: drives.map((one) => ({ ...one, isUpdate: true })) });
          }}
        />
      </Section>
      <Section title={t('request')} help="update.request">
        <RequestChoice mediaIds={mediaIds} />
      </Section>
      {wanted !== null && (
        <SecretFields
          request={wanted.request}
          onChange={() => {
            setChange((count) => count + 1);
          }}
        />
      )}
      <Section title={t('what')}>
        <Text className={styles.text}>{t('whatText')}</Text>
      </Section>
      <StartUpdate chosen={chosen} wanted={wanted} change={change} />
    </>
  );
}

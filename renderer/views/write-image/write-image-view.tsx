/** Writes an ISO file or disk image that exists to any number of drives, and verifies each. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import { judgeChosenDrive } from '../../state/drive-choice.ts';
import { DriveList } from '../../ui/drives/drive-list.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { ViewRun } from '../../ui/job/view-run.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { PathField } from '../../ui/path-field.tsx';
import { useApp, useDrives, useForms, useJobs, useStores } from '../../ui/stores-context.tsx';
import { DriveProblemList } from '../../ui/drives/drive-problem-list.tsx';
import { ImageFacts } from './image-facts.tsx';
import { useImage } from './use-image.ts';

const VIEW = 'write-image';
const EXTENSIONS = ['iso', 'img', 'raw', 'bin', 'dd', 'gz', 'xz', 'zst', 'zip'] as const;

export function WriteImageView(): ReactElement {
  const { t } = useTranslation('writeImage');
  const jobId = useJobs((state) => state.ofView.get(VIEW));
  return (
    <Page title={t('title')} intro={t('intro')}>
      {jobId === undefined ? (
        <WriteForm />
      ) : (
        <ViewRun
          view={VIEW}
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

const useStyles = makeStyles({
  field: { maxWidth: '760px' },
  start: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, flexWrap: 'wrap' },
  muted: { color: tokens.colorNeutralForeground2 },
});

function WriteForm(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('writeImage');
  const { client, jobs, forms } = useStores();
  const target = useApp((state) => state.target);
  const { path, drives: chosen } = useForms((state) => state.writeImage);
  const fill = forms.getState().fillWriteImage;
  const [error, setError] = useState<ErrorData | null>(null);
  const [isStarting, setStarting] = useState(false);
  const image = useImage(path);
  const neededBytes = image.image?.sizeBytes ?? null;
  const drives = useDrives((state) => (state.state === 'ready' ? state.drives : null));
  useEffect(() => {
    if (target !== null) fill({ path: target });
  }, [target, fill]);
  const isWrong = chosen.some((one) => judgeChosenDrive(one, drives, neededBytes) !== undefined);
  const missing =
    image.state === 'error'
      ? t('describeFailed')
      : image.state !== 'ready'
        ? t('missingImage')
        : chosen.length === 0
          ? t('missingDrive')
          : isWrong
            ? t('wrongDrive')
            : null;
  const start = async (): Promise<void> => {
    setStarting(true);
    const reply = await client.call('image.write', {
      path,
      drives: chosen.map(({ identity, isConfirmed }) => ({ identity, isConfirmed, isUpdate: false })),
    });
    setStarting(false);
    if (!reply.ok) {
      setError(reply);
      return;
    }
    // The next sticks get the same image, unless another one is chosen.
    fill({ drives: [] });
    jobs.getState().begin(VIEW, reply.value.jobId);
  };
  return (
    <>
      <div className={styles.field}>
        <FormField label={t('image')} help="writeImage.image" hint={t('imageHint')}>
          <PathField
            label={t('image')}
            mode="open"
            extensions={EXTENSIONS}
            value={path}
            onChange={(value) => {
              fill({ path: value });
            }}
          />
        </FormField>
      </div>
      <ImageFacts described={image} />
      <Section title={t('drives')} help="drives.list">
        <Text className={styles.muted}>{t('drivesHint')}</Text>
        <DriveProblemList chosen={chosen} neededBytes={neededBytes} />
        <DriveList
          chosen={chosen}
          onChange={(changed) => {
            fill({ drives: changed });
          }}
          neededBytes={neededBytes}
        />
      </Section>
      {error !== null && <ErrorPanel title={t('notStarted')} error={error} />}
      <div className={styles.start}>
        <Button
          appearance="primary"
          disabled={missing !== null || isStarting}
          onClick={() => {
            void start();
          }}
        >
          {t('start', { count: chosen.length })}
        </Button>
        {missing !== null && <Text className={styles.muted}>{missing}</Text>}
      </div>
    </>
  );
}

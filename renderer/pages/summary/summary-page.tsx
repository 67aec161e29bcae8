/** Page of the wizard: everything that was chosen, how large and how long, what to know before, and Create. */
import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import { CREATABLE_KINDS } from '#contract/media-request.ts';
import { createInput } from '../../state/create-input.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FooterSlot } from '../../ui/footer-slot.tsx';
import { Page } from '../../ui/page.tsx';
import { useStores, useWizard } from '../../ui/stores-context.tsx';
import { ChosenValues } from './chosen-values.tsx';
import { PlanFacts } from './plan-facts.tsx';
import { RequestActions } from './request-actions.tsx';
import { WorthKnowing } from './worth-knowing.tsx';

const useStyles = makeStyles({ why: { color: tokens.colorNeutralForeground2 } });

export function SummaryPage(): ReactElement {
  const { t } = useTranslation('summary');
  const kind = useWizard(({ draft }) => draft.kind);
  const isCreatable = CREATABLE_KINDS.some((one) => one === kind);
  const { isStarting, error, create } = useCreate();
  return (
    <Page title={t('title')} intro={t('intro')}>
      <div data-help="summary.page" style={{ display: 'contents' }}>
        {error !== null && <ErrorPanel title={t('createFailed')} error={error} onRetry={create} />}
        {!isCreatable && (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>{t('notBuiltTitle')}</MessageBarTitle>
              {t('notBuiltBody')}
            </MessageBarBody>
          </MessageBar>
        )}
        <WorthKnowing />
        <RequestActions />
        <PlanFacts />
        <ChosenValues />
        <CreateButton isCreatable={isCreatable} isStarting={isStarting} onCreate={create} />
      </div>
    </Page>
  );
}

interface CreateButtonProps {
  readonly isCreatable: boolean;
  readonly isStarting: boolean;
  readonly onCreate: () => void;
}

function CreateButton({ isCreatable, isStarting, onCreate }: CreateButtonProps): ReactElement {
  const styles = useStyles();
  const { t, i18n } = useTranslation('summary');
  const { t: names } = useTranslation('names');
  const problems = useWizard((state) => state.problems);
  const pages = [...new Set(problems.map(({ page }) => page))].map((page) => names(`pages.${page}`));
  const why = !isCreatable
    ? t('notBuiltShort')
    : pages.length > 0
      ? t('blocked', { pages: new Intl.ListFormat(i18n.language).format(pages) })
      : '';
  return (
    <FooterSlot>
      <Text size={200} className={styles.why} id="why-not-create">
        {why}
      </Text>
      <Button
        appearance="primary"
        // After Back, as the last step.
        style={{ order: 1 }}
        disabledFocusable={why !== '' || isStarting}
        aria-describedby="why-not-create"
        onClick={onCreate}
      >
        {isStarting ? t('creating') : t('create')}
      </Button>
    </FooterSlot>
  );
}

/** Secrets are forgotten only when the run has begun, so what is refused before can be tried again. */
function useCreate(): {
  readonly isStarting: boolean;
  readonly error: ErrorData | null;
  readonly create: () => void;
} {
  const { client, wizard, keeper } = useStores();
  const [isStarting, setStarting] = useState(false);
  const [error, setError] = useState<ErrorData | null>(null);
  const create = async (): Promise<void> => {
    const input = createInput(wizard.getState().draft, keeper);
    if (input === undefined || isStarting) return;
    setStarting(true);
    setError(null);
    const reply = await client.call('media.create', input);
    setStarting(false);
    if (reply.ok) wizard.getState().begin(reply.value.jobId);
    else setError(reply);
  };
  return {
    isStarting,
    error,
    create: () => {
      void create();
    },
  };
}

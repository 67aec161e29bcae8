/** A request out of a file, judged by the same schema as everything else; and the site it is made from. */
import { Field } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorData } from '#contract/bridge.ts';
import { judgeRequest, type JudgedRequest } from '#contract/media-request.ts';
import { fillIn } from '#contract/rules/rule.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { PathField } from '../../ui/path-field.tsx';
import { SiteSelect } from '../../ui/site-select.tsx';
import { useForms, useStores, useWizard } from '../../ui/stores-context.tsx';
import { useConnections } from '../../ui/use-connections.ts';

const EXTENSIONS = ['json'] as const;
const ASK_AFTER_MS = 300;
const SHOWN = 5;

export function FromFile(): ReactElement {
  const { t } = useTranslation('update');
  const { client, forms } = useStores();
  const fill = forms.getState().fillUpdate;
  const { connections } = useConnections();
  const drafted = useWizard((state) => state.draft.site);
  const path = useForms((state) => state.update.path);
  const site = useForms((state) => state.update.site) ?? drafted;
  const [judged, setJudged] = useState<JudgedRequest | null>(null);
  const [error, setError] = useState<ErrorData | null>(null);
  useEffect(() => {
    if (path === '') return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void client.call('request.open', { path }).then((reply) => {
        if (!isCurrent) return;
        const found = reply.ok ? judgeRequest(reply.value.request) : null;
        setJudged(found);
        setError(reply.ok ? null : reply);
        fill({ wanted: found?.request === undefined ? null : { site, request: found.request } });
      });
    }, ASK_AFTER_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [client, path, site, fill]);
  return (
    <>
      <FormField label={t('file')} help="update.request" hint={t('fileHint')}>
        <PathField
          label={t('file')}
          mode="open"
          extensions={EXTENSIONS}
          value={path}
          onChange={(value) => {
            setJudged(null);
            setError(null);
            fill({ path: value, wanted: null });
          }}
        />
      </FormField>
      {error !== null && <ErrorPanel title={t('fileFailed')} error={error} />}
      {judged !== null && judged.request === undefined && <WrongFile judged={judged} />}
      <FormField label={t('site')} help="mediaType.site">
        <SiteSelect
          connections={connections}
          value={site}
          onChange={(chosen) => {
            fill({ site: chosen });
          }}
        />
      </FormField>
    </>
  );
}

function WrongFile({ judged }: { readonly judged: JudgedRequest }): ReactElement {
  const { t } = useTranslation(['update', 'rules']);
  const lines = judged.problems
    .slice(0, SHOWN)
    .map(({ path, rule, values }) => `${path.join('.')}: ${fillIn(t(`rules:${rule}`), values)}`);
  return (
    <div role="alert">
      <Field validationState="error" validationMessage={[t('fileWrong'), ...lines].join(' ')} />
    </div>
  );
}

/** Sizes of each output, the estimated time, and when the medium stops working, with every reason. */
import { Text } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExpirySource, PlanSummary } from '#contract/medium.ts';
import { expirySourcesOf, worksFrom } from '../../state/expiry.ts';
import { durationParts, makeTime } from '../../state/make-time.ts';
import { formatBytes, formatDay } from '../../text/format.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FactList, type Fact } from '../../ui/fact-list.tsx';
import { LoadingState } from '../../ui/list-states.tsx';
import { Section } from '../../ui/page.tsx';
import { useWizard } from '../../ui/stores-context.tsx';
import { usePlan } from '../../ui/use-plan.ts';

export function PlanFacts(): ReactElement {
  const { t, i18n } = useTranslation('summary');
  const { t: names } = useTranslation('names');
  const { state, plan, error, missing, retry } = usePlan();
  const sizes = useSizeFacts(plan);
  const expiry = useExpiryFacts(plan);
  return (
    <Section title={t('plan')}>
      {state === 'error' && error !== null && (
        <ErrorPanel title={t('planFailed')} error={error} onRetry={retry} />
      )}
      {state === 'loading' && <LoadingState label={t('planLoading')} />}
      {state === 'incomplete' && (
        <Text>
          {t('planIncomplete', {
            pages: new Intl.ListFormat(i18n.language).format(missing.map((page) => names(`pages.${page}`))),
          })}
        </Text>
      )}
      {state !== 'loading' && <FactList facts={[...sizes, ...expiry]} />}
    </Section>
  );
}

function useSizeFacts(plan: PlanSummary | null): readonly Fact[] {
  const { t, i18n } = useTranslation('summary');
  const draft = useWizard((state) => state.draft);
  if (plan === null) return [];
  const { contentBytes, fileCount, isoBytes, driveBytes } = plan;
  const size = (bytes: number): string => formatBytes(bytes, i18n.language);
  const hasIso = draft.isoPath !== '';
  const hasImage = draft.imagePath !== '';
  const { from, to } = makeTime({
    driveBytes: contentBytes,
    drives: draft.drives.length,
    fileBytes: [...(hasIso ? [isoBytes] : []), ...(hasImage ? [driveBytes] : [])],
    contentBytes,
  });
  const duration = (seconds: number): string => {
    const { value, unit } = durationParts(seconds);
    return new Intl.NumberFormat(i18n.language, {
      style: 'unit',
      unit,
      unitDisplay: 'long',
      maximumFractionDigits: 1,
    }).format(value);
  };
  return [
    { name: t('content'), value: t('contentValue', { size: size(contentBytes), count: fileCount }) },
    ...(draft.drives.length > 0 ? [{ name: t('driveSize'), value: size(driveBytes) }] : []),
    ...(hasIso ? [{ name: t('isoSize'), value: size(isoBytes) }] : []),
    ...(hasImage ? [{ name: t('imageSize'), value: size(driveBytes) }] : []),
    {
      name: t('time'),
      value: t(draft.drives.length > 0 ? 'timeValue' : 'timeFiles', {
        from: duration(from),
        to: duration(to),
      }),
    },
  ];
}

/** The core's word when there is a plan, else what the draft says. */
function useExpiryFacts(plan: PlanSummary | null): readonly Fact[] {
  const { t, i18n } = useTranslation('summary');
  const draft = useWizard((state) => state.draft);
  const importedUntil = useWizard((state) => state.secrets.certificate?.notAfter ?? null);
  const now = new Date();
  const own = expirySourcesOf(draft, { now, importedUntil });
  const sources: readonly ExpirySource[] = sortedByDay(
    plan === null ? own : [...plan.expirySources, ...own.filter((one) => !isIn(plan.expirySources, one))],
  );
  const date = (at: string): string => formatDay(at, i18n.language);
  // Experience of others is no certain end.
  const first = sources.find(({ source }) => source !== 'cmg-experience');
  const isSooner = sources[0] !== first;
  const hasCertificate = draft.kind === 'bootable' || draft.kind === 'prestaged';
  const start = worksFrom(draft, now);
  return [
    {
      name: t('stops'),
      value: (
        <>
          <Text weight="semibold">
            {first === undefined
              ? t(hasCertificate ? 'stopsUnknown' : 'stopsNever')
              : t('stopsOn', { date: date(first.at) })}
          </Text>
          {isSooner && <Text>{` ${t('stopsSooner')}`}</Text>}
          {sources.map(({ source, at }) => (
            <div key={source}>{t(`sources.${source}`, { date: date(at) })}</div>
          ))}
          {start !== null && <div>{t('startsOn', { date: date(start) })}</div>}
        </>
      ),
    },
  ];
}

function isIn(sources: readonly ExpirySource[], { source }: ExpirySource): boolean {
  return sources.some((one) => one.source === source);
}

function sortedByDay(sources: readonly ExpirySource[]): readonly ExpirySource[] {
  return [...sources].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/**
 * The wizard's frame: pages at the left with their state, the page, and the way back and forward below it. On narrow
 * windows (and at 200 % zoom) the list becomes one line.
 */
import {
  Button,
  makeStyles,
  mergeClasses,
  MessageBar,
  MessageBarBody,
  Spinner,
  tokens,
} from '@fluentui/react-components';
import {
  CheckmarkCircle16Filled,
  Circle16Regular,
  ErrorCircle16Filled,
  RecordStop16Filled,
} from '@fluentui/react-icons';
import { Suspense, useEffect, useRef, useState, type ReactElement, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { pagesOf, type PageId } from '../state/pages.ts';
import { canGo, shownProblems } from '../state/wizard-store.ts';
import { FooterSlotContext } from '../ui/footer-slot.tsx';
import { LoadingState } from '../ui/list-states.tsx';
import { useCatalog, useStores, useWizard } from '../ui/stores-context.tsx';
import { PAGE_COMPONENTS } from './registry.ts';

const useStyles = makeStyles({
  frame: {
    display: 'grid',
    gridTemplateColumns: '244px minmax(0, 1fr)',
    gridTemplateRows: 'minmax(0, 1fr) auto',
    height: '100%',
    '@media (max-width: 860px)': {
      gridTemplateColumns: 'minmax(0, 1fr)',
      gridTemplateRows: 'auto minmax(0, 1fr) auto',
    },
  },
  list: {
    gridRow: '1 / span 2',
    margin: 0,
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalS}`,
    listStyle: 'none',
    overflowY: 'auto',
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground2,
    '@media (max-width: 860px)': { display: 'none' },
  },
  entry: {
    width: '100%',
    justifyContent: 'start',
    // Room for the longest name in three languages, the Dutch one of driver packages.
    paddingLeft: tokens.spacingHorizontalSNudge,
    paddingRight: tokens.spacingHorizontalSNudge,
    fontWeight: tokens.fontWeightRegular,
    columnGap: tokens.spacingHorizontalS,
    minHeight: '32px',
    textAlign: 'start',
  },
  current: {
    fontWeight: tokens.fontWeightSemibold,
    backgroundColor: tokens.colorNeutralBackground1Selected,
    color: tokens.colorNeutralForeground1Selected,
  },
  done: { color: tokens.colorPaletteGreenForeground1 },
  bad: { color: tokens.colorPaletteRedForeground1 },
  open: { color: tokens.colorBrandForeground1 },
  stepper: {
    display: 'none',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    backgroundColor: tokens.colorNeutralBackground2,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 860px)': { display: 'block' },
  },
  content: { overflowY: 'auto', padding: `${tokens.spacingVerticalXL} ${tokens.spacingHorizontalXXL}` },
  footer: {
    display: 'flex',
    alignItems: 'center',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL}`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  message: { flexGrow: 1, minWidth: 0 },
});

export function WizardView(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation();
  const { t: names } = useTranslation('names');
  const page = useWizard((state) => state.page);
  const kind = useWizard((state) => state.draft.kind);
  const content = useRef<HTMLDivElement>(null);
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  useSiteLists();
  const pages = pagesOf(kind);
  const Shown = PAGE_COMPONENTS[page];
  const number = pages.indexOf(page) + 1;
  return (
    <div className={styles.frame}>
      <PageList pages={pages} />
      <div className={styles.stepper}>
        {t('step', { number, total: pages.length })} · {names(`pages.${page}`)}
      </div>
      <div ref={content} className={styles.content}>
        <FooterSlotContext value={slot}>
          <Suspense fallback={<LoadingState />}>
            <Shown key={page} />
            <Arrival page={page} content={content} />
          </Suspense>
        </FooterSlotContext>
      </div>
      <Footer slotRef={setSlot} />
    </div>
  );
}

/** A page begins at its top, and its title has the focus. Beside the page, since that may still have to be loaded. */
function Arrival({
  page,
  content,
}: {
  readonly page: PageId;
  readonly content: RefObject<HTMLElement | null>;
}): null {
  useEffect(() => {
    content.current?.scrollTo(0, 0);
    document.getElementById('page-title')?.focus();
  }, [page, content]);
  return null;
}

/** The lists of the site are read as soon as the wizard is shown, and again when another site is chosen. */
function useSiteLists(): void {
  const { catalog } = useStores();
  const site = useWizard((state) => state.draft.site);
  const known = useCatalog((state) => state.site);
  useEffect(() => {
    if (known !== site) void catalog.getState().load(site);
  }, [catalog, site, known]);
}

function PageList({ pages }: { readonly pages: readonly PageId[] }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <nav aria-label={t('pages')} style={{ display: 'contents' }}>
      <ol className={styles.list}>
        {pages.map((page) => (
          <li key={page}>
            <PageEntry page={page} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function PageEntry({ page }: { readonly page: PageId }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation();
  const { t: names } = useTranslation('names');
  const { wizard } = useStores();
  const state = useWizard((all) => stateOf(all, page));
  const isReachable = useWizard((all) => canGo(all, page));
  const icons = {
    current: <RecordStop16Filled className={styles.open} aria-hidden />,
    bad: <ErrorCircle16Filled className={styles.bad} aria-hidden />,
    done: <CheckmarkCircle16Filled className={styles.done} aria-hidden />,
    later: <Circle16Regular aria-hidden />,
  };
  const words = { current: t('current'), bad: t('hasProblems'), done: t('done'), later: t('notYet') };
  const isCurrent = useWizard((all) => all.page === page);
  const name = names(`pages.${page}`);
  return (
    <Button
      appearance="subtle"
      className={mergeClasses(styles.entry, isCurrent && styles.current)}
      icon={icons[state]}
      disabled={!isReachable && !isCurrent}
      aria-current={isCurrent ? 'step' : undefined}
      aria-label={`${name}, ${words[state]}`}
      onClick={() => {
        wizard.getState().go(page);
      }}
    >
      {name}
    </Button>
  );
}

type EntryState = 'current' | 'bad' | 'done' | 'later';

function stateOf(all: Parameters<typeof canGo>[0], page: PageId): EntryState {
  // Once the run has begun, the secrets are forgotten: that is no fault of their page.
  if (all.jobId === null && shownProblems(all, page).length > 0) return 'bad';
  if (all.page === page) return 'current';
  const pages = pagesOf(all.draft.kind);
  const isBefore = pages.indexOf(page) < pages.indexOf(all.page);
  return isBefore || all.seen.includes(page) ? 'done' : 'later';
}

/** A share that does not answer; what it says later is marked in the list of pages, and bars Create. */
const MOST_WAITING_MS = 5000;

/** Back and Next; pages that end the wizard bring their own buttons (`footer-slot`). */
function Footer({ slotRef }: { readonly slotRef: (slot: HTMLElement | null) => void }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation();
  const { wizard, questions } = useStores();
  const [isWaiting, setWaiting] = useState(false);
  const page = useWizard((state) => state.page);
  const count = useWizard((state) => shownProblems(state).length);
  const isFirst = useWizard((state) => pagesOf(state.draft.kind)[0] === state.page);
  const isRun = page === 'progress' || page === 'completion';
  const next = async (): Promise<void> => {
    if (isWaiting) return;
    if (questions.isOpen()) {
      setWaiting(true);
      await questions.settle(MOST_WAITING_MS);
      setWaiting(false);
      if (wizard.getState().page !== page) return;
    }
    wizard.getState().next();
    if (shownProblems(wizard.getState()).length > 0) focusFirstProblem();
  };
  return (
    <footer className={styles.footer}>
      <div className={styles.message}>
        {isWaiting && <Spinner size="tiny" labelPosition="after" label={t('lookingAt')} role="status" />}
        {count > 0 && !isWaiting && (
          <MessageBar intent="error">
            <MessageBarBody>{t('problemsFirst', { count })}</MessageBarBody>
          </MessageBar>
        )}
      </div>
      <div ref={slotRef} style={{ display: 'contents' }} />
      {!isRun && (
        <Button
          disabled={isFirst}
          onClick={() => {
            wizard.getState().back();
          }}
        >
          {t('back')}
        </Button>
      )}
      {!isRun && page !== 'summary' && (
        <Button
          appearance="primary"
          disabledFocusable={isWaiting}
          onClick={() => {
            void next();
          }}
        >
          {t('next')}
        </Button>
      )}
    </footer>
  );
}

/** After the page has drawn its messages, the first wrong field gets the focus. */
function focusFirstProblem(): void {
  requestAnimationFrame(() => {
    const wrong = document.querySelector<HTMLElement>(
      'main [aria-invalid="true"], main [role="alert"] ~ * input',
    );
    wrong?.focus();
  });
}

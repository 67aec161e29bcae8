/** The window: theme, language, the views at the left, one of them, and the help panel. */
import {
  FluentProvider,
  makeStyles,
  mergeClasses,
  teamsHighContrastTheme,
  tokens,
  webDarkTheme,
  webLightTheme,
  type Theme,
} from '@fluentui/react-components';
import {
  AddSquareRegular,
  ArrowSyncRegular,
  DocumentArrowDownRegular,
  HistoryRegular,
  PlugConnectedRegular,
  SearchInfoRegular,
  SettingsRegular,
  ShieldCheckmarkRegular,
} from '@fluentui/react-icons';
import { Suspense, useEffect, useSyncExternalStore, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '#contract/app.ts';
import { VIEWS, type ViewId } from './state/app-store.ts';
import { changeLanguage, languageFor } from './text/i18n.ts';
import { ErrorPanel } from './ui/error-panel.tsx';
import { HelpPanel } from './ui/help-panel.tsx';
import { LoadingState } from './ui/list-states.tsx';
import { MenuCommands } from './ui/menu-commands.tsx';
import { useApp, useStores } from './ui/stores-context.tsx';
import { EndingSoonBadge } from './views/history/ending-soon.tsx';
import { VIEW_COMPONENTS } from './views/registry.ts';

const useStyles = makeStyles({
  window: {
    display: 'grid',
    gridTemplateColumns: '84px minmax(0, 1fr)',
    height: '100%',
    '@media (max-width: 860px)': {
      gridTemplateColumns: 'minmax(0, 1fr)',
      gridTemplateRows: 'auto minmax(0, 1fr)',
    },
  },
  rail: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    padding: tokens.spacingHorizontalXS,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    overflowY: 'auto',
    '@media (max-width: 860px)': { flexDirection: 'row', overflowX: 'auto', borderRight: 'none' },
  },
  view: {
    display: 'grid',
    justifyItems: 'center',
    gap: tokens.spacingVerticalXXS,
    padding: `${tokens.spacingVerticalSNudge} 2px`,
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    background: 'none',
    color: tokens.colorNeutralForeground2,
    fontFamily: tokens.fontFamilyBase,
    fontSize: tokens.fontSizeBase100,
    lineHeight: tokens.lineHeightBase100,
    cursor: 'pointer',
    '& svg': { fontSize: '20px' },
    ':hover': { backgroundColor: tokens.colorNeutralBackground3Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    '@media (max-width: 860px)': { minWidth: '64px', flexShrink: 0 },
  },
  shown: {
    color: tokens.colorBrandForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    fontWeight: tokens.fontWeightSemibold,
  },
  last: { marginTop: 'auto', '@media (max-width: 860px)': { marginTop: 0 } },
  main: { minHeight: 0, minWidth: 0, overflow: 'hidden', backgroundColor: tokens.colorNeutralBackground1 },
  plain: {
    height: '100%',
    overflowY: 'auto',
    padding: `${tokens.spacingVerticalXL} ${tokens.spacingHorizontalXXL}`,
    boxSizing: 'border-box',
  },
});

const ICONS: Readonly<Record<ViewId, ReactElement>> = {
  wizard: <AddSquareRegular />,
  inspect: <SearchInfoRegular />,
  verify: <ShieldCheckmarkRegular />,
  update: <ArrowSyncRegular />,
  'write-image': <DocumentArrowDownRegular />,
  history: <HistoryRegular />,
  sites: <PlugConnectedRegular />,
  settings: <SettingsRegular />,
};

/** A style and not a class: Fluent copies classes to every pop-up, which would then cover the window. */
const FULL_HEIGHT = { height: '100%' } as const;

export function App(): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation();
  const theme = useTheme();
  const isReady = useApp((state) => state.settings !== null);
  const error = useApp((state) => state.error);
  const view = useApp((state) => state.view);
  useLanguage();
  useLook(theme);
  const Shown = VIEW_COMPONENTS[view];
  return (
    <FluentProvider theme={theme} style={FULL_HEIGHT}>
      <div className={styles.window}>
        <nav className={styles.rail} aria-label={t('tools')}>
          {VIEWS.map((one) => (
            <ViewButton key={one} view={one} />
          ))}
        </nav>
        <main className={styles.main}>
          {error !== null && <ErrorPanel title={t('connectionLost')} error={error} />}
          {error === null && !isReady && <LoadingState />}
          {isReady && view === 'wizard' && <Shown />}
          {isReady && view !== 'wizard' && (
            <div className={styles.plain}>
              <Suspense fallback={<LoadingState />}>
                <Shown />
              </Suspense>
            </div>
          )}
        </main>
      </div>
      <HelpPanel />
      <MenuCommands />
    </FluentProvider>
  );
}

function ViewButton({ view }: { readonly view: ViewId }): ReactElement {
  const styles = useStyles();
  const { t } = useTranslation('names');
  const { app } = useStores();
  const isShown = useApp((state) => state.view === view);
  return (
    <button
      type="button"
      className={mergeClasses(styles.view, isShown && styles.shown, view === 'sites' && styles.last)}
      aria-current={isShown ? 'page' : undefined}
      onClick={() => {
        app.getState().show(view);
      }}
    >
      {ICONS[view]}
      {t(`views.${view}`)}
      {view === 'history' && <EndingSoonBadge />}
    </button>
  );
}

/** Language of the settings, or of the system; the document says it, too, for screen readers. */
function useLanguage(): void {
  const { i18n: texts } = useTranslation();
  const settings = useApp((state) => state.settings);
  const info = useApp((state) => state.info);
  useEffect(() => {
    const language = languageFor(settings?.language ?? 'system', info?.locales ?? navigator.languages);
    void changeLanguage(texts, language).then(() => {
      document.documentElement.lang = texts.language;
    });
  }, [texts, settings, info]);
}

const THEMES: Readonly<Record<Exclude<Settings['theme'], 'system'>, Theme>> = {
  light: webLightTheme,
  dark: webDarkTheme,
  'high-contrast': teamsHighContrastTheme,
};

const LOOKS = ['light', 'dark', 'high-contrast'] as const;

function useTheme(): Theme {
  const wanted = useApp((state) => state.settings?.theme ?? 'system');
  const isContrast = useMedia('(forced-colors: active)');
  const isDark = useMedia('(prefers-color-scheme: dark)');
  if (wanted !== 'system') return THEMES[wanted];
  return isContrast ? THEMES['high-contrast'] : isDark ? THEMES.dark : THEMES.light;
}

/** What the browser draws itself: scroll bars, the calendar of date fields, in dialogs, too. The page says how it looks. */
function useLook(theme: Theme): void {
  useEffect(() => {
    const { style, dataset } = document.documentElement;
    style.colorScheme = theme === webLightTheme ? 'light' : 'dark';
    dataset['look'] = LOOKS.find((one) => THEMES[one] === theme);
  }, [theme]);
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const media = matchMedia(query);
      media.addEventListener('change', onChange);
      return () => {
        media.removeEventListener('change', onChange);
      };
    },
    () => matchMedia(query).matches,
  );
}

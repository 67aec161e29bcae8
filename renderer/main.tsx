/** Starts the window: bridge, client, stores, texts, React. */
import { createDOMRenderer, RendererProvider } from '@fluentui/react-components';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { App } from './app.tsx';
import { openBridge } from './bridge/bridge.ts';
import { createClient } from './bridge/client.ts';
import { resumeRun } from './state/follow-run.ts';
import { createStores, keepDraft } from './state/stores.ts';
import { changeLanguage, createTexts, languageFor } from './text/i18n.ts';
import { StoresContext } from './ui/stores-context.tsx';
import { loadPages } from './pages/registry.ts';
import { loadViews } from './views/registry.ts';
import './main.css';

const texts = await createTexts(languageFor('system', navigator.languages));
const client = createClient(openBridge(), () => ({
  cause: texts.t('connectionLost'),
  remedy: texts.t('connectionLostRemedy'),
}));
const stores = createStores(client);
await stores.app.getState().load();
// The chosen language before the first picture: nothing of the system's one may flash up.
const { settings, info } = stores.app.getState();
await changeLanguage(
  texts,
  languageFor(settings?.language ?? 'system', info?.locales ?? navigator.languages),
);
document.documentElement.lang = texts.language;
await keepDraft(stores);
await resumeRun(stores);
void stores.history.getState().load();

// For development only: pictures of single pages are taken by setting the state.
if (import.meta.env.DEV) Object.assign(window, { stores });

// The content security policy lets only styles with this nonce in.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } });

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <I18nextProvider i18n={texts}>
    <RendererProvider renderer={renderer}>
      <StoresContext value={stores}>
        <App />
      </StoresContext>
    </RendererProvider>
  </I18nextProvider>,
);

// While nobody waits for anything, so the next page is there before Next is pressed. What cannot be loaded now is asked for
// again when it is shown.
requestIdleCallback(() => {
  void loadPages().then(loadViews, loadViews);
});

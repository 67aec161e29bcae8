/** The two pages the web host makes by itself: the way in, and what is said to who cannot come in. No script in either. */
import type { Language } from '../window/language.ts';

interface PageTexts {
  readonly opening: string;
  readonly closedTitle: string;
  readonly closed: string;
  readonly remedy: string;
}

const texts: Readonly<Record<Language, PageTexts>> = {
  en: {
    opening: 'Task Sequence Media Builder is opening…',
    closedTitle: 'This address cannot be used any more',
    closed:
      'Task Sequence Media Builder runs, but only the browser that opened its printed address first may use it, and each address works once.',
    remedy:
      'Press Enter in the terminal in which it runs: it prints a new address. Without a terminal, end it and start it again.',
  },
  de: {
    opening: 'Task Sequence Media Builder wird geöffnet…',
    closedTitle: 'Diese Adresse kann nicht mehr verwendet werden',
    closed:
      'Task Sequence Media Builder läuft, aber nur der Browser, der die ausgegebene Adresse zuerst geöffnet hat, darf es verwenden, und jede Adresse gilt nur einmal.',
    remedy:
      'Drücken Sie in dem Terminal, in dem es läuft, die Eingabetaste: Es gibt dann eine neue Adresse aus. Ohne Terminal beenden Sie es und starten Sie es erneut.',
  },
  nl: {
    opening: 'Task Sequence Media Builder wordt geopend…',
    closedTitle: 'Dit adres kan niet meer worden gebruikt',
    closed:
      'Task Sequence Media Builder is actief, maar alleen de browser die het getoonde adres als eerste heeft geopend, mag het gebruiken, en elk adres werkt één keer.',
    remedy:
      'Druk op Enter in de terminal waarin het programma draait: er wordt dan een nieuw adres getoond. Sluit het programma zonder terminal af en start het opnieuw.',
  },
};

/**
 * Leads to the window. Trap: a redirect would not do. A link clicked on another page makes the whole chain of redirects
 * foreign, and the cookie, which is SameSite=Strict, would not be sent along; this page's own step is not foreign.
 */
export function entryPage(language: Language): string {
  return page(language, texts[language].opening, {
    head: '<meta http-equiv="refresh" content="0;url=/">',
    body: `<p>${texts[language].opening}</p>`,
  });
}

export function closedPage(language: Language, nonce: string): string {
  const { closedTitle, closed, remedy } = texts[language];
  const style =
    ':root{color-scheme:light dark}body{font:16px/1.5 "Segoe UI",system-ui,sans-serif;max-width:40em;margin:15vh auto;padding:0 2em}h1{font-size:1.4em}';
  return page(language, closedTitle, {
    head: `<style nonce="${nonce}">${style}</style>`,
    body: `<h1>${closedTitle}</h1><p>${closed}</p><p>${remedy}</p>`,
  });
}

function page(
  language: Language,
  title: string,
  { head, body }: { readonly head: string; readonly body: string },
): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${title}</title>${head}</head><body>${body}</body></html>`;
}

/** What the web host prints in the terminal. */
import type { Language } from '../window/language.ts';

interface HostLines {
  /** Before an address the browser was told to open. */
  readonly opened: string;
  /** Before an address the user opens. */
  readonly open: string;
  readonly hint: string;
  readonly hintTerminal: string;
  readonly cancelling: string;
}

export const hostLines: Readonly<Record<Language, HostLines>> = {
  en: {
    opened: 'Opened in your browser',
    open: 'Open this address in a browser on this computer (it works once)',
    hint: 'Ctrl+C ends the program.',
    hintTerminal: 'Enter prints a new address, Ctrl+C ends the program.',
    cancelling: 'Media are being written: cancelling and cleaning up. Ctrl+C again ends at once.',
  },
  de: {
    opened: 'Im Browser geöffnet',
    open: 'Öffnen Sie diese Adresse in einem Browser auf diesem Computer (sie gilt einmal)',
    hint: 'Strg+C beendet das Programm.',
    hintTerminal: 'Die Eingabetaste gibt eine neue Adresse aus, Strg+C beendet das Programm.',
    cancelling:
      'Es werden Medien geschrieben: Das wird abgebrochen und aufgeräumt. Erneutes Strg+C beendet sofort.',
  },
  nl: {
    opened: 'Geopend in uw browser',
    open: 'Open dit adres in een browser op deze computer (het werkt één keer)',
    hint: 'Ctrl+C sluit het programma af.',
    hintTerminal: 'Enter toont een nieuw adres, Ctrl+C sluit het programma af.',
    cancelling:
      'Er worden media geschreven: dat wordt geannuleerd en opgeruimd. Nogmaals Ctrl+C sluit meteen af.',
  },
};

/** What the core wants the user to know, in the user's language; a code this window does not know keeps its English. */
import { useTranslation } from 'react-i18next';

export const NOTES = [
  'weak-algorithm',
  'no-password-allowed',
  'unattended-without-password',
  'certificate-end-unknown',
  'token-end-unknown',
  'gateway-without-content',
  'no-password',
  'weak-password',
  'certificate-outlives-token',
  'history-not-written',
] as const;

export interface NoteText {
  readonly text: string;
  /** Given when it is not in the window's language. */
  readonly lang?: 'en';
}

export function useNoteText(): (note: { readonly code: string; readonly message: string }) => NoteText {
  const { t } = useTranslation('completion');
  return ({ code, message }) => {
    const known = NOTES.find((one) => one === code);
    return known === undefined ? { text: message, lang: 'en' } : { text: t(`note.${known}`) };
  };
}

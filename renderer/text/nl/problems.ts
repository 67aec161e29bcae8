import type { problems as en } from '../en/problems.ts';

export const problems: typeof en = {
  'no-output': 'Kies ten minste één station of bestand.',
  'drive-not-confirmed': 'Dit station is ongewoon; bevestig dat het de bedoeling is.',
  'password-missing': 'Stel een wachtwoord in.',
  'password-weak': 'Dit wachtwoord is binnen afzienbare tijd te kraken.',
  'password-differs': 'De twee wachtwoorden verschillen.',
  'hidden-value-missing': 'Geef de verborgen waarde op.',
  'iso-extension': 'De naam moet op .iso eindigen.',
  'image-extension': 'De naam moet op .img, .raw, .bin of .dd eindigen.',
  'wim-extension': 'De naam moet op .wim eindigen.',
  'path-not-absolute': 'Geef het volledige pad op, vanaf het station of /.',
};

import type { problems as en } from '../en/problems.ts';

export const problems: typeof en = {
  'no-output': 'Kies ten minste één station of bestand.',
  'drive-not-confirmed': '{drive} is ongebruikelijk; bevestig dat het bedoeld is.',
  'drive-gone': '{drive} is niet meer aangesloten. Sluit het aan en kies het opnieuw, of verwijder het.',
  'drive-never': '{drive} kan niet worden beschreven.',
  'drive-too-small': '{drive} is te klein voor deze media.',
  'password-missing': 'Stel een wachtwoord in.',
  'password-weak': 'Dit wachtwoord is binnen afzienbare tijd te kraken.',
  'password-differs': 'De twee wachtwoorden verschillen.',
  'hidden-value-missing': 'Geef de verborgen waarde op.',
  'hidden-value-length': 'Een waarde mag {limit} tekens hebben; deze heeft er {found}.',
  'variables-too-long':
    'Namen en waarden, ook verborgen, mogen samen {limit} tekens hebben; deze hebben er {found}.',
  'certificate-unusable': 'Dit certificaat kan niet worden gebruikt; zie de bevindingen.',
  'iso-extension': 'De naam moet op .iso eindigen.',
  'image-extension': 'De naam moet op .img, .raw, .bin of .dd eindigen.',
  'wim-extension': 'De naam moet op .wim eindigen.',
  'path-not-absolute': 'Geef het volledige pad op, vanaf het station of /.',
  'no-folder': 'Deze map bestaat niet.',
  'not-writable': 'Dit account mag hier niet schrijven.',
  'is-folder': 'Dit is een map; voeg een bestandsnaam toe.',
  'prerequisite-blocks': 'Aan vereiste {id} is niet voldaan: het medium zou nutteloos zijn.',
};

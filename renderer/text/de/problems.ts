import type { problems as en } from '../en/problems.ts';

export const problems: typeof en = {
  'no-output': 'Wählen Sie mindestens ein Laufwerk oder eine Datei.',
  'drive-not-confirmed': 'Dieses Laufwerk ist ungewöhnlich; bestätigen Sie, dass es gemeint ist.',
  'password-missing': 'Legen Sie ein Kennwort fest.',
  'password-weak': 'Dieses Kennwort lässt sich in absehbarer Zeit brechen.',
  'password-differs': 'Die beiden Kennwörter sind verschieden.',
  'hidden-value-missing': 'Geben Sie den verborgenen Wert ein.',
  'iso-extension': 'Der Name muss auf .iso enden.',
  'image-extension': 'Der Name muss auf .img, .raw, .bin oder .dd enden.',
  'wim-extension': 'Der Name muss auf .wim enden.',
  'path-not-absolute': 'Geben Sie den ganzen Pfad an, ab dem Laufwerk oder /.',
};

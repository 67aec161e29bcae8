import type { problems as en } from '../en/problems.ts';

export const problems: typeof en = {
  'no-output': 'Wählen Sie mindestens ein Laufwerk oder eine Datei.',
  'drive-not-confirmed': '{drive} ist ungewöhnlich; bestätigen Sie, dass es gemeint ist.',
  'drive-gone':
    '{drive} ist nicht mehr angeschlossen. Schließen Sie es an und wählen Sie es erneut, oder entfernen Sie es.',
  'drive-never': '{drive} kann nicht beschrieben werden.',
  'drive-too-small': '{drive} ist zu klein für dieses Medium.',
  'password-missing': 'Legen Sie ein Kennwort fest.',
  'password-weak': 'Dieses Kennwort lässt sich in absehbarer Zeit brechen.',
  'password-differs': 'Die beiden Kennwörter sind verschieden.',
  'hidden-value-missing': 'Geben Sie den verborgenen Wert ein.',
  'hidden-value-length': 'Ein Wert darf {limit} Zeichen haben; dieser hat {found}.',
  'variables-too-long':
    'Namen und Werte, auch verborgene, dürfen zusammen {limit} Zeichen haben; diese haben {found}.',
  'certificate-unusable': 'Dieses Zertifikat ist nicht verwendbar; siehe die Befunde.',
  'iso-extension': 'Der Name muss auf .iso enden.',
  'image-extension': 'Der Name muss auf .img, .raw, .bin oder .dd enden.',
  'wim-extension': 'Der Name muss auf .wim enden.',
  'path-not-absolute': 'Geben Sie den ganzen Pfad an, ab dem Laufwerk oder /.',
  'no-folder': 'Diesen Ordner gibt es nicht.',
  'not-writable': 'Dieses Konto darf hier nicht schreiben.',
  'is-folder': 'Das ist ein Ordner; ergänzen Sie einen Dateinamen.',
  'prerequisite-blocks': 'Die Voraussetzung {id} ist nicht erfüllt: Das Medium wäre nutzlos.',
};

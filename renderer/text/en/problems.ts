/** What the wizard itself finds wrong with a draft. */
export const problems = {
  'no-output': 'Choose at least one drive or file.',
  'drive-not-confirmed': 'This drive is unusual; confirm that it is meant.',
  'password-missing': 'Set a password.',
  'password-weak': 'This password can be broken in a foreseeable time.',
  'password-differs': 'The two passwords differ.',
  'hidden-value-missing': 'Give the hidden value.',
  'iso-extension': 'The name must end in .iso.',
  'image-extension': 'The name must end in .img, .raw, .bin or .dd.',
  'wim-extension': 'The name must end in .wim.',
  'path-not-absolute': 'Give the whole path, from the drive or / on.',
};

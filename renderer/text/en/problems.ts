/** What the wizard itself finds wrong with a draft. */
export const problems = {
  'no-output': 'Choose at least one drive or file.',
  'drive-not-confirmed': '{drive} is unusual; confirm that it is meant.',
  'drive-gone': '{drive} is not plugged in any more. Plug it in and choose it again, or remove it.',
  'drive-never': '{drive} cannot be written.',
  'drive-too-small': '{drive} is too small for this medium.',
  'password-missing': 'Set a password.',
  'password-weak': 'This password can be broken in a foreseeable time.',
  'password-differs': 'The two passwords differ.',
  'hidden-value-missing': 'Give the hidden value.',
  'hidden-value-length': 'A value may have {limit} characters; this one has {found}.',
  'variables-too-long':
    'Names and values together, hidden ones too, may have {limit} characters; these have {found}.',
  'certificate-unusable': 'This certificate cannot be used; see what was found.',
  'iso-extension': 'The name must end in .iso.',
  'image-extension': 'The name must end in .img, .raw, .bin or .dd.',
  'wim-extension': 'The name must end in .wim.',
  'path-not-absolute': 'Give the whole path, from the drive or / on.',
  'no-folder': 'This folder does not exist.',
  'not-writable': 'This account may not write here.',
  'is-folder': 'This is a folder; add a file name.',
  'prerequisite-blocks': 'Prerequisite {id} is not met: the medium would be of no use.',
};

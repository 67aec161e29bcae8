/** Words of: Write an image. */
export const writeImage = {
  title: 'Write an image',
  intro:
    'Writes an ISO file or a disk image that exists to any number of drives and reads each of them back.',
  image: 'Image file',
  imageHint: 'ISO files and disk images, also packed as .gz, .xz, .zst or .zip.',
  describing: 'Looking at the file…',
  describeFailed: 'This file cannot be written',
  size: '{{size}}',
  packed: '{{size}}, packed with {{packing}} into {{file}}',
  packedUnknown: '{{file}}, packed with {{packing}}; the size is known after unpacking',
  medium: 'A medium of this program: “{{label}}” of site {{site}}, works until {{date}}',
  noMedium: 'It is written as it is.',
  drives: 'Drives',
  drivesHint: 'Everything on the chosen drives is overwritten.',
  missingImage: 'Choose an image file first.',
  missingDrive: 'Choose at least one drive.',
  wrongDrive: 'See what is said about the chosen drives.',
  start_zero: 'Write',
  start_one: 'Write to {{count}} drive',
  start_other: 'Write to {{count}} drives',
  notStarted: 'Writing could not begin',
  failed: 'The image could not be written',
  allWell: 'All drives were written and read back without a difference.',
  notAllWell: 'Not every drive was finished. Each row says what happened.',
  again: 'Write another image',
  help: {
    image: {
      title: 'Image file',
      text: 'An ISO file or a disk image (.iso, .img, .raw, .bin, .dd), also packed (.gz, .xz, .zst, .zip; one image in it). It is written byte by byte and read back.\n\nA file that lies on one of the drives to be written is refused.\n\nAn ISO file written to a stick starts a computer when it is a hybrid one, as those of this program are.',
    },
  },
};

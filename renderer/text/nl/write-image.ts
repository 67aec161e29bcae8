import type { writeImage as en } from '../en/write-image.ts';

export const writeImage: typeof en = {
  title: 'Image schrijven',
  intro:
    'Schrijft een bestaand ISO-bestand of een schijfkopie naar een of meer stations en leest elk station terug.',
  image: 'Imagebestand',
  imageHint: 'ISO-bestanden en schijfkopieën, ook ingepakt als .gz, .xz, .zst of .zip.',
  describing: 'Het bestand wordt bekeken…',
  describeFailed: 'Dit bestand kan niet worden geschreven',
  size: '{{size}}',
  packed: '{{size}}, met {{packing}} ingepakt in {{file}}',
  packedUnknown: '{{file}}, met {{packing}} ingepakt; de grootte is na het uitpakken bekend',
  medium: 'Media van dit programma: “{{label}}” van site {{site}}, werken tot {{date}}',
  noMedium: 'Het wordt ongewijzigd geschreven.',
  drives: 'Stations',
  drivesHint: 'Alles op de gekozen stations wordt overschreven.',
  missingImage: 'Kies eerst een imagebestand.',
  missingDrive: 'Kies ten minste één station.',
  wrongDrive: 'Bekijk wat er over de gekozen stations wordt gezegd.',
  start_zero: 'Schrijven',
  start_one: 'Naar {{count}} station schrijven',
  start_other: 'Naar {{count}} stations schrijven',
  notStarted: 'Het schrijven kon niet beginnen',
  failed: 'De image kon niet worden geschreven',
  allWell: 'Alle stations zijn geschreven en zonder verschil teruggelezen.',
  notAllWell: 'Niet elk station is voltooid. In elke rij staat wat er is gebeurd.',
  again: 'Nog een image schrijven',
  help: {
    image: {
      title: 'Imagebestand',
      text: 'Een ISO-bestand of schijfkopie (.iso, .img, .raw, .bin, .dd), ook ingepakt (.gz, .xz, .zst, .zip; één image erin). Het wordt byte voor byte geschreven en teruggelezen.\n\nEen bestand dat op een van de te beschrijven stations staat, wordt geweigerd.\n\nEen naar een stick geschreven ISO-bestand start een computer wanneer het hybride is, zoals die van dit programma.',
    },
  },
};

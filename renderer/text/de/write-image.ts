import type { writeImage as en } from '../en/write-image.ts';

export const writeImage: typeof en = {
  title: 'Image schreiben',
  intro:
    'Schreibt eine vorhandene ISO-Datei oder ein Datenträgerimage auf beliebig viele Laufwerke und liest jedes zurück.',
  image: 'Imagedatei',
  imageHint: 'ISO-Dateien und Datenträgerimages, auch gepackt als .gz, .xz, .zst oder .zip.',
  describing: 'Die Datei wird angesehen…',
  describeFailed: 'Diese Datei kann nicht geschrieben werden',
  size: '{{size}}',
  packed: '{{size}}, mit {{packing}} gepackt in {{file}}',
  packedUnknown: '{{file}}, mit {{packing}} gepackt; die Größe steht nach dem Entpacken fest',
  medium: 'Ein Medium dieses Programms: „{{label}}“ des Standorts {{site}}, funktioniert bis {{date}}',
  noMedium: 'Sie wird unverändert geschrieben.',
  drives: 'Laufwerke',
  drivesHint: 'Alles auf den gewählten Laufwerken wird überschrieben.',
  missingImage: 'Wählen Sie zuerst eine Imagedatei.',
  missingDrive: 'Wählen Sie mindestens ein Laufwerk.',
  wrongDrive: 'Beachten Sie die Hinweise zu den gewählten Laufwerken.',
  start_zero: 'Schreiben',
  start_one: 'Auf {{count}} Laufwerk schreiben',
  start_other: 'Auf {{count}} Laufwerke schreiben',
  notStarted: 'Der Schreibvorgang konnte nicht beginnen',
  failed: 'Das Image konnte nicht geschrieben werden',
  allWell: 'Alle Laufwerke wurden geschrieben und ohne Unterschied zurückgelesen.',
  notAllWell: 'Nicht jedes Laufwerk wurde fertig. In jeder Zeile steht, was geschah.',
  again: 'Weiteres Image schreiben',
  help: {
    image: {
      title: 'Imagedatei',
      text: 'Eine ISO-Datei oder ein Datenträgerimage (.iso, .img, .raw, .bin, .dd), auch gepackt (.gz, .xz, .zst, .zip; ein Image darin). Sie wird Byte für Byte geschrieben und zurückgelesen.\n\nEine Datei, die auf einem der zu beschreibenden Laufwerke liegt, wird abgelehnt.\n\nEine auf einen Stick geschriebene ISO-Datei startet einen Computer, wenn sie hybrid ist wie die dieses Programms.',
    },
  },
};

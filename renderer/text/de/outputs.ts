import type { outputs as en } from '../en/outputs.ts';

export const outputs: typeof en = {
  title: 'Medientyp',
  intro:
    'Wohin das Medium geschrieben wird: beliebig viele Laufwerke, eine ISO-Datei und ein Datenträgerimage, alles in einem Durchgang.',
  drives: 'Laufwerke',
  drivesHint:
    'Alles auf den gewählten Laufwerken wird überschrieben; jedes wird formatiert (FAT32), startbar gemacht und zurückgelesen.',
  files: 'Dateien',
  iso: 'ISO-Datei',
  isoHint:
    'Für CDs, DVDs und virtuelle Computer; roh auf einen Stick geschrieben startet sie ebenfalls einen Computer.',
  image: 'Datenträgerimage',
  imageHint:
    'Der genaue Inhalt eines Sticks, um ihn später mit „Image schreiben“ oder einem anderen Programm zu schreiben.',
  check: {
    new: 'Wird hier erstellt; {{free}} frei.',
    newUnknown: 'Wird hier erstellt.',
    exists: 'Eine Datei dieses Namens gibt es schon. Sie wird erst ersetzt, wenn die neue vollständig ist.',
    tight: 'Nur {{free}} frei; benötigt werden {{needed}}.',
  },
  planTitle: 'Größe des Mediums',
  plan: {
    loading: 'Die Größe wird berechnet…',
    ready: 'Benötigt ein Laufwerk von {{drive}}; die ISO-Datei hat {{iso}}.',
    incomplete: 'Die Größe steht fest, wenn diese Seiten vollständig sind: {{pages}}.',
    'not-built': 'Die Größe dieser Art von Medien kann noch nicht berechnet werden.',
    failed: 'Die Größe konnte nicht berechnet werden',
  },
  options: 'Optionen',
  label: 'Medienbezeichnung',
  labelHint: {
    same: 'Erscheint als Name des Laufwerks und der ISO-Datei.',
    cut: 'Laufwerke heißen „{{fat}}“ (höchstens 11 Zeichen), eine ISO-Datei zeigt in Windows „{{iso}}“ (höchstens 16); die Datei MediaLabel.txt enthält alles.',
  },
  labelDefault: 'Ohne Bezeichnung lautet sie „{{label}}“.',
  autorun: 'Datei „autorun.inf“ auf Medium einschließen',
  autorunHint:
    'Aus, weil Schadsoftwareschutz die Datei oft in Quarantäne nimmt und die Erstellung dann scheitert.',
  partitionStyle: 'Partitionsstil der Laufwerke und Datenträgerimages',
  gpt: 'GPT (empfohlen)',
  gptHint: 'startet mit UEFI und, über den Startsektor, mit BIOS',
  mbr: 'MBR',
  mbrHint: 'für alte Firmware, die nicht von GPT startet',
  mediaSize: 'Mediengröße des CD/DVD-Satzes',
  mediaSizeHint: 'Was nicht auf eine ISO-Datei passt, kommt auf eine weitere mit einer Folgenummer im Namen.',
  size: {
    '650MB': '650 MB (CD)',
    '4GB': '4 GB (DVD)',
    '8GB': '8 GB (zweischichtige DVD)',
    unlimited: 'Unbegrenzt',
  },
  help: {
    iso: {
      title: 'ISO-Datei',
      text: 'Der ganze Pfad der Datei, zum Beispiel /home/anna/contoso.iso oder \\\\server\\ordner\\contoso.iso. Den Ordner muss es geben.\n\nDer Assistent von Configuration Manager löscht eine vorhandene ISO-Datei, sobald die nächste Seite erscheint, auch wenn er danach abgebrochen wird. Hier bleibt eine vorhandene Datei, bis die neue vollständig und geprüft ist.\n\nEs gibt kein Staging: Ein temporärer Ordner von der Größe des Mediums wird nicht benötigt.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
    image: {
      title: 'Datenträgerimage',
      text: 'Der Inhalt eines Sticks als Datei (.img, .raw, .bin, .dd). Sie kann später auf Laufwerke geschrieben werden, hier mit „Image schreiben“ oder mit einem anderen Programm, oder an einen virtuellen Computer angeschlossen werden.',
    },
    label: {
      title: 'Medienbezeichnung',
      text: 'Erscheint als Name des Laufwerks oder der CD. Dateisysteme behalten weniger davon, als Sie eingeben können: FAT 11 Zeichen in Großbuchstaben, eine ISO-Datei 32, von denen Windows 16 zeigt. Die Datei MediaLabel.txt auf dem Medium enthält alles.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
    autorun: {
      title: 'autorun.inf',
      text: 'Die Datei startete einst ein Programm, wenn eine CD in ein laufendes Windows eingelegt wurde. Auf Sticks liest Windows sie nicht mehr, und Schadsoftwareschutz blockiert sie oft. Vor Version 1906 schrieb Configuration Manager sie immer.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
    partitionStyle: {
      title: 'Partitionsstil',
      text: 'GPT startet alle Computer mit UEFI und über den Startsektor auch mit BIOS. MBR ist für alte Firmware, die GPT ablehnt. ISO-Dateien sind nicht betroffen.',
    },
    mediaSize: {
      title: 'Mediengröße',
      text: 'Was auf eine CD oder DVD passt. Passt der Inhalt nicht, entstehen mehrere ISO-Dateien, deren Namen eine Folgenummer erhalten. Laufwerke und Datenträgerimages sind nicht betroffen.',
      link: 'https://learn.microsoft.com/de-de/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    plan: {
      title: 'Größe des Mediums',
      text: 'Die Anordnung wird genau geplant, bevor etwas geschrieben wird; die Größe ist also keine Schätzung. Sie hängt vom Startimage und von den Inhalten ab, die auf späteren Seiten gewählt werden; Sie können jederzeit hierher zurückkehren.',
    },
  },
};

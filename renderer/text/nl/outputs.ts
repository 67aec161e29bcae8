import type { outputs as en } from '../en/outputs.ts';

export const outputs: typeof en = {
  title: 'Mediumtype',
  intro:
    'Waarheen de media worden geschreven: een of meer stations, een ISO-bestand en een schijfkopie, alles in één keer.',
  drives: 'Stations',
  drivesHint:
    'Alles op de gekozen stations wordt overschreven; elk station wordt geformatteerd (FAT32), opstartbaar gemaakt en teruggelezen.',
  files: 'Bestanden',
  iso: 'ISO-bestand',
  isoHint:
    'Voor cd’s, dvd’s en virtuele machines; rechtstreeks naar een stick geschreven start het ook een computer.',
  image: 'Schijfkopiebestand',
  imageHint:
    'De exacte inhoud van een stick, om later te schrijven met “Image schrijven” of een ander programma.',
  check: {
    new: 'Wordt hier gemaakt; {{free}} vrij.',
    newUnknown: 'Wordt hier gemaakt.',
    exists:
      'Er bestaat al een bestand met deze naam. Het wordt pas vervangen wanneer het nieuwe volledig is.',
    tight: 'Slechts {{free}} vrij; {{needed}} is nodig.',
  },
  planTitle: 'Grootte van de media',
  plan: {
    loading: 'De grootte wordt berekend…',
    ready: 'Heeft een station van {{drive}} nodig; het ISO-bestand is {{iso}}.',
    incomplete: 'De grootte is bekend wanneer deze pagina’s volledig zijn: {{pages}}.',
    'not-built': 'De grootte van dit soort media kan nog niet worden berekend.',
    failed: 'De grootte kon niet worden berekend',
  },
  options: 'Opties',
  label: 'Medialabel',
  labelHint: {
    same: 'Wordt getoond als naam van het station en van het ISO-bestand.',
    cut: 'Stations heten “{{fat}}” (hooguit 11 tekens), een ISO-bestand toont in Windows “{{iso}}” (hooguit 16); het bestand MediaLabel.txt bevat alles.',
  },
  labelDefault: 'Zonder label is het “{{label}}”.',
  autorun: 'Autorun.inf-bestand op media toevoegen',
  autorunHint: 'Uit, omdat antimalware het bestand vaak in quarantaine plaatst en het maken dan mislukt.',
  partitionStyle: 'Partitiestijl van stations en schijfkopieën',
  gpt: 'GPT (aanbevolen)',
  gptHint: 'start met UEFI en, via de opstartsector, met BIOS',
  mbr: 'MBR',
  mbrHint: 'voor oude firmware die niet van GPT start',
  mediaSize: 'Mediagrootte van de cd/dvd-set',
  mediaSizeHint:
    'Wat niet op één ISO-bestand past, komt op een volgend bestand met een volgnummer in de naam.',
  size: {
    '650MB': '650 MB (cd)',
    '4GB': '4 GB (dvd)',
    '8GB': '8 GB (dubbellaags dvd)',
    unlimited: 'Onbeperkt',
  },
  help: {
    iso: {
      title: 'ISO-bestand',
      text: 'Het volledige pad van het bestand, bijvoorbeeld /home/anna/contoso.iso of \\\\server\\map\\contoso.iso. De map moet bestaan.\n\nDe wizard van Configuration Manager verwijdert een bestaand ISO-bestand zodra de volgende pagina verschijnt, ook wanneer de wizard daarna wordt geannuleerd. Hier blijft een bestaand bestand staan tot het nieuwe volledig en gecontroleerd is.\n\nEr is geen tijdelijke map ter grootte van de media nodig.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
    image: {
      title: 'Schijfkopiebestand',
      text: 'De inhoud van een stick als bestand (.img, .raw, .bin, .dd). Het kan later naar stations worden geschreven, hier met “Image schrijven” of met een ander programma, of aan een virtuele machine worden gekoppeld.',
    },
    label: {
      title: 'Medialabel',
      text: 'Wordt getoond als naam van het station of de cd. Bestandssystemen bewaren er minder van dan u kunt typen: FAT 11 tekens in hoofdletters, een ISO-bestand 32, waarvan Windows er 16 toont. Het bestand MediaLabel.txt op de media bevat alles.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
    autorun: {
      title: 'autorun.inf',
      text: 'Het bestand startte vroeger een programma wanneer een cd in een actieve Windows werd geplaatst. Op sticks leest Windows het niet meer, en antimalware blokkeert het vaak. Vóór versie 1906 schreef Configuration Manager het altijd.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
    partitionStyle: {
      title: 'Partitiestijl',
      text: 'GPT start alle computers met UEFI, en via de opstartsector ook met BIOS. MBR is voor oude firmware die GPT weigert. Voor ISO-bestanden maakt het niet uit.',
    },
    mediaSize: {
      title: 'Mediagrootte',
      text: 'Wat op één cd of dvd past. Past de inhoud niet, dan ontstaan meerdere ISO-bestanden met een volgnummer in de naam. Voor stations en schijfkopieën maakt het niet uit.',
      link: 'https://learn.microsoft.com/nl-nl/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    plan: {
      title: 'Grootte van de media',
      text: 'De indeling wordt exact gepland voordat er iets wordt geschreven; de grootte is dus geen schatting. Die hangt af van de opstartinstallatiekopie en van de inhoud, die op latere pagina’s worden gekozen; u kunt hier altijd terugkomen.',
    },
  },
};

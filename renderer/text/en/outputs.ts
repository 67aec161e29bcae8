/** Words of: Media type. */
export const outputs = {
  title: 'Media type',
  intro: 'Where the medium is written: any number of drives, an ISO file and a disk image, all in one run.',
  drives: 'Drives',
  drivesHint:
    'Everything on the chosen drives is overwritten; each is formatted (FAT32), made bootable and read back.',
  files: 'Files',
  iso: 'ISO file',
  isoHint: 'For CDs, DVDs and virtual machines; written raw to a stick it starts a computer, too.',
  image: 'Disk image file',
  imageHint: 'The exact content of a stick, to be written later with “Write image” or another tool.',
  check: {
    new: 'Will be made here; {{free}} free.',
    newUnknown: 'Will be made here.',
    exists: 'A file with this name exists. It is replaced only when the new one is complete.',
    tight: 'Only {{free}} free; {{needed}} are needed.',
  },
  planTitle: 'Size of the medium',
  plan: {
    loading: 'The size is being calculated…',
    ready: 'Needs a drive of {{drive}}; the ISO file has {{iso}}.',
    incomplete: 'The size is known when these pages are complete: {{pages}}.',
    'not-built': 'The size of this kind of media cannot be calculated yet.',
    failed: 'The size could not be calculated',
  },
  options: 'Options',
  label: 'Media label',
  labelHint: {
    same: 'Shown as the name of the drive and of the ISO.',
    cut: 'Drives are named “{{fat}}” (at most 11 characters), an ISO shows “{{iso}}” in Windows (at most 16); the file MediaLabel.txt keeps all of it.',
  },
  labelDefault: 'Without a label it is “{{label}}”.',
  autorun: 'Include autorun.inf file on media',
  autorunHint: 'Off, because antimalware often quarantines the file and creation then fails.',
  partitionStyle: 'Partition style of drives and disk images',
  gpt: 'GPT (recommended)',
  gptHint: 'starts under UEFI and, through its boot sector, under BIOS',
  mbr: 'MBR',
  mbrHint: 'for old firmware that does not start from GPT',
  mediaSize: 'Media size of the CD/DVD set',
  mediaSizeHint:
    'What does not fit on one ISO file goes to a further one with a sequence number in its name.',
  size: {
    '650MB': '650 MB (CD)',
    '4GB': '4 GB (DVD)',
    '8GB': '8 GB (dual-layer DVD)',
    unlimited: 'Unlimited',
  },
  help: {
    iso: {
      title: 'ISO file',
      text: 'The whole path of the file, for example /home/anna/contoso.iso or \\\\server\\folder\\contoso.iso. The folder must exist.\n\nConfiguration Manager’s own wizard deletes an existing ISO as soon as the next page opens, even when the wizard is cancelled. Here an existing file stays until the new one is complete and verified.\n\nNothing is staged: no temporary folder of the size of the medium is needed.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
    image: {
      title: 'Disk image file',
      text: 'The content of a stick as a file (.img, .raw, .bin, .dd). It can be written to drives later, here with “Write image” or with another program, or be attached to a virtual machine.',
    },
    label: {
      title: 'Media label',
      text: 'Shown as the name of the drive or CD. File systems keep less of it than you may type: FAT keeps 11 characters in capitals, an ISO 32, of which Windows shows 16. The file MediaLabel.txt on the medium keeps all of it.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
    autorun: {
      title: 'autorun.inf',
      text: 'The file once started a program when a CD was inserted into a running Windows. Windows no longer reads it on sticks, and antimalware often blocks it. Before version 1906 Configuration Manager always wrote it.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
    partitionStyle: {
      title: 'Partition style',
      text: 'GPT starts all computers with UEFI, and with BIOS through the boot sector. MBR is for old firmware that refuses GPT. ISO files are not concerned.',
    },
    mediaSize: {
      title: 'Media size',
      text: 'The capacity of one CD or DVD. When the content does not fit, several ISO files are made and a sequence number is added to each name. Drives and disk images are not concerned.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    plan: {
      title: 'Size of the medium',
      text: 'The layout is planned exactly before anything is written, so this is not an estimate. It depends on the boot image and on the content, which are chosen on later pages; you can come back here at any time.',
    },
  },
};

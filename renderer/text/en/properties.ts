/** Words of: Media properties. */
export const properties = {
  title: 'Media properties',
  intro: 'The WIM file that is applied to disks, and what is noted in it.',
  wim: 'Media file',
  wimHint: 'A WIM file; it is applied to the disks of new computers.',
  createdBy: 'Created by',
  version: 'Version',
  comment: 'Comment',
  left_one: '{{count}} character left',
  left_other: '{{count}} characters left',
  tooLong_one: '{{count}} character too many',
  tooLong_other: '{{count}} characters too many',
  help: {
    wim: {
      title: 'Media file',
      text: 'The whole path of the WIM file. The folder must exist. An existing file is replaced only when the new one is complete.\n\nThe WIM is applied to a formatted disk at the manufacturer or in a staging area. On its first start the computer asks a management point for its task sequence.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-prestaged-media',
    },
    notes: {
      title: 'Notes in the media',
      text: 'Who made the media, which version it is and a comment are stored in it, so that one can tell later what it is. At most 50, 32 and 127 characters.',
      link: 'https://learn.microsoft.com/powershell/module/configurationmanager/new-cmprestagemedia',
    },
  },
};

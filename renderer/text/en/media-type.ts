/** Words of: Select media type. */
export const mediaType = {
  title: 'Select media type',
  intro: 'What the medium is for decides where it starts and what lies on it.',
  kindLabel: 'Media type',
  starts: 'Starts: {{where}}',
  carries: 'Carries: {{what}}',
  notBuilt: 'not built yet',
  notBuiltBar:
    'Creating this kind of media is not built yet. You can fill in every page up to the summary and save the request; it can be used as soon as it is.',
  bootable: {
    name: 'Bootable media',
    what: 'For a computer whose Windows no longer starts: it installs again over the network, also over the internet through a cloud management gateway.',
    starts: 'from the stick or CD; then asks a management point or the gateway',
    carries: 'the boot image; everything else is downloaded',
  },
  standalone: {
    name: 'Stand-alone media',
    what: 'For places without a network: a whole operating system deployment on one medium.',
    starts: 'from the stick or DVD; no network needed',
    carries: 'boot image, task sequence and all content it references',
  },
  prestaged: {
    name: 'Prestaged media',
    what: 'For the manufacturer or a staging area: the operating system lies on the disk before the computer is delivered.',
    starts: 'from the disk it was applied to; its first start asks a management point',
    carries: 'boot image, operating system image and chosen content, as a WIM file',
  },
  capture: {
    name: 'Capture media',
    what: 'For making an operating system image out of a reference computer.',
    starts: 'in the full Windows of the reference computer, or from the medium',
    carries: 'boot image and the capture task sequence',
  },
  unattended: 'Allow unattended operating system deployment',
  unattendedHint:
    'Nobody is asked for network settings or optional task sequences on the device. A media password is still asked for.',
  site: 'Site',
  connection: 'Connection',
  siteHint: 'Boot images, gateways and task sequences come from this site.',
  siteReading: 'The site is being read…',
  siteIs: '{{code}} · {{name}} · version {{version}}',
  siteOffline: 'The site does not answer; what was read on {{time}} is used.',
  siteFailed: 'The site could not be read',
  sitesFailed: 'The site connections could not be read',
  manageSites: 'Site connections',
  lab: 'Lab site (built in)',
  help: {
    page: {
      title: 'Select media type',
      text: 'Bootable media hold a boot image and the way to the site. Only they work over a cloud management gateway.\n\nStand-alone media hold everything and need no network.\n\nPrestaged media are a WIM file that is applied to a disk before the computer is delivered.\n\nCapture media make an operating system image out of a reference computer.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-task-sequence-media',
    },
    unattended: {
      title: 'Unattended deployment',
      text: 'The device does not ask for network settings and does not offer optional task sequences. The password of the medium is still asked for.\n\nFor a start without any question, deploy the task sequence to “Only media and PXE (hidden)” and set the media variable SMSTSPreferredAdvertID to the ID of the deployment.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
    site: {
      title: 'Site',
      text: 'The medium is made from the lists of this site and is registered there. Other sites are added under “Sites”.\n\nThe lab site is built in: it behaves like a Configuration Manager site and needs nothing but this computer.\n\nMicrosoft advises making bootable and prestaged media at a primary site; a central administration site lacks the root certificate data and the client ports of its child sites.',
    },
  },
};

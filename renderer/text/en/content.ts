/** Words of: Images, applications, packages, driver packages, distribution points. */
export const content = {
  title: {
    images: 'Images',
    applications: 'Select Application',
    packages: 'Select Package',
    driverPackages: 'Select Driver Package',
    distributionPoints: 'Distribution Points',
  },
  intro: {
    images: 'The operating system image that is put on the medium, and which of the images in it.',
    applications:
      'Applications the medium carries beyond what the task sequence references. Nothing has to be chosen.',
    packages:
      'Packages the medium carries beyond what the task sequence references. Nothing has to be chosen.',
    driverPackages:
      'Driver packages the medium carries beyond what the task sequence references. Nothing has to be chosen.',
    distributionPoints:
      'Where the content for the medium is taken from. Without a choice, from one of the site’s.',
  },
  empty: {
    images: 'No operating system images',
    applications: 'No applications',
    packages: 'No packages',
    driverPackages: 'No driver packages',
    distributionPoints: 'No distribution points',
  },
  emptyBody: 'The site has none, or your account may not see them.',
  failed: 'The lists of the site could not be read',
  readAt: 'Read on {{time}}',
  name: 'Name',
  packageId: 'Package ID',
  version: 'Version',
  manufacturer: 'Manufacturer',
  size: 'Size',
  server: 'Server',
  location: 'Location',
  pointKind: 'Kind',
  isGateway: 'Cloud management gateway',
  isServer: 'Server of the site',
  protocol: 'Protocol',
  chosen_one: '{{count}} chosen',
  chosen_other: '{{count}} chosen',
  noneChosen: 'Nothing chosen.',
  removeAll: 'Remove all',
  gone: '{{id}} (no longer in the site)',
  imagePackage: 'Image package',
  imageIndex: 'Image index',
  imageIndexHint: 'An image package can hold several editions.',
  help: {
    applications: {
      title: 'Applications',
      text: 'The medium only makes the content present; what is installed is decided by the task sequence. At run time it looks on the medium first.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    packages: {
      title: 'Packages',
      text: 'The medium only makes the content present; what is run is decided by the task sequence. At run time it looks on the medium first.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    driverPackages: {
      title: 'Driver packages',
      text: 'For devices whose drivers the task sequence applies by package. The medium only makes them present.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    distributionPoints: {
      title: 'Distribution points',
      text: 'All content the medium needs must have been distributed to at least one of them. After distributing, press Refresh; the wizard does not have to be started again.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-stand-alone-media',
    },
    images: {
      title: 'Image package',
      text: 'The image that is applied to the disk before the device is delivered. The task sequence then finds it on the disk.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-prestaged-media',
    },
    imageIndex: {
      title: 'Image index',
      text: 'A file of images (WIM) can hold several; the index says which one is used.',
    },
  },
};

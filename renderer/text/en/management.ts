/** Words of: Media management. */
export const management = {
  title: 'Media management',
  intro: 'How the device finds the site that tells it what to do.',
  label: 'Media management',
  forRemote: 'for devices outside the company network',
  internet: {
    name: 'Internet-based media',
    what: 'The device talks to a cloud management gateway (CMG) over the internet, from any wired network.',
    then: 'You choose the gateway on the page “Boot image”.',
  },
  site: {
    name: 'Site-based media',
    what: 'The device talks to the one management point that you name, and to no other.',
    then: 'You choose the management point on the page “Boot image”.',
  },
  dynamic: {
    name: 'Dynamic media',
    what: 'The first management point may send the device on to another one, by the boundaries of the sites.',
    then: 'You put the management points of the first contact in order on the page “Boot image”.',
  },
  notOverGateway: 'A gateway serves bootable media only, so prestaged media cannot be internet-based.',
  fallenBack: 'Internet-based was chosen before; prestaged media are site-based instead.',
  whyTitle: 'Why only internet-based media work over a gateway',
  why: 'Dynamic media look for a management point by the device’s place in the company network, and such an answer is never given over the internet. Site-based media name a management point that only the company network can reach.',
  vocabularyTitle: 'Two words for the same thing',
  vocabulary:
    'Technical preview 2009 introduced the option “Internet-based media”. Since current branch 2010, Configuration Manager stores the same thing as site-based media whose management point is the gateway: there you choose “Site-based media” and add the gateway as management point. Here the clear choice stays, and what is written on the medium is what current branch reads.',
  help: {
    page: {
      title: 'Media management',
      text: 'Internet-based: for devices outside the company network, through a cloud management gateway. In Configuration Manager 2010 and later the same is called site-based media with the gateway as management point.\n\nSite-based: for one management point that you name.\n\nDynamic: for devices that may be at several sites.\n\nKnown traps\n\n• Dynamic media fail with HTTP 500 when a site has duplicate “Unknown Computer” objects; one for x86 and one for x64 is right. Site-based media are not affected.\n\n• Media know the client ports of the site where they were made only. Media of a central administration site do not know the ports of its child sites.\n\n• With HTTPS, every primary site must know the root certificate of the site where dynamic media were made. With different roots, make site-based media, one for each site.\n\n• Network access is by cable only: Windows PE has no Wi-Fi.',
      link: 'https://learn.microsoft.com/mem/configmgr/osd/deploy-use/create-bootable-media',
    },
  },
};

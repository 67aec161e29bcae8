/**
 * What was found, one sentence per finding, in English. The keys are the findings rules can make: de and nl have the
 * same. Words in braces are values of the finding. Trap: a sentence says what was read, never more.
 */
export const enFindings = {
  unread: '{source} could not be read: {detail}',
  absent: 'The site shows no {name} in {source}; it does not exist, or the account may not see it.',
  noTaskSequence: 'No task sequence was named.',
  noBootImage: 'No boot image was named, and the task sequence has none.',
  noMedium: 'How the medium will be made was not told.',
  notDeployed: 'The task sequence {name} is not deployed.',
  severalDeployments: 'The task sequence has several deployments ({names}) and none of them was named.',
  gatewayUnknown: 'The site shows no gateway {cmg}, so there is nothing to compare with.',
  childSequence:
    'In the task sequence itself everything fits, but the step “{step}” runs another task sequence whose steps were not looked at.',
  noOperatingSystem: 'The task sequence deploys no operating system, so it does not apply.',

  'C01.pass': 'The site has build {build}, the boot image holds client {client}.',
  'C01.site': 'The site has build {build} (version {version}); 9040 (version 2010) is the least.',
  'C01.bootImage':
    'The boot image {id} ({name}) holds client {client}; 5.00.9040 (version 2010) is the least.',
  'C01.noClient': 'The site does not say which client the boot image {id} ({name}) holds.',
  'C01.older': 'The boot image {id} ({name}) holds client {client}, older than the site (build {build}).',

  'C02.pass': 'The gateway {host} is ready, and {names} is published through it.',
  'C02.none': 'The site has no cloud management gateway.',
  'C02.absent': 'The site has no gateway {cmg}; it has {names}.',
  'C02.stopped': 'The gateway {host} is stopped (state {number}).',
  'C02.notReady': 'The gateway {host} is not ready yet, or not any more (state {number}).',
  'C02.unknownState': 'The gateway {host} is in state {number}, whose meaning is not public.',
  'C02.unpublished': 'The gateway {host} is ready, but no management point is published through it.',
  'C02.noConnector':
    'No management point is published through the gateway {host}, and the site has no CMG connection point.',

  'C03.pass': '{names}: cloud management gateway traffic is allowed.',
  'C03.fail': '{names}: cloud management gateway traffic is not allowed.',
  'C03.some': 'Not allowed on {names}; other management points of this gateway allow it.',
  'C03.nobody': 'No management point is published through the gateway, so there is none to look at.',

  'C04.pass': '{names}: HTTPS.',
  'C04.enhanced': '{names}: HTTP, and the site uses enhanced HTTP.',
  'C04.fail': '{names}: plain HTTP, and the site does not use enhanced HTTP.',
  'C04.unknown': '{names}: HTTP; whether the site uses enhanced HTTP could not be read ({detail}).',

  'C05.pass': '{names}: not restricted to internet connections.',
  'C05.fail': '{names}: internet-only connections, which media over the gateway cannot use on build {build}.',
  'C05.other':
    '{names}: internet-only connections. Known to fail on versions 2010 and 2103; the site has build {build}.',

  'C06.pass': 'The gateway {host} serves content: it is a distribution point, too.',
  'C06.fail': 'The gateway {host} serves no content: the site has no distribution point of its own for it.',

  'C07.pass': 'All {total} referenced contents are on the gateway in their present version.',
  'C07.nothing': 'The task sequence references no content.',
  'C07.noContent': 'The gateway {host} serves no content, so none of the {total} references can be there.',
  'C07.dangling': 'The task sequence refers to something that does not exist any more.',
  'C07.absent': '{id} ({name}) was never distributed to the gateway; not right: {count} of {total}.',
  'C07.copying': '{id} ({name}) is still being copied to the gateway; not right: {count} of {total}.',
  'C07.failed': 'Copying {id} ({name}) to the gateway failed; not right: {count} of {total}.',
  'C07.older':
    'The gateway has version {has} of {id} ({name}), the site has version {wants}; not right: {count} of {total}.',
  'C07.noVersion': 'Everything is on the gateway, but the site does not tell the version of {id} ({name}).',

  'C08.pass': 'Yes in the client settings “{settings}” of the collection {collection}.',
  'C08.fail': 'No in the client settings “{settings}” of the collection {collection}.',
  'C08.default':
    'No custom client settings with the group Cloud services are deployed to the collection {collection}, and the default client settings cannot be read.',
  'C08.unset': 'The client settings “{settings}” do not tell it.',
  'C09.pass': 'Yes in the client settings “{settings}” of the collection {collection}.',
  'C09.fail': 'No in the client settings “{settings}” of the collection {collection}.',
  'C09.unset': 'The client settings “{settings}” do not tell it.',

  'C10.pass': 'The step “{step}” joins a workgroup, and no step joins a domain.',
  'C10.domain': 'The step “{step}” joins a domain.',
  'C10.join': 'The step “{step}” joins a domain later.',
  'C10.perhaps': 'The step “{step}” joins a domain when its condition, or that of its group, is met.',
  'C10.variable': 'The step “{step}” sets {variable}, which can make the device join a domain.',
  'C10.noStep': 'The task sequence has no step Apply Network Settings.',

  'C11.pass': 'The deployment {id} is allowed to run on the internet.',
  'C11.fail': 'The deployment {id} is not allowed to run on the internet.',

  'C12.pass': 'The deployment {id} to {collection} is available to media.',
  'C12.clients': 'The deployment {id} is available to Configuration Manager clients only.',
  'C12.notDeployed': 'The task sequence {name} is not deployed at all.',
  'C12.disabled': 'The task sequence {name} is disabled, so no device is offered it.',
  'C12.empty': 'The deployment {id} is available to media, but its collection {collection} has no members.',
  'C12.unknownComputers':
    'The deployment {id} goes to the unknown computers, but the medium has no unknown computer support.',

  'C13.pass': 'The deployment {id} downloads content when the running task sequence needs it.',
  'C13.first': 'The deployment {id} downloads all content before it starts.',
  'C13.direct': 'The deployment {id} accesses content directly from a distribution point.',
  'C13.other': 'The deployment {id} has RemoteClientFlags {flags}, which stand for no download when needed.',

  'C14.pass': 'The device is on the internet.',
  'C14.fail': 'The device is not on the internet.',
  'C14.unknown': 'It shows on the device while the task sequence runs; a site cannot tell.',

  'C15.pass': 'The device has a wired network connection.',
  'C15.fail': 'The device has no wired network connection.',
  'C15.unknown': 'It shows on the device only; a site cannot tell.',
  'C15.checked':
    'It shows on the device only; the step “{step}” of the task sequence asks for a wired connection before anything is changed.',

  'C16.pass': 'Bootable media whose management point is the gateway {cmg}.',
  'C16.standAlone': 'Stand-alone media do not work over a cloud management gateway.',
  'C16.prestaged': 'Prestaged media do not work over a cloud management gateway.',
  'C16.capture': 'Capture media do not work over a cloud management gateway.',
  'C16.dynamic': 'Dynamic media ask for a management point of the intranet and never reach the gateway.',
  'C16.managementPoint': 'Site-based media for {managementPoint}, not for the gateway {cmg}.',

  'C17.pass': 'The medium has a strong password.',
  'C17.none': 'The medium has no password: whoever finds it can use and read it.',
  'C17.weak': 'The password of the medium is weak.',
  'C17.unrated': 'The medium has a password; how strong it is was not told.',
  'C17.unknown': 'Whether the medium has a password was not told.',

  'C18.pass': 'The root certificate {thumbprint} of the gateway is among those the medium trusts.',
  'C18.ours':
    'The boot image {id} trusts the root certificates that the site gives for each medium; the gateway belongs to {thumbprint}.',
  'C18.fail': 'The root certificate {thumbprint} of the gateway is not among those the medium trusts.',
  'C18.windowsPe':
    'The gateway belongs to the root certificate {thumbprint}; whether the Windows PE image {id} ({name}) holds it cannot be seen at the site.',
  'C18.noRoot': 'The site records no root certificate for the gateway {host}; it may be a public one.',

  'C19.selfSigned': 'The medium gets a self-signed certificate: RSA 2,048 bits, SHA-256.',
  'C19.pass': 'The certificate has {bits} bits and {hash}.',
  'C19.hash': 'The certificate is signed with {hash}.',
  'C19.bits': 'The key of the certificate has {bits} bits; media take 2,048 at most.',
  'C19.provider': 'The key belongs to the provider “{provider}”.',
  'C19.unknown': 'Which certificate the medium gets was not told.',

  'C20.pass': 'The step “{step}” gives CCMHOSTNAME={value}.',
  'C20.absent': 'The step “{step}” gives no CCMHOSTNAME.',
  'C20.otherReady': 'The step “{step}” names another gateway, {host}; the client will use that one.',
  'C20.other': 'The step “{step}” names {host}, which is not the gateway {cmg}.',
  'C20.role': 'The step “{step}” gives CCMHOSTNAME={value}, but no management point has that number.',
  'C20.form': 'The step “{step}” gives CCMHOSTNAME={value}, which has no /CCM_Proxy_MutualAuth/ and number.',
  'C20.variable': 'The step “{step}” takes CCMHOSTNAME from a variable: {value}.',
  'C20.noStep': 'The task sequence has no step Setup Windows and ConfigMgr, so no client is installed.',

  'C21.pass': 'The site {site} is a primary site.',
  'C21.central': 'The site {site} is a central administration site.',
  'C21.secondary': 'The site {site} is a secondary site.',
  'C21.other': 'The site {site} is of type {type}, whose meaning is not public.',

  'C22.pass': 'Each SMS Provider ({names}) is a management point, too.',
  'C22.newer': 'Build {build} does not need it any more (since 2509).',
  'C22.older': 'Build {build} does not need it; the requirement came with 2409.',
  'C22.fail': '{names} is SMS Provider but no management point; 2409 cannot make the media token there.',
  'C22.perhaps':
    '{names} is SMS Provider but no management point. Known to fail on 2409 and mended in 2509; for build {build} nothing is documented.',

  'C23.pass':
    'The gateway answered on port 443 from this computer ({detail}). Blob storage and the way from the device were not tried.',
  'C23.fail': 'The gateway did not answer on port 443 from this computer: {detail}',
  'C23.unknown': 'The gateway was not tried from here, and the way from the device shows on the device only.',

  'C24.pass': 'The device has an IPv4 address.',
  'C24.fail': 'The device has IPv6 only.',
  'C24.unknown': 'It shows on the device only; a site cannot tell.',

  'C25.pass': 'No other program runs first.',
  'C25.fail': 'Another program runs first: {program}.',

  'C26.pass': 'No step needs Active Directory for a BitLocker key.',
  'C26.continues': 'The step “{step}” wants Active Directory, but the task sequence goes on without it.',
  'C26.group':
    'The step “{step}” wants Active Directory; after its error the rest of its group would be left out.',
  'C26.fail': 'The step “{step}” keeps the BitLocker key in Active Directory and stops when it cannot.',
  'C26.perhaps': 'The step “{step}” keeps the BitLocker key in Active Directory when its condition is met.',
  'C26.unknown': 'The step “{step}” keeps the BitLocker key in “{value}”, which is not known here.',

  'C27.pass': 'The deployment {id} asks for nothing a gateway does not have.',
  'C27.peer': 'The deployment {id} allows content to be shared between clients; over the gateway it is not.',

  'C28.pass': 'The step “{step}” enables the local administrator with a password.',
  'C28.random': 'The step “{step}” makes a random password and leaves the local administrator disabled.',
  'C28.unknown': 'The step “{step}” does not say what happens to the local administrator.',
  'C28.noStep':
    'The task sequence has no step Apply Windows Settings, so the local administrator stays disabled.',
} as const satisfies Record<string, string>;

export type FindingKey = keyof typeof enFindings;

/**
 * What must hold, why, and what to do, in English. Paths through the console use its own words in quotation marks.
 * Remedies belong to a condition; where a finding needs another one, it has an entry of its own in `remedies`.
 * Words in braces are values of the finding.
 */
import { enFindings } from './en-findings.ts';

export const en = {
  states: { pass: 'Met', fail: 'Not met', warning: 'Warning', unknown: 'Could not be determined' },
  lookByHand: 'Look at it by hand:',
  titles: {
    C01: 'Site and boot image are of version 2010 or later',
    C02: 'A working cloud management gateway (CMG) exists',
    C03: 'The management point allows cloud management gateway traffic',
    C04: 'The management point uses HTTPS or enhanced HTTP',
    C05: 'The management point does not allow internet-only connections',
    C06: 'The CMG may serve content',
    C07: 'All referenced content is on the content-enabled CMG',
    C08: 'Client setting “Allow access to cloud distribution point” is Yes',
    C09: 'Client setting “Enable clients to use a cloud management gateway” is Yes',
    C10: 'The step Apply Network Settings joins a workgroup',
    C11: 'The deployment is allowed to run on the internet',
    C12: 'The deployment is available to media',
    C13: 'Content is downloaded when the running task sequence needs it',
    C14: 'The device stays on the internet the whole time',
    C15: 'The device is on a wired network',
    C16: 'The medium is bootable media for the CMG',
    C17: 'The medium has a strong password',
    C18: 'The medium trusts the root certificate of the CMG',
    C19: 'The imported PKI certificate fits',
    C20: 'The new client is told the CMG (CCMHOSTNAME)',
    C21: 'The medium is made at a primary site',
    C22: 'SMS Provider and management point are on the same server (version 2409)',
    C23: 'The CMG and Azure blob storage are reachable over HTTPS',
    C24: 'The device has IPv4',
    C25: 'No other program runs first',
    C26: 'BitLocker does not need Active Directory',
    C27: 'Nothing is asked for that a CMG does not offer',
    C28: 'The local administrator has a password',
  },
  whys: {
    C01: 'Boot media over a cloud management gateway exist since version 2010.',
    C02: 'The gateway is the only server the device meets on the internet. Without it the medium is useless.',
    C03: 'The gateway passes requests on to management points that allow it, to no others.',
    C04: 'The gateway connects to management points by HTTPS or enhanced HTTP only.',
    C05: 'In versions 2010 and 2103 media cannot use a management point that takes internet connections only.',
    C06: 'The device downloads the operating system and everything else from the gateway’s storage.',
    C07: 'On the internet there is no other distribution point: one missing content stops the task sequence.',
    C08: 'Otherwise the device may not take content from the gateway.',
    C09: 'Otherwise the client stops talking to the gateway after the deployment, even with a token.',
    C10: 'On the internet no domain controller can be reached, so joining a domain fails.',
    C11: 'Without it the site does not give the deployment to devices on the internet.',
    C12: 'A deployment for clients only is not shown on a device that started from a medium.',
    C13: 'Windows PE has no room for everything at once, and there is no share to read from.',
    C14: 'Policy and content are fetched during the whole run; a break ends it.',
    C15: 'Windows PE has no wireless networks.',
    C16: 'Other media are not supported over a gateway, or look for servers of the intranet.',
    C17: 'The medium holds a certificate and a token for the site; the password is what protects them when it is lost.',
    C18: 'A gateway with a certificate of an own PKI is trusted only when its root is on the medium.',
    C19: 'SHA-256, at most 2,048 bits and the provider “Microsoft Enhanced RSA and AES” (or CNG) are recommended.',
    C20: 'A client in a workgroup does not find the gateway by itself: without the property it is lost after the deployment.',
    C21: 'A central administration site does not know the root certificates and client ports of its primary sites.',
    C22: 'In version 2409 the token of such media can only be made where the SMS Provider is on a management point.',
    C23: 'Everything goes through port 443. Proxies must let pass HEAD, CCM_POST, BITS_POST, GET and PROPFIND, and the headers Range and CCMClient….',
    C24: 'A gateway does not serve clients that have IPv6 only.',
    C25: 'Such a program lies on a share of the intranet, which cannot be reached.',
    C26: 'Without a domain controller the recovery key cannot be kept there, and the step fails.',
    C27: 'Peer cache, multicast, PXE content and alternate content providers do not work over a gateway.',
    C28: 'A device in a workgroup has no domain accounts: without a local one nobody can sign in. (Reported from practice.)',
  },
  remedies: {
    C01: '“Administration” > “Updates and Servicing”: install a current version of the site.',
    'C01.bootImage':
      '“Software Library” > “Operating Systems” > “Boot Images” > {id} > “Update Distribution Points”; the column “Client Version” shows the result.',
    'C01.older':
      '“Software Library” > “Operating Systems” > “Boot Images” > {id} > “Update Distribution Points”; the column “Client Version” shows the result.',
    C02: '“Administration” > “Cloud Services” > “Cloud Management Gateway”: set one up, or look at the status of the one there.',
    'C02.stopped':
      '“Administration” > “Cloud Services” > “Cloud Management Gateway” > {host} > “Start Service”.',
    'C02.unpublished':
      '“Administration” > “Site Configuration” > “Servers and Site System Roles” > management point > “Properties”: “Allow Configuration Manager cloud management gateway traffic”.',
    'C02.noConnector':
      '“Administration” > “Site Configuration” > “Servers and Site System Roles”: add the role “Cloud management gateway connection point” for {host}.',
    C03: '“Administration” > “Site Configuration” > “Servers and Site System Roles” > management point > “Properties”: “Allow Configuration Manager cloud management gateway traffic”.',
    C04: 'Either management point > “Properties”: “HTTPS”, or “Administration” > “Site Configuration” > “Sites” > “Properties” > “Communication Security”: “Use Configuration Manager-generated certificates for HTTP site systems”.',
    C05: 'Management point > “Properties”: “Allow intranet and internet connections”.',
    C06: '“Administration” > “Cloud Services” > “Cloud Management Gateway” > “Properties” > “Settings”: “Allow CMG to function as a cloud distribution point and serve content from Azure storage”.',
    C07: '“Software Library” > “Operating Systems” > “Task Sequences” > task sequence > “Distribute Content”, with the CMG as distribution point. State: “Monitoring” > “Distribution Status” > “Content Status”.',
    C08: '“Administration” > “Client Settings” > settings of the collection > “Cloud services”: “Allow access to cloud distribution point” = “Yes”.',
    C09: '“Administration” > “Client Settings” > settings of the collection > “Cloud services”: “Enable clients to use a cloud management gateway” = “Yes”.',
    C10: '“Software Library” > “Operating Systems” > “Task Sequences” > “Edit” > step “Apply Network Settings”: “Join a workgroup”; disable steps that join a domain.',
    C11: 'Deployment > “Properties” > “User Experience”: “Allow task sequence to run for client on the internet”.',
    C12: 'Deployment > “Properties” > “Deployment Settings” > “Make available to the following”: “Configuration Manager clients, media, and PXE” or “Only media and PXE”.',
    'C12.notDeployed':
      '“Software Library” > “Operating Systems” > “Task Sequences” > task sequence > “Deploy”, with “Make available to the following”: one of the choices with media.',
    'C12.disabled': '“Software Library” > “Operating Systems” > “Task Sequences” > task sequence > “Enable”.',
    'C12.empty':
      '“Assets and Compliance” > “Device Collections”: add devices to the collection, or deploy to another one.',
    'C12.unknownComputers': 'Page “Security” of the medium: “Enable unknown computer support”.',
    C13: 'Deployment > “Properties” > “Distribution Points” > “Deployment options”: “Download content locally when needed by the running task sequence”.',
    C14: 'Tell the person at the device to leave it connected and powered until the end.',
    C15: 'Tell the person at the device to plug in a network cable; an adapter needs its driver in the boot image.',
    C16: 'Choose “Bootable media” and the CMG. In the console: page “Media Management”: “Site-based media”, page “Boot image”: the CMG under “Add Management Points”.',
    C17: 'Page “Security” of the medium: set a long password, or have one made.',
    C18: 'Import the root certificate into the boot image: its registry key below Microsoft\\SystemCertificates\\AuthRoot\\Certificates in the offline hive SOFTWARE. Reloading the boot image removes it again.',
    C19: 'Have a certificate issued with SHA-256, 2,048 bits and the purpose client authentication, the private key exportable.',
    C20: '“Software Library” > “Operating Systems” > “Task Sequences” > “Edit” > step “Setup Windows and ConfigMgr” > “Installation properties”: CCMHOSTNAME=(CMG)/CCM_Proxy_MutualAuth/(number).',
    C21: 'Connect to the AdminService of a primary site and make the medium there.',
    C22: '“Administration” > “Site Configuration” > “Servers and Site System Roles”: role SMS Provider on the server of the management point; or update the site to 2509.',
    C23: 'Open port 443 to the CMG and to *.blob.core.windows.net in firewalls and proxies; try it from the device’s network.',
    C24: 'Give the device’s network IPv4.',
    C25: '“Software Library” > “Operating Systems” > “Task Sequences” > “Properties” > “Advanced”: clear “Run another program first”.',
    C26: '“Task Sequences” > “Edit” > step “Enable BitLocker” > “Options”: “Continue on error” or “Disable this step”; or keep the key in the site database (since 2203).',
    C27: 'Deployment > “Properties” > “Distribution Points”: no sharing of content between clients. The deployment also works as it is, without that.',
    C28: '“Task Sequences” > “Edit” > step “Apply Windows Settings”: “Enable the account and specify the local administrator password”.',
    'C18.windowsPe':
      'Open the offline hive SOFTWARE of the image and look for {thumbprint} below Microsoft\\SystemCertificates\\AuthRoot\\Certificates; import it there when it is missing. Reloading the boot image removes it again.',
    'C18.noRoot':
      '“Administration” > “Cloud Services” > “Cloud Management Gateway” > “Properties”: look at its server certificate. When it is of an own PKI, its root must be in the boot image.',
    noTaskSequence: 'Name a task sequence or a deployment, then check again.',
    noBootImage: 'Name a boot image, then check again.',
    noMedium: 'Choose how the medium is made, then check again.',
    severalDeployments: 'Name one of the deployments, then check again.',
    unread: 'Give the account the role “Read-only Analyst”, then check again.',
  },
  findings: enFindings,
} as const;

type Remedy = keyof typeof en.remedies;

/** The same in every language; a missing sentence does not compile. */
export interface PrerequisiteTexts {
  readonly states: Readonly<Record<keyof typeof en.states, string>>;
  readonly lookByHand: string;
  readonly titles: Readonly<Record<keyof typeof en.titles, string>>;
  readonly whys: Readonly<Record<keyof typeof en.titles, string>>;
  readonly remedies: Readonly<Record<Remedy, string>>;
  readonly findings: Readonly<Record<keyof typeof enFindings, string>>;
}

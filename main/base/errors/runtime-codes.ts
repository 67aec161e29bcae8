/**
 * Error codes of the on-device runtime and its task sequence engine: cause and remedy as the screen of the device shows
 * them, so they are written for a remote worker with a stick in the hand, not for a technician.
 */
import type { Advice } from './advice.ts';

export const runtimeCodes = {
  E_RT_MEDIUM_NOT_FOUND: {
    cause: 'The stick or disc this computer was started from can no longer be found.',
    remedy:
      'Leave the stick plugged in, directly at the computer and not at a hub or screen, then try again.',
  },
  E_RT_MEDIUM_DAMAGED: {
    cause: 'A file on the stick or disc is missing or cannot be read.',
    remedy: 'Try another USB port. If it happens again, ask the help desk for a new stick.',
  },
  E_RT_MEDIUM_CONTENT: {
    cause: 'The stick or disc was made without something it needs to reach your organisation.',
    remedy: 'This cannot be repaired here. Ask the help desk for a new stick.',
  },
  E_RT_MEDIUM_KIND: {
    cause: 'This stick or disc was made for another purpose than starting a task sequence over the internet.',
    remedy: 'Ask the help desk for bootable media.',
  },
  E_RT_PRESTART: {
    cause: 'The command that your organisation runs before everything else ended with an error.',
    remedy: 'Try again. If it happens again, tell the help desk the text below.',
  },
  E_RT_NO_ADAPTER: {
    cause: 'This computer has no wired network connector that can be used here.',
    remedy:
      'Use a wired adapter or docking station from the help desk, plug it in and try again. WLAN does not work.',
  },
  E_RT_NO_LINK: {
    cause: 'No network cable is connected, or the device at its other end is switched off.',
    remedy: 'Connect this computer to your router with a network cable, wait for its lights and try again.',
  },
  E_RT_NO_ADDRESS: {
    cause: 'The network gave this computer no address.',
    remedy:
      'Check that other devices are online, use another port of the router or restart it, then try again.',
  },
  E_RT_NAME: {
    cause: 'The network does not know the address of the gateway of your organisation.',
    remedy: 'Check that other devices are online and restart the router, then try again.',
  },
  E_RT_CMG_UNREACHABLE: {
    cause: 'The gateway of your organisation cannot be reached from this network.',
    remedy:
      'Check that other devices are online. In a hotel or guest network use another network. Then try again.',
  },
  E_RT_CMG_STOPPED: {
    cause: 'Your organisation has switched its gateway off.',
    remedy: 'Ask the help desk when it will be on again, then try again.',
  },
  E_RT_CMG_BUSY: {
    cause: 'The gateway of your organisation is busy or has a disturbance; it was asked several times.',
    remedy: 'Wait some minutes, then try again. If it lasts, tell the help desk the text below.',
  },
  E_RT_DEVICE_UNKNOWN: {
    cause: 'Your organisation does not know this computer, and this stick is not for unknown computers.',
    remedy: 'Ask the help desk to register this computer or to make a stick for unknown computers.',
  },
  E_RT_CMG_UNTRUSTED: {
    cause: 'The server that answered is not the one this stick was made for. Nothing was asked of it.',
    remedy:
      'Do not go on in this network: something reads along here. Use another network, or call the help desk.',
  },
  E_RT_CLOCK: {
    cause: 'The clock of this computer is wrong, so that certificates look as if they were not valid.',
    remedy:
      'Restart, open the set-up of the computer (often F2 or Del), set date and time (UTC) and start again.',
  },
  E_RT_MEDIA_BLOCKED: {
    cause: 'Your organisation has blocked this stick.',
    remedy: 'It cannot be used any more. Ask the help desk for a new one.',
  },
  E_RT_MEDIA_EXPIRED: {
    cause: 'This stick is too old: its certificate has expired or is not valid yet.',
    remedy: 'Check date and time of this computer. If they are right, ask the help desk for a new stick.',
  },
  E_RT_MEDIA_UNREGISTERED: {
    cause: 'Your organisation does not know this stick.',
    remedy: 'Ask the help desk whether this stick was made by them; they can make a new one.',
  },
  E_RT_MEDIA_TOKEN: {
    cause: 'The pass on this stick that opens the gateway was refused; it is good for a limited time only.',
    remedy: 'Ask the help desk for a new stick.',
  },
  E_RT_MEDIA_TOKEN_FOREIGN: {
    cause: 'The pass on this stick belongs to another organisation or to another stick.',
    remedy: 'Ask the help desk for a new stick, made at the site of the gateway below.',
  },
  E_RT_CMG_NOT_ALLOWED: {
    cause: 'Your organisation does not allow this computer to use its gateway.',
    remedy: 'Ask the help desk to allow the cloud management gateway in the client settings, then try again.',
  },
  E_RT_REPLAYED: {
    cause: 'The gateway got the same message twice and refused the second one.',
    remedy: 'Use another network, then try again: something in this one repeats what is sent.',
  },
  E_RT_REGISTRATION: {
    cause: 'Your organisation did not accept this computer as one of its own.',
    remedy: 'Restart the computer to try again. If it happens again, tell the help desk the text below.',
  },
  E_RT_REGISTRATION_TOKEN: {
    cause:
      'The pass this computer was to register with has expired, was blocked, or belongs to something else.',
    remedy: 'Ask the help desk for a new bulk registration token, or install the computer again.',
  },
  E_RT_CLIENT_TOKEN_EXPIRED: {
    cause: 'The pass of this computer has expired: it was not renewed for 90 days.',
    remedy: 'Connect the computer to the office network, or ask the help desk for a bulk registration token.',
  },
  E_RT_CLIENT_TOKEN_BLOCKED: {
    cause: 'Your organisation has blocked the pass of this computer.',
    remedy: 'Ask the help desk why; nothing can be done here.',
  },
  E_RT_CLIENT_TOKEN: {
    cause: 'The gateway did not accept the pass of this computer: it is damaged or belongs to another one.',
    remedy: 'Restart the computer. If it happens again, ask the help desk for a bulk registration token.',
  },
  E_RT_CLIENT_UNREGISTERED: {
    cause: 'Your organisation no longer knows this computer.',
    remedy: 'Ask the help desk for a bulk registration token, or to install this computer again.',
  },
  E_RT_CLIENT_SIGNATURE: {
    cause: 'The gateway did not accept the signature of this computer.',
    remedy: 'Check date and time of this computer. If they are right, tell the help desk the text below.',
  },
  E_RT_MEDIA_SIGNATURE: {
    cause: 'The gateway did not accept the signature of this stick.',
    remedy: 'Check date and time of this computer. If they are right, ask the help desk for a new stick.',
  },
  E_RT_SITE_REFUSED: {
    cause: 'The gateway refused what this computer asked for.',
    remedy: 'Try again in some minutes. If it happens again, tell the help desk the text below.',
  },
  E_RT_SITE_ANSWER: {
    cause: 'The gateway gave an answer that this program does not understand.',
    remedy: 'Try again in some minutes. If it happens again, tell the help desk the text below.',
  },
  E_RT_POLICY_HASH: {
    cause: 'Instructions from your organisation arrived damaged or changed and were not used.',
    remedy: 'Try again. If it happens again, tell the help desk the text below.',
  },
  E_RT_POLICY_SECRET: {
    cause: 'Instructions from your organisation could not be opened with the certificate of this stick.',
    remedy: 'Ask the help desk for a new stick.',
  },
  E_RT_NO_TASK_SEQUENCE: {
    cause: 'Your organisation has nothing ready for this computer.',
    remedy:
      'Ask the help desk to deploy a task sequence to this computer or to unknown computers, then try again.',
  },
  E_RT_PREFERRED_MISSING: {
    cause: 'The task sequence this stick was made for is no longer offered.',
    remedy: 'Ask the help desk to deploy it again or to make a new stick.',
  },
  E_RT_CONTENT_LOCATION: {
    cause: 'Files that the task sequence needs are not offered over the internet.',
    remedy: 'Ask the help desk to distribute the package below to a content-enabled gateway, then try again.',
  },
  E_RT_CONTENT_INTRANET: {
    cause:
      'Files that the task sequence needs are offered on servers of your organisation only, where this stick cannot read them.',
    remedy:
      'Ask the help desk for the three things content from a gateway takes: the boundary group has a content-enabled gateway, and the option "Prefer cloud based sources over on-premises sources"; the client settings say "Allow access to cloud distribution point". Then try again.',
  },
  E_RT_CONTENT_DOWNLOAD: {
    cause: 'Files that the task sequence needs could not be downloaded.',
    remedy:
      'Check cable and router, then try again. What has arrived is kept as long as the computer stays on, and on its disk beyond that.',
  },
  E_RT_CONTENT_HASH: {
    cause: 'Files that the task sequence needs arrived damaged or changed and were not used.',
    remedy: 'Try again. If it happens again, tell the help desk the text below.',
  },
  E_RT_CONTENT_SPACE: {
    cause: 'This computer has too little room (memory or disk) for the files that the task sequence needs.',
    remedy: 'Tell the help desk the text below; another computer or a smaller task sequence is needed.',
  },
  E_RT_CONTENT_METHOD: {
    cause: 'The task sequence wants its files to be fetched in a way that this program does not know.',
    remedy: 'Tell the help desk the text below; the deployment or the task sequence must be changed.',
  },
  E_RT_DEFECT: {
    cause: 'The program on this stick met a state it does not know. That is a mistake in the program.',
    remedy: 'Restart the computer and try again. If it happens again, tell the help desk the text below.',
  },
  E_TS_XML: {
    cause: 'The task sequence is not written the way this program can read.',
    remedy: 'Tell the help desk the text below; the task sequence must be corrected.',
  },
  E_TS_STEP_UNSUPPORTED: {
    cause: 'The task sequence holds a step that this program does not know.',
    remedy: 'Tell the help desk the name of the step below; the task sequence must be changed.',
  },
  E_TS_STEP_FAILED: {
    cause: 'A step of the task sequence ended with an error.',
    remedy: 'Try again. If it happens again, tell the help desk the step and the number below.',
  },
  E_TS_STEP_TIMEOUT: {
    cause: 'A step of the task sequence took longer than it may and was stopped.',
    remedy: 'Try again. If it happens again, tell the help desk the step below.',
  },
  E_TS_STATE: {
    cause:
      'The task sequence cannot remember where it stands: there is no disk for it yet, or the disk cannot be written.',
    remedy: 'Nothing was restarted. Tell the help desk the text below.',
  },
  E_TS_STATE_MISSING: {
    cause: 'This computer was started to go on with a task sequence, and nothing says where it stood.',
    remedy: 'Restart the computer: it starts its own system. Otherwise start anew from a stick.',
  },
  E_TS_STATE_DAMAGED: {
    cause: 'A task sequence was interrupted on this computer, and where it stood can no longer be read.',
    remedy: 'Start the task sequence anew from the stick. What was installed so far is not complete.',
  },
  E_TS_INTERRUPTED: {
    cause: 'The computer went off in the middle of a step that must not be run a second time.',
    remedy:
      'Start the task sequence anew from the stick. Tell the help desk the step below if it happens again.',
  },
  E_TS_ENVIRONMENT: {
    cause:
      'A step of the task sequence is meant for another moment: before or after the operating system is installed.',
    remedy: 'Tell the help desk the name of the step below; the task sequence must be changed.',
  },
  E_TS_NOT_READY: {
    cause: 'This computer does not fulfil what the task sequence asks for.',
    remedy: 'Nothing was changed. The text below names what is missing; tell it to the help desk.',
  },
  E_TS_UPGRADE_MEDIA: {
    cause:
      'An upgrade of the operating system over the internet can only be started from Software Center, not from a stick or disc.',
    remedy: 'Start the computer from its own drive and start the upgrade in Software Center.',
  },
  E_TS_CHILD: {
    cause:
      'The task sequence runs another one that did not arrive with it, or they run each other without end.',
    remedy: 'Tell the help desk the text below; the task sequence must be corrected.',
  },
  E_TS_DOWNLOAD_STEP: {
    cause: 'A step wants to download files although everything was to be downloaded before the start.',
    remedy: 'Tell the help desk the step below; the deployment or the task sequence must be changed.',
  },
  E_TS_INSTALL: {
    cause: 'A program or an application could not be installed.',
    remedy: 'Tell the help desk the name and the number below.',
  },
  E_TS_CLIENT_STAGE: {
    cause: 'The management program of your organisation could not be put onto the new system.',
    remedy: 'Try again. If it happens again, tell the help desk the text below.',
  },
  E_TS_CLIENT_READY: {
    cause: 'The new system could not be registered with your organisation in time.',
    remedy:
      'Check cable and router and start the computer anew. If it happens again, tell the help desk the text below.',
  },
  E_TS_VARIABLE_READ_ONLY: {
    cause: 'A step tried to change a variable that belongs to the program.',
    remedy: 'Tell the help desk the name of the variable below; the task sequence must be changed.',
  },
  E_TS_VARIABLE_LIMIT: {
    cause:
      'The name or the value of a task sequence variable is empty, too long, or holds characters it may not.',
    remedy: 'Tell the help desk the name of the variable below; the task sequence must be changed.',
  },
  E_TS_ACTION: {
    cause: 'A step of the task sequence holds a command that this program cannot take apart.',
    remedy: 'Tell the help desk the step below; the task sequence must be corrected.',
  },
  E_TS_DISK: {
    cause: 'A disk that the task sequence needs is not there, cannot be read, or must not be written.',
    remedy: 'Unplug other drives. If it happens again, tell the help desk the text below.',
  },
  E_TS_PARTITION: {
    cause: 'The task sequence asks for partitions that cannot be made on this disk.',
    remedy: 'Tell the help desk the text below; the task sequence or the disk must be another one.',
  },
  E_TS_VOLUME: {
    cause: 'The volume that the task sequence wants to write to is not there or has no suitable file system.',
    remedy: 'Tell the help desk the text below; the disk must be divided and formatted before this step.',
  },
  E_TS_SPACE: {
    cause: 'The disk of this computer is too small for what the task sequence wants to put on it.',
    remedy: 'Tell the help desk the text below; a larger disk or a smaller image is needed.',
  },
  E_TS_IMAGE: {
    cause:
      'The image that the task sequence wants to apply is missing, damaged, or does not hold what was asked for.',
    remedy: 'Try again. If it happens again, tell the help desk the text below.',
  },
  E_TS_APPLY: {
    cause: 'Writing the image to the disk of this computer ended before everything was written.',
    remedy: 'Try again. If it happens again, the disk may be worn out: tell the help desk the text below.',
  },
  E_TS_NOT_STARTABLE: {
    cause: 'The image was written, but this computer could not be made to start from it.',
    remedy: 'Tell the help desk the text below; another image or another layout of the disk is needed.',
  },
  E_TS_TOOL: {
    cause: 'A program that divides or formats the disk ended with an error.',
    remedy: 'Try again. If it happens again, the disk may be worn out: tell the help desk the text below.',
  },
  E_TS_UNATTEND: {
    cause: 'Settings for the new system are missing or are not allowed, or its answer file cannot be read.',
    remedy: 'Tell the help desk the text below; the task sequence must be changed.',
  },
  E_TS_DRIVERS: {
    cause: 'The package with drivers for this computer holds nothing that can be installed.',
    remedy: 'Tell the help desk the text below; the driver package must be checked.',
  },
} as const satisfies Record<`E_${string}`, Advice>;

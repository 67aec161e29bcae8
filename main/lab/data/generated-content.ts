/**
 * Files of the small packages, written out here. The scripts of PS100030 run in our boot environment: busybox sh,
 * no bash, no network tools beyond busybox.
 */

const DIAGNOSTICS = `#!/bin/sh
# Prints facts about the device; changes nothing.
set -u
. ./lib.sh
heading "Processor"
grep -m 1 "model name" /proc/cpuinfo || true
heading "Memory"
head -n 2 /proc/meminfo
heading "Disks"
cat /proc/partitions
heading "Network"
cat /proc/net/dev
heading "Summary"
echo "diagnostics complete"
`;

const LIBRARY = `# Helpers of diagnostics.sh.
heading() {
  printf '\\n== %s ==\\n' "$1"
}
`;

function script(name: string): string {
  return `@echo off\r\nrem ${name}: a placeholder of the lab site, it does nothing.\r\nexit /b 0\r\n`;
}

/** Runs in the lab's installed system; the client names the root of its volume in SystemDrive. */
const BRANDING = `#!/bin/sh
# Leaves the mark by which the branding of a workstation is known.
set -eu
mkdir -p "\${SystemDrive:-/system}/ProgramData/Contoso/Branding"
echo "Contoso 2026" > "\${SystemDrive:-/system}/ProgramData/Contoso/Branding/theme.txt"
echo "branding applied"
`;

/** A small application: its installer writes the file by which it is found again. */
function application(name: string, version: string, folder: string): Readonly<Record<string, string>> {
  const detectionFile = `ProgramData/Contoso/${folder}/version.txt`;
  const path = `"\${SystemDrive:-/system}/${detectionFile}"`;
  return {
    'application.json': `${JSON.stringify({ name, version, installCommand: 'sh install.sh', detectionFile }, undefined, 2)}\n`,
    'install.sh': `#!/bin/sh\nset -eu\nmkdir -p "$(dirname ${path})"\necho "${version}" > ${path}\necho "${name} ${version} installed"\n`,
  };
}

const LAB_DRIVER = [
  '[Version]',
  'Signature="$Windows NT$"',
  'Class=Net',
  'ClassGuid={4d36e972-e325-11ce-bfc1-08002be10318}',
  'Provider="Contoso"',
  'DriverVer=11/01/2026,1.0.0.0',
  '',
].join('\r\n');

/** Package id to path to text. */
export const generatedContent: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  PS100030: {
    'diagnostics.sh': DIAGNOSTICS,
    'lib.sh': LIBRARY,
    'README.txt': 'Remote Diagnostics Scripts: run "sh diagnostics.sh" in the folder of the package.\n',
  },
  PS100032: { 'collect-logs.cmd': script('collect-logs') },
  PS100033: {
    'apply-branding.cmd': script('apply-branding'),
    'apply-branding.sh': BRANDING,
    'program.json': `${JSON.stringify({ programs: [{ name: 'Branding', commandLine: 'sh apply-branding.sh' }] }, undefined, 2)}\n`,
    'wallpaper/Köln bei Nacht.txt': 'no picture\n',
  },
  PS100034: { 'set-bios.cmd': script('set-bios') },
  PS100035: { 'set-bios.cmd': script('set-bios') },
  PS100036: { 'weekly.cmd': script('weekly'), 'Prepare.cmd': script('Prepare') },
  PS100058: { 'net/contoso-net.inf': LAB_DRIVER, 'net/contoso-net.sys': 'no driver\n' },
  PS100080: application('7-Zip 25', '25.01', '7-Zip'),
  PS100082: application('Contoso VPN Client', '5.2', 'VPN Client'),
};

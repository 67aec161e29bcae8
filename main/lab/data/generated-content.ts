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
    'wallpaper/Köln bei Nacht.txt': 'no picture\n',
  },
  PS100034: { 'set-bios.cmd': script('set-bios') },
  PS100035: { 'set-bios.cmd': script('set-bios') },
  PS100036: { 'weekly.cmd': script('weekly'), 'Prepare.cmd': script('Prepare') },
};

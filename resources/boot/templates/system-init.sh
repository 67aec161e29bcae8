#!/bin/sh
# First program of the lab's installed system (PID 1). It must never end: the kernel panics when it does.
# It finds the volume that Windows would call C:, mounts it at /system, and starts the client that Setup Windows and
# ConfigMgr put there. Kernel and this file are version-free: what the system is called stands in Windows/system.json.
export PATH=/bin HOME=/root TERM=linux LANG=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev 2>/dev/null
mkdir -p /dev/pts /dev/shm /run /tmp /media /system
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /run
echo /bin/modprobe > /proc/sys/kernel/modprobe
mount -t efivarfs efivarfs /sys/firmware/efi/efivars 2>/dev/null
echo 1 > /proc/sys/kernel/printk
printf '\033[2J\033[H\033[?25lStarting ...\r\n' > /dev/tty1 2>/dev/null
ip link set lo up

coldplug() {
  find /sys/devices -name modalias -type f -exec cat {} + 2>/dev/null | sort -u | xargs -r modprobe -a -b -q 2>/dev/null
}
modprobe -a -q vfat fuse loop nls_cp437 nls_iso8859-1 nls_utf8 nls_ascii sd_mod usb-storage uas usbhid hid-generic 2>/dev/null
uevent /bin/on-device-event < /dev/null > /dev/null 2>&1 &
coldplug
coldplug
hwclock -s -u 2>/dev/null

say() {
  for screen in /dev/tty1 /dev/ttyS0; do
    { printf '%s\r\n' "$@" > "$screen"; } 2>/dev/null
  done
}

# blkid's own cache would remember a disk that was not there a moment ago.
wanted=$(sed -n 's/.*contoso\.volume=\([^ ]*\).*/\1/p' /proc/cmdline)
has_system() {
  ntfs-3g -o ro "$1" /system 2>/dev/null || return 1
  [ -f /system/Windows/system.json ] || [ -d '/system/$WINDOWS.~BT' ] || [ -d /system/Windows.old/Windows ]
  found=$?
  umount /system
  return $found
}
find_volume() {
  volume=
  if [ -n "$wanted" ]; then
    volume=$(blkid -c /dev/null -t "PARTUUID=$wanted" -o device | head -n 1)
    [ -n "$volume" ]
    return
  fi
  # Started by hand, without the word of our boot loader: the first volume that holds a system.
  for candidate in $(blkid -c /dev/null -t TYPE=ntfs -o device); do
    if has_system "$candidate"; then
      volume=$candidate
      return 0
    fi
  done
  return 1
}
attempt=0
until find_volume && ntfs-3g -o rw,noatime,big_writes "$volume" /system 2>/run/ntfs-3g.log; do
  attempt=$((attempt + 1))
  if [ "$attempt" = 60 ]; then
    say '' 'The system volume of this computer was not found.' "Looked for: ${wanted:-any NTFS volume with a system}" "$(cat /run/ntfs-3g.log 2>/dev/null)" 'Deploy the computer again, or tell your help desk. It goes on looking.'
  fi
  sleep 1
done
/bin/finish-upgrade /system

answers=/system/Windows/Panther/unattend/Unattend.xml
name=$(sed -n 's:.*<ComputerName>\([A-Za-z0-9-]*\)</ComputerName>.*:\1:p' "$answers" 2>/dev/null | head -n 1)
hostname "${name:-lab-workstation}"

program=/system/Windows/CCM/client.cjs
# The settings are replaced by way of a second file; after a power cut only that one may be there.
has_client() {
  [ -f "$program" ] || return 1
  [ -f /system/Windows/CCM/setup.json ] || [ -f /system/Windows/CCM/setup.json.new ]
}
while true; do
  if has_client; then
    # Only these variables: the kernel hands unknown words of its command line to this script, and Node has some
    # (NODE_OPTIONS, NODE_EXTRA_CA_CERTS) that would change whom it trusts.
    (cd / && exec setsid env -i PATH=/bin HOME=/root TERM=linux LANG=C.UTF-8 node "$program" < /dev/console > /dev/console 2> /dev/console)
    code=$?
    # Somebody is taking the volume down for a restart; nothing may be started from it any more.
    while [ -f /run/leaving ]; do sleep 60; done
    say '' "The client ended unexpectedly (code $code)." 'It starts again in 5 seconds. If this repeats, switch the computer off and tell your help desk.'
    sleep 5
  else
    /bin/system-screen
    # A client that is put here later (by hand, say) is started.
    until has_client; do sleep 5; done
  fi
done

#!/bin/sh
# First program of the boot image (PID 1). It must never end: the kernel panics when it does.
# It only prepares the machine; everything a person sees comes from /runtime/index.cjs.
export PATH=/bin HOME=/root TERM=linux LANG=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev 2>/dev/null
mkdir -p /dev/pts /dev/shm /run /tmp /media
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /run
mount -t efivarfs efivarfs /sys/firmware/efi/efivars 2>/dev/null
# The kernel asks this program for file-system tables and ciphers; its built-in default, /sbin/modprobe, is the same file.
echo /bin/modprobe > /proc/sys/kernel/modprobe
# Kernel messages would draw over the screen of the runtime; they stay readable with dmesg.
echo 1 > /proc/sys/kernel/printk
# Drivers take some seconds; the runtime takes the line away. The serial line has the one of the boot loader.
printf '\033[2J\033[H\033[?25lStarting ...\r\n' > /dev/tty1 2>/dev/null
ip link set lo up

coldplug() {
  find /sys/devices -name modalias -type f -exec cat {} + 2>/dev/null | sort -u | xargs -r modprobe -a -b -q 2>/dev/null
}

# Drivers that no device names by itself, then what the devices name. A second pass finds what the first one uncovered
# (a USB stick behind a controller, a disk behind a RAID port); later arrivals come as events.
modprobe -a -q vfat isofs udf fuse loop nls_cp437 nls_iso8859-1 nls_utf8 nls_ascii sd_mod sr_mod usb-storage uas usbhid hid-generic 2>/dev/null
uevent /bin/on-device-event < /dev/null > /dev/null 2>&1 &
coldplug
coldplug

# A machine that lost its clock cannot check certificates; the runtime says so, this only reads the hardware's clock.
hwclock -s -u 2>/dev/null

while true; do
  # Its own session, so that a key such as Ctrl+C can never reach this script.
  # Only these variables: the kernel hands unknown words of its command line to this script, and Node has some
  # (NODE_OPTIONS, NODE_EXTRA_CA_CERTS) that would change whom it trusts.
  setsid env -i PATH=/bin HOME=/root TERM=linux LANG=C.UTF-8 node /runtime/index.cjs < /dev/console > /dev/console 2> /dev/console
  code=$?
  for screen in /dev/tty1 /dev/ttyS0; do
    # A machine without a serial port has the file all the same; writing to it fails at once and is ignored.
    { printf '\r\nThe deployment program ended unexpectedly (code %s).\r\nIt starts again in 5 seconds. If this repeats, switch the computer off and tell your help desk.\r\n' "$code" > "$screen"; } 2>/dev/null
  done
  sleep 5
done

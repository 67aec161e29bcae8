#!/bin/sh
# PID 1 of a test guest: the file systems and the device manager of a usual Debian, then the test's agent.
export PATH=/usr/sbin:/usr/bin HOME=/root LANG=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
for place in /run /tmp /dev/shm; do mount -t tmpfs tmpfs "$place"; done
mkdir -p /run/lock /run/udev
echo 1 > /proc/sys/kernel/printk
/usr/lib/systemd/systemd-udevd --daemon
udevadm trigger --type=subsystems
udevadm trigger --type=devices
# The device manager of a guest this small does not always get round to the controllers by itself.
modprobe -a -q xhci-pci ahci nvme sdhci-pci mmc_block usb-storage uas sd_mod vfat nls_cp437 nls_ascii nls_utf8 loop virtio_console
udevadm settle --timeout=60
mount -t ext4 /dev/vdb /mnt
ip link set lo up
cd /mnt && node /usr/lib/guest-agent.mjs
poweroff -f

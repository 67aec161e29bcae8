#!/bin/busybox sh
# First program of a test guest: loads what is needed to reach the system disk, in the order given, and goes there.
/bin/busybox mount -t devtmpfs dev /dev
while read -r module; do /bin/busybox insmod "/modules/$module"; done < /modules/order
/bin/busybox mount -t ext4 /dev/vda /root || /bin/busybox poweroff -f
/bin/busybox mount --move /dev /root/dev
exec /bin/busybox switch_root /root /usr/sbin/guest-init

#!/bin/sh
# leave-system reboot|poweroff: takes the volumes of the installed system down before the computer leaves, because an NTFS
# volume that is not unmounted is marked as unclean. Never returns.
# Trap: whoever calls this runs from the volume itself and is ended here.
cd /
trap '' HUP PIPE
touch /run/leaving
sync
for process in /proc/[0-9]*; do
  number=${process#/proc/}
  [ "$number" = $$ ] && continue
  if ls -l "$process/fd" "$process/cwd" 2>/dev/null | grep -q ' -> /system'; then kill -9 "$number"; fi
done
attempt=0
while grep -q -E ' (fuse|fuseblk|vfat) ' /proc/mounts && [ "$attempt" -lt 50 ]; do
  for place in $(awk '$3 ~ /^fuse(blk)?$/ || $3 == "vfat" { print $2 }' /proc/mounts); do
    umount "$place" 2>/dev/null
  done
  attempt=$((attempt + 1))
  # Programs that were just ended take a moment to let go.
  sleep 0.1
done
# The driver of the volume writes on for a moment after the mount point is gone.
while pidof ntfs-3g > /dev/null && [ "$attempt" -lt 100 ]; do
  attempt=$((attempt + 1))
  sleep 0.1
done
sync
busybox "$1" -f

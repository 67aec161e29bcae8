#!/bin/sh
# Ends an upgrade of the installed system, before anything of it is started: finish-upgrade ROOT, the mounted system
# volume. Part of /init of the system image. Each line can be the last one before a power cut; the next start begins
# again and ends in the same state. The marker is read first and goes last.
# Trap: between the two renames there is no Windows folder at all; only what begins anew here can start such a disk.
root=$1
work="$root/\$WINDOWS.~BT"
if [ -f "$work/ready" ]; then
  if [ -d "$work/NewOS/Windows" ]; then
    if [ -d "$root/Windows" ]; then
      rm -rf "$root/Windows.old"
      mkdir -p "$root/Windows.old"
      mv "$root/Windows" "$root/Windows.old/Windows"
    fi
    mv "$work/NewOS/Windows" "$root/Windows"
    sync
  fi
  rm -f "$work/ready"
  sync
fi
# No upgrade and no Windows: the one before the last upgrade is better than none.
if [ ! -d "$root/Windows" ] && [ -d "$root/Windows.old/Windows" ]; then
  mv "$root/Windows.old/Windows" "$root/Windows"
  sync
fi

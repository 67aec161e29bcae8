#!/bin/sh
# Runs a command with a new disk image attached as MEDIA_BUILDER_TEST_DRIVE and detaches it afterwards.
# Usage: scripts/ci/with-disk-image.sh npm test
# No administrator rights: who attaches an image owns its device.
set -eu
folder=$(mktemp -d)
image="$folder/drive.dmg"
# A file system that has to be unmounted is the interesting case.
hdiutil create -size 256m -layout MBRSPUD -fs 'MS-DOS FAT32' -volname BEFORE "$image"
device=$(hdiutil attach "$image" | awk 'NR == 1 { print $1 }')
trap 'hdiutil detach -force "$device" || true; rm -rf "$folder"' EXIT
MEDIA_BUILDER_TEST_DRIVE="$device"
export MEDIA_BUILDER_TEST_DRIVE
"$@"

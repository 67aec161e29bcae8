#!/bin/sh
# Started for every kernel event by busybox uevent; loads the driver of a device that appeared.
[ "$ACTION" = add ] && [ -n "$MODALIAS" ] && exec modprobe -b -q "$MODALIAS"
exit 0

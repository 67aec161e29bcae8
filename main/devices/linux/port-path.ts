/**
 * Where a drive is plugged in, from its place in sysfs, in the words of udev's path_id ("pci-0000:00:14.0-usb-0:2:1.0-
 * scsi-0:0:0:0"), so that it can be compared with /dev/disk/by-path by eye. It is worked out here and not read there:
 * udev makes its links some time after the drive appears, and a name that comes late would look like another drive.
 * Trap: host numbers count up with every plug; nothing that does may be in it.
 */

/** The name of the port; null for devices that hang on nothing (loop devices). */
export function portPath(folder: string): string | null {
  const segments = folder.split('/').filter((one) => one !== '');
  if (segments[0] !== 'devices' || segments[1] === 'virtual') return null;
  const parts: string[] = [];
  let isBehindUsb = false;
  for (const [index, segment] of segments.entries()) {
    const usbInterface = /^\d+-([\d.]+:\d+\.\d+)$/.exec(segment)?.[1];
    const scsi = /^\d+:(\d+:\d+:[\da-f]+)$/.exec(segment)?.[1];
    if (/^[\da-f]{4,8}:[\da-f]{2}:[\da-f]{2}\.\d$/.test(segment)) {
      // Of bridges in a row the last is the controller.
      if (parts.at(-1)?.startsWith('pci-') === true) parts.pop();
      parts.push(`pci-${segment}`);
    } else if (usbInterface !== undefined) {
      if (isBehindUsb) parts.pop();
      parts.push(`usb-0:${usbInterface}`);
      isBehindUsb = true;
    } else if (/^ata\d+$/.test(segment)) {
      parts.push(segment.replace('ata', 'ata-'));
    } else if (scsi !== undefined && segments[index + 1] === 'block') {
      parts.push(`scsi-0:${scsi}`);
    } else if (segments[index - 1] === 'nvme') {
      // "nvme0" counts up; the namespace at the end of the block device's name does not.
      parts.push(`nvme-${/n(\d+)$/.exec(segments.at(-1) ?? '')?.[1] ?? '1'}`);
    } else if (/^mmc\d+:[\da-f]+$/.test(segment)) {
      parts.push('mmc');
    } else if (parts.length === 0 && index >= 2 && /[.@]/.test(segment) && !segment.startsWith('pci')) {
      parts.push(`platform-${segment}`);
    }
  }
  // A bus nobody knows here: its whole place is a name, too, as long as it has no counting number in it.
  return parts.length === 0
    ? folder.replace(/\/block\/[^/]+$/, '').replace(/\/host\d+\/target[^/]+/, '')
    : parts.join('-');
}

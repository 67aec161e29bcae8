/** The kernel's tables of mounts and swap areas as records. Trap: blanks in them are octal escapes. */

/** A line of /proc/PID/mountinfo (proc_pid_mountinfo(5)). */
export interface Mount {
  readonly id: string;
  /** The mount it is mounted upon. */
  readonly parent: string;
  /** "8:17"; file systems without a device of their own (btrfs, overlay) have "0:31". */
  readonly number: string;
  readonly mountPoint: string;
  readonly type: string;
  readonly source: string;
  /** Those of the file system, not of the mount point: "rw,lowerdir=/a:/b". */
  readonly options: string;
}

export function parseMountTable(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left = '', right = ''] = line.split(' - ');
    const [id, parent, number, , mountPoint] = left.split(' ');
    const [type = '', source = '', options = ''] = right.split(' ');
    if (id === undefined || parent === undefined || number === undefined || mountPoint === undefined) {
      return [];
    }
    return [
      {
        id,
        parent,
        number,
        mountPoint: unescapeOctal(mountPoint),
        type,
        source: unescapeOctal(source),
        options: unescapeOctal(options),
      },
    ];
  });
}

/** Swap areas of /proc/swaps: partitions and files. */
export function parseSwaps(text: string): readonly { readonly path: string; readonly isFile: boolean }[] {
  const lines = text.split('\n').slice(1);
  return lines.flatMap((line) => {
    const [path, type] = line.trim().split(/\s+/);
    return path === undefined || path === '' ? [] : [{ path: unescapeOctal(path), isFile: type === 'file' }];
  });
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

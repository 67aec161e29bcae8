"""A drive that fails on order: a FUSE file system with one file, "drive", kept in an ordinary file beside it.

    fault-fs.py MOUNTPOINT BACKING

Orders come as one JSON object per line on standard input; each gets one line of JSON on standard output:

    {"faults": [...], "wrapAt": N}   replaces all faults and starts counting at 0; "wrapAt" is the real capacity of a
                                     drive that claims more (address N is address 0 again), null for an honest one
    {"attach": ["-b", "4096"]}       puts a loop device over the file and says which one
    {"journal": true}                all reads, writes and fsyncs since, and those at which a fault has fired

A fault: {"op": "read"|"write"|"fsync"|"any", "offset": N, "nth": N, "times": N | null, "action": ..., ...}.
It counts the operations of its kind, only those that touch byte "offset" where that is given, and fires at the N-th (from
0) and the following ones, as often as "times" says (once unless told; null: for ever). Actions:
    "error"   the operation fails with "errno" ("EIO", "ENODEV", ...) and does nothing
    "tear"    the same, but a write has stored the first half of its bytes
    "short"   a write stores and reports only its first "bytes" bytes
    "drop"    a write or fsync reports success and does nothing
    "flip"    bit "bit" of the byte at "offset" (or of the first byte of the N-th) is stored or read the wrong way round

When standard input ends (whoever started this is gone, however that happened), the loop device is detached, the file
system is unmounted, and the process ends.
Traps: one write of the program arrives here in pieces of at most 128 KiB; nothing is cached (direct_io), so each read
of the drive is a read here. The single FUSE thread makes the order of operations that of their arrival.
"""
import errno
import json
import os
import stat
import subprocess
import sys
import threading

import fusepy

# libfuse takes no more; requests of the loop device are made as small.
LARGEST_CALL = 128 * 1024


class Faults:
    """The orders in force and what was done since they were given."""

    def __init__(self):
        self.lock = threading.Lock()
        self.set([], None)

    def set(self, faults, wrap_at):
        with self.lock:
            self.faults = [dict(fault, seen=0, left=fault.get("times", 1)) for fault in faults]
            self.wrap_at = wrap_at
            self.journal = []
            self.fired = []

    def take(self, op, offset=0, length=0):
        """Counts one operation; gives the fault that fires at it, or None."""
        with self.lock:
            call = {"op": op, "offset": offset, "length": length}
            self.journal.append(call)
            meant = [fault for fault in self.faults if self.is_meant(fault, call)]
            for fault in meant:
                fault["seen"] += 1
            for fault in meant:
                if fault["seen"] <= fault.get("nth", 0) or fault["left"] == 0:
                    continue
                self.fired.append(call)
                if fault["left"] is not None:
                    fault["left"] -= 1
                return fault
            return None

    @staticmethod
    def is_meant(fault, call):
        if fault["op"] not in (call["op"], "any"):
            return False
        return "offset" not in fault or 0 <= fault["offset"] - call["offset"] < call["length"]

    def report(self):
        with self.lock:
            return {"calls": self.journal, "fired": self.fired}


def flipped(data, offset, fault):
    changed = bytearray(data)
    changed[fault.get("offset", offset) - offset] ^= 1 << fault.get("bit", 0)
    return bytes(changed)


def fail(fault):
    raise fusepy.FuseOSError(getattr(errno, fault.get("errno", "EIO")))


class FaultDrive(fusepy.Operations):
    def __init__(self, backing, faults):
        self.file = os.open(backing, os.O_RDWR)
        self.size = os.fstat(self.file).st_size
        self.faults = faults

    def getattr(self, path, handle=None):
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o700, "st_nlink": 2}
        if path == "/drive":
            return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": self.size}
        raise fusepy.FuseOSError(errno.ENOENT)

    def readdir(self, path, handle):
        return [".", "..", "drive"]

    def open(self, path, flags):
        return 0

    def truncate(self, path, length, handle=None):
        """A drive has the size it has."""

    def pieces(self, offset, length):
        """Where bytes really lie: (place, length) in order; more than one where a counterfeit drive wraps."""
        wrap_at = self.faults.wrap_at
        while length > 0:
            place = offset if wrap_at is None else offset % wrap_at
            count = length if wrap_at is None else min(length, wrap_at - place)
            yield place, count
            offset += count
            length -= count

    def read(self, path, length, offset, handle):
        length = max(0, min(length, self.size - offset))
        fault = self.faults.take("read", offset, length)
        if fault is not None and fault["action"] in ("error", "tear"):
            fail(fault)
        data = b"".join(os.pread(self.file, count, place) for place, count in self.pieces(offset, length))
        if fault is not None and fault["action"] == "flip":
            return flipped(data, offset, fault)
        return data

    def write(self, path, data, offset, handle):
        reported = len(data)
        fault = self.faults.take("write", offset, len(data))
        action = None if fault is None else fault["action"]
        if action == "error":
            fail(fault)
        if action == "drop":
            return reported
        if action == "tear":
            data = data[: len(data) // 2]
        if action == "short":
            data = data[: fault["bytes"]]
            reported = len(data)
        if action == "flip":
            data = flipped(data, offset, fault)
        start = 0
        for place, count in self.pieces(offset, len(data)):
            os.pwrite(self.file, data[start : start + count], place)
            start += count
        if action == "tear":
            fail(fault)
        return reported

    def fsync(self, path, data_only, handle):
        fault = self.faults.take("fsync")
        if fault is not None and fault["action"] in ("error", "tear"):
            fail(fault)
        return 0


def obey(orders, replies, mountpoint, faults):
    """Carries out orders until there are no more, then takes everything down."""
    device = None

    def carry_out(order):
        nonlocal device
        if "attach" in order:
            command = ["losetup", "--show", "-f", "--direct-io=on", *order["attach"], f"{mountpoint}/drive"]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode != 0:
                return {"error": done.stderr.strip()}
            device = done.stdout.strip()
            # A longer request would be several calls here, and the loop driver keeps it to itself when only the first
            # of them succeeds.
            with open(f"/sys/block/{os.path.basename(device)}/queue/max_sectors_kb", "w") as limit:
                limit.write(str(LARGEST_CALL // 1024))
            return {"device": device}
        if "journal" in order:
            return faults.report()
        faults.set(order["faults"], order.get("wrapAt"))
        return {}

    for line in orders:
        replies.write(json.dumps(carry_out(json.loads(line))) + "\n")
        replies.flush()
    faults.set([], None)
    if device is not None:
        subprocess.run(["losetup", "-d", device])
    subprocess.run(["umount", "-l", mountpoint])
    # The thread that serves the file system may still wait for the kernel; there is nothing left to wait for.
    os._exit(0)


def main():
    mountpoint, backing = sys.argv[1:]
    faults = Faults()
    drive = FaultDrive(backing, faults)

    def begin(path):
        threading.Thread(target=obey, args=(sys.stdin, sys.stdout, mountpoint, faults), daemon=True).start()

    # The kernel asks "init" first: from here on the file system answers, so orders may come.
    drive.init = begin
    fusepy.FUSE(
        drive,
        mountpoint,
        foreground=True,
        nothreads=True,
        direct_io=True,
        big_writes=True,
        max_write=LARGEST_CALL,
        max_read=LARGEST_CALL,
        allow_other=True,
        fsname="fault-fs",
    )


if __name__ == "__main__":
    main()

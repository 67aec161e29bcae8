"""
A link between two network namespaces that delays and loses packets, where the kernel has no sch_netem: two TUN devices
and this program between them. The TCP on both sides is the kernel's own.
  lossy-link.py NAMESPACE-A NAMESPACE-B DELAY-MS LOSS SEED
What A (10.77.1.1) sends to B (10.77.1.2) waits DELAY-MS and is lost with probability LOSS, as
"tc qdisc add dev tun root netem delay 100ms loss 1%" at A would do it; what B sends passes at once.
Prints "ready"; ends when its standard input closes.
"""
import collections, fcntl, os, random, select, struct, subprocess, sys, time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000


def open_tun(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return fd


def ip(*args):
    subprocess.run(["ip", *args], check=True)


space_a, space_b, delay, loss, seed = sys.argv[1:6]
delay_s, loss_share = float(delay) / 1000, float(loss)
chance = random.Random(int(seed))
fds = []
for index, (space, own) in enumerate(((space_a, "10.77.1.1"), (space_b, "10.77.1.2"))):
    name = f"tsmb{os.getpid() % 100000}{'ab'[index]}"
    fds.append(open_tun(name))
    ip("link", "set", name, "netns", space)
    ip("-n", space, "addr", "add", f"{own}/24", "dev", name)
    ip("-n", space, "link", "set", name, "txqueuelen", "10000", "up")
    ip("-n", space, "link", "set", "lo", "up")
a, b = fds
print("ready", flush=True)

waiting = collections.deque()
while True:
    timeout = max(0, waiting[0][0] - time.monotonic()) if waiting else None
    readable, _, _ = select.select([a, b, 0], [], [], timeout)
    if 0 in readable and not os.read(0, 1024):
        break
    now = time.monotonic()
    for fd in readable:
        if fd == 0:
            continue
        for _ in range(64):
            try:
                packet = os.read(fd, 65536)
            except BlockingIOError:
                break
            if fd == b:
                os.write(a, packet)
            elif chance.random() >= loss_share:
                waiting.append((now + delay_s, packet))
    now = time.monotonic()
    while waiting and waiting[0][0] <= now:
        try:
            os.write(b, waiting.popleft()[1])
        except BlockingIOError:
            pass

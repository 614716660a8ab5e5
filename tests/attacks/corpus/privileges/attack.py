"""New namespaces, mounts, other ids, and other processes' memory, by system calls."""


def hostile(lab):
    return lab.trying("""
libc = ctypes.CDLL(None, use_errno=True)
def call(*arguments):
    if libc.syscall(*arguments) < 0: raise OSError(ctypes.get_errno(), "refused")
    return "done"
attempt("unshare user", lambda: call(272, 0x10000000))
attempt("unshare mount", lambda: call(272, 0x00020000))
attempt("setuid", lambda: os.setuid(0))
attempt("chroot", lambda: os.chroot("/"))
attempt("mount", lambda: call(165, b"none", b"/tmp", b"tmpfs", 0, 0))
attempt("ptrace", lambda: call(101, 16, os.getppid(), 0, 0))
attempt("bpf", lambda: call(321, 5, 0, 0))
attempt("keyring", lambda: call(250, 0, -3, 1))
attempt("host name", lambda: socket.sethostname("owned"))
attempt("mknod", lambda: os.mknod("/tmp/disk", 0o600 | 0o060000, os.makedev(8, 0)))
attempt("su", lambda: subprocess.run(["su", "-c", "id"], check=True, capture_output=True, stdin=subprocess.DEVNULL).stdout)
""")


def honest(lab):
    return lab.right("import os\nos.getuid(), os.umask(0o022)")

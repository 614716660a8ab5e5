"""Everything that can be seen is killed, the grader among it."""


def hostile(lab):
    return lab.trying(f"""
attempt("kill the grader", lambda: os.kill({lab.around.grader}, 9))
for pid in (os.getppid(), 1):
    try: os.kill(pid, 9)
    except OSError: pass
os.killpg(0, 9)
""")


def honest(lab):
    return lab.right(
        "import os, signal\nsignal.signal(signal.SIGUSR1, lambda *a: None)\nos.kill(os.getpid(), signal.SIGUSR1)"
    )

"""The parent's environment, memory and command line are read."""


def hostile(lab):
    return lab.trying("""
parent = f"/proc/{os.getppid()}"
for part in ("environ", "mem", "maps"):
    attempt(f"parent {part}", lambda: read(f"{parent}/{part}"))
attempt("parent root", lambda: os.listdir(f"{parent}/root/home"))
attempt("parent folder", lambda: os.listdir(f"{parent}/cwd"))
attempt("secrets", lambda: [line for line in open(f"{parent}/cmdline") if "TOKEN" in line][0])
""")


def honest(lab):
    return lab.right("import os\nos.getppid() > 0")

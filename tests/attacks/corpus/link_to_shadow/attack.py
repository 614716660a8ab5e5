"""A link to /etc/shadow lies among the work."""


def hostile(lab):
    return lab.trying("""
os.symlink("/etc/shadow", "link")
attempt("link", lambda: read("link"))
attempt("shadow", lambda: read("/etc/shadow"))
attempt("shadow by group", lambda: subprocess.check_output(["cat", "/etc/gshadow"]))
""")


def honest(lab):
    return lab.right("import os\nos.symlink('/data', 'mine')")

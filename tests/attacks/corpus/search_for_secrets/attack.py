"""The whole file system is searched for notebooks, databases and tokens."""


def hostile(lab):
    return lab.trying("""
def search(*names):
    skip = ["-path", "/proc", "-o", "-path", "/tmp/home", "-o", "-path", "/usr", "-o", "-path", "/sys", "-o", "-name", ".venv-lab", "-o", "-name", "stock"]
    wanted = ["-name", names[0]] + [word for name in names[1:] for word in ("-o", "-name", name)]
    found = subprocess.run(["find", "/", "(", *skip, ")", "-prune", "-o", "(", *wanted, ")", "-print"],
        capture_output=True, text=True).stdout.split()
    return [path for path in found if "site-packages" not in path and os.access(path, os.R_OK)][0]
attempt("search notebooks", lambda: search("*.ipynb"))
attempt("search databases", lambda: search("gradebook*", "registry*", "*.sqlite"))
attempt("search tokens", lambda: search("*.key", "cookie*", "*token*.json"))
attempt("environment", lambda: [name for name in os.environ if "TOKEN" in name or "SECRET" in name][0])
""")


def honest(lab):
    return lab.right("import os\nsorted(os.environ)[0]")

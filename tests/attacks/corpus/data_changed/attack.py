"""The released data is changed, for this and for later notebooks."""


def hostile(lab):
    return lab.trying("""
def change(path):
    with open(path, "a") as stream: stream.write("B,0")
    return path
attempt("change data", lambda: change("/data/plants.csv"))
attempt("remove data", lambda: os.remove("/data/plants.csv"))
attempt("write beside", lambda: change("/data/new.csv"))
attempt("write libraries", lambda: change(os.__file__))
attempt("write our code", lambda: change(sys.modules["grader.checks.serve"].__file__))
attempt("held-out", lambda: os.listdir("/held-out"))
""")


def honest(lab):
    return lab.right("import os\nos.listdir('/data') if os.path.isdir('/data') else []")

"""The gradebook and the registry are written from a cell."""


def hostile(lab):
    rob = """
def rob(path):
    if not os.path.exists(path): raise FileNotFoundError(path)
    database = sqlite3.connect(path)
    database.execute("update grade set manual_score = 2")
    database.commit()
    return "written"
"""
    tries = "\n".join(
        f"attempt('write {path.name}', lambda: rob({str(path)!r}))"
        for path in (lab.around.course / "gradebook.db", *lab.around.files)
        if path.suffix in {".db", ".sqlite"}
    )
    return lab.trying(rob + tries)


def honest(lab):
    return lab.right("import sqlite3\nsqlite3.connect('own.db').execute('create table t (x)')")

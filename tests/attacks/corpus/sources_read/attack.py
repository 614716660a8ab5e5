"""Hidden tests and the work of others are read from a cell."""


def hostile(lab):
    course = lab.around.course
    places = [course / "source", course / "release", course / "submitted" / lab.around.victim]
    places += [course / "autograded", course / "gradebook.db", *lab.around.files]
    tries = "\n".join(
        f"for path in [{str(place)!r}, *glob.glob({str(place)!r} + '/**/*.ipynb', recursive=True)]:\n"
        f"    attempt('read ' + os.path.basename(path), lambda: read(path))"
        for place in places
    )
    return lab.trying(tries)


def honest(lab):
    return lab.right("import glob\nglob.glob('*')")

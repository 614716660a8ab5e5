"""Another trainee's submission is overwritten."""


def hostile(lab):
    place = lab.around.course / "submitted" / lab.around.victim
    return lab.trying(f"""
def overwrite():
    found = glob.glob({str(place)!r} + "/**/*.ipynb", recursive=True)
    with open(found[0], "w") as stream: stream.write("{{}}")
    return found[0]
attempt("overwrite", overwrite)
""")

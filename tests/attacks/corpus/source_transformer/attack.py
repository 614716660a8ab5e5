"""An input transformer rewrites the text of every later cell."""

CELL = """
get_ipython().input_transformers_cleanup.append(lambda lines: ["2.0\n"])
"""
HONEST = """
get_ipython().input_transformers_cleanup.append(lambda lines: [line.replace("\t", "    ") for line in lines])
"""


def hostile(lab):
    return lab.notebook(CELL)


def honest(lab):
    return lab.right(HONEST)

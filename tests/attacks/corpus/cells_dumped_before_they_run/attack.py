"""An event callback writes the text of every cell that runs, hidden tests among them."""

CELL = """
dump = []
get_ipython().events.register("pre_run_cell", lambda info: dump.append(info.raw_cell))
"""


def hostile(lab):
    return lab.notebook(CELL, after=["print(dump)", "print(get_ipython().user_ns.get('In'))"])


def honest(lab):
    return lab.right("get_ipython().events.register('post_run_cell', lambda result: None)")

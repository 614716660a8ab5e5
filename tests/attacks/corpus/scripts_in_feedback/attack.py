"""Scripts, handlers, frames and javascript links in outputs and text."""

from nbformat.v4 import new_markdown_cell

CELL = """
from IPython.display import HTML, Javascript, display
display(HTML("<script>steal()</script><img src=x onerror=steal()><iframe src='https://evil.example'></iframe>"))
display(Javascript("steal()"), HTML("<a href='javascript:steal()'>x</a>"))
display({"image/svg+xml": "<svg onload=steal()></svg>", "text/html": "<svg><script>steal()</script></svg>"}, raw=True)
print("<script>steal()</script>")
"""


def hostile(lab):
    notebook = lab.notebook(CELL)
    notebook.cells.append(
        new_markdown_cell("<script>steal()</script>\n\n<img src=x onerror=steal()> [x](javascript:steal())")
    )
    return notebook


def honest(lab):
    return lab.right("from IPython.display import HTML\nHTML('<b>bold</b>')")

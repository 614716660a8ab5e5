"""An AST transformer replaces every cell by its points."""

CELL = """
import ast
class Points(ast.NodeTransformer):
    def visit_Module(self, node): return ast.parse("2.0")
get_ipython().ast_transformers.append(Points())
"""


def hostile(lab):
    return lab.notebook(CELL)


def honest(lab):
    return lab.right("2.0")

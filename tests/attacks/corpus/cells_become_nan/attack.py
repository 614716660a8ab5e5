"""An AST transformer replaces every cell by not-a-number, which is never below zero."""

CELL = """
import ast
class Points(ast.NodeTransformer):
    def visit_Module(self, node): return ast.parse("float('nan')")
get_ipython().ast_transformers.append(Points())
"""


def hostile(lab):
    return lab.notebook(CELL)


def honest(lab):
    return lab.right("float('nan')")

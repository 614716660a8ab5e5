"""What a trainee's page may say of hidden checks: that one failed, and what its author wrote for that case."""

from __future__ import annotations

import ast
import base64
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grader import verdicts
from grader.labside.hidden_checks import FAILED, HIDDEN, WITHHELD, hide_checks
from labs import catalogue
from labs.authoring import source_notebook

CHECK = """assert half(4) == 2, '보이는 검사 / visible'
### BEGIN HIDDEN TESTS
_mine = half(27182)
assert _mine == 13591, f"half가 {_mine:.1f}을(를) 돌려주었습니다. / half returned {_mine:.1f}."
assert half("table of secrets") is None, 'half takes numbers only'
for tag in ("AgitatorTorque", "DryerPressure"): assert tag
### END HIDDEN TESTS
print('after')"""
SECRET_LINE = "assert half(\"table of secrets\") is None, 'half takes numbers only'"


def an_error(name: str, said: str, *traceback: str) -> NotebookNode:
    return new_output("error", ename=name, evalue=said, traceback=list(traceback) or [f"{name}: {said}"])


def a_text(text: str, name: str = "stdout") -> NotebookNode:
    return new_output("stream", name=name, text=text)


def shown(*outputs: NotebookNode, other: NotebookNode | None = None) -> NotebookNode:
    """The notebook after hiding: a graded cell with these outputs, and another cell with `other`."""
    cells = [
        new_code_cell("def half(x):\n    return x / 2  # 2024"),
        new_code_cell(CHECK, outputs=list(outputs), metadata={"nbgrader": {"grade": True, "grade_id": "t2-hidden"}}),
        new_code_cell("own = 1", outputs=[other] if other else []),
        new_markdown_cell("끝"),
    ]
    return hide_checks(new_notebook(cells=cells), verdicts.SENTENCES)


def test_the_source_of_hidden_checks_is_gone_and_the_rest_stays() -> None:
    notebook = shown()
    assert notebook.cells[1].source == f"assert half(4) == 2, '보이는 검사 / visible'\n{HIDDEN}print('after')"
    assert notebook.cells[0].source.endswith("# 2024")


@pytest.mark.parametrize(
    "source",
    [
        "### BEGIN HIDDEN TESTS\nassert secret(1)",
        "a = 1\n  ### BEGIN HIDDEN TESTS ###\nassert secret(1)\n  ### END HIDDEN TESTS ###",
        2 * "a = 1\n### BEGIN HIDDEN TESTS\nassert secret(1)\n### END HIDDEN TESTS\n",
    ],
)
def test_hidden_blocks_of_every_shape_are_found(source: str) -> None:
    notebook = hide_checks(new_notebook(cells=[new_code_cell(source)]), {})
    assert "secret" not in notebook.cells[0].source


def test_whatever_such_a_cell_printed_is_gone() -> None:
    outputs = [
        a_text("half was called with 27182"),
        a_text("27182", "stderr"),
        new_output("display_data", data={"text/html": "<b>27182</b>"}),
        new_output("execute_result", data={"text/plain": "0.5"}, execution_count=2),
    ]
    assert shown(*outputs).cells[1].outputs == []


@pytest.mark.parametrize(
    "said",
    [
        "보이는 검사 / visible",
        "half takes numbers only",
        "half가 13590.5을(를) 돌려주었습니다. / half returned 13590.5.",
    ],
)
def test_what_the_author_wrote_for_a_failure_is_told(said: str) -> None:
    (told,) = shown(an_error("AssertionError", said, "line 1", "assert half(27182)")).cells[1].outputs
    assert (told.ename, told.evalue) == ("AssertionError", said)
    assert told.traceback == [f"AssertionError: {said}"]


@pytest.mark.parametrize(
    ("name", "said", "shown_name"),
    [
        ("AssertionError", "", "AssertionError"),
        ("AssertionError", "half was called with 27182", "AssertionError"),
        ("AssertionError", "half takes numbers only: 27182", "AssertionError"),
        ("AssertionError", "half가 1\n27182을(를) 돌려주었습니다. / half returned 1.", "AssertionError"),
        ("NameError", "name 'half' is not defined", "NameError"),
        ("Input27182", "x", "HiddenCheck"),
        ("CellTimeLimit", "27182", "HiddenCheck"),
        ("KernelDied", "the input was 27182", "HiddenCheck"),
    ],
)
def test_any_other_message_may_carry_an_input_and_is_not_told(name: str, said: str, shown_name: str) -> None:
    (told,) = shown(an_error(name, said, "assert half(27182)")).cells[1].outputs
    assert (told.ename, told.evalue) == (shown_name, FAILED)
    assert "27182" not in str(told)


@pytest.mark.parametrize("name", verdicts.SENTENCES)
def test_a_limit_that_ended_a_hidden_check_is_named(name: str) -> None:
    limit = verdicts.error_output(name, seconds=60, megabytes=8, memory=2048)
    (told,) = shown(limit).cells[1].outputs
    assert (told.ename, told.evalue) == (name, limit.evalue)


def test_a_message_of_values_only_is_anybody_s() -> None:
    source = '### BEGIN HIDDEN TESTS\nassert f(1) == 2, f"{f(1)} != 2"\n### END HIDDEN TESTS'
    notebook = new_notebook(cells=[new_code_cell(source, outputs=[an_error("AssertionError", "secret != 2")])])
    assert hide_checks(notebook, {}).cells[0].outputs[0].evalue == FAILED


def test_a_check_that_is_no_python_tells_nothing() -> None:
    source = "%%bash\n### BEGIN HIDDEN TESTS\necho secret\n### END HIDDEN TESTS"
    notebook = new_notebook(cells=[new_code_cell(source, outputs=[an_error("AssertionError", "secret")])])
    assert hide_checks(notebook, {}).cells[0].outputs[0].evalue == FAILED


ESCAPED = "<pre>assert half(&quot;table of secrets&quot;) is None, 'half takes numbers only'</pre>"
COLOURED = SECRET_LINE.replace("assert", "\x1b[32m 5 \x1b[38;5;28massert\x1b[39m").replace(" is", "\x1b[39m is")
ECHOES = {
    "history": a_text(SECRET_LINE),
    "repr": a_text(repr([CHECK])),
    "twice repr": a_text(repr(repr(CHECK))),
    "html": new_output("display_data", data={"text/html": ESCAPED}),
    "result": new_output("execute_result", data={"text/plain": f"'{SECRET_LINE}'"}, execution_count=3),
    "number": a_text("[4, 27182]"),
    "float": a_text("inputs: 27182.0"),
    "answer": new_output("display_data", data={"text/html": "<td>13591</td>"}),
    "error": an_error("ValueError", "27182"),
    "coloured": an_error("TypeError", "x", COLOURED),
    "lines": new_output("display_data", data={"text/plain": ["a", SECRET_LINE]}),
}


@pytest.mark.parametrize("output", ECHOES.values(), ids=ECHOES)
def test_the_echo_of_a_hidden_check_in_another_cell_is_withheld(output: NotebookNode) -> None:
    (told,) = shown(other=output).cells[2].outputs
    assert told.text == WITHHELD


INNOCENT: dict[str, Any] = {
    "plot": new_output("display_data", data={"image/png": base64.b64encode(b"picture" * 500).decode()}),
    "table": new_output("display_data", data={"text/html": "<td>AgitatorTorque_mean_1</td><td>71.3</td>"}),
    "korean": a_text("배치 13, 20, 23은 정상 범위를 벗어납니다"),
    "own number": a_text("2024"),
    "longer number": a_text("1271820 and 0.27182"),
    "error": an_error("KeyError", "'AgitatorTorque'", "features['AgitatorTorque']"),
}


@pytest.mark.parametrize("output", INNOCENT.values(), ids=INNOCENT)
def test_an_honest_cell_keeps_what_it_shows(output: NotebookNode) -> None:
    assert shown(other=output).cells[2].outputs == [output]


def test_a_notebook_without_hidden_checks_stays_as_it_is() -> None:
    cells = [new_code_cell("print(1)", outputs=[a_text("1")]), new_markdown_cell("x")]
    notebook = new_notebook(cells=cells)
    assert hide_checks(notebook, {}).cells == cells


@pytest.mark.parametrize("lab", catalogue.all_labs(), ids=lambda lab: str(lab.code))
def test_every_message_of_a_lab_s_hidden_checks_can_be_told(lab: catalogue.LabDefinition) -> None:
    """With the values that came out: that is what a trainee learns from."""
    checks = [cell for cell in source_notebook(lab, "ko").cells if "BEGIN HIDDEN TESTS" in cell.source]
    assert checks
    for check in checks:
        said = [node.msg for node in ast.walk(ast.parse(check.source)) if isinstance(node, ast.Assert) and node.msg]
        assert said
        messages = [_filled(message) for message in said]
        notebook = new_notebook(cells=[new_code_cell(check.source)])
        notebook.cells[0].outputs = [an_error("AssertionError", message) for message in messages]
        told = hide_checks(notebook, {}).cells[0].outputs
        assert [output.evalue for output in told] == messages


def _filled(message: ast.expr) -> str:
    """A message as it comes out, with 3.14 for every value."""
    parts = message.values if isinstance(message, ast.JoinedStr) else [message]
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "3.14" for part in parts)

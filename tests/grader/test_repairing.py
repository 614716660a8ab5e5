"""Submitted notebooks of every shape, brought back to the release's: what is certain is mended, the rest refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from grader.errors import Refused
from grader.exchange.notebooks import check_notebook
from grader.repairing import SheetCell, in_release_order, read, repair
from tests.grader.conftest import RIGHT, answered

NAMES = ["t1-solution", "t1-visible", "t1-hidden", "t2-solution", "t2-hidden", "t3-written"]


@pytest.fixture
def work(released: Path) -> NotebookNode:
    """Right answers, as JupyterLab saves them."""
    return answered(released, **RIGHT)


def mend(notebook: NotebookNode | bytes, cells: list[SheetCell]) -> tuple[NotebookNode, list[str]]:
    content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    mended = read(content)
    words = repair(mended, cells)
    nbformat.validate(mended)
    return mended, words


def names(notebook: NotebookNode) -> list[str]:
    return [cell.metadata.nbgrader.grade_id for cell in notebook.cells if "nbgrader" in cell.metadata]


def named(notebook: NotebookNode, name: str) -> NotebookNode:
    (found,) = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name]
    return found


def sources(notebook: NotebookNode) -> dict[str, str]:
    return {name: named(notebook, name).source for name in names(notebook)}


def test_an_honest_notebook_is_not_changed_but_for_its_checks(work: NotebookNode, cells: list[SheetCell]) -> None:
    notebook, words = mend(work, cells)
    assert words == []
    assert names(notebook) == NAMES
    assert named(notebook, "t1-solution").source == RIGHT["t1_solution"]
    assert named(notebook, "t3-written").source == RIGHT["t3_written"]
    assert "31415" in named(notebook, "t1-hidden").source


def test_outputs_attachments_and_metadata_of_a_submission_count_nothing(
    work: NotebookNode, cells: list[SheetCell]
) -> None:
    work.metadata["kernelspec"] = {"name": "evil", "display_name": "x", "argv": ["/bin/sh"]}
    work.metadata["widgets"] = {"x": {}}
    work.cells[0]["attachments"] = {"a.png": {"image/png": "x"}}
    work.cells[1].metadata["tags"] = ["skip-execution", "remove_cell"]
    work.cells[1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "forged"}]
    work.cells[1]["execution_count"] = 99
    notebook, words = mend(work, cells)
    assert words == []
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    assert "attachments" not in notebook.cells[0]
    assert "tags" not in notebook.cells[1].metadata
    assert (notebook.cells[1].outputs, notebook.cells[1].execution_count) == ([], None)


# --- forged shapes ---------------------------------------------------------------------------------------------------


def edit_marks(**marks: object) -> Callable[[NotebookNode], None]:
    def forge(notebook: NotebookNode) -> None:
        for cell in notebook.cells[1:]:
            cell.metadata["nbgrader"].update(marks)

    return forge


def edit_checks(notebook: NotebookNode) -> None:
    for name in ("t1-visible", "t1-hidden", "t2-hidden"):
        named(notebook, name).source = "pass"


def turn_into_markdown(notebook: NotebookNode) -> None:
    for cell in notebook.cells[1:]:
        cell["cell_type"] = "markdown"
        for key in ("outputs", "execution_count"):
            cell.pop(key, None)


def turn_into_code(notebook: NotebookNode) -> None:
    named(notebook, "t3-written").update(cell_type="code", outputs=[], execution_count=None)


def delete_checks(notebook: NotebookNode) -> None:
    notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade") is not True]


def double(notebook: NotebookNode) -> None:
    notebook.cells = [twin for cell in notebook.cells for twin in (copy.deepcopy(cell), cell)]


FORGERIES: dict[str, Callable[[NotebookNode], None]] = {
    "points": edit_marks(points=1000),
    "negative points": edit_marks(points=-5),
    "no grade": edit_marks(grade=False),
    "unlocked": edit_marks(locked=False, solution=True),
    "task": edit_marks(task=True, grade=False),
    "checksum": edit_marks(checksum="0" * 32),
    "old schema": edit_marks(schema_version=1),
    "oldest schema": edit_marks(schema_version=0, points="many"),
    "new schema": edit_marks(schema_version=99),
    "odd schema": edit_marks(schema_version="x", cell_type=5),
    "checks": edit_checks,
    "markdown": turn_into_markdown,
    "code": turn_into_code,
    "deleted": delete_checks,
    "doubled": double,
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_shape_becomes_the_release_s_again(
    forge: Callable[[NotebookNode], None], work: NotebookNode, cells: list[SheetCell]
) -> None:
    honest, _ = mend(work, cells)
    forge(work)
    notebook, _ = mend(work, cells)
    assert names(notebook) == NAMES
    for name in NAMES:
        assert named(notebook, name).metadata == named(honest, name).metadata
        assert named(notebook, name).cell_type == named(honest, name).cell_type
    kept = sources(honest)
    if forge is delete_checks:
        kept["t3-written"] = next(cell.source for cell in cells if cell.name == "t3-written")
    assert sources(notebook) == kept


def test_what_was_mended_is_said_by_name(work: NotebookNode, cells: list[SheetCell]) -> None:
    named(work, "t1-visible").source = "pass"
    named(work, "t2-solution").metadata["nbgrader"]["grade_id"] = "t9-own"
    work.cells = [cell for cell in work.cells if cell.metadata.get("nbgrader", {}).get("grade_id") != "t2-hidden"]
    _, words = mend(work, cells)
    assert sorted(words) == ["t1-visible: changed", "t2-hidden: missing", "t9-own: unknown or repeated"]


def test_of_a_cell_that_is_there_twice_the_last_one_counts_and_both_run(
    work: NotebookNode, cells: list[SheetCell]
) -> None:
    """Copying a cell to try something is honest work."""
    copied = copy.deepcopy(named(work, "t1-solution"))
    copied.source = "def double(x):\n    return x + x  # 두 번째 시도"
    work.cells.insert(2, copied)
    notebook, words = mend(work, cells)
    assert words == ["t1-solution: unknown or repeated"]
    assert named(notebook, "t1-solution").source == copied.source
    assert notebook.cells[1].source == RIGHT["t1_solution"]
    assert notebook.cells[1].metadata == {}


def test_own_cells_stay_where_they_are(work: NotebookNode, cells: list[SheetCell]) -> None:
    work.cells.insert(1, new_markdown_cell("## 내 메모"))
    work.cells.insert(3, new_code_cell("print(double(4))"))
    work.cells.append(new_code_cell("# 끝"))
    notebook, words = mend(work, cells)
    assert words == []
    assert [cell.source for cell in notebook.cells] == [
        cell.source if cell.metadata.get("nbgrader", {}).get("grade_id", "").endswith("hidden") is False else new
        for cell, new in zip(work.cells, [cell.source for cell in notebook.cells], strict=True)
    ]


def test_a_missing_check_comes_back_behind_the_cell_that_it_followed(
    work: NotebookNode, cells: list[SheetCell]
) -> None:
    delete_checks(work)
    work.cells.insert(2, new_code_cell("own = 1"))
    notebook, _ = mend(work, cells)
    order = [cell.metadata.get("nbgrader", {}).get("grade_id", cell.source) for cell in notebook.cells]
    assert order == ["# Tiny", "t1-solution", "t1-visible", "t1-hidden", "own = 1", *NAMES[3:]]


def test_a_notebook_without_any_of_the_release_s_cells_gets_its_checks(cells: list[SheetCell]) -> None:
    notebook, words = mend(nbformat.v4.new_notebook(cells=[new_code_cell("x = 1")]), cells)
    assert names(notebook) == [name for name in NAMES if not name.endswith("solution")]
    assert len(words) == 4
    assert notebook.cells[0].source == "x = 1"


def test_metadata_of_any_type_is_survived(work: NotebookNode, cells: list[SheetCell]) -> None:
    for number, marks in enumerate(([], "x", 5, None, {"grade_id": 7}, {"grade_id": None})):
        work.cells[1 + number].metadata["nbgrader"] = marks
    notebook, words = mend(work, cells)
    assert len(words) == 4
    assert notebook.cells[1].source == RIGHT["t1_solution"]


# --- formats ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("minor", [-1, 0, 2, 4, 5, 9, 1000])
def test_every_minor_version_of_the_format_is_read(minor: int, work: NotebookNode, cells: list[SheetCell]) -> None:
    work["nbformat_minor"] = minor
    if minor < 5:
        for cell in work.cells:
            cell.pop("id", None)
    notebook, words = mend(work, cells)
    assert words == []
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_an_old_format_is_upgraded_with_its_answers(work: NotebookNode, cells: list[SheetCell]) -> None:
    old = nbformat.convert(work, 3)
    notebook, words = mend(nbformat.writes(old, version=3).encode(), cells)
    assert words == []
    assert named(notebook, "t1-solution").source == RIGHT["t1_solution"]


def test_equal_cell_ids_and_sources_in_lines_are_read(work: NotebookNode, cells: list[SheetCell]) -> None:
    for cell in work.cells:
        cell["id"], cell["source"] = "same", cell.source.splitlines(keepends=True)
    notebook, words = mend(work, cells)
    assert words == []
    assert named(notebook, "t1-solution").source == RIGHT["t1_solution"]


def test_letters_that_are_none_are_replaced(work: NotebookNode, cells: list[SheetCell]) -> None:
    """Half a surrogate pair can be in JSON but in no file: writing it failed, and with it the grading."""
    named(work, "t1-solution").source += "\n# \ud800 깨진 글자 \0 😀"
    named(work, "t3-written").metadata["nbgrader"]["grade_id"] = "t3-\udfff"
    notebook, words = mend(json.dumps(work).encode(), cells)
    assert nbformat.writes(notebook).encode()
    assert "깨진 글자" in named(notebook, "t1-solution").source
    assert "😀" in named(notebook, "t1-solution").source
    assert "t3-written: missing" in words


def test_twenty_thousand_cells_are_mended(work: NotebookNode, cells: list[SheetCell]) -> None:
    delete_checks(work)
    work.cells[2:2] = [NotebookNode(cell_type="code", metadata={}, source="pass") for _ in range(20_000)]
    notebook, words = mend(work, cells)
    assert len(words) == 4
    assert names(notebook) == NAMES
    assert len(notebook.cells) == 20_000 + len(NAMES) + 1


def test_whatever_the_exchange_takes_can_be_graded(work: NotebookNode, cells: list[SheetCell]) -> None:
    """A notebook that was accepted and then refused would be a zero that nobody understands."""
    work["nbformat_minor"], work["extra"] = 4, {"x": 1}
    for cell in work.cells:
        cell.pop("id", None)
        cell["extra"] = [1, 2]
    work.cells[0]["attachments"] = {"a.png": {"image/png": "x"}}
    work.cells[1]["outputs"] = [{"output_type": "display_data", "data": {"application/json": [1]}, "metadata": {}}]
    work.cells.append(new_markdown_cell("x", id="x" * 64))
    work.cells.append(NotebookNode(cell_type="raw", metadata={"format": "text/latex"}, source=["a\n", "b"]))
    for content in (json.dumps(work).encode(), b"\xef\xbb\xbf" + json.dumps(work).encode()):
        check_notebook(content)
        notebook, words = mend(content, cells)
        assert words == []
        assert named(notebook, "t1-solution").source == RIGHT["t1_solution"]
        assert notebook.cells[-1].source == "a\nb"


def _with(**values: Any) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []} | values).encode()


BROKEN = {
    "empty": b"",
    "not JSON": b"import pandas as pd",
    "half": _with()[:-9],
    "not UTF-8": b'{"cells": "\xff\xfe"}',
    "a list": b"[]",
    "a number": b"5",
    "null": b"null",
    "nested": b"[" * 100_000,
    "nested objects": b'{"cells":' * 50_000,
    "no cells": json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}}).encode(),
    "no version": json.dumps({"metadata": {}, "cells": []}).encode(),
    "future version": _with(nbformat=99),
    "odd version": _with(nbformat="four"),
    "cells are no list": _with(cells={"a": 1}),
    "cells are numbers": _with(cells=[1, 2]),
    "cell without source": _with(cells=[{"cell_type": "markdown", "metadata": {}}]),
    "source is a number": _with(cells=[{"cell_type": "markdown", "metadata": {}, "source": 5}]),
    "source is an object": _with(cells=[{"cell_type": "markdown", "metadata": {}, "source": {"a": "b"}}]),
    "unknown cell": _with(cells=[{"cell_type": "video", "metadata": {}, "source": ""}]),
    "metadata is a list": _with(cells=[{"cell_type": "markdown", "metadata": [], "source": ""}]),
    "huge number": b'{"nbformat": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_notebook_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refused, match="노트북 파일이 아닙니다") as refusal:
        read(content)
    assert "not a notebook" in refusal.value.message
    assert len(refusal.value.message) < 200


def test_without_a_release_the_names_give_the_order(cells: list[SheetCell]) -> None:
    assert [cell.name for cell in cells] == NAMES
    shuffled = list(reversed(cells))
    assert [cell.name for cell in in_release_order(shuffled, None)] == sorted(NAMES)
    assert [cell.name for cell in in_release_order(shuffled, b'{"cells": [{"metadata": {}}]}')] == sorted(NAMES)

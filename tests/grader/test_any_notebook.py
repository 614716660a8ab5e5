"""Any damaged notebook is refused with a reason or mended to the release's shape; nothing else ever happens to it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import Refused
from grader.exchange.notebooks import check_notebook
from grader.exchange.refusals import Refusal
from grader.repairing import SheetCell, read, repair
from tests.grader.conftest import RIGHT, answered

MUCH = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
LIKELY = st.sampled_from(["nbgrader", "t1-hidden", "code", "markdown", "", "../x", 3, 99, True, None, [], {}])


@pytest.fixture(scope="module")
def honest(released: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(json.dumps(answered(released, **RIGHT)))
    return content


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a JSON tree."""
    pairs = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
    return [(node, key) for key, _ in pairs] + [place for _, inner in pairs for place in _places(inner)]


def _damaged(whole: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    for _ in range(data.draw(st.integers(1, 5))):
        places = _places(whole)
        if not places:
            break
        container, key = data.draw(st.sampled_from(places))
        match data.draw(st.sampled_from(["other", "gone", "twice"])):
            case "other":
                container[key] = data.draw(LIKELY | JSON)
            case "gone":
                del container[key]
            case _ if isinstance(container, list):
                container.insert(data.draw(st.integers(0, len(container))), copy.deepcopy(container[key]))
            case _:
                container[data.draw(st.text(max_size=6))] = copy.deepcopy(container[key])
    return whole


def _ends_well(content: bytes, cells: list[SheetCell]) -> None:
    """Refused by the exchange, refused by the converter, or of the release's shape with the release's checks."""
    try:
        check_notebook(content)
        mended = read(content)
        repair(mended, cells)
    except (Refusal, Refused):
        return
    nbformat.validate(mended)
    marked = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in mended.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id")
    }
    for known in cells:
        if known.grade or known.locked:
            assert known.name in marked, "a check that was deleted is there again"
            assert marked[known.name].metadata.nbgrader.get("points", 0.0) == known.points
        if known.locked:
            assert marked[known.name].source == known.source


@MUCH
@given(data=st.data())
def test_any_damage_to_its_tree_ends_well(data: st.DataObject, honest: dict[str, Any], cells: list[SheetCell]) -> None:
    _ends_well(json.dumps(_damaged(copy.deepcopy(honest), data)).encode(), cells)


@MUCH
@given(data=st.data())
def test_any_damage_to_its_bytes_ends_well(data: st.DataObject, honest: dict[str, Any], cells: list[SheetCell]) -> None:
    content = bytearray(json.dumps(honest).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        begins = data.draw(st.integers(0, len(content)))
        ends = min(len(content), begins + data.draw(st.integers(0, 200)))
        content[begins:ends] = data.draw(st.binary(max_size=20))
    _ends_well(bytes(content), cells)

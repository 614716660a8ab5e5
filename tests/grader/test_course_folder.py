"""Writing where instructors write too: names lead nowhere, no link is followed, nothing of others is changed."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from grader.course_folder import make_scratch, refuse_links, replace_file, safe_name, write_submission
from grader.errors import EngineFault, FolderUnsafe


@pytest.mark.parametrize("name", ["hong", "kim.min-ji_2@centre", "a", "golden_batch", "x" * 128])
def test_names_of_people_and_labs_are_taken(name: str) -> None:
    assert safe_name(name) == name


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../kim", "a/b", "/etc", "hong\n", "\0", ".hidden", "-rf", "x" * 129, "홍길동", "a b", "~"]
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(FolderUnsafe, match="can't be a folder's name"):
        safe_name(name)


def test_an_unsafe_folder_is_a_fault_of_ours_and_never_a_zero() -> None:
    assert issubclass(FolderUnsafe, EngineFault)


@pytest.mark.parametrize("depth", range(3))
def test_a_link_on_any_step_is_refused(depth: int, tmp_path: Path) -> None:
    parts = ("a", "b", "c.html")
    place = tmp_path.joinpath(*parts[: depth + 1])
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to("/etc")
    with pytest.raises(FolderUnsafe, match="is a link"):
        refuse_links(tmp_path, *parts)


def test_a_pipe_in_a_file_s_place_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FolderUnsafe):
        refuse_links(tmp_path, "pipe")


def test_what_is_not_there_yet_is_no_danger(tmp_path: Path) -> None:
    assert refuse_links(tmp_path, "a", "b") == tmp_path / "a" / "b"


def test_a_submission_replaces_the_former_one_whole(tmp_path: Path) -> None:
    write_submission(tmp_path, "hong", "tiny", b"first", "1")
    (tmp_path / "submitted" / "hong" / "tiny" / "extra.csv").write_text("old")
    write_submission(tmp_path, "hong", "tiny", b"second", "2")
    folder = tmp_path / "submitted" / "hong" / "tiny"
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"tiny.ipynb": "second", "timestamp.txt": "2"}


def test_a_link_where_a_file_is_written_is_removed_and_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    link = tmp_path / "page.html"
    link.symlink_to(secret)
    replace_file(link, b"page")
    assert not link.is_symlink()
    assert (link.read_text(), secret.read_text()) == ("page", "secret")


def test_a_scratch_copy_holds_the_lab_and_the_gradebook_and_no_submission(tmp_path: Path) -> None:
    course = tmp_path / "course"
    for name in ("source/tiny/tiny.ipynb", "release/tiny/tiny.ipynb", "source/other/other.ipynb", "submitted/kim/x"):
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(name)
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("create table grade (score)")
    scratch = make_scratch(course, "tiny", tmp_path / "scratch")
    found = {str(path.relative_to(scratch)) for path in scratch.rglob("*") if path.is_file()}
    assert found == {"gradebook.db", "source/tiny/tiny.ipynb", "release/tiny/tiny.ipynb"}
    with sqlite3.connect(scratch / "gradebook.db") as copy:
        copy.execute("insert into grade values (1000)")
    assert sqlite3.connect(course / "gradebook.db").execute("select * from grade").fetchall() == []

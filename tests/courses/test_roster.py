"""The roster import: what centres really send."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from courses import roster
from courses.errors import NotAllowed, RosterError, UnknownCode
from courses.registry import Cohort, Enrolment, EnrolmentStatus, Event, Person, Registry
from courses.roster_reading import MAX_ROWS
from tests.courses.builders import a_cohort, a_person, with_cohort, xlsx

COHORT = "daegu-2026-1"
HEADER = ["이름", "이메일", "역할", "소속"]
GOOD = [HEADER, ["김교육", "kim@example.com", "교육생", "한빛정밀"], ["박강사", "park@example.com", "강사", "대구센터"]]


def _count(registry: Registry, model: type) -> int:
    with registry.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_korean_spreadsheet_enrols_trainees_and_instructors(any_registry: Registry, now: datetime) -> None:
    with_cohort(any_registry)
    report = roster.enrol(any_registry, COHORT, ("r.xlsx", xlsx(GOOD)), now)
    assert (len(report.new), report.rejected, report.applied) == (2, (), True)
    with any_registry.reading() as session:
        people = {p.username: p for p in session.scalars(select(Person))}
        roles = {e.person.username: e.role.value for e in session.scalars(select(Enrolment))}
        assert people["kim"].organisation == "한빛정밀"
        assert roles == {"kim": "trainee", "park": "instructor"}
        assert len(session.scalars(select(Event)).all()) == 2


def test_running_it_twice_changes_nothing(any_registry: Registry, now: datetime) -> None:
    with_cohort(any_registry)
    roster.enrol(any_registry, COHORT, ("r.xlsx", xlsx(GOOD)), now)
    again = roster.enrol(any_registry, COHORT, ("r.xlsx", xlsx(GOOD)), now)
    assert (len(again.new), len(again.changed), len(again.unchanged)) == (0, 0, 2)
    assert (_count(any_registry, Person), _count(any_registry, Enrolment), _count(any_registry, Event)) == (2, 2, 2)


def test_a_dry_run_prints_the_report_of_the_real_run_and_writes_nothing(registry: Registry, now: datetime) -> None:
    with_cohort(registry)
    dry = roster.enrol(registry, COHORT, ("r.xlsx", xlsx(GOOD)), now, dry_run=True)
    assert _count(registry, Person) == 0
    real = roster.enrol(registry, COHORT, ("r.xlsx", xlsx(GOOD)), now)
    assert (dry.new, dry.changed, dry.unchanged, dry.rejected) == (
        real.new,
        real.changed,
        real.unchanged,
        real.rejected,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_comes_in_the_encodings_of_korean_offices(
    registry: Registry, now: datetime, encoding: str, delimiter: str
) -> None:
    with_cohort(registry)
    text = "\r\n".join(delimiter.join(row) for row in GOOD)
    report = roster.enrol(registry, COHORT, ("명단.csv", text.encode(encoding)), now)
    assert [entry.name for entry in report.new] == ["김교육", "박강사"]


def test_columns_are_matched_by_english_headers_in_any_order_and_others_are_named(
    registry: Registry, now: datetime
) -> None:
    with_cohort(registry)
    rows: list[list[object]] = [["Shoe size", "E-mail", "Name", "Language"], [270, "lee@example.com", "Lee", "English"]]
    report = roster.enrol(registry, COHORT, ("r.xlsx", xlsx(rows)), now)
    assert report.ignored_columns == ("Shoe size",)
    assert (report.new[0].name, report.new[0].language) == ("Lee", "en")


@pytest.mark.parametrize(
    ("row", "column", "saw"),
    [
        (["김", "kim@", "교육생", ""], "email", "kim@"),
        (["", "kim@example.com", "교육생", ""], "name", ""),
        (["김", "kim@example.com", "사장", ""], "role", "사장"),
        (["김", "park@example.com", "교육생", ""], "email", "park@example.com"),
        (['=HYPERLINK("http://x")', "kim@example.com", "교육생", ""], "name", '=HYPERLINK("http://x")'),
    ],
)
def test_one_rejected_row_changes_no_row_and_says_where(
    any_registry: Registry, now: datetime, row: list[object], column: str, saw: str
) -> None:
    with_cohort(any_registry)
    rows: list[list[object]] = [HEADER, ["박강사", "park@example.com", "강사", ""], row]
    report = roster.enrol(any_registry, COHORT, ("r.xlsx", xlsx(rows)), now)
    assert [(r.row, r.column, r.saw) for r in report.rejected] == [(3, column, saw)]
    assert report.rejected[0].expected_ko
    assert report.rejected[0].expected_en
    assert (report.applied, _count(any_registry, Person)) == (False, 0)


def test_skip_rejected_enrols_the_others(registry: Registry, now: datetime) -> None:
    with_cohort(registry)
    rows: list[list[object]] = [*GOOD, ["나쁨", "no", "교육생", ""]]
    report = roster.enrol(registry, COHORT, ("r.xlsx", xlsx(rows)), now, skip_rejected=True)
    assert (len(report.new), len(report.rejected), report.applied) == (2, 1, True)
    assert _count(registry, Person) == 2


def test_a_full_cohort_refuses_another_trainee(registry: Registry, now: datetime) -> None:
    with_cohort(registry, capacity=1)
    rows: list[list[object]] = [HEADER, ["가", "a@example.com", "", ""], ["나", "b@example.com", "", ""]]
    report = roster.enrol(registry, COHORT, ("r.xlsx", xlsx(rows)), now)
    assert [(r.row, r.expected_en) for r in report.rejected] == [(3, "within the capacity of 1")]


def test_a_changed_name_is_a_change(registry: Registry, now: datetime) -> None:
    with_cohort(registry)
    roster.enrol(registry, COHORT, ("r.xlsx", xlsx(GOOD)), now)
    renamed: list[list[object]] = [HEADER, ["김새이름", "KIM@example.com", "교육생", "한빛정밀"]]
    report = roster.enrol(registry, COHORT, ("r.xlsx", xlsx(renamed)), now)
    assert [entry.name for entry in report.changed] == ["김새이름"]
    with registry.reading() as session:
        assert session.scalars(select(Person.name).where(Person.username == "kim")).one() == "김새이름"


def test_a_withdrawn_trainee_comes_back_by_the_roster(registry: Registry, now: datetime) -> None:
    with_cohort(registry)
    roster.enrol(registry, COHORT, ("r.xlsx", xlsx(GOOD)), now)
    with registry.session() as session:
        for enrolment in session.scalars(select(Enrolment)):
            enrolment.status = EnrolmentStatus.WITHDRAWN
    report = roster.enrol(registry, COHORT, ("r.xlsx", xlsx(GOOD)), now)
    assert len(report.changed) == 2
    with registry.reading() as session:
        assert {e.status for e in session.scalars(select(Enrolment))} == {EnrolmentStatus.ACTIVE}


def test_two_people_with_one_mail_name_get_two_user_names(registry: Registry, now: datetime) -> None:
    with_cohort(registry)
    rows: list[list[object]] = [HEADER, ["가", "kim@a.example", "", ""], ["나", "kim@b.example", "", ""]]
    report = roster.enrol(registry, COHORT, ("r.xlsx", xlsx(rows)), now)
    assert [entry.username for entry in report.new] == ["kim", "kim2"]


def test_a_disabled_account_is_not_enrolled_again(registry: Registry, now: datetime) -> None:
    with registry.session() as session:
        a_cohort(session)
        a_person(session, "kim", now).disabled = True
    report = roster.enrol(registry, COHORT, ("r.xlsx", xlsx(GOOD)), now)
    assert [r.column for r in report.rejected] == ["email"]


def test_another_centres_cohort_is_refused(registry: Registry, now: datetime) -> None:
    with registry.session() as session:
        a_cohort(session)
        own = a_cohort(session, "ulsan-2026-1", centre="ulsan").centre_id
    with pytest.raises(NotAllowed):
        roster.enrol(registry, COHORT, ("r.xlsx", xlsx(GOOD)), now, restrict_to_centres=frozenset({own}))
    assert _count(registry, Person) == 0


def test_an_unknown_cohort_names_the_nearest(registry: Registry, now: datetime) -> None:
    with_cohort(registry)
    with pytest.raises(UnknownCode, match="daegu-2026-1"):
        roster.enrol(registry, "daegu-2026-2", ("r.xlsx", xlsx(GOOD)), now)


def _zip_bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (201 << 20))
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("r.xlsx", b"not a zip", "not a readable .xlsx"),
        ("r.xlsx", b"", "empty"),
        ("r.csv", b"  \n ", "empty"),
        ("r.pdf", b"%PDF", "neither .xlsx nor .csv"),
        ("r.csv", b"\xff\xfe\x00\x01", "neither UTF-8 nor CP949"),
        ("r.csv", "이름,전화\n김,010".encode(), "no column 이메일/email"),
        ("r.csv", ("이름,이메일\n" + "가,a@example.com\n" * (MAX_ROWS + 1)).encode(), "more than"),
    ],
)
def test_an_unreadable_file_is_refused_in_one_line(
    registry: Registry, now: datetime, name: str, content: bytes, words: str
) -> None:
    with_cohort(registry)
    with pytest.raises(RosterError, match=words) as caught:
        roster.enrol(registry, COHORT, (name, content), now)
    assert "\n" not in str(caught.value)


def test_a_zip_bomb_is_not_unpacked(registry: Registry, now: datetime) -> None:
    with_cohort(registry)
    with pytest.raises(RosterError, match="unpacks to more than"):
        roster.enrol(registry, COHORT, ("r.xlsx", _zip_bomb()), now)


def test_a_missing_file_is_one_line(registry: Registry, now: datetime, tmp_path: Path) -> None:
    with_cohort(registry)
    with pytest.raises(RosterError, match="can't be read"):
        roster.enrol(registry, COHORT, tmp_path / "none.xlsx", now)


def test_ten_thousand_rows_are_enrolled(any_registry: Registry, now: datetime) -> None:
    with_cohort(any_registry, capacity=20_000)
    text = "이름,이메일\n" + "".join(f"교육생{i},t{i}@example.com\n" for i in range(10_000))
    report = roster.enrol(any_registry, COHORT, ("r.csv", text.encode("cp949")), now)
    assert len(report.new) == 10_000
    with any_registry.reading() as session:
        cohort = session.scalars(select(Cohort)).one()
        assert session.scalar(select(func.count()).where(Enrolment.cohort_id == cohort.id)) == 10_000

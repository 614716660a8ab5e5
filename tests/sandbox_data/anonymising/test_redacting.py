"""Names and identifiers leave free texts, and what a plant needs (levels, tags it may keep, weights) stays."""

from __future__ import annotations

import pyarrow as pa
import pytest

from sandbox_data.anonymising.recipe import Redact
from sandbox_data.anonymising.redacting import redactor
from sandbox_data.anonymising.text.identifiers import has_check_digit
from tests.sandbox_data.anonymising.making import column, released

STEP = Redact(do="redact", columns=("text",))


def scrub(text: str, step: Redact = STEP, texts: tuple[str, ...] = ()) -> str:
    return redactor(step, (text, *texts)).redact(text)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("김철수 반장이 점검함", "[NAME] 반장이 점검함"),
        ("피재자 홍길동(45세)이 협착됨", "피재자 [NAME](45세)이 협착됨"),
        ("작업자 남궁민수가 추락", "작업자 [NAME]가 추락"),
        ("박 과장과 이상민 대리", "[NAME] 과장과 [NAME] 대리"),
        ("성명: 최은영", "성명: [NAME]"),
        ("정우성씨는 복귀", "[NAME]씨는 복귀"),
        ("Nguyen Van Nam 작업자가 신고", "[NAME] 작업자가 신고"),
        ("작업자 Tran이 넘어짐", "작업자 [NAME]이 넘어짐"),
        ("The employee Jefferson slipped", "The employee [NAME] slipped"),
        ("Mr. Gil-dong de la Vega (rigger) climbs", "Mr. [NAME] (rigger) climbs"),
        ("reported by Hong Gildong.", "reported by [NAME]."),
        ("Dr. O'Neill and Mrs. Kim-Lee", "Dr. [NAME] and Mrs. [NAME]"),
        ("김대리와 박과장, 이반장이 확인", "[NAME]대리와 [NAME], [NAME]이 확인"),
        ("김철수 반장과 이영희가", "[NAME] 반장과 [NAME]가"),
        ("이수진(34세)이 넘어짐", "[NAME](34세)이 넘어짐"),
        ("목격자: 이순신, 강감찬", "목격자: [NAME], [NAME]"),
        ("재해자 성명은 홍길동", "재해자 성명은 [NAME]"),
        ("피재자인 홍길동은", "피재자인 [NAME]은"),
        ("담당 이수진", "담당 [NAME]"),
        ("operator: Smith, J. reported", "operator: [NAME] reported"),
        ("J. Smith reported the leak", "[NAME] reported the leak"),
        ("witnessed by Park Ji-sung and Lee Chul.", "witnessed by [NAME] and [NAME]."),
        ("Kim Min-su (badge 4471) fell", "[NAME] ([ID]) fell"),
        ("employee Mark slipped", "employee [NAME] slipped"),
    ],
)
def test_a_name_beside_a_title_or_a_role_is_replaced_and_the_title_stays(text: str, after: str) -> None:
    assert scrub(text) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("연락처 010-1234-5678", "[PHONE]"),
        ("01012345678로 전화", "[PHONE]로 전화"),
        ("사무실 053-123-4567", "사무실 [PHONE]"),
        ("dial +82 10-1234-5678 now", "dial [PHONE] now"),
        ("call (555) 123-4567", "call [PHONE]"),
        ("고객센터 1588-1234", "고객센터 [PHONE]"),
        ("kim.cs@plant.co.kr 로", "[EMAIL] 로"),
        ("사번 A-20391 확인", "[ID] 확인"),
        ("badge no. B4471", "[ID]"),
        ("employee ID: 10442", "[ID]"),
        ("차량 12가 3456", "차량 [PLATE]"),
        ("대구80바1234 화물차", "[PLATE] 화물차"),
        ("truck of plate K7B 321, returned", "truck of [PLATE], returned"),
        ("대구광역시 달성군 논공읍 공단로 123", "[PLACE]"),
        ("(주)한빛정밀 소속", "[COMPANY] 소속"),
        ("한빛정밀 주식회사", "[COMPANY]"),
        ("supplied by Acme Tooling Co.", "supplied by [COMPANY]"),
        ("on 9 October 2024", "on [DATE]"),
        ("On 03/04/2024, at level", "On [DATE], at level"),
        ("2016년 3월 4일 오전", "[DATE] 오전"),
        ("RRN 9001011234567", "[RRN]"),
        ("주민등록번호: 900101-1******", "[RRN]"),
        ("면허 11-12-123456-78", "면허 [ID]"),
        ("사업자 123-45-67890", "사업자 [ID]"),
        ("Employee 44712 fell", "[ID] fell"),
    ],
)
def test_an_identifier_of_a_known_form_is_replaced(text: str, after: str) -> None:
    assert scrub(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "전기 기사가 점검하고 지게차 기사는 대기",
        "고소 작업자 2명과 용접 작업자",
        "전 사장과 모 과장, 부사장 지시로 이사장이 방문",
        "담당 부서와 담당 설비를 확인",
        "공장장이 지시하고 현장소장 입회",
        "보조 작업자 2명, 고령 근로자, 각 반장은 대기",
        "안전팀 팀장이 공정 반장에게",
        "level 3300, OP5, NV 1680, weight 45 kg, 11:45 a.m.",
        "The operator used PVC pipe and GPS at 1.5 m",
        "employee took 4 bites; the worker was 350 meters away",
        "제품 120개, 온도 880.5도, 1.5-2.0 m",
        "압력 1234567890123 Pa",
    ],
)
def test_what_is_no_name_and_no_identifier_stays(text: str) -> None:
    assert scrub(text) == text


def test_a_resident_number_is_known_by_its_date_and_its_check_digit() -> None:
    """Numbers given since October 2020 have no check digit, so a hyphen is enough; plain digits need it."""
    digits = "900101123456"
    number = next(digits + last for last in "0123456789" if has_check_digit(digits + last))
    wrong = next(digits + last for last in "0123456789" if not has_check_digit(digits + last))
    assert scrub(f"주민번호 {number} 입력") == "[RRN] 입력"
    assert scrub(f"로트 {wrong} 입력") == f"로트 {wrong} 입력"
    assert scrub(f"접수 {wrong[:6]}-{wrong[6:]} 입력") == "접수 [RRN] 입력"
    assert scrub(f"주민번호 {wrong} 입력") == "[RRN] 입력", "what is called so is one"
    assert scrub("991301-1234567") == "991301-1234567", "there is no month 13"


def test_an_unknown_capitalised_word_is_a_name_only_when_the_recipe_says_so() -> None:
    strict = Redact(do="redact", columns=("text",), unknown_capitals=True, keep=("jumbo",))
    text = "Near Nowhereville the Jumbo hit Gildong, then hit TI4711 and the PVC pipe"
    others = ("near the pipe, then marked",)
    assert scrub(text, strict, others) == "Near [NAME] the Jumbo hit [NAME], then hit [TAG] and the PVC pipe"
    assert scrub(text, STEP, others) == text


def test_a_name_once_written_in_lower_case_is_still_a_name() -> None:
    strict = Redact(do="redact", columns=("text",), unknown_capitals=True)
    others = ("pump beside worker hodolri", "the pump hit Hodolri", "and so Hodolri")
    assert scrub("the pump beside Hodolri", strict, others) == "the pump beside [NAME]"


def test_what_other_columns_hold_leaves_the_texts_too() -> None:
    table = pa.table(
        {"who": ["kim", "lee"], "site": ["Plant Nine", None], "text": ["Kim left plant nine", "skim milk"]}
    )
    done = released({"do": "redact", "columns": ["text"], "terms_from": ["who", "site"]}, table=table)
    assert column(done.table, "text") == ["[NAME] left [NAME]", "skim milk"]


def test_a_missing_text_stays_missing() -> None:
    table = pa.table({"text": ["김철수 반장", None]})
    assert column(released({"do": "redact", "columns": ["text"]}, table=table).table, "text") == ["[NAME] 반장", None]

"""Identifiers that have a form: numbers of persons, telephones, badges and vehicles, addresses, dates, companies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sandbox_data.anonymising.text.finding import Category, Span

_RRN = re.compile(r"(?<!\d)(\d{6})\s?([-–]?)\s?([0-9]\d{6})(?!\d)")
RRN_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
RRN_CENTURIES = {"9": 1800, "0": 1800, "1": 1900, "2": 1900, "5": 1900, "6": 1900}

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_PLATE_LETTERS = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호배바사아자"
_REGIONS = "서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|충청|전북|전남|전라|경북|경남|경상|제주"
_LABEL = r"\s*(?:is|was|은|는|이|가)?\s*[:：#=]?\s*"

_FORMS: tuple[tuple[Category, re.Pattern[str]], ...] = (
    ("EMAIL", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    # Korean mobile, area and representative numbers; international numbers; North American form
    ("PHONE", re.compile(r"(?<![\d.])(?:\+?82[-. ]?\(?0?\)?)?0?1[016789][-. ]?\d{3,4}[-. ]?\d{4}(?!\d)")),
    ("PHONE", re.compile(r"(?<![\d.-])\(?0(?:2|[3-6]\d|70|80|50\d)\)?[-. ]\d{3,4}[-. ]\d{4}(?!\d)")),
    ("PHONE", re.compile(r"(?<![\d-])1[5-9]\d{2}-\d{4}(?!\d)")),
    ("PHONE", re.compile(r"(?<![\w+])\+\d{1,3}[-. ]?(?:\(?\d{2,4}\)?[-. ]?){2,4}\d{2,4}(?!\d)")),
    ("PHONE", re.compile(r"(?<!\d)\(\d{3}\)\s?\d{3}-\d{4}(?!\d)|(?<![\d-])\d{3}-\d{3}-\d{4}(?!\d)")),
    (
        "PHONE",
        re.compile(
            rf"(?i:\b(?:phone|tel|mobile|cell|call|ext)\b\.?|전화|연락처|휴대폰|내선){_LABEL}\+?\d[\d\s().-]{{2,18}}\d"
        ),
    ),
    (
        "ID",
        re.compile(
            r"(?i:\b(?:badge|employee|emp|staff|worker|personnel|payroll)\b\.?\s*(?:no|nr|num|number|id|code)\b\.?|\bbadge\b"
            rf"|\bID\b|사원\s?번호|사번|직원\s?번호|배지\s?번호?|출입증\s?(?:번호)?){_LABEL}"
            r"(?:[A-Z]{1,4}[-_ ]?)?\d[\dA-Za-z]*(?:-\d+)*(?=\W|$|[가-힣])"
        ),
    ),
    ("ID", re.compile(r"\b[A-Z]{2,4}-\d{5,}\b")),
    ("ID", re.compile(r"(?i:\b(?:employee|worker|operator|staff|technician)\b)\s+#?\d{4,}\b")),
    # driving licence, registration of a business, payment card
    ("ID", re.compile(r"(?<![\d-])(?:\d{2}-\d{2}-\d{6}-\d{2}|\d{3}-\d{2}-\d{5}|\d{4}-\d{4}-\d{4}-\d{4})(?![\d-])")),
    (
        "RRN",
        re.compile(
            r"(?i:\b(?:RRN|resident\s+(?:registration\s+)?(?:no|nr|number)|SSN)\b\.?|주민(?:등록)?\s?번호|외국인\s?등록\s?번호)"
            rf"{_LABEL}\d{{6}}\s?[-–]?\s?[\d*]{{7}}"
        ),
    ),
    ("PLATE", re.compile(r"(?<![\w-])[A-Z][A-Z\d]{2}-\d{3}(?![\w-])")),
    ("PLATE", re.compile(rf"(?<![\d가-힣])(?:(?:{_REGIONS})\s?)?\d{{2,3}}\s?[{_PLATE_LETTERS}]\s?\d{{4}}(?!\d)")),
    (
        "PLATE",
        re.compile(
            r"(?i:\b(?:licen[cs]e\s+)?(?:plate|placa|registration)s?\b\.?\s*(?:no|number|nr)?\b\.?|차량\s?번호|번호판)"
            rf"{_LABEL}(?=[A-Z0-9 -]*\d)[A-Z0-9]{{1,4}}(?:[ -]?[A-Z0-9]{{2,4}}){{1,2}}\b"
        ),
    ),
    (
        "PLACE",
        re.compile(
            rf"(?:{_REGIONS})(?:특별자치시|특별자치도|특별시|광역시|[남북]?도|시)?(?:\s+[가-힣]{{1,8}}(?:시|군|구))+"
            r"(?:\s+[가-힣\d]{1,10}(?:읍|면|동|로|길|리)(?![가-힣]))*(?:\s+\d+(?:-\d+)?(?:번지)?)?"
        ),
    ),
    ("COMPANY", re.compile(r"(?:\(주\)|㈜|주식회사|\(유\)|유한회사)\s?[가-힣A-Za-z&]{2,20}")),
    ("COMPANY", re.compile(r"[가-힣A-Za-z&]{2,20}\s?(?:\(주\)|㈜|주식회사|유한회사)")),
    (
        "COMPANY",
        re.compile(
            r"\b[A-Z][\w&.-]*(?:\s+[A-Z][\w&.-]*){0,3},?\s+(?:Inc|Ltd|LTDA|Ltda|LLC|GmbH|S\.A\.C?|Co|Corp|Corporation|AG|PLC)\b\.?"
        ),
    ),
    (
        "DATE",
        re.compile(
            r"(?<![\d/.-])\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?![\d/])|(?<![\d-])\d{4}[-./]\d{1,2}[-./]\d{1,2}(?![\d-])"
        ),
    ),
    ("DATE", re.compile(r"(?<!\d)(?:(?:19|20)?\d{2}년\s?)?\d{1,2}월\s?\d{1,2}일")),
    ("DATE", re.compile(rf"\b(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b\.?(?:,?\s+\d{{4}})?")),
    ("DATE", re.compile(rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s+\d{{4}})?")),
    ("DATE", re.compile(rf"\b(?:{_DAYS}),?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\b")),
)


def identifiers(text: str) -> Iterator[Span]:
    """Every identifier of a known form. Plain numbers (levels, weights, tags) stay."""
    for match in _RRN.finditer(text):
        if is_resident_number(match.group(1) + match.group(3), written_as_one=bool(match.group(2))):
            yield Span(match.start(), match.end(), "RRN")
    for category, form in _FORMS:
        for match in form.finditer(text):
            yield Span(match.start(), match.end(), category)


def is_resident_number(digits: str, *, written_as_one: bool) -> bool:
    """Whether 13 digits can be a resident or foreigner registration number.

    A date of birth and a century digit must fit. The check digit (weights 2…9, 2…5, modulo 11) decides for digits
    without a hyphen; with a hyphen it doesn't, because numbers given since October 2020 no longer have one.
    """
    century = RRN_CENTURIES.get(digits[6], 2000)
    try:
        date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return written_as_one or has_check_digit(digits)


def has_check_digit(digits: str) -> bool:
    """The rule of resident registration numbers; for foreigners (century digits 5 to 8) two is added."""
    total = sum(weight * int(digit) for weight, digit in zip(RRN_WEIGHTS, digits, strict=False))
    check = (11 - total % 11) % 10
    foreigner = (13 - total % 11) % 10
    return int(digits[12]) in ({check, foreigner} if digits[6] in "5678" else {check})

"""Korean personal names: a surname and one or two syllables beside a title or a role, or after a label."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sandbox_data.anonymising.text.finding import Span

_TWO_SYLLABLES = "남궁|황보|제갈|사공|선우|서문|독고|동방"
_ONE_SYLLABLE = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구라나민진지엄채원천방공현함변염여추도소석선"
    "설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복태목형피두감호음빈동온시팽범승간견"
)
_NAME = rf"(?:(?:{_TWO_SYLLABLES})[가-힣]{{1,2}}|[{_ONE_SYLLABLE}][가-힣]{{1,2}})"
_TITLES = (
    "씨|님|군|양|반장|조장|직장|과장|대리|부장|차장|사원|주임|팀장|계장|기사|기장|공장장|사장|대표|이사|상무|전무|본부장|실장|소장"
    "|감독|선생|기능장|작업반장|현장소장|책임|수석|선임|프로|매니저|연구원|작업자|근로자|직원|담당자|엔지니어|기술자|운전원|조작원|용접사"
)
_ROLES = (
    "작업자|근로자|피재자|재해자|부상자|피해자|신고자|목격자|보고자|발견자|담당자|관리자|감독자|책임자|운전자|운전원|운전기사|조작자|조작원|정비원"
    "|담당|정비사|용접공|용접사|신호수|유도원|동료|직원|사원|반장|조장|과장|대리|부장|차장|주임|팀장|계장|기사|공장장"
    "|소장|사장|성명|이름|성함|작성자|승인자"
)
_PARTICLES = "이?(?:가|는|를|의|와|에게|랑)|이|은|을|에게서|과|도|께서|께|만|하고|한테|으?로부터|입니다|이며|이고|였"
_RANKS = "반장|조장|과장|대리|부장|차장|사원|주임|팀장|계장|기사|공장장|사장|대표|이사|상무|전무|본부장|실장|소장|씨"
_END = rf"(?=(?:{_PARTICLES})(?![가-힣])|[^가-힣]|$)"

_BEFORE_TITLE = re.compile(rf"(?<![가-힣])(?P<name>{_NAME})\s?(?:{_TITLES}){_END}")
_SURNAME_AND_RANK = re.compile(rf"(?<![가-힣])(?P<name>{_TWO_SYLLABLES}|[{_ONE_SYLLABLE}])\s?(?:{_RANKS}){_END}")
_IN_BRACKETS = r"(?:만\s?)?(?:\d{2}\s?세|[남여][,)\s]|사번|사원|소속|본인|가명)"
_BEFORE_BRACKET = re.compile(rf"(?<![가-힣])(?P<name>{_NAME})\s?(?=\(\s*{_IN_BRACKETS})")
_NEXT_NAME = re.compile(rf"(?:\s?(?:{_TITLES}))?\s?(?:와|과|하고|및|,|·|/)\s?(?P<name>{_NAME}){_END}")
_LABELLED = rf"(?:(?:{_ROLES})(?:인)?|(?:성명|이름|성함)[은이])\s*(?:[:：=]\s*|\(\s*|\s)"
_AFTER_ROLE = re.compile(rf"(?={_LABELLED}(?P<name>{_NAME}){_END})")  # looks ahead: '재해자 성명은 …' are two labels
_LATIN_BESIDE_TITLE = re.compile(
    rf"\b(?P<name>[A-Z][A-Za-z'’.-]+(?:\s[A-Z][A-Za-z'’.-]+){{0,3}})\s?(?:{_TITLES}){_END}"
)
_LATIN_AFTER_ROLE = re.compile(rf"(?:{_ROLES})\s*[:：(]?\s*(?P<name>[A-Z][a-z'’.-]+(?:\s[A-Z][A-Za-z'’.-]+){{0,3}})")

_TRADE_ENDINGS = "팀반직공과부실원자"

_DETERMINERS = frozenset("전현모각본당타부여남")
"""Alone before a title they mean former, present, new, a certain… ('전 사장', '모 과장')."""

_WHOLE_TITLES = ("이사장", "부사장", "부팀장", "부반장", "부소장", "정직원", "주조장", "정비장")
"""Titles that begin with the syllable of a surname and go on with another title."""


def korean_names(text: str) -> Iterator[Span]:
    """Names beside titles and after roles; the title itself stays."""
    for pattern in (
        _BEFORE_TITLE,
        _AFTER_ROLE,
        _SURNAME_AND_RANK,
        _BEFORE_BRACKET,
        _LATIN_BESIDE_TITLE,
        _LATIN_AFTER_ROLE,
    ):
        for match in pattern.finditer(text):
            name = match.group("name")
            if not _is_common(name) and not text.startswith(_WHOLE_TITLES, match.start("name")):
                yield Span(match.start("name"), match.end("name"), "NAME")
                yield from _enumerated(text, match.end("name"))


def _enumerated(text: str, end: int) -> Iterator[Span]:
    """Names that follow a name in a list: '김철수 반장과 이영희'."""
    while (match := _NEXT_NAME.match(text, end)) and not _is_common(match.group("name")):
        yield Span(match.start("name"), match.end("name"), "NAME")
        end = match.end("name")


def _is_common(word: str) -> bool:
    """A word of the lists, also with a particle at its end."""
    trades, common = _words()
    stem = word[:-1] if word[-1] in "이가은는을를의와과도에로만" else word
    trade = any(one in trades or (one[:-1] in trades and one[-1] in _TRADE_ENDINGS) for one in (word, stem))
    return trade or word in common or stem in common or word in _DETERMINERS


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Trades, and other common words."""
    content = tomllib.loads((Path(__file__).parent / "korean_words.toml").read_text(encoding="utf-8"))
    return frozenset(content["trades"].split()), frozenset(content["common"].split())

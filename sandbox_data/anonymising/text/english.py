"""Personal names in English texts, also in translated ones: after titles and roles, and any capitalised word that the
column never writes in lower case."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from sandbox_data.anonymising.text.finding import PLACEHOLDER, Span

_CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w'’-]*"
_PARTICLE = r"(?:de|da|do|dos|das|del|di|la|las|los|van|von|der|den|el|al|bin|the)"
_FULL_NAME = rf"{_CAPITALISED}(?:\.(?=\s+{_CAPITALISED}))?(?:(?:\s+{_PARTICLE})*\s+{_CAPITALISED})*"
_TITLES = r"Mr|Mrs|Ms|Miss|Messrs|Mister|Dr|Prof|Sr|Sra|Srs|Srta|S\.?r\.?s|Eng|Engr|Ing|Don|Doña|Sir|Madam"
_ROLES = (
    "employee|collaborator|coworker|co-worker|colleague|worker|operator|mechanic|assistant|helper|technician|engineer"
    "|geologist|supervisor|foreman|driver|welder|electrician|rigger|auxiliary|prospector|inspector|manager|nurse|clerk"
    "|apprentice|trainee|contractor|leader|partner|master|labou?rer|fitter|machinist|planner|guard|resident|named|called"
    "|name|signed|witness|victim|reporter|by"
)
_AFTER_TITLE = re.compile(rf"\b(?:{_TITLES})\b\.?:?\s+(?:the\s+)?(?P<name>{_FULL_NAME})")
_AFTER_ROLE = re.compile(rf"\b(?i:{_ROLES})s?\b\s*[:,(-]?\s*(?P<name>{_FULL_NAME})")
_WITH_INITIAL = re.compile(
    r"\b(?P<name>[A-Z]\.\s?(?:[A-Z]\.\s?)?[A-Z][a-zà-ÿ'’-]{2,}|[A-Z][a-zà-ÿ'’-]{2,},\s[A-Z]\.(?!\w))"
)
_BEFORE_BRACKET = re.compile(
    rf"\b(?P<name>{_FULL_NAME})\s*(?=\(\s*(?i:badge|id\b|employee|emp\b|staff|aged?\b|\d{{2}}\s*(?:years|y/?o|,|\))|male|female))"
)
_NEXT_NAME = re.compile(rf"(?:,?\s+(?:and|y|e)\s+|,\s+|\s*&\s*)(?P<name>{_FULL_NAME})")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_POSSESSIVE = re.compile(r"['’]s$")
SHORTEST_ACRONYM_NAME = 5
"""Words in capitals up to four letters (PVC, GPS) are taken for abbreviations, longer ones for names."""


def titled_names(text: str) -> Iterator[Span]:
    """Whatever stands capitalised after a title, and surnames with initials."""
    for pattern in (_AFTER_TITLE, _WITH_INITIAL, _BEFORE_BRACKET):
        for match in pattern.finditer(text):
            yield Span(match.start("name"), match.end("name"), "NAME")
            yield from _enumerated(text, match.end("name"))


def role_names(is_word: Callable[[str], bool]) -> Callable[[str], Iterator[Span]]:
    """A detector of capitalised words after a role ('employee Kim'), unless `is_word` knows them as common words."""

    def detect(text: str) -> Iterator[Span]:
        for match in _AFTER_ROLE.finditer(text):
            words = [word for word in _WORD.findall(match.group("name")) if word[0].isupper()]
            if words and not is_word(words[0]) and not _is_acronym(words[0]):
                yield Span(match.start("name"), match.end("name"), "NAME")
                yield from _enumerated(text, match.end("name"))

    return detect


def _enumerated(text: str, end: int) -> Iterator[Span]:
    """Capitalised words that follow a name in a list: 'Mr. Kim and Lee Chul'."""
    while match := _NEXT_NAME.match(text, end):
        first = _WORD.findall(match.group("name"))[0]
        if first.lower() in ENGLISH_STOP_WORDS or first in _TITLES.split("|") or _is_acronym(first):
            return
        yield Span(match.start("name"), match.end("name"), "NAME")
        end = match.end("name")


def unknown_capitals(is_word: Callable[[str], bool]) -> Callable[[str], Iterator[Span]]:
    """A detector of every capitalised word that `is_word` doesn't know; with digits in it, it is the tag of a thing."""

    def detect(text: str) -> Iterator[Span]:
        for match in _WORD.finditer(text):
            word = match.group()
            if word[0].isupper() and len(word) > 1 and not _is_acronym(word) and not is_word(word):
                has_digit = any(character.isdigit() for character in word)
                yield Span(match.start(), match.end(), "TAG" if has_digit else "NAME")

    return detect


def vocabulary(texts: Iterable[str], keep: Iterable[str] = ()) -> frozenset[str]:
    """Words that the texts write in lower case, the commonest English words, and those to keep; all in lower case.

    A lower-case word that the texts write capitalised in most places is no evidence: 'hodolri' once in lower case is
    still a name.
    """
    lower: Counter[str] = Counter()
    capitals: Counter[str] = Counter()
    for text in texts:
        plain = PLACEHOLDER.sub(" ", text)
        for match in _WORD.finditer(plain):
            word = match.group()
            before = plain[: match.start()].rstrip()
            if word[0].islower():
                lower[word] += 1
            elif before and before[-1] not in ".!?:;-":
                capitals[word.lower()] += 1
    common = {word for word, count in lower.items() if count >= capitals[word]}
    titles = {title.lower() for title in _TITLES.split("|")}
    return frozenset(common | ENGLISH_STOP_WORDS | titles | {word.lower() for word in keep})


def in_vocabulary(known: frozenset[str]) -> Callable[[str], bool]:
    """Whether a word is known, also as a plural, a possessive or one joined by hyphens."""

    def is_word(word: str) -> bool:
        plain = _POSSESSIVE.sub("", word).lower()
        if plain in known or (plain.endswith("s") and plain[:-1] in known) or f"{plain}s" in known:
            return True
        parts = plain.split("-")
        return len(parts) > 1 and all(part in known or len(part) <= 1 or part.isdigit() for part in parts)

    return is_word


def _is_acronym(word: str) -> bool:
    letters = _POSSESSIVE.sub("", word)
    return letters.isupper() and len(letters) < SHORTEST_ACRONYM_NAME

"""Words in the free-text fields of nbgrader's assignment list, in the language of the person."""

from __future__ import annotations

from typing import Any

# Times arrive as ISO 8601 with Korea's offset; people read the first sixteen characters.
MINUTE = 16

WORDS = {
    "due": ("마감 {at}", "due {at}"),
    "closes": ("제출 종료 {at}", "closes {at}"),
    "late_now": ("마감 지남, {at}까지 지각 제출 가능", "past due, late until {at}"),
    "closed": ("제출 종료됨 {at}", "closed {at}"),
    "not_offered": ("지금은 제공되지 않음", "not offered at present"),
    "attempt": ("{number}차", "attempt {number}"),
    "on_time": ("제시간 제출", "on time"),
    "late": ("지각 제출", "late"),
    "waiting": ("채점 중", "being graded"),
    "delayed": ("채점이 늦어지고 있음(감점 없음)", "grading is delayed (no points lost)"),
    "score": ("{score}/{of}점", "{score}/{of} points"),
    "mark": ("강사 채점 대기", "waits for the instructor's mark"),
    "counts": ("반영", "counts"),
}


def say(word: str, language: str, **facts: str) -> str:
    korean, english = WORDS[word]
    return (english if language == "en" else korean).format(**facts)


def minute(iso_time: str) -> str:
    """`2026-11-30T18:00:00+09:00` -> `2026-11-30 18:00`."""
    return iso_time[:MINUTE].replace("T", " ")


def deadline(assignment: dict[str, Any], language: str) -> str:
    """What stands behind a notebook's name: due, late or closed."""
    if not assignment["offered"]:
        return say("not_offered", language)
    if assignment["closed"]:
        return say("closed", language, at=minute(assignment["closes_at"]))
    if assignment["late_now"]:
        return say("late_now", language, at=minute(assignment["closes_at"]))
    return say("due", language, at=minute(assignment["due_at"]))


def attempt_line(attempt: dict[str, Any], language: str) -> str:
    """`2026-11-24 14:00 · 1차 · 제시간 제출 · 82/100점 · 반영`."""
    parts = [
        minute(attempt["submitted_at"]),
        say("attempt", language, number=str(attempt["attempt"])),
        say("late" if attempt["late"] else "on_time", language),
        *_outcome(attempt, language),
    ]
    return " · ".join(parts)


def _outcome(attempt: dict[str, Any], language: str) -> list[str]:
    if attempt["state"] in {"ungraded", "parked"}:
        return [say("delayed", language)]
    if attempt["state"] != "graded" or attempt["score"] is None:
        return [say("waiting", language)]
    words = [say("score", language, score=f"{attempt['score']:g}", of=f"{attempt['max_score'] or 0:g}")]
    if attempt["needs_mark"]:
        words.append(say("mark", language))
    if attempt["counts"]:
        words.append(say("counts", language))
    return words

"""The two cards at the top of every lab, written from `lab.toml` and from the dataset's card."""

from __future__ import annotations

from labs.catalogue import LabDefinition
from labs.errors import LabError
from sandbox_data.anonymising.recipe import Drop, Recipe, read_recipe
from sandbox_data.cards import Card, read_card
from sandbox_data.gate.shelf import Shelf
from sandbox_data.text import Language


def header_card(lab: LabDefinition, language: Language) -> str:
    """Title, time, points, tasks and what a trainee must know before, as Markdown."""
    korean = language == "ko"
    rows = [
        ("소요 시간" if korean else "Time", f"{lab.minutes}{'분' if korean else ' min'}"),
        ("배점" if korean else "Points", f"{lab.max_score}{'점' if korean else ''}"),
        ("역량" if korean else "Competencies", ", ".join(lab.competencies)),
        ("전략 분야" if korean else "Priority area", lab.priority_area.in_language(language)),
        ("선수 지식" if korean else "Prerequisites", lab.prerequisites.in_language(language)),
        ("라이브러리" if korean else "Libraries", ", ".join(lab.libraries)),
    ]
    tasks = [
        f"| {task.code.upper()} {task.title.in_language(language)} | "
        f"{task.points}{'점' if korean else ' points'}{_by_hand(korean) if task.manual else ''} |"
        for task in lab.tasks
    ]
    head = "| 과제 | 배점 |" if korean else "| Task | Points |"
    return "\n".join(
        [
            f"# {lab.title.in_language(language)}",
            "",
            f"> **{lab.question.in_language(language)}**",
            "",
            "| | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in rows),
            "",
            head,
            "|---|---|",
            *tasks,
        ]
    )


def data_card(lab: LabDefinition, language: Language) -> str:
    """What the data is as a lab sees it, and what is wrong with it, as Markdown.

    Columns that the release leaves out are not there, and neither are defects that the lab has the trainee find.
    Raises LabError when the card's version moved on, or no defect has the words of one that is to be left out.
    """
    if lab.dataset is None:
        raise LabError(f"{lab.code}/lab.toml: dataset: the notebook shows a data card, but the lab names no dataset")
    card = read_card(lab.dataset.name)
    if card.version != lab.dataset.version:
        raise LabError(
            f"{lab.code}/lab.toml: dataset.version: written for {lab.dataset.version}, the card is {card.version}"
        )
    korean = language == "ko"
    shelf = Shelf()
    recipe = read_recipe(shelf.recipe(card.name)) if shelf.holds(card.name) else None
    rows = [
        ("출처" if korean else "Source", card.origin),
        ("인용" if korean else "Citation", card.citation),
        ("공정" if korean else "Process", card.plant.in_language(language)),
        ("실제 데이터인가" if korean else "Real?", card.real.reason.in_language(language)),
        ("기록" if korean else "Sampling", f"{_rows(card, recipe, korean)}{card.sampling.in_language(language)}"),
        ("이용 조건" if korean else "Terms", f"{card.terms.spdx}. {card.terms.note.in_language(language)}"),
        ("SHA-256", f"`{card.fingerprint[:16]}…`"),
    ]
    if recipe is not None:
        rows.append(("보호" if korean else "Protection", recipe.reason.in_language(language)))
    return "\n".join(
        [
            f"### {'데이터 카드' if korean else 'Data card'}: {card.title.in_language(language)}",
            "",
            "| | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in rows),
            "",
            *_columns(card, _left_out(recipe), language),
            "",
            f"**{'알려진 한계' if korean else 'Known defects'}**",
            "",
            *_defects(card, lab, language),
        ]
    )


def _rows(card: Card, recipe: Recipe | None, korean: bool) -> str:
    """The file's rows. A release may have fewer: what is rare, for one, is left out of some."""
    if recipe is None:
        return f"{card.rows:,}{'행. ' if korean else ' rows. '}"
    return f"원본 {card.rows:,}행. " if korean else f"{card.rows:,} rows in the publisher's file. "


def _left_out(recipe: Recipe | None) -> frozenset[str]:
    steps = recipe.steps if recipe is not None else ()
    return frozenset(name for step in steps if isinstance(step, Drop) for name in step.columns)


def _defects(card: Card, lab: LabDefinition, language: Language) -> list[str]:
    untold = lab.dataset.untold if lab.dataset is not None else ()
    hidden = {
        words: [defect for defect in card.defects if words in defect.ko or words in defect.en] for words in untold
    }
    unknown = next((words for words, found in hidden.items() if len(found) != 1), None)
    if unknown is not None:
        raise LabError(
            f"{lab.code}/lab.toml: dataset.untold: '{unknown}' is in {len(hidden[unknown])} defects of the card"
        )
    left_out = [defect for found in hidden.values() for defect in found]
    lines = [f"- {defect.in_language(language)}" for defect in card.defects if defect not in left_out]
    if left_out and language == "ko":
        lines.append(f"- 여기 적지 않은 한계가 {len(left_out)}가지 더 있습니다. 이 실습에서 직접 찾습니다.")
    elif left_out:
        lines.append(
            f"- {len(left_out)} more, not told here: you find {'it' if len(left_out) == 1 else 'them'} in this lab."
        )
    return lines


def _columns(card: Card, left_out: frozenset[str], language: Language) -> list[str]:
    korean = language == "ko"
    head = "| 열 | 뜻 | 단위 |" if korean else "| Column | Meaning | Unit |"
    unknown = "미공개" if korean else "not published"
    rows = (
        f"| `{column.name}` | {column.meaning.in_language(language)} | "
        f"{unknown if column.unit == '?' else column.unit} |"
        for column in card.columns
        if column.name not in left_out
    )
    groups = (
        f"| {group.title.in_language(language)} ({group.count:,}) | {group.meaning.in_language(language)} | "
        f"{unknown if group.unit == '?' else group.unit} |"
        for group in card.groups
    )
    return [head, "|---|---|---|", *rows, *groups]


def _by_hand(korean: bool) -> str:
    return " (강사 채점)" if korean else " (graded by the instructor)"

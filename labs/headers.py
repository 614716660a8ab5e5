"""The two cards at the top of every lab, written from `lab.toml` and from the dataset's card."""

from __future__ import annotations

from labs.catalogue import LabDefinition
from labs.errors import LabError
from sandbox_data.cards import Card, read_card
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
    """What the data is and what is wrong with it, as Markdown. Raises LabError when the card's version moved on."""
    if lab.dataset is None:
        raise LabError(f"{lab.code}/lab.toml: dataset: the notebook shows a data card, but the lab names no dataset")
    card = read_card(lab.dataset.name)
    if card.version != lab.dataset.version:
        raise LabError(
            f"{lab.code}/lab.toml: dataset.version: written for {lab.dataset.version}, the card is {card.version}"
        )
    korean = language == "ko"
    names = ("출처", "인용", "공정", "실제 데이터인가", "기록", "이용 조건", "SHA-256")
    if not korean:
        names = ("Source", "Citation", "Process", "Real?", "Sampling", "Terms", "SHA-256")
    values = (
        card.origin,
        card.citation,
        card.plant.in_language(language),
        card.real.reason.in_language(language),
        f"{card.rows:,}{'행. ' if korean else ' rows. '}{card.sampling.in_language(language)}",
        f"{card.terms.spdx}. {card.terms.note.in_language(language)}",
        f"`{card.fingerprint[:16]}…`",
    )
    return "\n".join(
        [
            f"### {'데이터 카드' if korean else 'Data card'}: {card.title.in_language(language)}",
            "",
            "| | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in zip(names, values, strict=True)),
            "",
            *_columns(card, language),
            "",
            f"**{'알려진 한계' if korean else 'Known defects'}**",
            "",
            *(f"- {defect.in_language(language)}" for defect in card.defects),
        ]
    )


def _columns(card: Card, language: Language) -> list[str]:
    korean = language == "ko"
    head = "| 열 | 뜻 | 단위 |" if korean else "| Column | Meaning | Unit |"
    unknown = "미공개" if korean else "not published"
    rows = (
        f"| `{column.name}` | {column.meaning.in_language(language)} | "
        f"{unknown if column.unit == '?' else column.unit} |"
        for column in card.columns
    )
    groups = (
        f"| {group.title.in_language(language)} ({group.count:,}) | {group.meaning.in_language(language)} | "
        f"{unknown if group.unit == '?' else group.unit} |"
        for group in card.groups
    )
    return [head, "|---|---|---|", *rows, *groups]


def _by_hand(korean: bool) -> str:
    return " (강사 채점)" if korean else " (graded by the instructor)"

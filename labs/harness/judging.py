"""From executed notebooks to a verdict on a lab. Pure: `outcomes` by the names of their runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from labs.answers import REFERENCE, ExpectedAnswer, answer_names, expected
from labs.attempts import NOT_ATTEMPTED, CheckState
from labs.catalogue import LabDefinition
from labs.harness.findings import Finding
from labs.harness.outcomes import Outcome
from labs.harness.runs import STUB, name_in
from sandbox_data.text import LANGUAGES

CPU_SECONDS = 20.0
RSS_MB = 1536.0
WRONG_ANSWERS = 4
PLOTS = 2
HUNDREDTH = 0.01


def judge_reference(lab: LabDefinition, outcomes: Mapping[str, Outcome]) -> Iterator[Finding]:
    """The reference gets every automatic point in both languages, without an error; its written answers are there."""
    for language in LANGUAGES:
        name = name_in(REFERENCE, language)
        outcome = outcomes[name]
        for check in outcome.checks:
            if check.state not in (CheckState.PASSED, CheckState.ANSWERED):
                yield Finding(f"{name}: {check.grade_id}", "통과하지 못했습니다", "not passed", check.said)
        for error in outcome.errors:
            yield Finding(f"{name}: {error.label}", "오류", "an error", error.text)
        total = outcome.automatic + outcome.given
        if total != lab.max_score:
            yield Finding(name, f"모범 답안이 {total:g}점입니다", f"the reference gets {total:g} of {lab.max_score}")
    pictures = outcomes[REFERENCE].pictures
    if pictures < PLOTS:
        yield Finding("plots", f"그림이 {pictures}개입니다", f"{pictures} plots, {PLOTS} wanted", blocks=False)


def judge_stub(outcomes: Mapping[str, Outcome]) -> Iterator[Finding]:
    """An untouched release gets 0, runs without an error up to the first task, and says *not attempted* everywhere."""
    for language in LANGUAGES:
        name = name_in(STUB, language)
        outcome = outcomes[name]
        if outcome.automatic + outcome.given:
            yield Finding(name, f"{outcome.automatic:g}점을 받았습니다", f"gets {outcome.automatic:g} points")
        for error in outcome.errors:
            if error.position < outcome.first_answer:
                where = f"{name}: {error.label}"
                yield Finding(where, "첫 과제 앞의 오류", "an error before the first task", error.text)
        for check in outcome.checks:
            if check.state is not CheckState.NOT_ATTEMPTED and check.points:
                yield Finding(
                    f"{name}: {check.grade_id}", "'미작성' 상태가 아닙니다", "is not *not attempted*", check.state
                )
    yield from _first_messages(outcomes[STUB])


def _first_messages(stub: Outcome) -> Iterator[Finding]:
    """A task's first check says by itself that nothing was attempted: validation shows its words as they are."""
    told: set[str] = set()
    for check in stub.checks:
        if check.task in told or not check.said:
            continue
        told.add(check.task)
        if not check.said.lstrip().startswith(NOT_ATTEMPTED):
            yield Finding(
                f"{STUB}: {check.grade_id}",
                f"과제의 첫 메시지는 '{NOT_ATTEMPTED}'(으)로 시작해야 합니다",
                f"a task's first message must begin with '{NOT_ATTEMPTED}'",
                check.said,
                blocks=False,
            )


def judge_languages(outcomes: Mapping[str, Outcome]) -> Iterator[Finding]:
    """Both languages give the same grade ids and the same scores."""
    for run in (STUB, REFERENCE):
        korean, english = (_scores(outcomes[name_in(run, language)]) for language in LANGUAGES)
        if korean != english:
            different = sorted(k for k in korean.keys() | english.keys() if korean.get(k) != english.get(k))
            yield Finding(run, "언어에 따라 점수가 다릅니다", "scores differ between languages", str(different))


def judge_wrong_answers(lab: LabDefinition, outcomes: Mapping[str, Outcome]) -> tuple[int, list[Finding]]:
    """How many wrong answers got exactly what `answers/expected.toml` states, and what the others got instead."""
    stated, names = expected(lab), answer_names(lab)
    found: list[Finding] = []
    held = 0
    for name in sorted(set(stated) ^ set(names)):
        found.append(Finding("expected.toml", f"{name}: 짝이 없습니다", f"{name}: no such file, or not stated"))
    for name in names[1:]:
        if name in stated:
            differences = list(_differences(name, stated[name], outcomes[name]))
            held += not differences
            found += differences
    if len(names) - 1 < WRONG_ANSWERS:
        found.append(
            Finding(
                "answers",
                f"오답이 {len(names) - 1}개입니다",
                f"{len(names) - 1} wrong answers, {WRONG_ANSWERS} wanted",
                blocks=False,
            )
        )
    return held, found


def _differences(name: str, stated: ExpectedAnswer, outcome: Outcome) -> Iterator[Finding]:
    got, wanted = outcome.by_task(), stated.scores
    wrong = [task for task in sorted(got.keys() | wanted) if _differ(got.get(task), wanted.get(task))]
    if wrong:
        seen, said = {task: got.get(task) for task in wrong}, {task: wanted.get(task) for task in wrong}
        yield Finding(name, f"{seen}점인데 expected.toml에는 {said}", f"gets {seen}, expected.toml says {said}")
    if not stated.messages:
        yield Finding(name, "메시지가 적혀 있지 않습니다", "no message is stated", blocks=False)
    for message in stated.messages:
        heard = outcome.said(message.check)
        if message.contains not in heard:
            where = f"{name}: {message.check}"
            yield Finding(where, f"'{message.contains}' 이(가) 없습니다", f"'{message.contains}' is not in", heard)


def judge_cost(lab: LabDefinition, outcomes: Mapping[str, Outcome]) -> Iterator[Finding]:
    """CPU and memory of the reference against the platform's limits and the lab's own promise."""
    usage = outcomes[REFERENCE].usage
    if usage is None:
        yield Finding(REFERENCE, "커널이 끝까지 돌지 못했습니다", "the kernel ended before the last cell")
        return
    if usage.cpu_s > CPU_SECONDS:
        yield Finding(REFERENCE, f"CPU {usage.cpu_s:.1f}초", f"{usage.cpu_s:.1f} s of CPU, at most {CPU_SECONDS:g}")
    if usage.rss_mb > RSS_MB:
        yield Finding(REFERENCE, f"메모리 {usage.rss_mb:.0f}MB", f"{usage.rss_mb:.0f} MB, the limit is {RSS_MB:g}")
    if usage.cpu_s > lab.expected_grading_seconds:
        yield Finding(
            "lab.toml: expected_grading_seconds",
            f"{lab.expected_grading_seconds:g}초라고 적혀 있지만 CPU {usage.cpu_s:.1f}초를 썼습니다",
            f"promises {lab.expected_grading_seconds:g} s, {usage.cpu_s:.1f} s of CPU were used",
        )


def judge_stability(outcomes: Mapping[str, Outcome], names: tuple[str, ...], threads: int) -> Iterator[Finding]:
    """Other seeds and other numbers of threads give the reference's scores; the threads were really there."""
    wanted = _scores(outcomes[REFERENCE])
    for name in names:
        got = _scores(outcomes[name])
        if got != wanted:
            changed = {k: got.get(k) for k in wanted if got.get(k) != wanted[k]}
            said = "; ".join(outcomes[name].said(grade_id) for grade_id in changed)
            yield Finding(name, "점수가 달라졌습니다", "scores changed", f"{changed} {said}")
        usage = outcomes[name].usage
        if name.startswith("threads=") and (usage is None or usage.threads != threads):
            seen = usage.threads if usage else 0
            yield Finding(name, f"스레드가 {seen}개였습니다", f"{seen} threads instead of {threads}")


def _scores(outcome: Outcome) -> dict[str, float | None]:
    return {check.grade_id: check.score for check in outcome.checks}


def _differ(got: float | None, wanted: float | None) -> bool:
    """Partial credit is a fraction: hundredths of a point are none."""
    return got is None or wanted is None or abs(got - wanted) >= HUNDREDTH

"""The report as one self-contained HTML page, in Korean or English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from sandbox_data.risk.assessing import RiskReport
from sandbox_data.risk.definitions import DEFINITIONS
from sandbox_data.risk.plots import Bar, bars
from sandbox_data.risk.protection import Secrets
from sandbox_data.risk.results import Count
from sandbox_data.risk.words import CSS, WORDS
from sandbox_data.text import Language, LocalizedText


def page(report: RiskReport, language: Language) -> str:
    """The whole page. It refers to nothing outside itself."""
    writing = _Writing(report, language)
    title = writing.say(
        f"{report.dataset}: 재식별 위험과 쓸모", f"{report.dataset}: risk of re-identification, and utility"
    )
    body = "\n".join(part for section in writing.sections() for part in section)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{CSS}</style></head><body>\n<h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    )


class _Writing:
    """One report in one language, section by section."""

    def __init__(self, report: RiskReport, language: Language) -> None:
        self.report, self.measured, self.language = report, report.measured, language

    def sections(self) -> Iterator[Iterator[str]]:
        yield self._verdict()
        yield self._protected()
        yield self._persons()
        yield self._entities()
        yield self._secrets()
        yield self._texts()
        yield self._utility()
        yield self._likeness()
        yield self._record()

    def say(self, ko: str, en: str) -> str:
        return en if self.language == "en" else ko

    def of(self, text: LocalizedText) -> str:
        return text.in_language(self.language)

    def known(self, amount: str) -> str:
        """'10 rows' or '1 %' in the page's language."""
        return amount.replace(" rows", "행").replace(" %", "%") if self.language == "ko" else amount

    def heading(self, ko: str, en: str) -> str:
        return f"<h2>{escape(self.say(ko, en))}</h2>"

    def defined(self, *figures: str) -> str:
        lines = [
            f"<b>{escape(self.of(DEFINITIONS[figure].name))}</b>: {escape(self.of(DEFINITIONS[figure].sentence))}"
            for figure in figures
        ]
        return f'<p class="definition">{"<br>".join(lines)}</p>'

    def name(self, figure: str) -> str:
        return self.of(DEFINITIONS[figure].name)

    def _verdict(self) -> Iterator[str]:
        verdict = self.report.verdict
        made = self.report.made_at.strftime("%Y-%m-%d %H:%M %Z")
        yield f"<p>{escape(self.say('작성', 'made at'))} {escape(made)} · key {self.measured.record.key_id}</p>"
        if verdict.passed:
            passed = self.say("모든 수치가 한도 안에 있습니다.", "All figures are within their limits.")
            yield f'<div class="passed">{escape(passed)}</div>'
            return
        text = self.say(
            "한도를 넘은 수치가 있습니다. 서명할 수 없습니다.", "Figures are beyond their limits: not to be signed."
        )
        yield f'<div class="failed">{escape(text)}</div>'
        heads = (
            self.say("수치", "figure"),
            self.say("측정", "found"),
            self.say("한도", "limit"),
            self.say("조치", "what would help"),
        )
        yield table(heads, [(one.figure, one.found, one.limit, self.of(one.remedy)) for one in verdict.failures])

    def _protected(self) -> Iterator[str]:
        yield self.heading("무엇을 왜 보호하는가", "What is protected, and why")
        items = self.report.protection.protects
        yield table(
            (self.say("대상", "what"), self.say("이유", "why")),
            [(self.of(WORDS[item.kind]), self.of(item.reason)) for item in items],
        )
        for item in items:
            if isinstance(item, Secrets) and item.holder_reason is not None:
                said = self.say("원본 행을 가진 사람은 막지 못합니다", "Holders of original rows are not kept out")
                kind, why = self.of(WORDS[item.kind]), self.of(item.holder_reason)
                yield f'<p class="warning"><b>{escape(said)}</b> ({escape(kind)}): {escape(why)}</p>'

    def _persons(self) -> Iterator[str]:
        found = self.measured.anonymity
        if found is None:
            return
        yield self.heading("사람: 몇 명 안에 숨는가", "Persons: hidden among how many")
        counted = f"{found.rows:,} {self.say('행', 'rows')}, {found.groups:,} {self.say('집단', 'groups')}"
        asked = f"{self.say('준식별자', 'quasi-identifiers')}: {', '.join(found.quasi_identifiers)}"
        yield f"<p>{escape(asked)} · {counted}</p>"
        rows = [(self.name("k"), str(found.k)), (self.name("unique_rows"), str(found.unique_rows))]
        rows += [(self.name("expected_hits"), f"{found.expected_hits:.0f} / {found.rows:,}")]
        if found.l is not None and found.t is not None:
            rows += [(self.name("l"), str(found.l)), (self.name("t"), f"{found.t:.2f}")]
        yield table((self.say("수치", "figure"), ""), rows, numbers=1)
        yield self.defined("k", "l", "t", "unique_rows", "expected_hits")

    def _entities(self) -> Iterator[str]:
        if not self.measured.linkages:
            return
        yield self.heading("연결 공격: 누구의 자료인지 맞히는가", "Linkage attack: whose data is it")
        yield self.defined("linkage")
        heads = (
            self.say("대상", "entity"),
            self.say("방법", "method"),
            self.say("가진 원본", "rows held"),
            *self._count_heads(),
        )
        yield table(
            heads,
            [
                (one.entity, self.of(WORDS[one.method]), self.known(one.known), *_counts(one.count))
                for one in self.measured.linkages
            ],
            numbers=3,
        )
        pairs = [
            Bar(
                f"{self.of(WORDS[one.method])}, {self.known(one.known)}",
                one.count.share,
                one.count.guessed / one.count.trials,
                one.count.interval,
            )
            for one in self.measured.linkages
        ]
        yield bars(
            self.say("맞힌 비율", "share got right"), pairs, (self.say("공격", "attack"), self.say("찍기", "guessing"))
        )
        for behind in self.measured.entities_behind:
            of = f"{behind.entity}, {behind.released_rows:,} {self.say('행', 'rows')}"
            text = f"{self.name('entities_behind')}: {behind.fewest_per_row} / {behind.entities} ({of})"
            yield f"<p>{escape(text)}</p>{self.defined('entities_behind')}"

    def _secrets(self) -> Iterator[str]:
        if self.measured.survivals:
            yield self.heading("봉인한 열에 남은 원래 값", "Original values left in sealed columns")
            yield self.defined("survival")
            rows = [(one.column, f"{one.surviving:,} / {one.released_values:,}") for one in self.measured.survivals]
            yield table((self.say("열", "column"), self.name("survival")), rows, numbers=1)
        if self.measured.recoveries:
            yield self.heading("원본 행을 가진 사람의 복원 공격", "The attack of somebody who holds original rows")
            yield self.defined("recovery")
            heads = (
                self.say("열", "column"),
                self.say("가진 원본", "rows held"),
                self.say("허용 차", "within"),
                *self._count_heads(),
            )
            rows_found = [
                (one.column, self.known(one.known), one.within, *_counts(one.count)) for one in self.measured.recoveries
            ]
            yield table(heads, rows_found, numbers=4)
            pairs = [
                Bar(
                    f"{one.column}, {self.known(one.known)}",
                    one.count.share,
                    one.count.guessed / max(one.count.trials, 1),
                )
                for one in self.measured.recoveries
            ]
            yield bars(
                self.say("복원한 비율", "share recovered"),
                pairs,
                (self.say("공격", "attack"), self.say("찍기", "guessing")),
            )

    def _texts(self) -> Iterator[str]:
        if not self.measured.reviews:
            return
        yield self.heading("글 속의 이름", "Names in texts")
        rows = [
            (
                self.of(WORDS[one.kind]),
                f"{one.marked.hits} / {one.marked.trials}",
                _percents(one.marked.interval),
                str(one.reports),
            )
            for one in self.measured.reviews
        ]
        heads = (self.say("종류", "kind"), self.name("names_found"), "95 %", self.say("보고서", "reports"))
        yield table(heads, rows, numbers=3)
        if self.measured.precision is not None:
            found = self.measured.precision
            yield f"<p>{escape(self.name('precision'))}: {found.right} / {found.taken}</p>"
        yield self.defined("names_found", "precision")

    def _utility(self) -> Iterator[str]:
        if not self.measured.utility:
            return
        yield self.heading("쓸모: 같은 모델의 점수", "Utility: the same model's score")
        named = [(one, self.say(one.name_ko, one.name_en)) for one in self.measured.utility]
        rows = [
            (name, self.of(WORDS[one.score]), f"{one.original:.3f}", f"{one.released:.3f}", f"{one.loss:+.1%}")
            for one, name in named
        ]
        heads = (
            self.say("과제", "task"),
            self.say("점수", "score"),
            self.say("원본", "original"),
            self.say("공개본", "release"),
        )
        yield table((*heads, self.name("utility_loss")), rows, numbers=3)
        pairs = [Bar(name, one.released, one.original) for one, name in named]
        yield bars(self.say("점수", "score"), pairs, (self.say("공개본", "release"), self.say("원본", "original")))
        yield self.defined("utility_loss")

    def _likeness(self) -> Iterator[str]:
        if not self.measured.likeness:
            return
        yield self.heading("열마다: 순서와 분포", "Column by column: order and distribution")
        rows = [
            (
                one.column + (f" ({self.say('봉인', 'sealed')})" if one.sealed else ""),
                "-" if one.rank_correlation is None else f"{one.rank_correlation:.3f}",
                f"{one.largest_gap:.3f}",
                "-" if one.moved is None else f"{one.moved:.3f}",
            )
            for one in self.measured.likeness
        ]
        heads = (self.say("열", "column"), self.name("rank_correlation"), self.name("largest_gap"), self.name("moved"))
        yield table(heads, rows, numbers=3)
        changed = [one for one in self.measured.likeness if one.largest_gap > 0]
        pairs = [Bar(one.column, one.largest_gap, min(one.moved or 0.0, 1.0)) for one in changed]
        yield bars(self.say("원본과 다른 정도", "difference from the original"), pairs, ("KS", "Wasserstein"))
        yield self.defined("rank_correlation", "largest_gap", "moved")

    def _record(self) -> Iterator[str]:
        record = self.measured.record
        yield self.heading("무엇을 했는가", "What was done")
        rows = [(str(step.number), step.do, f"{step.rows:,}", str(step.columns), step.note) for step in record.steps]
        heads = (
            "",
            self.say("단계", "step"),
            self.say("행", "rows"),
            self.say("열", "columns"),
            self.say("비고", "note"),
        )
        yield table(heads, rows)
        yield f"<p>recipe {record.recipe_sha256[:16]}… · data {record.data_sha256[:16]}…</p>"

    def _count_heads(self) -> tuple[str, str, str]:
        return self.say("맞힘", "right"), "95 %", self.say("찍으면", "by guessing")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 0) -> str:
    """A table whose last `numbers` columns are figures."""
    first_number = len(heads) - numbers
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(
        "<tr>"
        + "".join(f"<td{' class=n' * (place >= first_number)}>{escape(text)}</td>" for place, text in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _counts(count: Count) -> tuple[str, str, str]:
    return f"{count.hits:,} / {count.trials:,}", _percents(count.interval), f"{count.guessed:,.1f}"


def _percents(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.1%}–{interval[1]:.1%}"

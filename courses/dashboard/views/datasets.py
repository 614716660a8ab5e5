"""The data steward's page: where every dataset stands, its risk report, signing and withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from courses import stewardship
from courses.dashboard.drawing import error_text, plain
from courses.dashboard.language import Words, marked
from courses.dashboard.visitor import Visitor
from sandbox_data.cards import Card, all_cards
from sandbox_data.errors import ShopfloorError
from sandbox_data.folders import REPORTS
from sandbox_data.gate import signatures
from sandbox_data.gate.candidates import PAGES, Candidate
from sandbox_data.gate.standing import current_candidate
from sandbox_data.overview import Overview, State, line_of

STATES: dict[State, str] = {
    "released": marked("Released"),
    "not-released": marked("Withheld: no recipe"),
    "awaiting-report": marked("Waits for its report"),
    "report-failed": marked("Beyond a limit"),
    "awaiting-signature": marked("Waits for a signature"),
    "withdrawn": marked("Withdrawn"),
    "stale": marked("Must be built again"),
    "fetched": marked("Raw files are here"),
    "terms-not-accepted": marked("Terms not accepted"),
    "not-fetched": marked("Not here yet"),
}
ACTS = {"signed": marked("signed"), "withdrawn": marked("withdrew")}
REPORT_HEIGHT = 700


def draw(visitor: Visitor) -> None:
    t = visitor.words
    folder = visitor.configuration.data_folder
    if folder is None:
        st.info(t("This dashboard was started without a data folder."), icon=":material/info:")
        return
    if done := st.session_state.pop("gate-done", ""):
        st.success(done, icon=":material/check_circle:")
    found = {card.name: (card, line_of(card, folder)) for card in all_cards()}
    st.dataframe(_table([line for _, line in found.values()], t), hide_index=True)
    gated = {name: pair for name, pair in found.items() if _is_gated(*pair)}
    if not gated:
        st.caption(t("Nothing to sign or to withdraw yet: no dataset was built."))
        return
    name = st.selectbox(
        t("Dataset"), list(gated), format_func=lambda name: f"{t.title(gated[name][0].title)} ({name})", key="gate-name"
    )
    card, line = gated[name]
    _stands(card, line, folder, t)
    candidate = None if card.permits_release_as_it_is else current_candidate(card, folder)
    if candidate is not None:
        _report(candidate, folder, t)
    _decide(visitor, card, line, candidate, folder)


def _is_gated(card: Card, line: Overview) -> bool:
    """Whether a steward has something to read or decide here."""
    return not card.permits_release_as_it_is or line.state in {"released", "withdrawn"}


def _table(lines: list[Overview], t: Words) -> list[dict[str, object]]:
    order = {"awaiting-signature": 0, "report-failed": 1, "awaiting-report": 2}
    return [
        {
            t("Dataset"): line.name,
            t("State"): t(STATES[line.state]),
            t("Rows"): line.rows,
            t("Terms"): line.terms,
            "k": t.number(line.k),
            t("Linkage vs guessing"): t.number(line.linkage_vs_guess, 2),
            t("Utility loss"): _percent(line.utility_loss, t),
        }
        for line in sorted(lines, key=lambda line: (order.get(line.state, 3), line.name))
    ]


def _percent(share: float | None, t: Words) -> str:
    return "–" if share is None else f"{t.number(100 * share, 2)} %"


def _stands(card: Card, line: Overview, folder: Path, t: Words) -> None:
    st.subheader(t.title(card.title), anchor=False)
    st.markdown(f"**{t(STATES[line.state])}** · {plain(t.title(card.protection.reason))}")
    for entry in reversed(signatures.journal(folder, card.name)):
        reason = f": {entry.reason}" if entry.reason else ""
        st.caption(plain(f"{t.moment(entry.at)} · {entry.by} · {t(ACTS[entry.act])}{reason}"))


def _report(candidate: Candidate, folder: Path, t: Words) -> None:
    summary = candidate.summary
    with st.container(horizontal=True):
        st.metric(
            "k",
            t.number(summary.k),
            border=True,
            help=t("The fewest people who look alike in what an outsider may know. Larger is safer; at least 5."),
        )
        st.metric(
            t("Linkage vs guessing"),
            t.number(summary.linkage_vs_guess, 2),
            border=True,
            help=t(
                "How often the best attack names the right site or machine, beside guessing. 1 is guessing; at most 2."
            ),
        )
        st.metric(
            t("Utility loss"),
            _percent(summary.utility_loss, t),
            border=True,
            help=t("How much worse the reference model does on the release than on the original. At most 5 %."),
        )
    if summary.passed:
        st.success(t("All figures are within their limits."), icon=":material/verified:")
    for failure in summary.failures:
        st.error(plain(failure), icon=":material/gpp_bad:")
    page = (folder / REPORTS / candidate.dataset / PAGES[t.language]).read_text(encoding="utf-8")
    st.download_button(
        t("Download the report"),
        page,
        f"{candidate.dataset}.{t.language}.html",
        "text/html",
        icon=":material/download:",
    )
    with st.expander(t("Read the report"), expanded=False):
        st.iframe(page, height=REPORT_HEIGHT)
    st.caption(t("Report {report}, key {key}", report=candidate.report_sha256[:12], key=candidate.key_id))


def _decide(visitor: Visitor, card: Card, line: Overview, candidate: Candidate | None, folder: Path) -> None:
    t = visitor.words
    report = candidate.report_sha256 if candidate else ""
    may_sign = line.state == "awaiting-signature" or (
        line.state == "withdrawn" and (card.permits_release_as_it_is or bool(candidate and candidate.summary.passed))
    )
    if line.state == "awaiting-report":
        st.info(t("The operator makes the report: {command}", command=f"`./shopfloor data risk {card.name}`"))
    if may_sign:
        read = st.checkbox(t("I have read the report and release this dataset for training."), key=f"read-{report}")
        if st.button(t("Sign and release"), type="primary", disabled=not read):
            _done(
                lambda: stewardship.sign(
                    visitor.registry, folder, card, visitor.username, report, visitor.configuration.clock()
                ),
                lambda labs: t("Released. Labs that open: {labs}", labs=labs),
            )
    if line.state == "released":
        reason = st.text_input(t("Reason"), max_chars=200, key=f"reason-{card.name}")
        if st.button(t("Withdraw at once"), icon=":material/block:"):
            _done(
                lambda: stewardship.withdraw(
                    visitor.registry, folder, card, visitor.username, reason, visitor.configuration.clock()
                ),
                lambda labs: t("Withdrawn. Labs that stop: {labs}", labs=labs),
            )


def _done(act: Callable[[], list[str]], said: Callable[[str], str]) -> None:
    """Do it, and say so on the page that is drawn again; a refusal stands where the button was."""
    try:
        labs = act()
    except ShopfloorError as error:
        st.error(error_text(error), icon=":material/error:")
        return
    st.session_state["gate-done"] = plain(said(", ".join(labs) or "–"))
    st.rerun()

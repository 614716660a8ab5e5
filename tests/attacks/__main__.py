"""`./shopfloor attack`: run the corpus, print what came of it, end with 1 when something was gained or reached."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.attacks import battle, corpus, plain


def main() -> int:
    options = _options()
    names = corpus.names() if options.all else [options.name]
    try:
        attacks = [corpus.read(name) for name in names]
    except corpus.UnknownAttack as unknown:
        print(f"shopfloor: {unknown}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="attacks-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        found = battle.fight(attacks, Path(folder), _bar("ours"))
    beside: list[plain.Plain] = []
    if not options.ours_only:
        with tempfile.TemporaryDirectory(prefix="attacks-plain-") as folder:
            beside = plain.fight(attacks, Path(folder), _bar("nbgrader"))
    _report(found, beside)
    if options.json:
        print(json.dumps(_figures(found, beside)))
    return 0 if found.held else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="shopfloor attack", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--all", action="store_true", help="the whole corpus")
    what.add_argument("name", nargs="?", default="", help="one folder of tests/attacks/corpus")
    parser.add_argument("--ours-only", action="store_true", help="don't run plain nbgrader beside it")
    parser.add_argument("--json", action="store_true", help="end with one JSON line")
    return parser.parse_args()


def _bar(what: str) -> object:
    def show(done: int, whole: int) -> None:
        print(f"\r{what}: {done} of {whole}", end="\n" if done == whole else "", file=sys.stderr, flush=True)

    return show


def _report(found: battle.Battle, beside: list[plain.Plain]) -> None:
    by_name = {one.attack: one for one in beside}
    print(f"{'attack':34} {'gained':>6} {'twin':>5} {'nbgrader':>9}  what happened")
    for one in found.outcomes:
        other = by_name.get(one.attack.name)
        theirs = "not run" if other is None else f"{other.gained:g}" + ("" if other.victim_graded else " stop")
        told = "; ".join(one.escapes) or one.hostile.fault or one.hostile.state
        print(f"{one.attack.name:34} {one.gained:6g} {one.twin.points:5g} {theirs:>9}  {told}")
    print(f"others unchanged: {found.others_unchanged}; batch finished: {found.finished}; left: {list(found.left)}")
    if beside:
        stopped = sum(not one.victim_graded for one in beside)
        print(f"plain nbgrader: {sum(one.gained for one in beside):g} points gained, {stopped} batches stopped")


def _figures(found: battle.Battle, beside: list[plain.Plain]) -> dict[str, object]:
    return {
        "attacks": len(found.outcomes),
        "points_gained": sum(one.gained for one in found.outcomes),
        "escapes": sum(len(one.escapes) for one in found.outcomes) + len(found.left) + (not found.others_unchanged),
        "batch_finished": found.finished,
        "honest_twins": len(found.outcomes),
        "honest_full_marks": sum(one.twin.points == one.attack.expected.twin_points for one in found.outcomes),
        "nbgrader_points_gained": sum(one.gained for one in beside) if beside else None,
    }


if __name__ == "__main__":
    raise SystemExit(main())

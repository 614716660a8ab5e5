"""nbgrader's Execute for an instructor's server: the engine runs the notebook, in its sandbox, not we."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Integer, Unicode

from grader.labside import client, plan
from grader.labside.client import ExchangeClient
from grader.labside.environment import lab_environment
from grader.labside.errors import ExchangeRefused, ExchangeUnreachable

MISSES_BEFORE_GIVING_UP = 5


class EngineFault(Exception):
    """The engine could not execute a notebook. Our fault: the submission keeps the score it had."""


class RemoteExecute(NbGraderPreprocessor):
    """Sends the notebook to the grading engine and waits for it. Trainee code never runs in this server."""

    url = Unicode("", help="Address of the exchange; empty: beside the hub's API address.").tag(config=True)
    run_code = Unicode("", help="The course run on whose behalf notebooks are executed.").tag(config=True)
    course_folder = Unicode("", help="The run's course folder, which holds the labs' sources.").tag(config=True)
    timeout_seconds = Integer(1800, help="How long to wait for the engine, s.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        plan.attach(nb, self._source(resources.get("nbgrader", {})))
        environment = lab_environment(self.url)
        exchange = ExchangeClient(environment.exchange_url, environment.token)
        try:
            return self._executed(exchange, nb), resources
        except (ExchangeRefused, ExchangeUnreachable) as refusal:
            self.log.error("%s", refusal.message)
            raise EngineFault(refusal.message) from None
        finally:
            exchange.close()

    def _source(self, which: dict[str, str]) -> Any:
        """The source that says how the lab's checks are run; None where there is none."""
        name = f"{which.get('notebook', '')}.ipynb"
        path = Path(self.course_folder, "source", which.get("assignment", ""), name)
        return json.loads(path.read_bytes()) if self.course_folder and path.is_file() else None

    def _executed(self, exchange: ExchangeClient, notebook: Any) -> Any:
        number = exchange.send(client.execute(self.run_code, nbformat.writes(notebook).encode()))["id"]
        self.log.info("The engine executes the notebook (execution %s)", number)
        answer = self._wait(exchange, number)
        if answer["state"] != "done":
            self._fail(
                f"채점 엔진이 노트북을 실행하지 못했습니다: {answer['fault']} / The engine failed: {answer['fault']}"
            )
        # Read, not only converted: a notebook as it is written holds its texts in lines, and nbgrader wants them whole.
        return nbformat.reads(json.dumps(answer["notebook"]), as_version=4)

    def _wait(self, exchange: ExchangeClient, number: int) -> dict[str, Any]:
        give_up_at = time.monotonic() + self.timeout_seconds
        misses = 0
        while time.monotonic() < give_up_at:
            try:
                answer: dict[str, Any] = exchange.send(client.execution(self.run_code, number))
            except ExchangeUnreachable:
                misses += 1
                if misses >= MISSES_BEFORE_GIVING_UP:
                    raise
                time.sleep(misses)
                continue
            misses = 0
            if answer["state"] in {"done", "failed"}:
                return answer
        self._fail(
            f"{self.timeout_seconds}초 안에 실행이 끝나지 않았습니다. 잠시 후 다시 시도하세요. / "
            f"Not executed within {self.timeout_seconds} s. Try again later."
        )
        raise AssertionError

    def _fail(self, message: str) -> None:
        self.log.error("%s", message)
        raise EngineFault(message)


def configure(c: Any, run_code: str, course_folder: str | Path, exchange_url: str = "") -> None:
    """Point nbgrader (formgrader and command line) in an instructor's server at one run. `c`: a traitlets Config."""
    from nbgrader.converters import Autograde, GenerateFeedback

    from grader.labside import exchange_plugin
    from grader.labside.hiding import HideChecks

    c.CourseDirectory.course_id = run_code
    c.CourseDirectory.root = os.fspath(course_folder)
    c.ExchangeFactory.exchange = exchange_plugin.ShopfloorExchange
    c.ExchangeFactory.list = exchange_plugin.ListReleases
    c.ExchangeFactory.release_assignment = exchange_plugin.ReleaseAssignment
    c.ExchangeFactory.release_feedback = exchange_plugin.ReleaseFeedback
    c.ExchangeFactory.collect = exchange_plugin.Collect
    c.ExchangeFactory.fetch_assignment = exchange_plugin.FetchAssignment
    c.ExchangeFactory.fetch_feedback = exchange_plugin.FetchFeedback
    c.ExchangeFactory.submit = exchange_plugin.Submit
    if exchange_url:
        c.ShopfloorExchange.url = c.RemoteExecute.url = exchange_url
    c.RemoteExecute.run_code = run_code
    c.RemoteExecute.course_folder = os.fspath(course_folder)
    standard = Autograde.class_traits()["autograde_preprocessors"].default()
    c.Autograde.autograde_preprocessors = [RemoteExecute if step is Execute else step for step in standard]
    steps = GenerateFeedback.class_traits()["preprocessors"].default()
    c.GenerateFeedback.preprocessors = [*steps[:1], HideChecks, *steps[1:]]

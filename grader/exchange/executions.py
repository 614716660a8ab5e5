"""Executions: notebooks that an instructor's tool asks the engine to run, so that trainee code never runs beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from courses.registry import Execution, ExecutionState
from grader.exchange.notebooks import check_notebook
from grader.exchange.places import require_instructor
from grader.exchange.policy import Desk
from grader.exchange.refusals import Refusal, size_text

FINISHED = (ExecutionState.DONE, ExecutionState.FAILED)


@dataclass(frozen=True)
class ExecutionView:
    """`notebook` is the executed notebook (JSON bytes) once DONE; `fault` says what of ours went wrong if FAILED."""

    state: ExecutionState
    notebook: bytes | None
    fault: str

    @property
    def finished(self) -> bool:
        return self.state in FINISHED


def request(desk: Desk, username: str, run_code: str, content: bytes | None, now: datetime) -> int:
    """Put a notebook in the engine's queue; its id."""
    with desk.registry.reading() as session:
        require_instructor(session, username, run_code)
    if content is None:
        raise Refusal("too-large", limit=size_text(desk.policy.max_execution_bytes))
    check_notebook(content)
    with desk.registry.session() as session:
        run = require_instructor(session, username, run_code)
        oldest = now - timedelta(seconds=desk.policy.keep_executions_seconds)
        session.execute(delete(Execution).where(Execution.state.in_(FINISHED), Execution.requested_at < oldest))
        unfinished = select(func.count(Execution.id)).where(
            Execution.run_id == run.id, Execution.state == ExecutionState.WAITING
        )
        if (session.scalar(unfinished) or 0) >= desk.policy.max_waiting_executions:
            raise Refusal("busy")
        execution = Execution(run_id=run.id, requested_by=username, requested_at=now, notebook=content)
        session.add(execution)
        session.flush()
        return execution.id


def look(desk: Desk, username: str, run_code: str, execution_id: int) -> ExecutionView:
    """How far an execution of this run is; refused as unknown-execution."""
    with desk.registry.reading() as session:
        run = require_instructor(session, username, run_code)
        execution = session.scalars(
            select(Execution).where(Execution.id == execution_id, Execution.run_id == run.id)
        ).one_or_none()
        if execution is None:
            raise Refusal("unknown-execution")
        return ExecutionView(execution.state, execution.result, execution.fault)

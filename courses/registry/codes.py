"""The codes that the registry stores. The database holds codes, never prose; pages translate them."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do on the platform. Hub groups and hub roles carry the same names."""

    TRAINEE = "trainee"
    INSTRUCTOR = "instructor"
    CENTRE_ADMINISTRATOR = "centre-administrator"
    PROGRAMME_OFFICER = "programme-officer"
    DATA_STEWARD = "data-steward"
    OPERATOR = "operator"


class EnrolmentRole(StrEnum):
    TRAINEE = "trainee"
    INSTRUCTOR = "instructor"


class EnrolmentStatus(StrEnum):
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"


class CountingAttempt(StrEnum):
    """Which attempt at a lab counts: the one with the best score, or the last."""

    BEST = "best"
    LAST = "last"


class SubmissionState(StrEnum):
    """Life of a submission.

    RECEIVED: stored, waits for a worker (not before `retry_at`, where the day's scored attempts are used up). GRADING:
    leased. GRADED: has scores (a written task may still wait for a mark). UNGRADED: could not be graded through our
    fault; retried after `retry_at`. PARKED: our retries are used up, an operator must look. UNGRADED and PARKED never
    count as zero.
    """

    RECEIVED = "received"
    GRADING = "grading"
    GRADED = "graded"
    UNGRADED = "ungraded"
    PARKED = "parked"


class ExecutionState(StrEnum):
    """Life of a notebook that an instructor's tool asks the engine to execute."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class EventKind(StrEnum):
    """What activity events say happened."""

    SIGNED_IN = "signed-in"
    SERVER_STARTED = "server-started"
    SERVER_STOPPED = "server-stopped"
    SERVER_ACTIVE = "server-active"
    KERNEL_ACTIVE = "kernel-active"
    FETCHED = "fetched"
    VALIDATED = "validated"
    SUBMITTED = "submitted"
    SUBMISSION_REFUSED = "submission-refused"
    GRADED = "graded"
    FEEDBACK_OPENED = "feedback-opened"
    PAGE_VISITED = "page-visited"
    ENROLLED = "enrolled"
    INVITED = "invited"

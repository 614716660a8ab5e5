"""Progress: the read models that pages, the command line and reports show."""

from courses.progress_cohort import cohort_overview, stuck_on
from courses.progress_models import (
    AttemptView,
    CohortOverview,
    LabProgress,
    LabState,
    RunProgress,
    Stuck,
    StuckReason,
    TaskMean,
    TraineeOverview,
    TraineeRow,
)
from courses.progress_programme import (
    CentreCounts,
    CohortCounts,
    Counts,
    ProgrammeCounts,
    programme_counts,
)
from courses.progress_provisional import ProvisionalScore, provisional_scores
from courses.progress_queue import ParkedSubmission, QueueOverview, queue_overview
from courses.progress_trainee import trainee_overview

__all__ = [
    "AttemptView",
    "CentreCounts",
    "CohortCounts",
    "CohortOverview",
    "Counts",
    "LabProgress",
    "LabState",
    "ParkedSubmission",
    "ProgrammeCounts",
    "ProvisionalScore",
    "QueueOverview",
    "RunProgress",
    "Stuck",
    "StuckReason",
    "TaskMean",
    "TraineeOverview",
    "TraineeRow",
    "cohort_overview",
    "programme_counts",
    "provisional_scores",
    "queue_overview",
    "stuck_on",
    "trainee_overview",
]

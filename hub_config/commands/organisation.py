"""`shopfloor centre|programme|cohort|run …`: the organisations and what they run."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import typer

from courses import curriculum, organising
from courses.registry import CountingAttempt
from hub_config.commands.opening import console, opened_registry
from labs import catalogue

KST = timezone(timedelta(hours=9), "KST")
DATE = ["%Y-%m-%d"]


def register(app: typer.Typer) -> None:
    for name, help_text, commands in (
        ("centre", "Regional AI centres.", {"add": add_centre}),
        ("programme", "Funded programmes.", {"add": add_programme}),
        ("cohort", "Cohorts of a centre.", {"add": add_cohort}),
        ("run", "Courses for a cohort.", {"add": add_run}),
    ):
        group = typer.Typer(help=help_text, no_args_is_help=True)
        for word, command in commands.items():
            group.command(word)(command)
        app.add_typer(group, name=name)


def add_centre(code: str, name_ko: str = typer.Option(...), name_en: str = typer.Option(...)) -> None:
    """Add a regional AI centre, for example: centre add daegu --name-ko "대구 제조AI센터" --name-en "Daegu …"."""
    with opened_registry() as (_, registry), registry.session() as session:
        centre = organising.add_centre(session, code, name_ko, name_en)
        console.print(f"centre {centre.code}: {centre.name_ko} / {centre.name_en}")


def add_programme(code: str, name_ko: str = typer.Option(...), name_en: str = typer.Option(...)) -> None:
    """Add a programme that cohorts belong to."""
    with opened_registry() as (_, registry), registry.session() as session:
        programme = organising.add_programme(session, code, name_ko, name_en)
        console.print(f"programme {programme.code}: {programme.name_ko} / {programme.name_en}")


def add_cohort(
    code: str,
    centre: str = typer.Option(..., help="Code of the centre."),
    programme: str = typer.Option(..., help="Code of the programme."),
    name_ko: str = typer.Option(...),
    name_en: str = typer.Option(...),
    starts_on: datetime = typer.Option(..., formats=DATE),
    ends_on: datetime = typer.Option(..., formats=DATE),
    capacity: int = typer.Option(30, help="Most trainees."),
) -> None:
    """Add a cohort, for example: cohort add daegu-2026-1 --centre daegu --programme manufacturing-ai …"""
    with opened_registry() as (_, registry), registry.session() as session:
        cohort = organising.add_cohort(
            session,
            code=code,
            name_ko=name_ko,
            name_en=name_en,
            centre=centre,
            programme=programme,
            capacity=capacity,
            starts_on=starts_on.date(),
            ends_on=ends_on.date(),
        )
        console.print(f"cohort {cohort.code}: {cohort.starts_on} – {cohort.ends_on}, capacity {cohort.capacity}")


def add_run(
    course: str,
    cohort: str,
    starts_at: datetime = typer.Option(..., formats=DATE, help="First day (Korean time)."),
    ends_at: datetime = typer.Option(..., formats=DATE, help="Last day (Korean time); labs close at its end."),
    due_at: datetime | None = typer.Option(None, formats=DATE, help="Due day of all labs; later is late."),
    counting: CountingAttempt = typer.Option(CountingAttempt.BEST, help="Which attempt counts."),
) -> None:
    """Open a course for a cohort; its labs are released when the platform runs next."""
    with opened_registry() as (_, registry), registry.session() as session:
        curriculum.sync(session, curriculum.read_courses(), catalogue.all_labs())
        run = organising.open_run(
            session,
            course=course,
            cohort=cohort,
            starts_at=starts_at.replace(tzinfo=KST),
            ends_at=_end_of(ends_at),
            due_at=_end_of(due_at) if due_at else None,
            counting_attempt=counting,
        )
        console.print(f"run {run.code}: closes {run.ends_at.astimezone(KST):%Y-%m-%d %H:%M} KST")


def _end_of(day: datetime) -> datetime:
    return day.replace(hour=23, minute=59, second=59, tzinfo=KST)

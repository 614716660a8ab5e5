"""`shopfloor enrol|invite|appoint|person …`: who is in, and how they sign in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.table import Table
from sqlalchemy import select

from courses import invitations, organising, roster
from courses.errors import UnknownCode
from courses.registry import Cohort, Person, Role
from hub_config.commands.opening import console, opened_registry


def register(app: typer.Typer) -> None:
    app.command("enrol")(enrol)
    app.command("invite")(invite)
    app.command("appoint")(appoint)
    person = typer.Typer(help="Single accounts.", no_args_is_help=True)
    person.command("disable")(disable)
    person.command("enable")(enable)
    app.add_typer(person, name="person")


def enrol(
    file: Path = typer.Argument(help="Roster, .xlsx or .csv (UTF-8 or CP949).", metavar="ROSTER"),
    cohort: str = typer.Option(..., help="Code of the cohort."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Report only; change nothing."),
    skip_rejected: bool = typer.Option(False, "--skip-rejected", help="Enrol the good rows though some are rejected."),
    as_json: bool = typer.Option(False, "--json", help="End with one JSON line."),
) -> None:
    """Enrol the people of a spreadsheet in a cohort. One rejected row changes no row, unless --skip-rejected."""
    with opened_registry() as (_, registry), console.status("…"):
        report = roster.enrol(registry, cohort, file, datetime.now(UTC), dry_run=dry_run, skip_rejected=skip_rejected)
    _print_report(report, dry_run=dry_run)
    if as_json:
        counts = {name: len(getattr(report, name)) for name in ("new", "changed", "unchanged", "rejected")}
        typer.echo(json.dumps(counts | {"applied": report.applied}))
    if report.rejected and not skip_rejected:
        raise typer.Exit(2)


def _print_report(report: roster.RosterReport, *, dry_run: bool) -> None:
    console.print(
        f"new {len(report.new)} · changed {len(report.changed)} · unchanged {len(report.unchanged)} · "
        f"rejected {len(report.rejected)}" + (" (dry run)" if dry_run else "")
    )
    if report.ignored_columns:
        console.print(f"ignored columns: {', '.join(report.ignored_columns)}", markup=False)
    if report.rejected:
        table = Table("row", "column", "saw", "expected")
        for row in report.rejected:
            table.add_row(str(row.row), row.column, row.saw, f"{row.expected_ko} / {row.expected_en}")
        console.print(table)
        if not report.applied and not dry_run:
            console.print("Nothing was changed. Mend the rows above, or enrol the others with --skip-rejected.")


def invite(
    cohort: str = typer.Option("", help="Everybody of this cohort who has no account yet."),
    username: str = typer.Option("", help="One person, also for a forgotten password."),
    output: Path | None = typer.Option(None, help="Write a CSV file instead of printing."),
) -> None:
    """Print new one-time invitation links. Earlier unused links of the same people stop working."""
    if bool(cohort) == bool(username):
        raise typer.BadParameter("give either --cohort or --username")
    with opened_registry() as (settings, registry), registry.session() as session:
        now = datetime.now(UTC)
        days = settings.invitation_days

        def link_of(token: str) -> str:
            return f"{settings.public_origin}/hub/invite/{token}"

        if username:
            person = _person(session.scalars(select(Person).where(Person.username == username)).one_or_none(), username)
            token = invitations.invite(session, person, now, days=days, created_by="cli")
            rows = [invitations.InvitationRow(person.name, person.email, person.username, token)]
        else:
            found = session.scalars(select(Cohort).where(Cohort.code == cohort)).one_or_none()
            if found is None:
                raise UnknownCode(f"There is no cohort {cohort!r}.", "Add it: ./shopfloor cohort add --help")
            rows = invitations.invite_cohort(session, found, now, days=days, created_by="cli")
        if output is not None:
            output.write_bytes(invitations.csv_of(rows, link_of))
            output.chmod(0o600)
            console.print(f"{len(rows)} invitations in {output}")
        else:
            for row in rows:
                console.print(f"{row.name} <{row.email}>  {link_of(row.token)}", markup=False, soft_wrap=True)


def appoint(
    username: str,
    role: Role = typer.Argument(help="centre-administrator, programme-officer, data-steward or operator."),
    name: str = typer.Option("", help="Name, for a new person."),
    email: str = typer.Option("", help="E-mail, for a new person."),
    centre: str = typer.Option("", help="Code of the centre, for a centre administrator."),
    programme: str = typer.Option("", help="Code of the programme, for a programme officer."),
) -> None:
    """Give somebody a role outside a cohort, for example: appoint kim centre-administrator --centre daegu …"""
    with opened_registry() as (_, registry), registry.session() as session:
        person = session.scalars(select(Person).where(Person.username == username)).one_or_none()
        if person is None:
            if not (name and email):
                _person(None, username, "To make a new account give --name and --email.")
            person = organising.ensure_person(session, username=username, name=name, email=email, now=datetime.now(UTC))
        organising.appoint(session, person, role, centre=centre or None, programme=programme or None)
        console.print(f"{person.username} is {role.value} {centre or programme}".rstrip())


def disable(username: str) -> None:
    """Close an account: the running server is stopped and nobody can sign in with it."""
    _set_disabled(username, True)


def enable(username: str) -> None:
    """Open a closed account again."""
    _set_disabled(username, False)


def _set_disabled(username: str, disabled: bool) -> None:
    with opened_registry() as (_, registry), registry.session() as session:
        person = _person(session.scalars(select(Person).where(Person.username == username)).one_or_none(), username)
        person.disabled = disabled
        console.print(f"{username} is {'disabled' if disabled else 'enabled'}")


def _person(person: Person | None, username: str, remedy: str = "People come in by ./shopfloor enrol.") -> Person:
    if person is None:
        raise UnknownCode(f"There is no person {username!r}.", remedy)
    return person

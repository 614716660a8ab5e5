"""The Jupyter server extension of lab servers: `grader.labside.extension`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tornado.ioloop import PeriodicCallback
from traitlets import Unicode
from traitlets.config import LoggingConfigurable

from grader.labside.activity import REPORT_SECONDS, ActivityReport
from grader.labside.assignment_list import AssignmentList
from grader.labside.client import AsyncExchangeClient
from grader.labside.environment import lab_environment
from grader.labside.handlers import SETTING, handlers
from grader.labside.pages import pages


class ExchangeClient(LoggingConfigurable):
    """`c.ExchangeClient.url` in a lab server's configuration."""

    url = Unicode("", help="Address of the exchange; empty: beside the hub's API address.").tag(config=True)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "grader.labside.extension"}]


def _load_jupyter_server_extension(server: Any) -> None:
    environment = lab_environment(ExchangeClient(parent=server).url)
    exchange = AsyncExchangeClient(environment.exchange_url, environment.token)
    web_app = server.web_app
    web_app.settings[SETTING] = AssignmentList(exchange, Path(server.root_dir).resolve())
    base_url = web_app.settings["base_url"]
    web_app.add_handlers(".*$", [*handlers(base_url), *pages(base_url)])
    report = ActivityReport(exchange, web_app, server.kernel_manager)
    reporting = PeriodicCallback(report.report, REPORT_SECONDS * 1000, jitter=0.2)
    web_app.settings["shopfloor_reporting"] = reporting
    reporting.start()
    server.log.info("Shopfloor's exchange: %s", environment.exchange_url)

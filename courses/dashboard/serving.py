"""The dashboard as an ASGI application. Who puts it on the web adds the middleware that says who visits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from streamlit import config
from streamlit.starlette import App

from courses.dashboard.configuration import DashboardConfiguration, configure

SCRIPT = Path(__file__).parent / "app.py"
# Real plant operators sit in front of this page: calm colours, contrast of at least 4.5:1 (WCAG 2.1 AA).
FONT = "Noto Sans KR, Noto Sans CJK KR, Apple SD Gothic Neo, Malgun Gothic, sans-serif"
MAX_UPLOAD_MB = 10
OPTIONS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": MAX_UPLOAD_MB,
    "server.enableXsrfProtection": True,
    "theme.base": "light",
    "theme.primaryColor": "#17507a",
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#f3f6f8",
    "theme.textColor": "#1c2733",
    "theme.borderColor": "#d9e0e6",
    "theme.font": FONT,
    "theme.headingFont": FONT,
    "theme.headingFontSizes": ["1.9rem", "1.35rem", "1.1rem"],
    "theme.metricValueFontSize": "1.6rem",
    "theme.baseRadius": "6px",
    "theme.showWidgetBorder": True,
    "theme.dataframeHeaderBackgroundColor": "#f3f6f8",
}


def create_app(configuration: DashboardConfiguration, middleware: Sequence[tuple[Any, Mapping[str, Any]]] = ()) -> App:
    """The dashboard below `configuration.base_path`. `middleware`: ASGI middleware classes with their arguments.

    One a process: Streamlit's options and runtime are global.
    """
    configure(configuration)
    for name, value in {**OPTIONS, "server.baseUrlPath": configuration.base_path.strip("/")}.items():
        config.set_option(name, value)
    return App(SCRIPT, middleware=[Middleware(kind, **dict(arguments)) for kind, arguments in middleware])

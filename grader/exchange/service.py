"""The exchange's HTTP service. Every right is checked in the registry at every request; see docs/exchange.md."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from courses.registry import Registry
from grader.exchange.callers import ask_for
from grader.exchange.policy import Blobs, Caller, Clock, Desk, ExchangePolicy, WhoIs
from grader.exchange.refusals import Refusal, RefusalBody, invalid
from grader.exchange.routes import Counter, activity_routes, execution_routes, instructor_routes, trainee_routes

__all__ = ["PREFIX", "Caller", "ExchangePolicy", "create_app"]

LOG = logging.getLogger(__name__)
PREFIX = "/services/exchange"
REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": RefusalBody, "description": description}
    for status, description in {
        401: "No valid hub token.",
        403: "Not enrolled in, or no instructor of, this course.",
        404: "Unknown lab, submission or execution, or nothing there yet.",
        409: "Closed, or not offered.",
        413: "Too large.",
        422: "Not a notebook, or an invalid request.",
        429: "Too many events.",
        503: "The hub can't be asked, or too busy.",
    }.items()
}


def create_app(registry: Registry, store: Blobs, who_is: WhoIs, policy: ExchangePolicy, clock: Clock) -> FastAPI:
    """The service, under the prefix that the hub's proxy forwards; `clock` returns the aware present."""
    ask = ask_for(registry, who_is)
    counter = Counter(Desk(registry, store, policy), ask, clock)
    app = FastAPI(title="Shopfloor exchange", version="1", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(Refusal, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_invalid)
    for routes in (trainee_routes, activity_routes, instructor_routes, execution_routes):
        app.include_router(routes(counter), prefix=PREFIX, responses=REFUSED)

    @app.get(f"{PREFIX}/openapi.json", include_in_schema=False, dependencies=[Depends(ask)])
    async def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    return app


async def _refuse(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, Refusal)  # noqa: S101 - registered for this class only
    language = getattr(request.state, "language", "ko")
    # After a body that was too large, hang up: else the server would read on what a flood still sends.
    headers = {"Connection": "close"} if refusal.status == 413 else None
    return JSONResponse(refusal.body(language).model_dump(), refusal.status, headers)


async def _refuse_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    where = ", ".join(".".join(str(part) for part in found["loc"]) for found in error.errors()[:3])
    return await _refuse(request, invalid(where, where))

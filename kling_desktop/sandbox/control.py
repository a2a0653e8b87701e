"""The controls that tests have over a stand-in in another process; absent in practice mode."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .misbehaviour import refusal
from .premises import Premises

SCENARIO_PATH = "/_control/scenario"
RECORD_PATH = "/_control/record"


def control_routes(premises: Premises) -> list[Route]:
    """Build the routes: POST a scenario or a list of them, GET the record."""

    async def set_scenario(request: Request) -> Response:
        if not premises.has_key(request):
            return refusal(401)
        try:
            body = await request.json()
            for scenario in body if isinstance(body, list) else [body]:
                premises.script.add(scenario)
        except (ValueError, TypeError, AttributeError) as fault:
            return refusal(400, {"detail": str(fault)})
        return JSONResponse({})

    async def show_record(request: Request) -> Response:
        return JSONResponse(premises.record.snapshot()) if premises.has_key(request) else refusal(401)

    return [
        Route(SCENARIO_PATH, set_scenario, methods=["POST"]),
        Route(RECORD_PATH, show_record, methods=["GET"]),
    ]

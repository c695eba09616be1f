"""What a browser fetches beside the page: its own files, pictures of charts, and files to keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from bot.text import file_bytes, file_name

if TYPE_CHECKING:
    from bot.page.server import Page

KINDS = {".csv": "text/csv", ".ics": "text/calendar"}  # a phone offers to add the latter to its calendar
NO_CHART = "This chart is no longer shown. Ask for it again."
NO_FILE = "This file is no longer here, or it is not for you. Ask for it again."


async def own(path: Path, request: Request) -> Response:
    """A file of the page itself."""
    return FileResponse(path, headers={"Cache-Control": "no-cache"})


async def chart(page: Page, request: Request) -> Response:
    """The picture of a chart that was shown."""
    shown = page.chart(request.path_params["name"])
    if shown is None:
        raise HTTPException(404, NO_CHART)
    picture = await page.charts.png(shown)
    return Response(
        picture, media_type="image/png", headers={"Cache-Control": "private, max-age=86400, immutable"}
    )


async def file(page: Page, request: Request) -> Response:
    """A file that stands in a message, for a persona who can see that message; saved, never opened here."""
    persona = request.query_params.get("persona", "")
    found = page.file(persona, request.path_params["key"]) if persona in page.personas else None
    if found is None:
        raise HTTPException(404, NO_FILE)
    name = file_name(found)
    kind = KINDS.get(Path(name.lower()).suffix, "text/plain")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "no-store",
    }
    return Response(file_bytes(found), media_type=kind, headers=headers)

"""Download of open datasets: only files that a published dataset names, only open columns."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from app.desk.open_data import downloadable, open_dataset
from app.settings import settings
from data_sources.errors import Missing, Refused


def download(request: Request) -> Response:
    """Send one file of one dataset, straight from the disk."""
    name, file = request.path_params["name"], request.path_params["file"]
    try:
        path = downloadable(open_dataset(settings().exports, name), file)
    except (Missing, Refused):
        # Why a dataset is withheld is for the department's page, not for the world.
        return JSONResponse({"error": "not found"}, 404)
    return FileResponse(path, filename=f"{name}-{file}" if file == "datapackage.json" else file)


ROUTES = [Route("/api/datasets/{name}/{file}", download)]

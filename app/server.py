"""One process serves the pages and the HTTP routes."""

from __future__ import annotations

import gc
import os
import signal
import socket
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from streamlit import config

from app.guard import Guard, Ration
from app.lean import Lean
from app.parts.shell import failed
from app.routes import routes
from app.views import pages
from data_sources.errors import RuongError

SCRIPT = Path(__file__).with_name("main.py")
NEEDED_OPTIONS: dict[str, object] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "server.enableAgentApi": False,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 5,
    "server.runOnSave": False,
}
"""What speed, safety and privacy rest on; `app/.streamlit/config.toml` sets them."""
PUBLIC_REQUESTS_A_MINUTE = 240
STOPS_WITHIN_SECONDS = 5


def check_options() -> None:
    """Raise `RuongError` with every option that something else has overridden."""
    found = {name: config.get_option(name) for name in NEEDED_OPTIONS}
    wrong = [name for name, value in NEEDED_OPTIONS.items() if found[name] != value]
    if wrong:
        told = ", ".join(f"{n} is {found[n]!r}, not {NEEDED_OPTIONS[n]!r}" for n in wrong)
        raise RuongError(
            f"the app does not start with these Streamlit options: {told}",
            "Remove them from the environment (STREAMLIT_...) and from ~/.streamlit/config.toml.",
        )


@asynccontextmanager
async def _settled(_app: st.App) -> AsyncGenerator[dict[str, Any], None]:
    """Take what was imported out of the garbage collector's sight.

    Streamlit collects all generations after every rerun; walking some hundred thousand objects of
    imported libraries each time held the interpreter for about 60 ms.
    """
    gc.collect()
    gc.freeze()
    yield {}


def make_app() -> st.App:
    """Build the ASGI app: guard, routes, pages."""
    ration = Ration(PUBLIC_REQUESTS_A_MINUTE, 60.0, 10_000, time.monotonic)
    guard = Middleware(Guard, pages=tuple(pages()), ration=ration)
    app = st.App(
        SCRIPT,
        routes=routes(),
        middleware=[guard, Middleware(Lean)],
        lifespan=_settled,
        on_script_error=failed,
    )
    check_options()
    return app


class _Server(uvicorn.Server):
    """Prints its address once it truly answers, and ends with status 0 when told to stop."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"Ruộng: http://{shown}:{port}", flush=True)  # noqa: T201

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Stop when told, and let that be a clean end: uvicorn would die of the signal after it."""
        signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(host: str, port: int, workspace: Path) -> int:
    """Serve until SIGINT or SIGTERM; print the address when ready, return the exit status.

    Parameters
    ----------
    host, port
        Where to listen; port 0 takes a free one.
    workspace
        Folder with the store, the trace and the exports.

    Raises
    ------
    RuongError
        Where the address cannot be listened on, or an option is overridden from outside.
    """
    # The pages run in threads of this process and read their settings there.
    os.environ["RUONG_WORKSPACE"] = str(workspace.absolute())  # noqa: TID251
    options = uvicorn.Config(
        make_app(),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOPS_WITHIN_SECONDS,
        ws_max_size=20 * 2**20,
        proxy_headers=False,
    )
    server = _Server(options)
    try:
        server.run()
    except SystemExit as stop:
        if not server.started:
            raise RuongError(
                f"{host}:{port} cannot be listened on", "Choose another port with --port."
            ) from stop
        raise
    return 0

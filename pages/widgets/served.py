"""The app as `spca serve` starts it: behind a check of the host name.

``streamlit run app.py`` starts the same app without that check, for tests and trials.
"""

import asyncio
import os
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from streamlit.starlette import App

from assessment.cli.host_names import HostGate, in_address, names_in
from assessment.wiring import ROOT


@asynccontextmanager
async def open_browser(_app: App) -> AsyncIterator[None]:
    """Open the browser, unless nobody wants it; the port is open by then."""
    if not st.get_option("server.headless"):
        address = in_address(st.get_option("server.address"))
        place = f"http://{address}:{st.get_option('server.port')}"
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, place)
    yield


app = App(
    ROOT / "app.py",
    lifespan=open_browser,
    middleware=[Middleware(HostGate, names=names_in(os.environ))],
)

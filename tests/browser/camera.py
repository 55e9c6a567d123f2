"""Takes the pictures that the README and the documents show."""

import os
from io import BytesIO

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from assessment.wiring import ROOT
from tests.browser.conftest import settle

TALLEST = 2_000
"""Pixels after which a picture of a page is cut off."""


class Camera:
    """Keeps pictures in the folder that SPCA_SCREENSHOTS names; without it, it only looks."""

    def __init__(self, page: Page) -> None:
        folder = os.environ.get("SPCA_SCREENSHOTS")
        self._folder = ROOT / folder if folder else None
        self._page = page

    def take(
        self, name: str, *, at: Locator | None = None, pointing_at: Locator | None = None
    ) -> None:
        """Look at the page as it stands: nothing may be broken on it.

        Parameters
        ----------
        at
            What a picture of one screen begins with; the whole page where it is left out.
        pointing_at
            What the mouse rests on, so that its help is in the picture.
        """
        expect(self._page.get_by_test_id("stException")).to_have_count(0)
        expect(self._page.get_by_test_id("stStatusWidget")).to_have_count(0)
        expect(self._page.get_by_test_id("stSkeleton")).to_have_count(0)
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        self._make_room(at)
        self._page.wait_for_load_state("networkidle")
        # What a click has yet to change is shown pale until then.
        settle(self._page)
        if pointing_at is None:
            self._page.mouse.move(0, 0)
        else:
            pointing_at.hover()
            expect(self._page.get_by_test_id("stTooltipContent")).to_be_visible()
        content = self._page.screenshot(animations="disabled")
        # Few colours are on a page; with a palette the files stay small.
        picture = Image.open(BytesIO(content)).convert("RGB")
        picture.quantize(colors=128, dither=Image.Dither.NONE).save(
            self._folder / f"{name}.png", optimize=True
        )
        self._page.set_viewport_size({"width": 1280, "height": 900})

    def _make_room(self, at: Locator | None) -> None:
        if at is None:
            main = self._page.get_by_test_id("stMain")
            height = main.evaluate("main => (main.scrollTo(0, 0), main.scrollHeight)")
            self._page.set_viewport_size({"width": 1280, "height": min(max(height, 700), TALLEST)})
            return
        self._page.set_viewport_size({"width": 1280, "height": 800})
        at.evaluate("element => element.scrollIntoView({block: 'start'})")
        # A little of what stands above, so that nothing begins at the very edge.
        self._page.get_by_test_id("stMain").evaluate("main => main.scrollBy(0, -110)")

"""Regions, briefings and a browser without a network."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from planner.briefing import write_briefing
from planner.briefing.extras import Extras
from planner.coverage.reach import Reach
from planner.plans.plan import Plan
from planner.plans.scorecard import Scorecard
from tests.planner.briefing.full_plan import make_extras, make_full_plan, make_full_scorecard
from tests.planner.briefing.invented import (
    KINDS,
    InventedRegion,
    make_circles,
    make_plan,
    make_reach,
    make_region,
    make_scorecard,
)

DAY = date(2026, 11, 22)
HOSTILE = (
    '<img src=x onerror="window.pwned=1">\'"</script><script>window.pwned=1</script><!--'
    '{{7*7}}{% raw %}{#`${window.pwned=1}`\u2028\u202e=HYPERLINK("x")</style></title>'
)
_ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run"
).split()

_REPORT_VIOLATIONS = "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.blockedURI))"


@dataclass(frozen=True, eq=False)
class Case:
    """What a briefing is made of, and where it was written."""

    region: InventedRegion
    plan: Plan
    scorecard: Scorecard
    reaches: tuple[Reach, ...]
    html: Path
    xlsx: Path
    extras: Extras = Extras()  # noqa: RUF009 - never changed


@dataclass(frozen=True, eq=False)
class Opened:
    """A page in the browser, with everything it asked for and said."""

    page: Page
    requests: list[str]
    messages: list[str]


def make_case(folder: Path, suffix: str = "") -> Case:
    region = make_region(suffix=suffix)
    plan = make_plan(suffix)
    reaches = tuple(make_reach(region, kind, minutes=40.0) for kind in KINDS[:2])
    scorecard = make_scorecard(region, plan, reaches)
    html, xlsx = write_briefing(region, plan, scorecard, reaches, make_circles(region), folder, made_on=DAY)
    return Case(region, plan, scorecard, reaches, html, xlsx)


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A briefing in a folder with Chinese and a space in its name."""
    return make_case(tmp_path_factory.mktemp("简报") / "输出 文件夹")


def make_full_case(folder: Path, suffix: str = "") -> Case:
    region, plan = make_region(suffix=suffix), make_full_plan(suffix)
    reaches = tuple(make_reach(region, kind, minutes=40.0) for kind in KINDS[:2])
    scorecard = make_full_scorecard(region, plan, reaches, suffix)
    extras, circles = make_extras(region, plan, scorecard, suffix), make_circles(region)
    html, xlsx = write_briefing(region, plan, scorecard, reaches, circles, folder, made_on=DAY, extras=extras)
    return Case(region, plan, scorecard, reaches, html, xlsx, extras)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A briefing with everything a plan may hold."""
    return make_full_case(tmp_path_factory.mktemp("full"))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A briefing in which every name is an attack."""
    return make_full_case(tmp_path_factory.mktemp("hostile"), HOSTILE)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Ends with its module: the driver's event loop must not lie beneath the tests of the window."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[object]:
    """Opens a file and waits until its map is drawn."""
    contexts = []

    def opened(path: Path, width: int = 1600, height: int = 900, *, scripts: bool = True) -> Opened:
        context = browser.new_context(
            viewport={"width": width, "height": height}, offline=True, java_script_enabled=scripts
        )
        contexts.append(context)
        result = Opened(context.new_page(), [], [])
        result.page.on("request", lambda request: _note_request(result, request))
        result.page.on("console", lambda message: _note_message(result, message))
        result.page.on("pageerror", lambda error: result.messages.append(f"error: {error}"))
        result.page.on("dialog", lambda dialog: (result.messages.append("dialog"), dialog.dismiss()))
        result.page.add_init_script(_REPORT_VIOLATIONS)
        result.page.goto(path.as_uri())
        if scripts:
            result.page.wait_for_selector("body.drawn")
        return result

    yield opened
    for context in contexts:
        context.close()


def _note_request(opened: Opened, request: Request) -> None:
    opened.requests.append(request.url)


def _note_message(opened: Opened, message: ConsoleMessage) -> None:
    opened.messages.append(f"{message.type}: {message.text}")

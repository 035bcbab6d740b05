"""Promise: a page is light, and going from one screen to another feels like going nowhere.

Opens the dashboard in Chromium and prints what the first load costs the line (compressed, as it
arrives), how long it takes from a click in the menu until the next screen stands still, with
everything kept, beside two pages of Streamlit with nothing on them, and what a click costs the
server's processor. `[SCALE]` as for the other benchmarks, or `here`: the database that `localpro`
uses in this folder.
"""

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from benchmarks.people import asked_for, server, worked
from tests.browser.conftest import FLAGS, free_port
from tests.browser.test_first_load import first_load, stand_still

ROUNDS = 5

EMPTY = """
import streamlit as st
def one(): st.title("One")
def two(): st.title("Two")
st.navigation([st.Page(one), st.Page(two)]).run()
"""

SWITCHED = """
(link) => new Promise((done, fail) => {
    const begun = performance.now();
    const app = document.querySelector('[data-testid="stApp"]');
    const title = () => document.querySelector("h1")?.textContent;
    const before = title();
    let hasRun = false;
    document.querySelector(link).click();
    const look = () => {
        const passed = performance.now() - begun;
        const isStill = app.getAttribute("data-test-script-state") === "notRunning";
        hasRun ||= !isStill || (title() && title() !== before);
        const isLoading = document.querySelector('[data-testid="stSkeleton"]');
        if (hasRun && title() && isStill && !isLoading) done(passed);
        else if (passed > 60000) fail(new Error("nothing stood still within a minute"));
        else requestAnimationFrame(look);
    };
    look();
})
"""
"""Clicks on a link of the menu; the milliseconds until the server has run and all is drawn."""

MENU = '[data-testid="stSidebarNavLink"]'


def switching(browser: Browser, address: str) -> list[float]:
    """Return the milliseconds of each way from a screen to the next one, after one round."""
    page, taken = browser.new_page(viewport={"width": 1400, "height": 900}), []
    stand_still(page, address)
    first, *others = [link.get_attribute("href") for link in page.locator(MENU).all()]
    for _ in range(ROUNDS + 1):
        for link in [*others, first]:
            taken.append(float(page.evaluate(SWITCHED, f'{MENU}[href="{link}"]')))
            page.wait_for_timeout(500)
    page.close()
    return taken[len(others) + 1 :]


@contextmanager
def empty_pages() -> Iterator[str]:
    """Serve two pages of Streamlit with nothing on them; yield their address."""
    port = free_port()
    with TemporaryDirectory() as folder:
        app = Path(folder, "empty.py")
        app.write_text(EMPTY)
        options = ["--server.headless=true", f"--server.port={port}"]
        options.append("--server.address=127.0.0.1")
        command = [sys.executable, "-m", "streamlit", "run", app, *options]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            address = f"http://127.0.0.1:{port}"
            try:
                answered(f"{address}/_stcore/health")
                yield address
            finally:
                process.terminate()


def answered(url: str) -> None:
    """Wait for a server's first answer."""
    while True:
        try:
            urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def measure(analytics: str) -> None:
    """Print what is measured."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        with server(analytics) as (port, process):
            address = f"http://127.0.0.1:{port}"
            print(f"first load              {first_load(browser, address):.2f} MB")
            switching(browser, address)
            begun = worked(process)
            ours = switching(browser, address)
            cost = (worked(process) - begun) / (len(ours) * (ROUNDS + 1) / ROUNDS)
        with empty_pages() as address:
            empty = switching(browser, address)
        browser.close()
    one, other = statistics.median(ours), statistics.median(empty)
    print(f"from screen to screen   {one:.0f} ms, worst {max(ours):.0f} ms")
    print(f"empty pages             {other:.0f} ms")
    print(f"ratio                   {one / other:.2f}")
    print(f"processor of the server {cost * 1000:.0f} ms a click")


if __name__ == "__main__":
    with asked_for() as url:
        measure(url)

"""A server of the lab and a browser that looks at it, for the tests and for scripts/measure-lab."""

import contextlib
import http.server
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Networks of which a step takes no time.
SMALL = "g-width=16&d-width=16&batch=32"
PHONE = dict(viewport=dict(width=390, height=844), device_scale_factor=2, is_mobile=True, has_touch=True)

sys.path.append(str(ROOT / "site"))
import lab as published


class Lab:
    """A server, and the browser that looks at it."""

    binary = ROOT / ".build/debug/lab"
    environment = None

    def __init__(self, playwright):
        self.serve()
        self.browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])

    def serve(self):
        # Runs are looked for in the current folder.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="minimax-lab-"))
        self.server = subprocess.Popen([self.binary, "--port", "0"], stdout=subprocess.PIPE, text=True, cwd=self.folder, env=self.environment)
        self.address = next(line.strip() for line in self.server.stdout if line.startswith("http"))

    def close(self):
        self.browser.close()
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.folder)

    @contextlib.contextmanager
    def page(self, query="", wait=True, name="", **settings):
        """A page with a query in its address; fails if anything came on the console."""
        context = self.browser.new_context(**settings)
        page = context.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(self.address.replace("/?", f"/{name}?") + ("&" + query if query else ""))
        if wait and not name:
            settled(page, "lab.runs && (lab.latest || !document.getElementById('problem').hidden || lab.runs.a.isEmpty)")
        yield page
        assert not said, f"on the console: {said}"
        context.close()


@contextlib.contextmanager
def another(lab, environment=None):
    """Another server, with the same browser."""
    other = Lab.__new__(Lab)
    other.environment = environment
    other.browser = lab.browser
    other.serve()
    try:
        yield other
    finally:
        other.server.kill()
        other.server.wait()
        shutil.rmtree(other.folder)


class Published(Lab):
    """The page of the site that has no server, and the browser that looks at it."""

    def serve(self):
        files = {f"/lab/{name}": content for name, content in published.files().items()}
        kinds = {"html": "text/html; charset=utf-8", "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}

        class Files(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.partition("?")[0]
                content = files.get(path + "index.html" if path.endswith("/") else path)
                self.send_response(200 if content else 404)
                self.send_header("Content-Type", kinds.get(path.rpartition(".")[2], kinds["html"] if path.endswith("/") else "application/wasm"))
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/lab/?"


@contextlib.contextmanager
def published_lab(lab):
    """The published page in the browser that is open already."""
    other = Published.__new__(Published)
    other.serve()
    other.browser = lab.browser
    try:
        yield other
    finally:
        other.server.shutdown()


# MARK: - What a page shows


def step(page):
    return page.evaluate("lab.latest?.steps")


def points(page):
    """The generated points, as they came."""
    return page.evaluate("Array.from(lab.latest?.points)")


def picture(page, canvas="#run-a canvas"):
    """What a canvas shows, as text that is the same for the same pixels."""
    return page.evaluate("(name) => document.querySelector(name).toDataURL()", canvas)


def settled(page, condition, seconds=30):
    """Waits until a condition holds. Playwright's own waiting evaluates text in the page, which its policy forbids."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if page.evaluate(f"Boolean(globalThis.lab && ({condition}))"):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"never came true: {condition}")


def play_until(page, steps):
    page.click("#play")
    settled(page, f"lab.latest?.steps >= {steps}")
    page.click("#play")
    settled(page, "!lab.isPlaying && !lab.runs.a.isAwaited")


# MARK: - Processes


def commands_of(lab):
    """The commands that a server has started and that have not ended, by their process."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], check=True, capture_output=True, text=True).stdout
    rows = [line.split(maxsplit=2) for line in table.splitlines()]
    return {int(row[0]): row[2] for row in rows if len(row) == 3 and int(row[1]) == lab.server.pid}


def ended(lab, seconds):
    """Waits until no process that a server has started is left; how long that took."""
    start = time.monotonic()
    while (left := commands_of(lab)) and time.monotonic() < start + seconds:
        time.sleep(0.02)
    assert not left, f"still there after {seconds} s: {left}"
    return time.monotonic() - start

"""The lab's page in a real browser: `make test-browser`."""

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
import traceback

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
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


def step(page):
    return page.evaluate("lab.latest?.steps")


def points(page):
    """The generated points, as they came."""
    return page.evaluate("Array.from(lab.latest?.points)")


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


def test_plays_and_pauses(lab):
    with lab.page(SMALL) as page:
        assert "Step 0" in page.inner_text("#steps")
        play_until(page, 20)
        assert "Play" in page.inner_text("#play")
        stopped = step(page)
        page.wait_for_timeout(300)
        assert step(page) == stopped
        assert str(stopped) in page.inner_text("#steps")
        assert "Paused at step" in page.inner_text("#live")


def test_steps_one_player_at_a_time(lab):
    with lab.page(SMALL) as page:
        page.click("#turn-d")
        settled(page, "lab.latest?.turns.discriminator === 1")
        assert step(page) == 0
        page.click("#turn-g")
        settled(page, "lab.latest?.steps === 1")
        page.click("#step")
        settled(page, "lab.latest?.steps === 2")


def test_an_address_shows_the_same_bits(lab):
    with lab.page(SMALL + "&seed=5") as page:
        page.select_option("#option-remedy", "r1")
        settled(page, "location.search.includes('remedy=r1')")
        for _ in range(7):
            page.click("#step")
        settled(page, "lab.latest?.steps === 7")
        shared, seen = page.evaluate("location.href"), points(page)
        assert "token" not in shared
    with lab.page(shared.split("?")[1]) as page:
        for _ in range(7):
            page.click("#step")
        settled(page, "lab.latest?.steps === 7")
        assert points(page) == seen
    with lab.page(shared.split("?")[1] + "&ahead=7") as page:
        settled(page, "lab.latest?.steps === 7")
        assert points(page) == seen


def test_back_to_the_first_step(lab):
    with lab.page(SMALL) as page:
        first = points(page)
        play_until(page, 10)
        assert points(page) != first
        page.click("#restart")
        settled(page, "lab.latest?.steps === 0")
        assert points(page) == first


def test_compares_with_one_change_named(lab):
    with lab.page(SMALL) as page:
        page.click("#compare")
        page.select_option("#option-remedy", "r1")
        assert "One change: Remedy: Plain → R1" in page.inner_text("#difference")
        play_until(page, 20)
        steps = page.evaluate("[lab.runs.a.latest.steps, lab.runs.b.latest.steps]")
        assert steps[0] == steps[1], steps
        address = page.evaluate("location.search")
        assert "b=1&b.remedy=r1" in address
        page.select_option("#option-loss", "hinge")
        assert "2 changes" in page.inner_text("#difference")
    with lab.page(address[1:]) as page:
        assert page.is_visible("#run-b")
        assert "R1" in page.inner_text("#run-b .what")


def test_training_ahead_is_told(lab):
    with lab.page("ahead=7000&remedy=unrolling", wait=False) as page:
        settled(page, "document.getElementById('steps').textContent.startsWith('Training 7,000 steps ahead')")
        page.fill("#option-ahead", "0")
        page.keyboard.press("Tab")
        settled(page, "lab.latest?.steps === 0")


def test_draws_points(lab):
    with lab.page(SMALL) as page:
        page.select_option("#option-data", "drawn")
        assert "Draw points" in page.inner_text("#note")
        box = page.locator("#run-a canvas").bounding_box()
        page.mouse.move(box["x"] + 100, box["y"] + 100)
        page.mouse.down()
        page.mouse.move(box["x"] + 300, box["y"] + 200, steps=20)
        page.mouse.up()
        settled(page, "location.search.includes('points=') && lab.latest")
        page.click("#step")
        settled(page, "lab.latest?.steps === 1")
        # With the keyboard: the cross moves, Enter sets a point.
        before = page.evaluate("lab.plans.a.points.length")
        page.focus("#run-a canvas")
        for key in ["ArrowRight", "ArrowUp", "Enter"]:
            page.keyboard.press(key)
        assert page.evaluate("lab.plans.a.points.length") == before + 4
        page.click("#clear-points")
        assert "Draw points" in page.inner_text("#note")


def test_reads_a_table(lab):
    with lab.page(SMALL + "&data=drawn&points=AAAA") as page:
        table = "x,y\n" + "\n".join(f"{i},{i * i / 50}" for i in range(50))
        page.set_input_files("#csv", dict(name="p.csv", mimeType="text/csv", buffer=table.encode()))
        settled(page, "lab.plans.a.points.length === 200")
        page.set_input_files("#csv", dict(name="p.csv", mimeType="text/csv", buffer=b"1,2\n3,x"))
        settled(page, "!document.getElementById('problem').hidden")
        assert "Line 2 is “3,x”" in page.inner_text("#problem")


def test_slow_motion_with_the_keyboard_alone(lab):
    with lab.page(SMALL) as page:
        page.focus("#slow")
        page.keyboard.press("Enter")
        titles = []
        for _ in range(6):
            titles.append(page.inner_text("#lesson-title"))
            page.keyboard.press("Enter")
            page.wait_for_timeout(100)
        settled(page, "lab.latest?.steps === 1")
        assert [title[0] for title in titles] == list("123456"), titles
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert not page.is_visible("#lesson")
        assert page.evaluate("document.activeElement.id") == "slow"


def test_the_scrubber_shows_what_was(lab):
    with lab.page(SMALL) as page:
        play_until(page, 15)
        page.wait_for_timeout(100)  # The last frame has come; the page writes its step with the next picture.
        last = page.inner_text("#steps")
        page.focus("#scrub")
        page.keyboard.press("Home")
        assert "Step 0" in page.inner_text("#steps")
        page.keyboard.press("End")
        assert page.inner_text("#steps") == last


def test_exact_values_under_the_pointer_and_the_keyboard(lab):
    with lab.page(SMALL) as page:
        page.hover("#run-a canvas")
        assert "D says real with" in page.inner_text("#readout")
        page.focus("#run-a canvas")
        page.keyboard.press("ArrowRight")
        assert "(0.06, 0.00)" in page.inner_text("#readout")
        page.hover("#latents")
        assert "goes to" in page.inner_text("#readout")


def test_a_rate_changes_as_the_run_goes_on(lab):
    with lab.page(SMALL) as page:
        play_until(page, 10)
        before = step(page)
        page.fill("#option-g-rate", "0.01")
        page.keyboard.press("Tab")
        page.click("#step")
        settled(page, f"lab.latest?.steps === {before + 1}")
        assert abs(page.evaluate("lab.latest?.generatorRate") - 0.01) < 1e-6
        assert f"changed at step {before}" in page.inner_text("#note")


def test_a_challenge_checks_itself(lab):
    with lab.page(SMALL + "&g-turns=10&d-rate=0.0001&g-rate=0.01&speed=full") as page:
        page.click("#play")
        settled(page, "document.querySelector('#challenges .met').textContent.includes('met at step')")


def test_the_run_ends_by_itself(lab):
    with lab.page(SMALL + "&length=30&speed=full") as page:
        page.click("#play")
        settled(page, "!lab.isPlaying && lab.latest?.isOver")
        assert "Step 30 · over" in page.inner_text("#steps")


def test_a_wrong_address_is_told_in_words(lab):
    with lab.page("data=cube&colour=red") as page:
        settled(page, "!document.getElementById('problem').hidden")
        assert "data is 'cube', expected one of ring" in page.inner_text("#problem")


    with lab.page(SMALL + "&colour=red") as page:
        assert "The address names colour" in page.inner_text("#problem")
        assert "colour" not in page.evaluate("location.search")


def test_phone_and_dark(lab):
    for scheme in ["light", "dark"]:
        with lab.page(SMALL, color_scheme=scheme, **PHONE) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            for name in ["#play", "#step", "#turn-d", "#turn-g", "#slow", "#restart", "#compare", "#share"]:
                assert page.locator(name).is_visible()
            page.tap("#play")
            settled(page, "lab.latest?.steps > 5")
            page.tap("#play")
            page.tap("#compare")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (paper == "rgb(20, 22, 26)") == (scheme == "dark"), paper


def test_accessible(lab):
    for settings in [dict(), dict(color_scheme="dark"), PHONE]:
        with lab.page(SMALL, **settings) as page:
            page.click("#compare")
            page.select_option("#option-remedy", "r1")
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            page.click("#compare")
            page.click("#slow")
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()


def test_a_server_that_is_gone_is_told(lab):
    with another(lab) as other, other.page(SMALL) as page:
        other.server.terminate()
        other.server.wait()
        settled(page, "!document.getElementById('problem').hidden")
        assert "server is gone" in page.inner_text("#problem")


def drawn(page, kind):
    """The pixels of a kind of image, as they came."""
    return page.evaluate(f"Array.from(lab.images.{kind}?.pixels ?? [])")


def images(lab, query="", **settings):
    return lab.page(query, name="images.html", **settings)


SHOWN = "lab.images?.spot && lab.images.samples && lab.images.walk"


def test_images_move_between_samples(lab):
    with images(lab, "model=shapes&count=16") as page:
        settled(page, SHOWN)
        first = drawn(page, "spot")
        box = page.locator("#pad").bounding_box()
        page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"], steps=10)
        page.mouse.up()
        settled(page, "location.search.includes('x=') && !lab.asked.spot")
        assert drawn(page, "spot") != first
        # Another corner, by a click on a sample.
        page.check("[name=corner][value='1']")
        page.locator("#samples").click(position=dict(x=5, y=5))
        settled(page, "location.search.includes('corners=0.0.2.3') && !lab.asked.walk")
        address, seen = page.evaluate("location.search"), drawn(page, "spot")
        page.locator("#values input").first.fill("2.5")
        settled(page, "location.search.includes('edits=0:2.5') && !lab.asked.spot")
        assert drawn(page, "spot") != seen
        page.click("#reset")
        settled(page, "!lab.asked.spot")
        assert drawn(page, "spot") == seen
    with images(lab, address[1:]) as page:
        settled(page, SHOWN)
        assert drawn(page, "spot") == seen


def test_images_by_class_with_the_keyboard(lab):
    with images(lab) as page:
        settled(page, SHOWN)
        assert page.is_hidden("#class-field")
        page.select_option("#model", "shapes-classes")
        settled(page, "lab.facts?.classes.length > 0 && !lab.asked.samples && !lab.asked.walk")
        before = drawn(page, "samples")
        page.select_option("#class", "1")
        settled(page, "location.search.includes('class=1') && !lab.asked.samples")
        assert drawn(page, "samples") != before
        page.focus("#samples")
        for key in ["ArrowRight", "ArrowDown", "Enter"]:
            page.keyboard.press(key)
        assert "corners=9.1.2.3" in page.evaluate("location.search")
        assert "is corner A" in page.inner_text("#live")
        page.focus("#x")
        page.keyboard.press("End")
        settled(page, "location.search.includes('x=1') && !lab.asked.spot")
        page.fill("#seed", "x")
        page.keyboard.press("Tab")
        assert "seed" not in page.evaluate("location.search")


def test_images_of_a_wrong_address_are_told_in_words(lab):
    with images(lab, "model=nobody") as page:
        settled(page, "!document.getElementById('problem').hidden")
        assert "run is 'nobody', expected" in page.inner_text("#problem")


def small_run(lab, *arguments):
    """A training run of a second; its folder's name."""
    folder = lab.folder / "runs/train/small"
    train = [lab.binary.parent / "train", "shapes", "--size", "32", "--minutes", "0.03", "--quiet", "--set", "width=8",
             "--batch-size", "16", "--out", folder]
    subprocess.run([str(word) for word in train], check=True, cwd=lab.folder, stdout=subprocess.DEVNULL)
    return folder


def test_a_training_run_is_shown_paused_and_goes_on(lab):
    with lab.page(name="training.html") as page:
        settled(page, "!document.getElementById('empty').hidden")
        small_run(lab)
        # It appears by itself, and shows what was asked for.
        settled(page, "lab.name === 'small' && lab.pictures?.length > 0 && lab.isGoing === false")
        assert "shapes, 32 × 32" in page.inner_text("#facts")
        assert "batchSize" in page.inner_text("#recipe")
        steps = page.inner_text("#steps")
        assert steps.startswith("Step ")
        settled(page, "document.getElementById('picture').naturalWidth > 100")
        page.focus("#scrub")
        page.keyboard.press("Home")
        settled(page, "document.getElementById('moment').textContent === 'step 0'")
        # At its end it says so; with more minutes it goes on, and pauses when asked to.
        page.click("#go-on")
        settled(page, "document.getElementById('log').textContent.includes('is at its end')", 60)
        settled(page, "!document.getElementById('go-on').disabled")
        page.fill("#amount", "30")
        page.click("#go-on")
        settled(page, "lab.isGoing === true", 60)
        page.click("#pause")
        settled(page, "lab.isGoing === false", 60)
        settled(page, "document.getElementById('log').textContent.includes('It stopped, with everything saved.')")
        settled(page, f"document.getElementById('steps').textContent !== {steps!r}")
        assert page.evaluate("document.getElementById('log').textContent").count("asked to stop") == 1
        page.click("#draw")
        settled(page, "lab.images?.samples")
        assert "model=small" in page.evaluate("location.search")


def test_a_damaged_run_is_told_in_words(lab):
    folder = lab.folder / "runs/train/damaged"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text("{")
    (folder / "curves.csv").write_text("<b>step</b>\n")
    with lab.page("run=damaged", name="training.html") as page:
        settled(page, "document.getElementById('problem').textContent.includes('curves.csv begins with')")
        assert "run.json is damaged" in page.inner_text("#problem")
    shutil.rmtree(folder)


def test_a_chapter_is_run_on_its_page(lab):
    with lab.page("page=chapter+4", name="book.html") as page:
        settled(page, "lab.cells?.length > 0")
        assert "Losses" in page.inner_text("#article h1")
        assert page.locator("#article math").count() > 20
        assert page.locator("#article figure:visible").count() > 3
        published = page.locator("#article .outputs.published:visible").count()
        assert published > 5
        page.click("#choose")
        page.select_option("[name=profile]", "quick")
        page.click("#run")
        settled(page, "!lab.isRunning && document.getElementById('state').textContent.startsWith('Over:')", 300)
        assert "claims hold" in page.inner_text("#state")
        own = page.locator("#article .outputs.own:visible").count()
        assert own > 5 and page.locator("#article .outputs.published:visible").count() == 0
        page.check("[name=shown][value=both]")
        assert page.locator("#article .outputs.published:visible").count() == published
        assert page.locator("#article .outputs.own:visible").count() == own
        settled(page, "document.querySelector('.own img').naturalWidth > 0")
        assert page.locator("#article .record.known").count() > 0
        page.check("[name=shown][value=published]")
        assert page.locator("#article .outputs.own:visible").count() == 0
        link = page.locator("#article a[href^='/?']").first
        assert "loss=hinge" in link.get_attribute("href")


def test_a_run_of_a_chapter_is_stopped(lab):
    with lab.page("page=answer+minimax", name="book.html") as page:
        settled(page, "lab.cells?.length > 0")
        page.focus("#run")
        page.keyboard.press("Enter")
        settled(page, "document.getElementById('state').textContent !== 'Starting.'", 300)
        page.click("#stop")
        settled(page, "!lab.isRunning", 60)
        assert page.is_enabled("#run")
    with lab.page("page=chapter+12", name="book.html") as page:
        settled(page, "!document.getElementById('problem').hidden")
        assert "page is 'chapter 12', expected one of" in page.inner_text("#problem")


def test_every_page_of_the_book_is_understood(lab):
    with lab.page(name="book.html") as page:
        settled(page, "lab.cells?.length > 0")
        for kind, argument in page.evaluate("lab.pages.map(({ kind, argument }) => [kind, argument])"):
            page.select_option("#page", f"{kind} {argument}")
            settled(page, f"lab.page.kind === '{kind}' && lab.page.argument === '{argument}'")
            text = page.inner_text("#article")
            # What is left of Markdown was not understood.
            for mark in ["](", "```", "$`", "**", "<a ", "<sub", "{{", "\ue000"]:
                outside = page.evaluate("""(mark) => [...document.querySelectorAll('#article p, #article li, #article td')]
                  .filter((element) => { const copy = element.cloneNode(true); copy.querySelectorAll('code, math').forEach((each) => each.remove());
                    return copy.textContent.includes(mark); }).map((element) => element.textContent)""", mark)
                assert not outside, f"{kind} {argument}: {mark} in {outside[0]}"
            assert len(text) > 3000


def test_ten_seeds(lab):
    with lab.page(SMALL + "&length=40&seed=3", name="seeds.html") as page:
        settled(page, "lab.runs?.every(({ scores }) => scores)")
        page.click("#play")
        settled(page, "lab.isOver && !lab.isPlaying")
        assert "Step 40 · over" in page.inner_text("#steps")
        assert "Modes covered: median" in page.inner_text("#summary")
        assert page.locator("#runs figure").count() == 10
        assert "seed 12" in page.inner_text("#runs")
        page.click("#runs a >> nth=1")
        settled(page, "lab.latest")
        assert "seed=4" in page.evaluate("location.search")
        page.click("#seeds")
        settled(page, "lab.runs?.every(({ scores }) => scores)")
        assert "seed=4" in page.evaluate("location.search")


VIEWS = [("images.html", "model=shapes&count=16", SHOWN), ("training.html", "", "lab.listed"),
         ("book.html", "page=chapter+4", "lab.cells?.length > 0"), ("seeds.html", SMALL, "lab.runs?.every(({ scores }) => scores)")]


def test_every_view_on_a_phone_in_the_dark_and_accessible(lab):
    for name, query, ready in VIEWS:
        for settings in [dict(), dict(color_scheme="dark"), PHONE]:
            with lab.page(query, name=name, **settings) as page:
                settled(page, ready)
                page.wait_for_timeout(200)
                width = settings.get("viewport", dict(width=1280))["width"]
                assert page.evaluate("document.documentElement.scrollWidth") <= width, name
                found = Axe().run(page)
                assert found.violations_count == 0, f"{name}: {found.generate_report()}"


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

    def close(self):
        self.browser.close()
        self.server.shutdown()


@contextlib.contextmanager
def published_lab(lab):
    """The published page in the browser that is open already."""
    other = Published.__new__(Published)
    other.serve()
    other.browser = lab.browser
    yield other
    other.server.shutdown()


def test_the_published_page_plays_without_freezing(lab):
    with published_lab(lab) as site, site.page() as page:
        # The longest time between two pictures that the page could have painted.
        page.evaluate("""() => {
          [globalThis.longest, globalThis.before] = [0, performance.now()];
          const tick = (now) => { longest = Math.max(longest, now - before); before = now; requestAnimationFrame(tick); };
          requestAnimationFrame(tick);
        }""")
        page.select_option("#speed", "full")
        play_until(page, 60)
        assert page.evaluate("longest") < 1000, page.evaluate("longest")
        page.click("#step")
        before = step(page)
        page.click("#turn-d")
        settled(page, f"lab.latest.turns.discriminator === 1 && lab.latest.steps >= {before}")
        assert "swift run lab" in page.inner_text("nav")


def test_the_published_page_shows_the_bits_of_the_server(lab):
    server = Lab.__new__(Lab)
    server.environment = {**os.environ, "MINIMAX_ISA": "scalar"}
    server.serve()
    server.browser = lab.browser
    seen = []
    with published_lab(lab) as site:
        for place in (server, site):
            with place.page(f"ahead=40&remedy=r1&{SMALL}") as page:
                settled(page, "lab.latest?.steps === 40")
                seen.append((points(page), page.evaluate("lab.latest.discriminatorLoss")))
    server.server.terminate()
    server.server.wait()
    shutil.rmtree(server.folder)
    assert seen[0] == seen[1]


def test_the_published_page_compares_and_tells_faults(lab):
    with published_lab(lab) as site, site.page(SMALL) as page:
        page.click("#compare")
        settled(page, "lab.runs.b?.latest")
        play_until(page, 20)
        assert page.evaluate("lab.runs.a.latest.steps === lab.runs.b.latest.steps")
        page.evaluate("lab.runs.a.send('start batch=3')")
        settled(page, "document.getElementById('problem').textContent.includes('batch')")


def test_ten_seeds_on_the_published_page(lab):
    with published_lab(lab) as site, site.page(SMALL, name="seeds.html") as page:
        settled(page, "lab.first")
        page.click("#play")
        settled(page, "lab.runs.every((run) => run.scores?.steps >= 20)", 120)


@contextlib.contextmanager
def another(lab):
    """Another server, with the same browser."""
    other = Lab.__new__(Lab)
    other.browser = lab.browser
    other.serve()
    yield other
    other.server.kill()
    shutil.rmtree(other.folder)


def measure(lab):
    """Pictures and steps a second at the chapter's size, the latency of a pause, and what the browser's memory does."""
    counted = """async (seconds) => {
      const [steps, start] = [lab.latest?.steps, performance.now()];
      let pictures = 0;
      const show = lab.show.bind(lab);
      lab.show = () => { pictures += 1; show(); };
      await new Promise((done) => setTimeout(done, 1000 * seconds));
      lab.show = show;
      const passed = (performance.now() - start) / 1000;
      return [pictures / passed, (lab.latest.steps - steps) / passed];
    }"""
    for name, query in [("one run", ""), ("64 latent values", "latents=64"), ("R1", "remedy=r1"), ("two runs", "b=1&b.remedy=r1")]:
        for speed in ["steady", "quicker"] + ([] if "b=1" in query else ["full"]):
            with lab.page(f"{query}&length=200000&speed={speed}".lstrip("&")) as page:
                page.click("#play")
                page.wait_for_timeout(1000)
                pictures, steps = page.evaluate(counted, 5)
                pause = page.evaluate("""async () => {
                  const start = performance.now();
                  lab.setPlaying(false);
                  await new Promise((done) => {
                    const wait = () => lab.latest?.isMeasured && !lab.runs.a.isAwaited ? done() : setTimeout(wait, 1);
                    lab.runs.a.look();
                    wait();
                  });
                  return performance.now() - start;
                }""")
                print(f"{name}, {speed}: {pictures:.0f} pictures and {steps:.0f} steps a second; paused after {pause:.0f} ms")


def main():
    wanted = sys.argv[1:]
    failures = 0
    with sync_playwright() as playwright:
        lab = Lab(playwright)
        try:
            if wanted == ["--measure"]:
                return measure(lab)
            tests = [(name, test) for name, test in globals().items() if name.startswith("test_")]
            for name, test in tests:
                if wanted and not any(word in name for word in wanted):
                    continue
                start = time.monotonic()
                try:
                    test(lab)
                    print(f"passed  {name} ({time.monotonic() - start:.1f} s)", flush=True)
                except Exception:
                    failures += 1
                    print(f"FAILED  {name}\n{traceback.format_exc()}", flush=True)
        finally:
            lab.close()
    if failures:
        sys.exit(f"{failures} tests failed")


main()

"""Training runs, while they train and afterwards."""

import shutil
import struct
import subprocess
import time
import zlib

from browser import commands_of, ended, settled


def small_run(lab, name="small"):
    """A training run of a second; its folder."""
    folder = lab.folder / "runs/train" / name
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
        # It may have been asked before its first step.
        count = "Number(document.getElementById('steps').textContent.replace(/\\D/g, ''))"
        assert page.evaluate(count) >= int("".join(filter(str.isdigit, steps)))
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


def tiny_images(folder, count=64, side=8):
    """A folder of PNG files: each a grey square on black, somewhere else in each."""
    folder.mkdir(parents=True)

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    for index in range(count):
        left, top = index % 5, index // 5 % 5
        rows = [bytes([0]) + bytes(40 + 3 * index if left <= x < left + 3 and top <= y < top + 3 else 0 for x in range(side)) for y in range(side)]
        head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
        (folder / f"{index}.png").write_bytes(
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b""))


def test_a_training_is_watched_while_it_trains(lab):
    images, folder = lab.folder / "squares", lab.folder / "runs/train/watched"
    tiny_images(images)
    words = [lab.binary.parent / "train", images, "--size", "8", "--minutes", "1", "--quiet", "--set", "width=8", "--batch-size", "16", "--out", folder]
    process = subprocess.Popen([str(word) for word in words], cwd=lab.folder, stdout=subprocess.DEVNULL)
    shown = "({ steps: Number(document.getElementById('steps').textContent.replace(/\\D/g, '')), pictures: lab.pictures.length, " \
        "curve: Number(document.querySelector('#curves svg').getAttribute('aria-label').match(/up to step (\\d+)/)[1]), source: document.getElementById('picture').src })"
    try:
        while not (folder / "run.json").exists():
            time.sleep(0.05)
        with lab.page("run=watched", name="training.html") as page:
            # Steps, curves and pictures grow by themselves.
            settled(page, "lab.isGoing && lab.pictures?.length > 1 && document.getElementById('picture').naturalWidth > 0", 60)
            first = page.evaluate(shown)
            settled(page, f"lab.pictures.length > {first['pictures']} + 1", 60)
            page.wait_for_timeout(200)
            second = page.evaluate(shown)
            assert second["steps"] > first["steps"] and second["curve"] > first["curve"] and second["source"] != first["source"], (first, second)
            # Pause: the process ends with everything saved, and nothing moves any more.
            page.click("#pause")
            settled(page, "lab.isGoing === false", 20)
            assert process.wait(10) == 130
            page.click("#scrub")
            page.wait_for_timeout(6000)  # a page asks for a run that rests every 5 seconds
            paused = page.evaluate(shown)
            page.wait_for_timeout(6000)
            assert page.evaluate(shown) == paused
            lines = (folder / "curves.csv").read_text().count("\n")
            assert paused["steps"] >= second["steps"] and "resting" in page.inner_text("#note")
            # Go on: another process, from the same step.
            page.click("#go-on")
            settled(page, "lab.isGoing === true", 60)
            (command,) = commands_of(lab).values()
            assert f"--resume {folder}" in command
            settled(page, f"Number(document.getElementById('steps').textContent.replace(/\\D/g, '')) > {paused['steps']}", 60)
            assert (folder / "curves.csv").read_text().count("\n") > lines
            # The page loaded anew shows the same run, still training.
            page.reload()
            settled(page, "lab.name === 'watched' && lab.isGoing === true && lab.pictures?.length > 0")
            again = page.evaluate(shown)
            assert again["steps"] > paused["steps"] and again["pictures"] >= paused["pictures"] and again["curve"] >= paused["curve"]
            page.click("#pause")
            settled(page, "lab.isGoing === false", 20)
            ended(lab, 5)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)

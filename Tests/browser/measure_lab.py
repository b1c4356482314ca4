"""How fast the lab is, and what it costs: scripts/measure-lab."""

import argparse
import os
import pathlib
import statistics
import time

from playwright.sync_api import sync_playwright

from browser import Lab, settled

# Every layer that the page can draw at once, and none of those that the server computes.
ALL, NONE = "layers=real.fake.surface.gradients.mesh", "layers=fake"
# A window in which the picture of one run has its full size.
WINDOW = dict(viewport=dict(width=1280, height=1000))
TICKS = os.sysconf("SC_CLK_TCK")


def row(what, value, bar=""):
    print(f"| {what} | {value} | {bar} |", flush=True)


# MARK: - Processes


def cpu_seconds(process):
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def megabytes(process):
    """What a process has in memory."""
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def browser_processes(lab):
    """The browser's processes by their kind."""
    session = lab.browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return [(process["type"], process["id"]) for process in found]


def renderer(lab, page):
    """The process that has just spent time on a page."""
    renderers = [process for kind, process in browser_processes(lab) if kind == "renderer"]
    before = {process: cpu_seconds(process) for process in renderers}
    page.evaluate("{ const end = performance.now() + 200; while (performance.now() < end); }")
    return max(renderers, key=lambda process: cpu_seconds(process) - before[process])


# MARK: - Speed

COUNTED = """async (seconds) => {
  const [steps, start] = [lab.latest?.steps, performance.now()];
  let pictures = 0;
  const show = lab.show.bind(lab);
  let painting = 0;
  lab.show = () => { const begun = performance.now(); pictures += 1; show(); painting += performance.now() - begun; };
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  delete lab.show;
  const passed = (performance.now() - start) / 1000;
  return [pictures / passed, (lab.latest.steps - steps) / passed, painting / pictures];
}"""

# From the click until the page has the frame after the last step, and knows that it was the last: what it shows is at rest.
PAUSED = """async () => {
  const start = performance.now();
  document.getElementById("play").click();
  await new Promise((done) => {
    const wait = () => (lab.latest?.isMeasured && !lab.runs.a.isAwaited ? done() : setTimeout(wait, 1));
    wait();
  });
  return performance.now() - start;
}"""


def played(lab, query, seconds):
    """Pictures and steps a second, and milliseconds of the page's script for a picture."""
    with lab.page(f"length=200000&{query}", **WINDOW) as page:
        page.click("#play")
        page.wait_for_timeout(1500)
        return page.evaluate(COUNTED, seconds)


def speed(lab, seconds):
    for name, query in [("one run", ""), ("64 latent values", "latents=64"), ("R1", "remedy=r1"), ("two runs", "b=1&b.remedy=r1")]:
        pictures, steps, painting = played(lab, f"{ALL}&{query}".rstrip("&"), seconds)
        row(f"Pictures a second, every layer: {name}", f"{pictures:.1f} ({steps:.0f} steps; {painting:.1f} ms of the page for a picture)", "60")


def pauses(lab, count):
    for speed in ["steady", "quicker", "full"]:
        times = []
        with lab.page(f"length=200000&speed={speed}&{ALL}", **WINDOW) as page:
            for _ in range(count):
                page.click("#play")
                page.wait_for_timeout(150 + 37 * len(times) % 200)
                before = page.evaluate("lab.latest.steps")
                times.append(page.evaluate(PAUSED))
                assert page.evaluate("lab.latest.steps") >= before
        row(f"Milliseconds from Pause to a resting picture, speed “{speed}”", f"{statistics.median(times):.0f} (worst of {count}: {max(times):.0f})", "50")


# The steps from one frame to another, the seconds, and the frames that came; between the two the page looks as it always does, or not at all.
SLICE = """async ([seconds, looks]) => {
  const run = lab.runs.a;
  const frame = () => new Promise((done) => {
    const { handlers } = run;
    run.handlers = { ...handlers, frame: (each) => { run.handlers = handlers; handlers.frame(each); done([each.steps, performance.now()]); } };
    run.look();
  });
  const [steps, start] = await frame();
  if (looks) delete lab.askAll;
  else lab.askAll = () => {};
  let frames = 1;
  const { handlers } = run;
  run.handlers = { ...handlers, frame: (each) => { frames += 1; handlers.frame(each); } };
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  run.handlers = handlers;
  const [later, end] = await frame();
  return [later - steps, (end - start) / 1000, frames];
}"""


def nanoseconds(process):
    """What a process has had of the processors; finer than their ticks."""
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in pathlib.Path(f"/proc/{process}/task").iterdir())


def looking(lab, pairs=20, seconds=1):
    """What the pictures cost a run that goes as fast as it can: the same page by turns looks at it and does not.

    A machine that others share changes its speed by more than looking costs, in minutes; so neighbouring seconds are compared.
    Fewer steps a second are what a reader meets: with them counts that the browser needs the processors too. The server's
    own time for a step says what looking costs the training itself: computing the frames and sending them.
    """
    for name, layers in [("points alone", NONE), ("every layer", ALL)]:
        with lab.page(f"length=200000&speed=full&{layers}", **WINDOW) as page:
            page.click("#play")
            page.wait_for_timeout(2000)
            fewer, dearer, pace, pictures = [], [], [], []
            for _ in range(pairs):
                found = {}
                for looks in (True, False):
                    before = nanoseconds(lab.server.pid)
                    steps, passed, frames = page.evaluate(SLICE, [seconds, looks])
                    if looks:
                        pictures.append(frames / passed)
                    found[looks] = (steps / passed, (nanoseconds(lab.server.pid) - before) / steps)
                pace.append(found[False][0])
                fewer.append(100 * (1 - found[True][0] / found[False][0]))
                dearer.append(100 * (1 - found[False][1] / found[True][1]))
        row(f"Fewer steps a second while a page with {name} looks {statistics.median(pictures):.0f} times a second, of {statistics.median(pace):.0f}, on processors that the browser shares", spread(fewer), "10%")
        row("Share of the server's processor time for a step that is looking, the same seconds", spread(dearer), "10%")


def spread(values):
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle:.1f}% (half of {len(values)} pairs from {low:.1f} to {high:.1f})"


# MARK: - Memory and rest


def slope(samples):
    """Megabytes an hour, by least squares."""
    times, values = zip(*samples)
    middle, level = statistics.mean(times), statistics.mean(values)
    spread = sum((time - middle) ** 2 for time in times)
    return 3600 * sum((time - middle) * (value - level) for time, value in zip(times, values)) / spread


def memory(lab, minutes, file=None):
    """Memory while the plane plays: the first third is left out, because a page keeps its last 400 frames."""
    with lab.page(f"length=200000&{ALL}") as page:
        shown = renderer(lab, page)
        session = page.context.new_cdp_session(page)
        page.click("#play")
        (start, samples) = (time.monotonic(), [])
        while time.monotonic() < start + 60 * minutes:
            page.wait_for_timeout(10_000)
            if page.evaluate("!lab.isPlaying"):
                page.click("#restart")
                page.click("#play")
            session.send("HeapProfiler.collectGarbage")
            heap = page.evaluate("performance.memory.usedJSHeapSize") / 2**20
            samples.append((time.monotonic() - start, megabytes(lab.server.pid), megabytes(shown), heap, page.evaluate("lab.latest.steps")))
            if file:
                file.write(",".join(f"{value:.2f}" for value in samples[-1]) + "\n")
                file.flush()
    late = [sample for sample in samples if sample[0] > 20 * minutes] or samples
    for index, name in [(1, "the server"), (2, "the page's process"), (3, "the page's objects")]:
        values = [sample[index] for sample in late]
        row(f"Memory of {name} in MB, {minutes:g} minutes of play", f"{values[0]:.1f} → {values[-1]:.1f}, from {min(values):.1f} to {max(values):.1f}; {slope([(sample[0], sample[index]) for sample in late]):+.1f} an hour", "flat")


def rest(lab, seconds):
    """What everything costs while nothing runs."""
    with lab.page(ALL) as page:
        page.click("#step")
        settled(page, "lab.latest?.steps === 1 && !lab.runs.a.isAwaited")
        page.wait_for_timeout(2000)
        processes = {"server": [lab.server.pid]}
        for kind, process in browser_processes(lab):
            processes.setdefault("page" if kind == "renderer" else "browser", []).append(process)
        before = {name: sum(map(cpu_seconds, ids)) for name, ids in processes.items()}
        time.sleep(seconds)
        for name, ids in processes.items():
            row(f"CPU-seconds in {seconds} s of rest: {name}", f"{sum(map(cpu_seconds, ids)) - before[name]:.2f}", "0")


def main():
    parser = argparse.ArgumentParser(prog="scripts/measure-lab", description="Measures the lab in a browser.")
    parser.add_argument("what", nargs="*", choices=["speed", "pause", "looking", "memory", "rest", []], help="which parts; all if left out")
    parser.add_argument("--seconds", type=float, default=5, help="of every measurement of speed")
    parser.add_argument("--minutes", type=float, default=10, help="of play, for the memory")
    parser.add_argument("--samples", type=argparse.FileType("w"), help="a file for the samples of memory")
    options = parser.parse_args()
    parts = {
        "speed": lambda lab: speed(lab, options.seconds), "pause": lambda lab: pauses(lab, 10),
        "looking": lambda lab: looking(lab), "rest": lambda lab: rest(lab, 60),
        "memory": lambda lab: memory(lab, options.minutes, options.samples),
    }
    print("| | measured | bar |\n|---|---|---|", flush=True)
    with sync_playwright() as playwright:
        lab = Lab(playwright)
        try:
            for name, part in parts.items():
                if not options.what or name in options.what:
                    part(lab)
        finally:
            lab.close()


main()

"""How fast the lab is, and what it costs: scripts/measure-lab."""

import argparse
import os
import pathlib
import socket
import statistics
import time
import urllib.parse

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
    """Pictures and steps a second, milliseconds of the page's script for a picture, and of the server's processor for a step."""
    with lab.page(f"length=200000&{query}", **WINDOW) as page:
        page.click("#play")
        page.wait_for_timeout(1500)
        before, start = cpu_seconds(lab.server.pid), time.monotonic()
        pictures, steps, painting = page.evaluate(COUNTED, seconds)
        spent = (cpu_seconds(lab.server.pid) - before) / (time.monotonic() - start)
        return pictures, steps, painting, 1000 * spent / steps


def speed(lab, seconds):
    for name, query in [("one run", ""), ("64 latent values", "latents=64"), ("R1", "remedy=r1"), ("two runs", "b=1&b.remedy=r1")]:
        pictures, steps, painting, _ = played(lab, f"{ALL}&{query}".rstrip("&"), seconds)
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


class Silent:
    """A client that plays a run and hardly ever looks at it."""

    def __init__(self, lab):
        address = urllib.parse.urlsplit(lab.address)
        self.socket = socket.create_connection((address.hostname, address.port))
        token = urllib.parse.parse_qs(address.query)["token"][0]
        self.socket.sendall((
            f"GET /run HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: http://{address.netloc}\r\nCookie: minimax-lab-{address.port}={token}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").encode())
        self.stream = self.socket.makefile("rb")
        while self.stream.readline().strip():
            pass

    def send(self, text):
        # A mask of zeros leaves the text as it is.
        self.socket.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text.encode())

    def steps(self):
        """The steps so far."""
        self.send("look")
        while True:
            kind, count = self.stream.read(2)
            if count >= 126:
                count = int.from_bytes(self.stream.read(2 if count == 126 else 8), "big")
            message = self.stream.read(count)
            if kind & 15 == 2:
                return int.from_bytes(message[4:8], "little")


def without_a_page(lab, seconds):
    """Steps a second of the same run that nobody looks at, and milliseconds of the server's processor for a step."""
    client = Silent(lab)
    for message in ["layers 0", "start length=200000", "play 0"]:
        client.send(message)
    time.sleep(1.5)
    before, spent, start = client.steps(), cpu_seconds(lab.server.pid), time.monotonic()
    time.sleep(seconds)
    after = client.steps()
    (passed, spent) = (time.monotonic() - start, cpu_seconds(lab.server.pid) - spent)
    client.socket.close()
    return (after - before) / passed, 1000 * spent / (after - before)


def looking(lab, seconds):
    """What the pictures cost: a run as fast as it goes, with every layer, with points alone, and with no page at all.

    Fewer steps a second are what a reader meets: with them counts that the browser needs the processors too, and where it
    paints without a graphics card that is most of what it does. The server's own time for a step says what looking costs
    the training itself: computing the frames and sending them.
    """
    rounds = []
    for _ in range(3):
        rounds.append([without_a_page(lab, seconds)] + [played(lab, f"speed=full&{layers}", seconds)[1::2] for layers in (NONE, ALL)])
    # The median of the rounds: one of them may have been disturbed.
    alone, *pages = [[statistics.median(values) for values in zip(*each)] for each in zip(*rounds)]
    row("As fast as it goes, no page: steps a second", f"{alone[0]:.0f}")
    for name, (steps, _) in zip(["points alone", "every layer"], pages):
        row(f"The same, a page with {name}, on processors that the browser shares", f"{steps:.0f} ({100 * (1 - steps / alone[0]):.1f}% fewer)", "10%")
    row("The same, no page: the server's processor for a step, in ms", f"{alone[1]:.3f}")
    for name, (_, spent) in zip(["points alone", "every layer"], pages):
        row(f"The same, a page with {name}", f"{spent:.3f} ({100 * (1 - alone[1] / spent):.1f}% of it is looking)", "10%")


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
        "looking": lambda lab: looking(lab, options.seconds), "rest": lambda lab: rest(lab, 60),
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

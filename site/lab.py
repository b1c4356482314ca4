"""The lab's plane as files of a site that has no server: the pages of web/, the modules of web/published in the place of those
that talk to one, and the engine as scripts/wasm compiles it."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
WEB = ROOT / "web"
MODULE = ROOT / ".wasm" / "lab.wasm"
PAGES = ["index.html", "seeds.html"]
# What only a server has, and where it is told.
PLACES = """<nav aria-label="The lab">
  <a href="./"{current}>Plane</a>
  <a href="../index.html">The book</a>
  <span class="quiet">Computed in your browser. Images, training runs and chapters that run need <code>swift run lab</code> (see the book).</span>
</nav>
<script>
if (location.protocol === "file:") document.write("<p class='problem' role='alert'>A browser runs no modules of a page that it opens from a folder. Serve the site, as with “python3 -m http.server --directory .site”, and open http://localhost:8000/lab/.</p>");
</script>"""


def files():
    """The contents of the files by their names; none if the engine is not compiled."""
    if not MODULE.exists():
        return {}
    found = {"lab.wasm": MODULE.read_bytes()}
    for name in PAGES:
        text, count = re.subn(r"<nav .*?</nav>", places, (WEB / name).read_text(), flags=re.DOTALL)
        if count != 1:
            raise ValueError(f"web/{name} has {count} lists of places, expected 1")
        found[name] = text.encode()
    wanted = ["main.js", "seeds.js", "lab.css", "seeds.css", "icon.svg"]
    while wanted:
        name = wanted.pop()
        if name not in found:
            own = WEB / "published" / name
            text = (own if own.exists() else WEB / name).read_text()
            found[name] = text.encode()
            wanted += re.findall(r'(?:from |new URL\()"(?:\./)?([^"/]+\.js)"', text)
    return found


def places(match):
    current = re.search(r'<a href="/"( aria-current="\w+")', match[0])
    if not current:
        raise ValueError("the list of places does not say where the reader is")
    return PLACES.replace("{current}", current[1])

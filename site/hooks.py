"""Makes a site of the book's own files, where they lie, without a copy.

The Markdown is GitHub's. What the site says differently is turned here: mathematics into MathML, which browsers show by
themselves, links to lines of code into links to pages of code, and figures with a dark variant into two images, of which the
site's own switch shows one.
"""

import html
import os
import re
import sys
from pathlib import Path

from math_core import LatexToMathML
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel

sys.path.append(str(Path(__file__).parent))
import lab

ROOT = Path(__file__).parent.parent
MATHEMATICS = LatexToMathML()

# From README.md's tables of contents: links in order, below their headings.
ENTRY = re.compile(r"^(?:\| *(\d+) *)?(?:\||-) *\[([^\]]+)\]\(([^)]+\.md)\)")
PICTURE = re.compile(r'<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]*)">\s*<img alt="([^"]*)" src="([^"]*)">\s*</picture>')
# A plan that a page opens in the lab; the published lab takes the same one in its address.
PLAN = re.compile(r"`swift run lab --plan '([^'`]*)'[^`]*`")
LINK_TO_CODE = re.compile(r"\]\(([^)#\s]+\.(?:swift|sbatch|yaml))(?:#L(\d+)(?:-L\d+)?)?\)")
# What each kind of code is called where it is coloured.
LANGUAGES = {".swift": "swift", ".sbatch": "bash", ".yaml": "yaml"}


def on_config(config):
    """The order of the pages is that of the tables of contents in README.md."""
    contents = (ROOT / "README.md").read_text().split("<!-- contents", 1)[1].split("<!-- end of contents -->")[0]
    config.nav, section = [{"The book": "README.md"}], None
    for line in contents.splitlines():
        if line.startswith("## "):
            section = []
            config.nav.append({line[3:]: section})
        elif match := ENTRY.match(line):
            number, title, path = match.groups()
            section.append({f"{number} · {title}" if number else title: path})
    if lab.MODULE.exists():
        config.nav.append({"The lab": "lab/index.html"})
    config.nav += [{"Using Minimax": "docs/USING.md"}, {"Contributing": "CONTRIBUTING.md"}]
    config.watch += [str(ROOT / name) for name in ("README.md", "CONTRIBUTING.md", "docs", "chapters", "answers")]
    return config


def on_files(files, config):
    """Every page, its figures and its notebook; every file of code that a page links to, as a page of its own."""
    places = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "LICENSE"]
    places += [path for folder in ("docs", "chapters", "answers") for path in (ROOT / folder).rglob("*")]
    pages = {".md", ".ipynb", ".png", ".svg"}
    for path in places:
        if path.suffix in pages or path.name == "LICENSE":
            name = path.relative_to(ROOT).as_posix()
            files.append(File.generated(config, name, abs_src_path=str(path)))
    for name, content in lab.files().items():
        files.append(File.generated(config, f"lab/{name}", content=content))
    for name in sorted(linked_code()):
        code = (ROOT / name).read_text()
        text = f"---\nsearch:\n  exclude: true\n---\n# {Path(name).name}\n\n`{name}`\n\n``````{LANGUAGES[Path(name).suffix]} linenums=\"1\"\n{code}``````\n"
        files.append(File.generated(config, name + ".md", content=text, inclusion=InclusionLevel.NOT_IN_NAV))
    return files


def linked_code():
    for folder in ("docs", "chapters", "answers"):
        for page in (ROOT / folder).rglob("*.md"):
            for match in LINK_TO_CODE.finditer(page.read_text()):
                yield os.path.relpath(page.parent / match.group(1), ROOT)


def on_page_markdown(markdown, page, config, files):
    """GitHub's mathematics becomes marks that Markdown leaves alone, until the page is HTML."""
    page.meta["formulas"] = formulas = []
    markdown = PICTURE.sub(two_images, markdown)
    lines, fence = [], None

    def mark(latex, display):
        try:
            formulas.append(MATHEMATICS.convert_with_local_state(latex.strip(), displaystyle=display))
        except Exception as error:
            raise PluginError(f"{page.file.src_uri}: {latex.strip()}: {error}")
        return f"formula{len(formulas) - 1}elumrof"

    formula = []
    for line in markdown.split("\n"):
        marks = re.match(r" *(`{3,})(.*)", line)
        if fence:
            closes = marks and len(marks[1]) >= len(fence) and not marks[2].strip()
            if fence == "$$":
                if line.strip() == "```":
                    lines.append(mark("\n".join(formula), True))
                    fence, formula = None, []
                else:
                    formula.append(line)
                continue
            if closes:
                fence = None
        elif marks:
            fence = "$$" if marks[2] == "math" else marks[1]
            if fence == "$$":
                continue
        elif line == "<details>":
            line = "<details markdown>"  # what is folded is Markdown too
        else:
            line = re.sub(r"\$`([^`]+)`\$", lambda match: mark(match[1], False), line)
            line = LINK_TO_CODE.sub(link_to_code, line)
            if lab.MODULE.exists():
                top = "../" * page.file.url.count("/")
                line = PLAN.sub(lambda match: f'{match[0]} (<a href="{top}lab/index.html?{html.escape(match[1])}">here in your browser</a>)', line)
        lines.append(line)
    return "\n".join(lines)


def two_images(match):
    """A light and a dark image, marked as the theme wants them."""
    dark, alternative, light = match.groups()
    alternative = html.unescape(alternative).replace("[", "\\[").replace("]", "\\]")
    return f"![{alternative}]({light}#only-light)![{alternative}]({dark}#only-dark)"


def link_to_code(match):
    return f"]({match[1]}.md" + (f"#L-0-{match[2]})" if match[2] else ")")


def on_page_content(content, page, config, files):
    formulas = page.meta["formulas"]
    content = re.sub(r"<p>(formula\d+elumrof)</p>", r'<div class="formula">\1</div>', content)
    return re.sub(r"formula(\d+)elumrof", lambda match: formulas[int(match[1])], content)

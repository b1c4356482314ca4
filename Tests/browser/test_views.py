"""Every page on a phone, in the dark, and for readers who see or point otherwise."""

from axe_playwright_python.sync_playwright import Axe

from browser import PHONE, SMALL, published_lab, settled
from test_images import SHOWN
from test_training import small_run

SCREENS = [dict(color_scheme=scheme, **size) for size in (dict(), PHONE) for scheme in ("light", "dark")]


def looked_at(page, settings, what):
    """Fails if a page is wider than its screen, has the wrong colours, or keeps somebody out."""
    page.wait_for_timeout(200)
    width = settings.get("viewport", dict(width=1280))["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{what}: wider than {width}"
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(20, 22, 26)") == (settings["color_scheme"] == "dark"), f"{what}: {paper}"
    found = Axe().run(page)
    assert found.violations_count == 0, f"{what}, {settings}: {found.generate_report()}"


# In which marks are painted, and the ground under them; every ground lies between the middle and one of its ends.
COLOURS = """Object.fromEntries(["real", "fake", "rim", "low", "middle", "high"].map((name) =>
  [name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()]))"""


def contrast(*colours):
    """That of two colours, each three channels from 0 to 255, as WCAG 2.2 defines it."""
    def luminance(colour):
        shares = [channel / 255 for channel in colour]
        linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted(map(luminance, colours))
    return (lighter + 0.05) / (darker + 0.05)


def test_points_stand_out_from_every_ground(lab):
    for scheme in ("light", "dark"):
        with lab.page(SMALL, color_scheme=scheme) as page:
            found = page.evaluate(COLOURS)
        colours = {name: [int(text[place:place + 2], 16) for place in (1, 3, 5)] for name, text in found.items()}
        for end in ("low", "high"):
            for share in range(11):
                ground = [(share * far + (10 - share) * near) / 10 for far, near in zip(colours[end], colours["middle"])]
                assert contrast(colours["real"], ground) >= 3, f"{scheme}: real on {ground}"
                assert max(contrast(colours[name], ground) for name in ("fake", "rim")) >= 3, f"{scheme}: generated on {ground}"


def test_the_plane_on_every_screen(lab):
    for settings in SCREENS:
        with lab.page(SMALL, **settings) as page:
            for name in ["#play", "#step", "#turn-d", "#turn-g", "#slow", "#restart", "#compare", "#share"]:
                assert page.locator(name).is_visible()
            press = page.tap if "has_touch" in settings else page.click
            press("#play")
            settled(page, "lab.latest?.steps > 5")
            press("#play")
            looked_at(page, settings, "one run")
            press("#compare")
            page.select_option("#option-remedy", "r1")
            looked_at(page, settings, "two runs")
            press("#compare")
            press("#slow")
            looked_at(page, settings, "slow motion")
            page.select_option("#option-data", "drawn")
            looked_at(page, settings, "drawing")
        with lab.page("data=cube", **settings) as page:
            settled(page, "!document.getElementById('problem').hidden")
            looked_at(page, settings, "a problem")


def test_every_view_on_every_screen(lab):
    small_run(lab, "finished")
    views = [
        ("images.html", "model=shapes-enhanced&count=16", SHOWN, lambda page: None),
        ("training.html", "run=finished", "lab.pictures?.length > 0", lambda page: page.click("#go-on")),
        ("book.html", "page=chapter+4", "lab.cells?.length > 0", lambda page: page.click("#choose")),
        ("seeds.html", SMALL, "lab.runs?.every(({ scores }) => scores)", lambda page: None),
    ]
    for name, query, ready, change in views:
        for settings in SCREENS:
            with lab.page(query, name=name, **settings) as page:
                settled(page, ready)
                change(page)
                if name == "training.html":
                    settled(page, "document.getElementById('log').textContent.includes('is at its end')", 60)
                looked_at(page, settings, name)


def test_the_published_pages_on_every_screen(lab):
    with published_lab(lab) as site:
        for settings in SCREENS:
            with site.page(SMALL, **settings) as page:
                looked_at(page, settings, "the published plane")
            with site.page(SMALL, name="seeds.html", **settings) as page:
                settled(page, "lab.first")
                looked_at(page, settings, "the published seeds")


def test_focus_is_seen_in_every_view(lab):
    for name, query, ready in [("images.html", "model=shapes-enhanced&count=16", SHOWN), ("training.html", "", "lab.listed"),
                               ("book.html", "page=chapter+1", "lab.cells?.length > 0"), ("seeds.html", SMALL, "lab.runs")]:
        with lab.page(query, name=name) as page:
            settled(page, ready)
            for _ in range(30):
                page.keyboard.press("Tab")
                stop = page.evaluate("(() => { const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement); return [document.activeElement.tagName, outlineStyle, outlineWidth]; })()")
                assert stop[0] == "BODY" or stop[1:] == ["solid", "3px"], f"{name}: {stop}, {page.evaluate('document.activeElement.outerHTML.slice(0, 200)')}"

"""The page of the site, which computes by itself."""

import os

from browser import SMALL, another, play_until, points, published_lab, settled, step


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
    seen = []
    with published_lab(lab) as site, another(lab, {**os.environ, "MINIMAX_ISA": "scalar"}) as server:
        for place in (server, site):
            with place.page(f"ahead=40&remedy=r1&{SMALL}") as page:
                settled(page, "lab.latest?.steps === 40")
                seen.append((points(page), page.evaluate("lab.latest.discriminatorLoss")))
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


def test_a_wrong_address_on_the_published_page_is_told_in_words(lab):
    with published_lab(lab) as site, site.page("data=cube") as page:
        settled(page, "!document.getElementById('problem').hidden")
        assert "data is 'cube', expected one of ring" in page.inner_text("#problem")
        # The worker has survived it: another plan is played.
        page.select_option("#option-data", "ring")
        settled(page, "lab.latest?.steps === 0")
        page.click("#step")
        settled(page, "lab.latest?.steps === 1")

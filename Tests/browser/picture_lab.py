"""The picture of the lab on the front page: two runs side by side that differ in R1."""

import sys

from playwright.sync_api import sync_playwright

from browser import Lab, settled

STEPS = 2000


def main():
    (place,) = sys.argv[1:]
    with sync_playwright() as playwright:
        lab = Lab(playwright)
        try:
            query = f"compare=remedy:r1&ahead={STEPS}"
            with lab.page(query, wait=False, viewport=dict(width=1200, height=900)) as page:
                settled(page, f"lab.runs.a.latest?.steps >= {STEPS} && lab.runs.b.latest?.steps >= {STEPS}", seconds=300)
                page.screenshot(path=place)
        finally:
            lab.close()


main()

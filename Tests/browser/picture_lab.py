"""The picture of the lab on the front page: the ring of eight modes, with R1."""

import sys

from playwright.sync_api import sync_playwright

from browser import Lab, play_until

STEPS = 6000


def main():
    (place,) = sys.argv[1:]
    with sync_playwright() as playwright:
        lab = Lab(playwright)
        try:
            with lab.page("remedy=r1", viewport=dict(width=1280, height=1040)) as page:
                page.select_option("#speed", label="as fast as it goes")
                play_until(page, STEPS)
                page.screenshot(path=place)
        finally:
            lab.close()


main()

"""The film of the lab on the front page: two runs on the ring with the same first weights, without a remedy and with R1."""

import io
import sys

from PIL import Image
from playwright.sync_api import sync_playwright

from browser import Lab, play_until

MOMENTS = [50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600, 700, 800, 900, 1000, 1200, 1400, 1700, 2000, 2500, 3000, 4000, 5000, 6000, 7000, 7900]


def main():
    (place,) = sys.argv[1:]
    with sync_playwright() as playwright:
        lab = Lab(playwright)
        try:
            layers = "layers=real.fake.surface.gradients"
            with lab.page(f"latents=64&b=1&b.remedy=r1&{layers}", viewport=dict(width=1240, height=900)) as page:
                # The two runs with their key above and the step below, so that both can be read on the front page.
                key, scrub = page.locator("#key").bounding_box(), page.locator("#scrub").bounding_box()
                top = int(key["y"]) - 8
                clip = dict(x=int(key["x"]) - 8, y=top, width=int(key["width"]) + 16, height=int(scrub["y"] + scrub["height"]) + 8 - top)
                frames = []
                for moment in MOMENTS:
                    play_until(page, moment)
                    frames.append(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB"))
        finally:
            lab.close()
    # One palette for all, made from the last frame, keeps the file small and the colours still.
    palette = frames[-1].quantize(128)
    frames = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    durations = [250] * (len(frames) - 1) + [2500]
    # Where the film does not move, it shows its end.
    frames[-1].save(place, save_all=True, append_images=frames, default_image=True, duration=durations, loop=0)


main()

"""Makes the images beside this file that other programs have to have made, and what Pillow reads from them.

usage: make.py FOLDER    needs Pillow, NumPy and libturbojpeg
"""

import ctypes
import pathlib
import struct
import sys
import zlib

import numpy as np
from PIL import Image

out = pathlib.Path(sys.argv[1])


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def packed(rows, depth):
    """Rows of samples as the bytes of PNG's rows, each behind a filter byte of none."""
    lines = []
    for row in rows:
        flat = row.reshape(-1)
        if depth == 16:
            line = flat.astype(">u2").tobytes()
        elif depth == 8:
            line = flat.astype(np.uint8).tobytes()
        else:
            bits = "".join(format(int(sample), f"0{depth}b") for sample in flat)
            bits += "0" * (-len(bits) % 8)
            line = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
        lines.append(b"\0" + line)
    return b"".join(lines)


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(samples, depth, colour_type, extra=b"", interlaced=False):
    height, width = samples.shape[:2]
    if interlaced:
        parts = [samples[y::down, x::across] for x, y, across, down in ADAM7]
        data = b"".join(packed(part, depth) for part in parts if part.size)
    else:
        data = packed(samples, depth)
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, int(interlaced))
    body = chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


# The pattern that the tests compute again: 11×9 pixels, a step of 23 across, 31 down, 71 from channel to channel.
def pattern(channels, most):
    y, x, c = np.mgrid[0:9, 0:11, 0:channels]
    return (23 * x + 31 * y + 71 * c) % (most + 1)


for depth in (1, 2, 4):
    (out / f"grey-{depth}.png").write_bytes(png(pattern(1, 2**depth - 1), depth, 0))
(out / "grey-2-transparent.png").write_bytes(png(pattern(1, 3), 2, 0, chunk(b"tRNS", struct.pack(">H", 2))))
# Low bytes of 255: rounding would change every sample, dropping them changes none.
low = pattern(3, 255) * 256 + 255
(out / "rgb-16-low.png").write_bytes(png(low, 16, 2))
(out / "rgb-16-transparent.png").write_bytes(
    png(low, 16, 2, chunk(b"tRNS", struct.pack(">HHH", *[int(v) for v in low[0, 0]])))
)
(out / "rgba-16.png").write_bytes(png(pattern(4, 255) * 256 + 128, 16, 6))
(out / "grey-alpha-16.png").write_bytes(png(pattern(2, 255) * 256 + 200, 16, 4))
for depth in (1, 2, 4, 8):
    count = min(2**depth, 20)
    palette = bytes((40 * i + 90 * c) % 256 for i in range(count) for c in range(3))
    (out / f"palette-{depth}.png").write_bytes(
        png(pattern(1, 2**depth - 1) % count, depth, 3, chunk(b"PLTE", palette) + chunk(b"tRNS", b"\x00\x80"))
    )
gamma = chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"cHRM", struct.pack(">8I", *range(10000, 90000, 10000)))
(out / "rgb-gamma.png").write_bytes(png(pattern(3, 255), 8, 2, gamma))
(out / "rgb-interlaced.png").write_bytes(png(pattern(3, 255), 8, 2, interlaced=True))
(out / "grey-1-interlaced.png").write_bytes(png(pattern(1, 1), 1, 0, interlaced=True))
(out / "grey-16-interlaced.png").write_bytes(png(pattern(1, 255) * 256 + 255, 16, 0, interlaced=True))

# A scene of slopes, an edge and some noise, 45×35 pixels.
random = np.random.default_rng(3)
y, x = np.mgrid[0:35, 0:45]
scene = np.stack([5 * x + 10, 6 * y + 20, 255 - 3 * x - 2 * y], axis=-1).clip(0, 255)
scene[8:20, 10:25] = [230, 40, 60]
scene[20:30, 30:40] = [20, 60, 200]
scene = (scene + random.integers(-12, 13, scene.shape)).clip(0, 255).astype(np.uint8)
scene = Image.fromarray(scene)


def keep(name, image=None):
    """Keeps what Pillow reads from a file, or another image that it made."""
    image = image or Image.open(out / name).convert("RGB")
    image.save(out / f"{name}.expected.png", optimize=True)


jpegs = {
    "444": dict(subsampling=0, quality=85),
    "420": dict(subsampling=2, quality=80),
    "422": dict(subsampling=1, quality=80),
    "progressive": dict(subsampling=2, quality=80, progressive=True),
    "restarts": dict(subsampling=0, quality=80, restart_marker_blocks=2),
}
for name, options in jpegs.items():
    scene.save(out / f"{name}.jpg", **options)
    keep(f"{name}.jpg")
scene.convert("L").save(out / "luma.jpg", quality=80)
keep("luma.jpg", Image.open(out / "luma.jpg"))
scene.convert("CMYK").save(out / "cmyk.jpg", quality=90)
keep("cmyk.jpg")

# TurboJPEG writes four inks as YCCK.
turbo = ctypes.CDLL("libturbojpeg.so.0")
turbo.tjInitCompress.restype = ctypes.c_void_p
inks = 255 - np.array(scene.convert("CMYK"))
buffer, size = ctypes.POINTER(ctypes.c_ubyte)(), ctypes.c_ulong()
turbo.tjCompress2(
    ctypes.c_void_p(turbo.tjInitCompress()), inks.ctypes.data_as(ctypes.c_void_p), 45, 0, 35, 11,
    ctypes.byref(buffer), ctypes.byref(size), 0, 90, 0,
)  # fmt: skip
(out / "ycck.jpg").write_bytes(bytes(buffer[: size.value]))
keep("ycck.jpg")

# Resizing: a scene with noise shrunk and grown, and one with alpha.
scene.save(out / "scene.png")
for side in (8, 13, 64):
    scene.crop((5, 0, 40, 35)).resize((side, side), Image.BICUBIC).save(out / f"scene-{side}.png")
scene.resize((20, 50), Image.BICUBIC).save(out / "scene-20x50.png")
scene.convert("L").save(out / "scene-luma.png")
veil = Image.fromarray(((11 * x + 7 * y) % 256).astype(np.uint8))
veiled = scene.copy()
veiled.putalpha(veil)
veiled.save(out / "veiled.png")
veiled.resize((16, 12), Image.BICUBIC).save(out / "veiled-16x12.png")

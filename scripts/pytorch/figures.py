"""Chapter 5's generator of figures in PyTorch: the recipe `shapes-conditional`, from the first image to the last step.

    python3 scripts/pytorch/figures.py [--steps 7500] [--seed 1] [--out figures.png] [--width 16] [--no-labels] [--threads 2]

Draws 20,000 images of chapter 1's ten figures, by the book's rules but with other random numbers, and trains a pair that is told
the figures. Prints both players' losses every 250 steps, without penalties and labels. Every 1,500 it writes a picture: a column for
each figure, a row for each moment so far, and real images below. With --no-labels, as in chapter 5's table, neither is told a figure.
"""

import argparse
import copy
import time

import matplotlib

matplotlib.use("Agg")  # Pictures go to files, with or without a screen.
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import networks
from losses import r1

parser = argparse.ArgumentParser(description="Trains a generator of the book's ten figures.")
for name, default in (("steps", 7500), ("seed", 1), ("width", 16), ("threads", 2)):
    parser.add_argument(f"--{name}", type=int, default=default)
parser.add_argument("--out", default="figures.png", help="the picture, a PNG file")
parser.add_argument("--no-labels", action="store_true", help="tell neither player which figure an image shows")
options = parser.parse_args()
torch.manual_seed(options.seed)
torch.set_num_threads(options.threads)
random, told = np.random.default_rng(options.seed), not options.no_labels
batch, rate, gamma = 16, 1e-3, 1.0


# The figures. Each is a function from points to their distances from its edge, negative inside, because smooth edges and soft
# shadows follow from distances. The axis y points down.
def disc(x, y, radius, at_x=0.0, at_y=0.0):
    return np.hypot(x - at_x, y - at_y) - radius


def polygon(x, y, corners, rounding):
    """The nearest side decides. A point is inside if a ray from it to the right crosses the sides an odd number of times."""
    nearest, inside = np.full_like(x, np.inf), np.zeros(x.shape, bool)
    corners = corners.astype(np.complex64)
    for start, end in zip(corners, np.roll(corners, -1)):
        side_x, side_y = (end - start).real, (end - start).imag
        from_x, from_y = x - start.real, y - start.imag
        along = ((from_x * side_x + from_y * side_y) / (side_x**2 + side_y**2)).clip(0, 1)
        nearest = np.minimum(nearest, (from_x - along * side_x) ** 2 + (from_y - along * side_y) ** 2)
        inside ^= ((start.imag > y) != (end.imag > y)) & ((from_x * side_y < from_y * side_x) == (side_y > 0))
    return np.where(inside, -np.sqrt(nearest), np.sqrt(nearest)) - rounding


# Corners are complex numbers x + iy, because a product with a number of length 1 is a rotation.
def arc(start, end, count):
    return np.exp(1j * (start + (end - start) * np.arange(count) / count))


horn = np.exp(0.9j) - 0.5  # A horn of the moon, seen from the middle of the disc that is cut out.
moon = 0.96 * np.append(arc(0.9, 2 * np.pi - 0.9, 16), 0.5 + abs(horn) * arc(2 * np.pi - np.angle(horn), np.angle(horn), 10))
upwards = -1j * arc(0, 2 * np.pi, 10)
heart = np.array([-0.6j, 0.78 + 0.1j, 0.92j, -0.78 + 0.1j])
arrow = np.array([-1j, 0.82 - 0.12j, 0.3 - 0.12j, 0.3 + 0.9j, -0.3 + 0.9j, -0.3 - 0.12j, -0.82 - 0.12j])
bolt = np.array([0.3 - 1.05j, -0.66 + 0.18j, -0.08 + 0.18j, -0.3 + 1.05j, 0.66 - 0.24j, 0.08 - 0.24j])
cross = np.outer(1j ** np.arange(4), [0.28 - 0.9j, 0.28 - 0.28j, 0.9 - 0.28j]).ravel()
figures = {
    "disc": lambda x, y: disc(x, y, 0.9),
    "ring": lambda x, y: np.maximum(disc(x, y, 1), -disc(x, y, 0.54)),
    "crescent": lambda x, y: polygon(x, y, moon * np.exp(-0.4j) - 0.06, 0.04),
    "square": lambda x, y: polygon(x, y, 0.72 * np.array([-1 - 1j, 1 - 1j, 1 + 1j, -1 + 1j]), 0.08),
    "triangle": lambda x, y: polygon(x, y, 0.18j - 0.98j * arc(0, 2 * np.pi, 3), 0.1),
    "star": lambda x, y: polygon(x, y, upwards * np.tile([1.08, 0.5], 5), 0.06),
    "cross": lambda x, y: polygon(x, y, cross, 0.06),
    "heart": lambda x, y: np.minimum(disc(abs(x), y, 0.53, 0.44, -0.32), polygon(x, y, heart, 0.04)),
    "arrow": lambda x, y: polygon(x, y, arrow, 0.06),
    "bolt": lambda x, y: polygon(x, y, bolt, 0.1),
}

# Colours are mixed in Oklab (Ottosson 2020), where equal steps look equal. The hues from red to pink: lightness, chroma, angle.
hues = np.array([
    (0.60, 0.22, 27), (0.74, 0.17, 58), (0.89, 0.17, 100), (0.68, 0.19, 145), (0.80, 0.13, 205), (0.54, 0.20, 262),
    (0.50, 0.22, 305), (0.76, 0.16, 352)])
to_cones = np.array([[1, 0.39633778, 0.21580376], [1, -0.105561346, -0.06385417], [1, -0.08948418, -1.2914855]])
to_light = np.array([
    [4.0767417, -3.3077116, 0.23096994], [-1.268438, 2.6097574, -0.3413194], [-0.004196086, -0.7034186, 1.7076147]])


def on_screen(lightness, chroma, hue):
    """Red, green and blue from 0 to 255, [count, 3, 1, 1], from numbers [count, 1, 1]."""
    angle = np.radians(hue)
    cones = np.tensordot(to_cones, np.stack([lightness, chroma * np.cos(angle), chroma * np.sin(angle)]), 1)
    light = np.tensordot(to_light, cones**3, 1).clip(0, 1).swapaxes(0, 1)
    return (255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)).astype(np.float32)


def paint(figure, count):
    """Images [count, 3, 32, 32] of one figure, from 0 to 255; chance decides hue, size, place, angle and ground."""
    def chance(low, high):
        return random.uniform(low, high, (count, 1, 1)).astype(np.float32)

    y, x = np.mgrid[:32, :32].astype(np.float32) - 15.5
    radius, turn = chance(8.5, 11.5), chance(-0.35, 0.35)
    room = 15 - 1.2 * radius  # However the figure is turned, a pixel is left between it and the border.
    middle_x, middle_y = room * chance(-1, 1), room * chance(-1, 1)
    from_x, from_y, cosine, sine = (x - middle_x) / radius, (y - middle_y) / radius, np.cos(turn), np.sin(turn)
    distance = radius * figures[figure](cosine * from_x + sine * from_y, cosine * from_y - sine * from_x)

    # The ground is darker or paler than the figure by at least 0.25, so that the figure can be seen.
    lightness, chroma, hue = hues[random.integers(len(hues), size=count)].T[:, :, None, None]
    lightness, hue = lightness + chance(-0.03, 0.03), hue + chance(-5, 5)
    dark_room, pale_room = (lightness - 0.49).clip(0), (0.72 - lightness).clip(0)
    place, faint, tint = chance(0, 1) * (dark_room + pale_room), chance(0.01, 0.05), chance(0, 360)
    is_dark = place < dark_room
    behind = np.where(is_dark, 0.24 + place, 0.97 - pale_room + place - dark_room)
    near = on_screen(behind, faint, tint)
    far = on_screen(behind + np.where(is_dark, -0.1, 0.1), faint, tint + chance(-60, 60))
    direction, phase = chance(0, 2 * np.pi), chance(-1, 1)
    across = x * np.cos(direction) + y * np.sin(direction)
    mixed = np.choose(random.integers(4, size=(count, 1, 1)), [
        0.5 + across / 40, (x**2 + y**2) / 450,  # From one colour to the other across the image, or from its middle.
        0.5 + (across - 6 * phase) / 3, 0.5 + 0.5 * np.sin(0.7 * across + 3 * phase)]).clip(0, 1)  # Halves, or stripes.
    # The shadow is the figure's, two pixels down and one to the right, and fades over four.
    shadow = (1 - np.pad(distance, ((0, 0), (2, 0), (1, 0)), mode="edge")[:, :32, :32] / 4).clip(0, 1)
    ground = (near + mixed[:, None] * (far - near)) * (1 - 0.3 * shadow**2)[:, None]
    light, dark = on_screen(lightness + 0.05, chroma, hue), on_screen(lightness - 0.05, chroma, hue)
    shade = (0.5 + (x + y - middle_x - middle_y) / (4 * radius)).clip(0, 1)[:, None]
    covered = (0.5 - distance).clip(0, 1)[:, None]
    return (ground + covered * (light + shade * (dark - light) - ground)).round().astype(np.uint8)


# 2,000 images of each figure, 250 at a time, because so few fit into the processor's caches.
images = torch.from_numpy(np.concatenate([paint(figure, 250) for figure in figures for _ in range(8)]))
labels = torch.arange(10).repeat_interleave(2000)

# Chapter 2's enhanced generator. It is told the figure beside the latent vector, by a row of zeros with one 3. Without a GPU both
# networks are faster if the channels of a pixel are neighbours in memory.
generator = networks.generator(options.width, refined=True)
if told:
    generator[0] = nn.Linear(100 + 10, 64 * options.width, bias=False)
generator = networks.drawn_anew(generator, networks.of_dcgan).to(memory_format=torch.channels_last)
averaged = copy.deepcopy(generator).eval()

# Chapter 3's discriminator without dropout. Its features go to three layers: `shared` judges images of any figure, `own` adds
# what counts for one figure only, and `naming` says which figure it sees.
values = 64 * options.width
shared, own, naming = nn.Linear(values, 1), nn.Linear(values, 10, bias=False), nn.Linear(values, 10)
features = networks.discriminator(options.width)[:-2]
layers = networks.drawn_anew(nn.Sequential(*features, shared, own, naming), networks.of_he).to(memory_format=torch.channels_last)
g_optimizer = torch.optim.Adam(generator.parameters(), betas=(0.0, 0.999))
d_optimizer = torch.optim.Adam(layers.parameters(), betas=(0.0, 0.999))


def draw(network, latents, classes):
    return network(torch.cat([latents, 3 * F.one_hot(classes, 10)], dim=1) if told else latents)


def discriminator(images, classes):
    """The logits of images as ones of their figures (Miyato & Koyama 2018), and half the cost of misnaming them (Odena 2017)."""
    seen = features(images)
    if not told:
        return shared(seen), 0
    logits = shared(seen) + (own.weight[classes] * seen).sum(dim=1, keepdim=True)
    return logits, 0.5 * F.cross_entropy(naming(seen), classes)


def step(number, real, classes):
    # Both rates fall from step 3,000 to step 8,000, along half a cosine and to a twentieth, so that the players come to rest.
    progress = min(max((number - 3000) / 5000, 0), 1)
    for rule in (g_optimizer, d_optimizer):
        rule.param_groups[0]["lr"] = rate * max((1 + np.cos(np.pi * progress)) / 2, 0.05)
    fake = draw(generator, torch.randn(batch, 100), classes)

    # The discriminator's turn: it names the figures of real images too.
    (on_real, misnaming), (on_fake, _) = discriminator(real, classes), discriminator(fake.detach(), classes)
    d_loss = F.softplus(-on_real).mean() + F.softplus(on_fake).mean()
    total = d_loss + misnaming
    if number % 16 == 0:  # R1 takes long, so it comes seldom and 16 times as strong.
        total = total + 16 * r1(lambda seen: discriminator(seen, classes)[0], real, gamma)
    d_optimizer.zero_grad()
    total.backward()
    d_optimizer.step()

    # The generator's turn: its images should pass for real ones, and be named as the wanted figures.
    on_fake, misnaming = discriminator(fake, classes)
    g_loss = F.softplus(-on_fake).mean()
    g_optimizer.zero_grad()
    (g_loss + misnaming).backward()
    g_optimizer.step()

    # The moving average, as in training.py: it is drawn with, because the players circle around their goal.
    decay = min(0.999, (1 + number) / (10 + number))
    for average, weight in zip(averaged.state_dict().values(), generator.state_dict().values()):
        if average.is_floating_point():
            average.lerp_(weight, 1 - decay)
    return d_loss.item(), g_loss.item()


def write_picture(rows, names):
    """Writes rows of ten images as a PNG file, with a name beside every row; the last row, of real images, stands apart."""
    pixels = np.pad(np.stack(rows), [(0, 0)] * 3 + [(1, 1)] * 2, constant_values=255).transpose(0, 3, 1, 4, 2)
    pixels = pixels.reshape(34 * len(rows), 340, 3)
    pixels = np.insert(pixels, [34 * (len(rows) - 1)] * 8, 255, axis=0)
    middles = [34 * row + 17 for row in range(len(rows) - 1)] + [len(pixels) - 17]
    figure, panel = plt.subplots(figsize=(9, 8.2 * len(pixels) / 340 + 0.4), dpi=110, layout="constrained")
    panel.imshow(pixels, interpolation="nearest")
    panel.set_xticks(range(17, 340, 34), figures if told else [""] * 10)
    panel.set_yticks(middles, names)
    panel.tick_params(length=0, labeltop=True, labelbottom=False)
    panel.spines[:].set_visible(False)
    figure.savefig(options.out)
    plt.close(figure)


latents, rows, names, losses, start = torch.randn(10, 100), [], [], [], time.time()  # The same latent vectors in every row.
for number in range(options.steps):
    if number % (len(images) // batch) == 0:
        order = torch.randperm(len(images)).reshape(-1, batch)
    chosen = order[number % len(order)]
    losses.append(step(number, images[chosen] / 127.5 - 1, labels[chosen]))
    if (number + 1) % 250 == 0:
        minutes, (of_discriminator, of_generator) = (time.time() - start) / 60, np.mean(losses[-250:], axis=0)
        print(f"step {number + 1}, {minutes:.1f} minutes: discriminator {of_discriminator:.2f}, generator {of_generator:.2f}", flush=True)
    if (number + 1) % 1500 == 0 or number + 1 == options.steps:
        drawn = draw(averaged, latents, torch.arange(10)).detach()
        rows.append(((drawn + 1) * 127.5).round().to(torch.uint8).numpy())
        names.append(f"step {number + 1:,}")
        write_picture(rows + [images[::2000].numpy()], names + ["real"])
print(f"{options.out} has a column for each {'of ' + ', '.join(figures) if told else 'latent vector'}, and real images below")

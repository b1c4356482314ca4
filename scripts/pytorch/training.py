"""Chapter 5's step in PyTorch, on coloured discs: both turns, R1 in every sixteenth step, and the moving average.

    python3 scripts/pytorch/training.py [SEED]

Trains a small pair for 600 steps. Prints the squared Fréchet distance of generated images to real ones before and after, and that
of other real images. The features are the colours of an image of 4 × 4 pixels, so chapter 5's numbers cannot be compared with them.
"""

import copy
import sys

import torch
import torch.nn.functional as F
from torch import nn

from losses import discriminator_loss, non_saturating_loss, r1
from scores import frechet_distance

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 1)


def discs(count):
    """Images [count, 3, 32, 32] in [-1, 1]: a disc of any colour on black."""
    y, x = torch.meshgrid(torch.arange(32.0), torch.arange(32.0), indexing="ij")
    middle_x, middle_y = 8 + 16 * torch.rand(2, count, 1, 1)
    distance = ((x - middle_x).square() + (y - middle_y).square()).sqrt()
    inside = (4 + 4 * torch.rand(count, 1, 1) - distance).clamp(0, 1)
    return 2 * torch.rand(count, 3, 1, 1) * inside[:, None] - 1


def doubling(inputs, outputs):
    up = nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False)
    return [up, nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2)]


def halving(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]


generator = nn.Sequential(
    nn.Linear(100, 1024, bias=False), nn.Unflatten(1, (64, 4, 4)), nn.BatchNorm2d(64), nn.LeakyReLU(0.2),
    *doubling(64, 32), *doubling(32, 16), *doubling(16, 16), nn.Conv2d(16, 3, 3, padding=1), nn.Tanh())
averaged = copy.deepcopy(generator).eval()
discriminator = nn.Sequential(*halving(3, 16), *halving(16, 32), *halving(32, 64), nn.Flatten(), nn.Linear(1024, 1))
g_optimizer = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.0, 0.999))
d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.0, 0.999))


def step(number, real):
    fake = generator(torch.randn(len(real), 100))

    # The discriminator's turn.
    d_loss = discriminator_loss(discriminator(real), discriminator(fake.detach()))
    if number % 16 == 0:
        d_loss = d_loss + 16 * r1(discriminator, real, gamma=1)
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()

    # The generator's turn.
    g_loss = non_saturating_loss(discriminator(fake))
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()

    # The moving average, of the running statistics of batch normalisation too. It keeps less in the first steps.
    decay = min(0.999, (1 + number) / (10 + number))
    for average, weight in zip(averaged.state_dict().values(), generator.state_dict().values()):
        # Batch normalisation also counts its batches, and a count should not be averaged.
        if average.is_floating_point():
            average.lerp_(weight, 1 - decay)


def features(images):
    return F.avg_pool2d(images, 8).flatten(1).numpy()


@torch.no_grad()
def distance():
    return frechet_distance(features(averaged(torch.randn(1000, 100))), features(discs(1000)))


before = distance()
for number in range(600):
    step(number, discs(16))
after = distance()
between_real = frechet_distance(features(discs(1000)), features(discs(1000)))
print(f"squared Fréchet distance before {before:.3f}, after {after:.3f}; of other real images {between_real:.3f}")
assert after < before / 10, "the images are hardly nearer to real ones than before"

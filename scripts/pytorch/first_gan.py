"""Chapter 1's two GANs in PyTorch: the same networks, losses, rates and number of steps, with other random numbers.

    python3 scripts/pytorch/first_gan.py [SEED]

Trains a pair without R1, and then a pair with it. Prints how many of 2,000 points of each lie within 0.2 of one of the eight modes,
and how many modes have at least 20 of the points so near. A map shows real points as o and generated ones as x.
"""

import math
import sys

import torch
import torch.nn.functional as F
from torch import nn

angles = torch.arange(8) * 2 * math.pi / 8
centres = 2 * torch.stack([angles.cos(), angles.sin()], dim=1)


def ring(count):
    return centres[torch.randint(8, (count,))] + 0.02 * torch.randn(count, 2)


def network(inputs, outputs):
    layers = [nn.Linear(inputs, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, outputs)]
    for layer in layers[::2]:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)


def train(with_r1):
    generator, discriminator = network(2, 2), network(2, 1)
    g_optimizer = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
    d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999))

    for step in range(3000):
        real, fake = ring(256), generator(torch.randn(256, 2))

        # The discriminator's turn: high answers for real points, low ones for generated points.
        d_loss = F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(fake.detach())).mean()
        if with_r1:  # Only in the second pair.
            d_loss = d_loss + r1(discriminator, real)
        d_optimizer.zero_grad()
        d_loss.backward()
        d_optimizer.step()

        # The generator's turn: high answers for its own points.
        g_loss = F.softplus(-discriminator(fake)).mean()
        g_optimizer.zero_grad()
        g_loss.backward()
        g_optimizer.step()
    return generator


def r1(discriminator, real, gamma=0.3):
    real = real.clone().requires_grad_()  # So that the answers can be differentiated with respect to the points.
    # A slope for each point. `create_graph`: the penalty, too, is differentiated, with respect to the weights.
    (slopes,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return gamma / 2 * slopes.square().sum(dim=1).mean()  # `gamma` (γ) says how much the penalty counts.


def print_map(real, fake, columns=41, rows=21):
    """The square from -3 to 3: x where generated points lie, o where only real ones do."""
    signs = [[" "] * columns for _ in range(rows)]
    for points, sign in ((real, "o"), (fake, "x")):
        for x, y in points.tolist():
            if abs(x) < 3 and abs(y) < 3:
                signs[int((3 - y) / 6 * rows)][int((x + 3) / 6 * columns)] = sign
    print("\n".join("".join(line).rstrip() for line in signs))


if __name__ == "__main__":
    for with_r1 in (False, True):
        torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
        generator = train(with_r1)
        with torch.no_grad():
            drawn = generator(torch.randn(2000, 2))
            distances, nearest = torch.cdist(drawn, centres).min(dim=1)
        near = distances < 0.2
        modes = int((nearest[near].bincount(minlength=8) >= 20).sum())
        print(
            f"{'with' if with_r1 else 'without'} R1: {near.float().mean():.0%} of 2,000 points lie within 0.2 of a mode, "
            f"and {modes} of 8 modes have at least 20 of them")
        print_map(ring(400), drawn[:400])

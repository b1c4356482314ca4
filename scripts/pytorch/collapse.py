"""Chapter 6's pair on the ring of eight modes in PyTorch: it collapses. Remedies can be tried on it.

    python3 scripts/pytorch/collapse.py [--remedy none|r1|pacgan|few-latents] [--seed SEED]

Networks, losses, rates, batches and number of steps are the chapter's, the random numbers are not. Prints at ten evaluations how many
modes the averaged generator covers, and the share of its points that are good: within three standard deviations of the nearest mode's
centre. A mode is covered if at least 20 of 2,500 points are good and nearest to it.
"""

import argparse
import copy
import math

import torch
import torch.nn.functional as F
from torch import nn

parser = argparse.ArgumentParser(description="Chapter 6's pair on the ring of eight modes, with one remedy or none.")
parser.add_argument("--remedy", choices=["none", "r1", "pacgan", "few-latents"], default="none")
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
torch.manual_seed(options.seed)
torch.set_num_threads(1)  # The networks are too small for more.

steps, batch, rate, deviation = 8000, 256, 2e-3, 0.02
latent_values = 2 if options.remedy == "few-latents" else 64
pack = 4 if options.remedy == "pacgan" else 1
angles = torch.arange(8) * 2 * math.pi / 8
centres = 2 * torch.stack([angles.cos(), angles.sin()], dim=1)


def ring(count):
    return centres[torch.randint(8, (count,))] + deviation * torch.randn(count, 2)


def network(inputs, outputs):
    layers = [nn.Linear(inputs, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, outputs)]
    for layer in layers[::2]:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)


generator, discriminator_layers = network(latent_values, 2), network(2 * pack, 1)
averaged = copy.deepcopy(generator)
g_optimizer = torch.optim.Adam(generator.parameters(), betas=(0.5, 0.999))
d_optimizer = torch.optim.Adam(discriminator_layers.parameters(), betas=(0.5, 0.999))
latents = torch.randn(2500, latent_values)  # The same at every evaluation.


def discriminator(points):
    return discriminator_layers(points.reshape(-1, 2 * pack))  # With PacGAN one logit for every four points.


def r1(real, gamma=0.3):
    real = real.clone().requires_grad_()
    (slopes,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return gamma / 2 * slopes.square().sum(dim=1).mean()


def step(number):
    # Both rates are constant in the first half, and then fall to 0 like a cosine.
    progress = number / steps
    falling = 1 if progress <= 0.5 else (1 + math.cos(math.pi * (progress - 0.5) / 0.5)) / 2
    for rule in (g_optimizer, d_optimizer):
        rule.param_groups[0]["lr"] = rate * falling
    real, fake = ring(batch), generator(torch.randn(batch, latent_values))

    # The discriminator's turn.
    d_loss = F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(fake.detach())).mean()
    if options.remedy == "r1":
        d_loss = d_loss + r1(real)
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()

    # The generator's turn.
    g_loss = F.softplus(-discriminator(fake)).mean()
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()

    # The moving average of the generator's weights. It keeps less in the first steps.
    decay = min(0.995, (1 + number) / (10 + number))
    for average, weight in zip(averaged.parameters(), generator.parameters()):
        average.data.lerp_(weight.data, 1 - decay)


@torch.no_grad()
def evaluate():
    distances, nearest = torch.cdist(averaged(latents), centres).min(dim=1)
    good = distances < 3 * deviation
    covered = int((nearest[good].bincount(minlength=8) >= 20).sum())
    return covered, good.float().mean().item()


for number in range(steps):
    step(number)
    if (number + 1) % (steps // 10) == 0:
        covered, good = evaluate()
        print(f"step {number + 1}: {covered} of 8 modes covered, {good:.0%} of the points good")

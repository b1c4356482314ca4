"""Chapter 1's GAN in PyTorch: the same networks, losses, rates and number of steps, with other random numbers.

    python3 scripts/pytorch/first_gan.py [SEED]

Prints how many of 2,000 generated points lie within 0.2 of one of the eight modes, and how many modes have such points.
"""

import math
import sys

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
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


generator, judge = network(2, 2), network(2, 1)
generator_rule = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
judge_rule = torch.optim.Adam(judge.parameters(), lr=1e-3, betas=(0.5, 0.999))

for step in range(3000):
    real, fake = ring(256).requires_grad_(), generator(torch.randn(256, 2))

    answers = judge(real)
    (slopes,) = torch.autograd.grad(answers.sum(), real, create_graph=True)
    mistakes = F.softplus(-answers).mean() + F.softplus(judge(fake.detach())).mean()
    steepness = 0.3 / 2 * slopes.square().sum(dim=1).mean()
    judge_rule.zero_grad()
    (mistakes + steepness).backward()
    judge_rule.step()

    failures = F.softplus(-judge(fake)).mean()
    generator_rule.zero_grad()
    failures.backward()
    generator_rule.step()

with torch.no_grad():
    distances, nearest = torch.cdist(generator(torch.randn(2000, 2)), centres).min(dim=1)
near = distances < 0.2
print(f"{near.float().mean():.0%} of the points lie within 0.2 of a mode, and {nearest[near].unique().numel()} of 8 modes have some")

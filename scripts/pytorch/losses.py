"""Chapter 4 in PyTorch: the losses of both players, and R1.

    python3 scripts/pytorch/losses.py

Compares the losses and the penalty with numbers that are known. Then it plays the smallest game of the chapter, without R1 and
with it, and prints how far from the solution the players end: the numbers of the chapter's table.
"""

import math

import torch
import torch.nn.functional as F


# Here real and fake are logits.
def discriminator_loss(real, fake):
    return F.softplus(-real).mean() + F.softplus(fake).mean()


def minimax_loss(fake):
    return -F.softplus(fake).mean()


def non_saturating_loss(fake):
    return F.softplus(-fake).mean()


def r1(discriminator, real, gamma):
    real = real.detach().requires_grad_()
    # The sum, because each logit depends on its own sample only: one gradient gives the slopes at all samples.
    (slopes,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return gamma / 2 * slopes.square().flatten(1).sum(dim=1).mean()


def check():
    """Stops the program if a loss or the penalty is not what it has to be."""
    undecided = torch.zeros(16, 1)
    for value, expected in (
        (discriminator_loss(undecided, undecided), 2 * math.log(2)),
        (minimax_loss(undecided), -math.log(2)),
        (non_saturating_loss(undecided), math.log(2)),
        # The slope of this discriminator is (3, 4) everywhere.
        (r1(lambda points: points @ torch.tensor([3.0, 4.0]), torch.randn(16, 2), gamma=2), 25),
    ):
        torch.testing.assert_close(value, torch.tensor(float(expected)))
    real, fake = torch.randn(16, 1), torch.randn(16, 1)
    entropy = F.binary_cross_entropy_with_logits
    torch.testing.assert_close(
        discriminator_loss(real, fake), entropy(real, torch.ones(16, 1)) + entropy(fake, torch.zeros(16, 1)))
    torch.testing.assert_close(non_saturating_loss(fake), entropy(fake, torch.ones(16, 1)))


def smallest_game(generator_loss, gamma, steps=2000, rate=0.1):
    """The distance from the solution at the end. Real samples are 0, generated ones theta, and the logit at x is psi x."""
    theta = torch.tensor([[1.0]], dtype=torch.float64, requires_grad=True)
    psi = torch.tensor([[0.0]], dtype=torch.float64, requires_grad=True)
    real = torch.zeros(1, 1, dtype=torch.float64)

    def discriminator(samples):
        return samples @ psi

    for _ in range(steps):
        d_loss = discriminator_loss(discriminator(real), discriminator(theta)) + r1(discriminator, real, gamma)
        (psi_slope,) = torch.autograd.grad(d_loss, psi)
        (theta_slope,) = torch.autograd.grad(generator_loss(discriminator(theta)), theta)
        with torch.no_grad():
            psi -= rate * psi_slope
            theta -= rate * theta_slope
    return math.hypot(theta.item(), psi.item())


if __name__ == "__main__":
    check()
    print(f"minimax: {smallest_game(minimax_loss, gamma=0):.2f}")
    print(f"non-saturating: {smallest_game(non_saturating_loss, gamma=0):.3f}")
    print(f"minimax, R1 with gamma = 0.3: {smallest_game(minimax_loss, gamma=0.3):.0e}")

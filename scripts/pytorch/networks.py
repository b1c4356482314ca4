"""Chapter 2's generators and chapter 3's discriminator in PyTorch, layer by layer.

    python3 scripts/pytorch/networks.py

Prints the shape of each network's output and its number of parameters, and stops with an error if they are not the book's. The
networks are not trained here.
"""

import torch
from torch import nn


def generator(width, refined):
    """Images [batch, 3, 32, 32] from latent vectors [batch, 100]; the enhanced generator is refined, the plain one is not."""
    layers = [
        nn.Linear(100, 16 * 4 * width, bias=False), nn.Unflatten(1, (4 * width, 4, 4)),
        nn.BatchNorm2d(4 * width), nn.LeakyReLU(0.2)]
    for inputs, outputs in [(4 * width, 2 * width), (2 * width, width), (width, width)]:
        layers += [
            nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2)]
        if refined:
            layers += [
                nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Conv2d(width, 3, 3, padding=1), nn.Tanh())


def halving(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]


def discriminator(width):
    """Logits [batch, 1] of images [batch, 3, 32, 32]."""
    return nn.Sequential(
        nn.Conv2d(3, width, 3, padding=1), nn.LeakyReLU(0.2),
        *halving(width, 2 * width), *halving(2 * width, 2 * width), *halving(2 * width, 4 * width),
        nn.Flatten(), nn.Dropout(0.4), nn.Linear(16 * 4 * width, 1))


def drawn_anew(network, draw):
    """The network with its first weights as the book draws them: those of `draw`, and biases of 0."""
    for layer in network:
        if isinstance(layer, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
            draw(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return network


def of_dcgan(weight):
    nn.init.normal_(weight, std=0.02)


def of_he(weight):
    nn.init.kaiming_normal_(weight, nonlinearity="relu")


if __name__ == "__main__":
    torch.manual_seed(1)
    latents, images = torch.randn(8, 100), torch.rand(8, 3, 32, 32) * 2 - 1
    # The numbers of parameters are those of chapter 2's table "Both generators at full width", and the sum over the layers in
    # chapter 3's first diagram.
    for name, network, inputs, shape, expected in [
        ("plain generator, chapter 2", drawn_anew(generator(64, False), of_dcgan), latents, (8, 3, 32, 32), 1_133_251),
        ("enhanced generator, chapter 2", drawn_anew(generator(64, True), of_dcgan), latents, (8, 3, 32, 32), 1_354_947),
        ("discriminator, chapter 3", drawn_anew(discriminator(16), of_he), images, (8, 1), 58_945),
    ]:
        with torch.no_grad():
            made = tuple(network(inputs).shape)
        parameters = sum(values.numel() for values in network.parameters())
        print(f"{name}: output {made}; {parameters:,} parameters, in the book {expected:,}")
        if (made, parameters) != (shape, expected):
            raise SystemExit(f"{name}: output {shape} and {expected:,} parameters expected")

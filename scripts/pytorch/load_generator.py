#!/usr/bin/env python3
"""Draws with a generator of this book in PyTorch, and is the model of how to load one.

    python3 scripts/pytorch/load_generator.py chapters/05-training/cache/shapes-enhanced.safetensors.zst grid.png

needs torch, safetensors, zstandard and pillow.
"""
import argparse
import json
import pathlib

import numpy
import safetensors.numpy
import torch
import torch.nn as nn
from PIL import Image


def read(path):
    """A file's tensors and metadata, from a `.safetensors` file or one in a Zstandard frame (`.zst`)."""
    contents = pathlib.Path(path).read_bytes()
    if contents[:4] == b"\x28\xb5\x2f\xfd":
        import zstandard

        contents = zstandard.ZstdDecompressor().decompressobj().decompress(contents)
    header = json.loads(contents[8:8 + int.from_bytes(contents[:8], "little")])
    return safetensors.numpy.load(contents), header.get("__metadata__", {})


def describe(metadata, path):
    """What the generator is made of; files from before it was written down have it in the plan of their training."""
    if "network" in metadata:
        network = json.loads(metadata["network"])
        if network["architecture"] not in ARCHITECTURES:
            expected = " or ".join(ARCHITECTURES)
            raise SystemExit(f"{path}: the architecture is {network['architecture']}, expected {expected}")
        return network
    if "training" not in metadata:
        raise SystemExit(f"{path}: the metadata have neither \"network\" nor \"training\"; give a file of a generator")
    recipe = json.loads(metadata["training"])["plan"]["recipe"]
    width = recipe["width"]
    return {"architecture": "upsampling-generator", "latentSize": 100, "channels": [4 * width, 2 * width, width, width], "refinements": recipe["refinements"],
            "slope": 0.2, "epsilon": 1e-5, "imageChannels": 3}


class Norm(nn.BatchNorm2d):
    """Batch normalisation and a leaky ReLU; perhaps with a scale and a shift for each class."""

    def __init__(self, channels, network):
        super().__init__(channels, eps=network["epsilon"])
        self.slope = network["slope"]
        self.by_class = network.get("classInput") == "batchNorm" and bool(network.get("classNames"))
        if self.by_class:
            self.weight = nn.Parameter(torch.ones(len(network["classNames"]), channels))
            self.bias = nn.Parameter(torch.zeros(len(network["classNames"]), channels))

    def forward(self, x, classes):
        scale, shift = (None, None) if self.by_class else (self.weight, self.bias)
        y = nn.functional.batch_norm(x, self.running_mean, self.running_var, scale, shift, eps=self.eps)
        if self.by_class:
            y = y * self.weight[classes][:, :, None, None] + self.bias[classes][:, :, None, None]
        return nn.functional.leaky_relu(y, self.slope)


class Refinement(nn.Module):
    """A 3 × 3 convolution at the same size."""

    def __init__(self, channels, network):
        super().__init__()
        self.convolution = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = Norm(channels, network)

    def forward(self, x, classes):
        return self.norm(self.convolution(x), classes)


class UpBlock(nn.Module):
    """Doubles height and width, and refines."""

    def __init__(self, inputs, outputs, network):
        super().__init__()
        self.up = nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False)
        self.norm = Norm(outputs, network)
        self.refinements = nn.ModuleList(Refinement(outputs, network) for _ in range(network["refinements"]))

    def forward(self, x, classes):
        x = self.norm(self.up(x), classes)
        for refinement in self.refinements:
            x = refinement(x, classes)
        return x


def doubled(x):
    """Every pixel repeated in both directions."""
    return nn.functional.interpolate(x, scale_factor=2, mode="nearest")


class PreactivatedConvolution(nn.Module):
    """Batch normalisation, a leaky ReLU and a 3 × 3 convolution, perhaps of the image at twice its size."""

    def __init__(self, inputs, outputs, doubles, network):
        super().__init__()
        self.doubles = doubles
        self.norm = Norm(inputs, network)
        self.convolution = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)

    def forward(self, x, classes):
        x = self.norm(x, classes)
        return self.convolution(doubled(x) if self.doubles else x)


class ResidualUpBlock(nn.Module):
    """Doubles height and width, and adds what came in."""

    def __init__(self, inputs, outputs, network):
        super().__init__()
        self.layers = nn.ModuleList(
            PreactivatedConvolution(outputs if place else inputs, outputs, place == 0, network)
            for place in range(network["refinements"] + 1))
        self.shortcut = None if inputs == outputs else nn.Conv2d(inputs, outputs, 1, bias=False)

    def forward(self, x, classes):
        y = x
        for layer in self.layers:
            y = layer(y, classes)
        return y + doubled(self.shortcut(x) if self.shortcut else x)


# What doubles the image in each architecture.
ARCHITECTURES = {"upsampling-generator": UpBlock, "residual-generator": ResidualUpBlock}


class Generator(nn.Module):
    """The generator that `network` describes; its modules have the names that they have in Swift."""

    def __init__(self, network):
        super().__init__()
        self.network = network
        channels = network["channels"]
        self.classes = len(network.get("classNames") or [])
        self.class_beside = self.classes > 0 and network.get("classInput") != "batchNorm"
        self.is_residual = network["architecture"] == "residual-generator"
        self.project = nn.Linear(
            network["latentSize"] + (self.classes if self.class_beside else 0), 16 * channels[0], bias=False)
        self.norm = Norm(channels[-1] if self.is_residual else channels[0], network)
        blocks = nn.ModuleList(
            ARCHITECTURES[network["architecture"]](*pair, network) for pair in zip(channels, channels[1:]))
        self.blocks, self.residuals = (nn.ModuleList(), blocks) if self.is_residual else (blocks, nn.ModuleList())
        self.toColour = nn.Conv2d(channels[-1], network["imageChannels"], 3, padding=1)

    def forward(self, latents, classes=None):
        """Images [batch, channels, height, width] in [-1, 1] from latents [batch, latentSize].

        A generator that knows classes draws those of the given numbers [batch], or every class in turn.
        """
        if self.classes and classes is None:
            classes = torch.arange(len(latents)) % self.classes
        if self.class_beside:
            rows = nn.functional.one_hot(classes, self.classes) * self.network["classStrength"]
            latents = torch.cat([latents, rows], dim=1)
        x = self.project(latents).reshape(-1, 4, 4, self.network["channels"][0]).permute(0, 3, 1, 2)
        for block in self.residuals:
            x = block(x, classes)
        x = self.norm(x, classes)
        for block in self.blocks:
            x = block(x, classes)
        return torch.tanh(self.toColour(x))


# PyTorch's names for what batch normalisation keeps.
NORM_NAMES = {"scale": "weight", "shift": "bias", "runningMean": "running_mean", "runningVariance": "running_var"}


def to_torch(tensors):
    """PyTorch's state dictionary of our tensors `generator.…`: other names, and other orders of axes."""
    state = {}
    for name, values in tensors.items():
        if not name.startswith("generator."):
            continue
        module, _, leaf = name.removeprefix("generator.").rpartition(".")
        tensor = torch.from_numpy(values.astype(numpy.float32))
        if tensor.ndim == 4:  # [out, height, width, in]
            tensor = tensor.permute(3, 0, 1, 2) if module.endswith(".up") else tensor.permute(0, 3, 1, 2)
        state[f"{module}.{NORM_NAMES.get(leaf, leaf)}"] = tensor
        if leaf == "runningMean":
            state[f"{module}.num_batches_tracked"] = torch.tensor(0)
    return state


def load(path):
    """The generator in a file, ready to draw."""
    tensors, metadata = read(path)
    generator = Generator(describe(metadata, path))
    generator.load_state_dict(to_torch(tensors))
    return generator.eval()


def grid(images, columns):
    """Images [count, channels, height, width] in [-1, 1] side by side in one picture, row by row."""
    shades = ((images.clamp(-1, 1) + 1) * 127.5 + 0.5).floor().to(torch.uint8).permute(0, 2, 3, 1).numpy()
    count, height, width, channels = shades.shape
    rows = -(-count // columns)
    picture = numpy.zeros((rows * height, columns * width, channels), numpy.uint8)
    for index, image in enumerate(shades):
        y, x = index // columns * height, index % columns * width
        picture[y:y + height, x:x + width] = image
    return Image.fromarray(picture.squeeze(-1) if channels == 1 else picture)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a .safetensors or .safetensors.zst file with a generator")
    parser.add_argument("picture", help="the PNG file to write")
    parser.add_argument("--latents", help="a safetensors file with a tensor `latents` [count, latentSize]")
    parser.add_argument("--seed", type=int, default=0, help="of PyTorch's own latents, which are not the book's")
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--columns", type=int, default=8)
    options = parser.parse_args()
    generator = load(options.model)
    if options.latents:
        latents = torch.from_numpy(read(options.latents)[0]["latents"].astype(numpy.float32))
    else:
        random = torch.Generator().manual_seed(options.seed)
        latents = torch.randn(options.count, generator.network["latentSize"], generator=random)
    with torch.no_grad():
        grid(generator(latents), options.columns).save(options.picture)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Turns a generator trained with PyTorch's DCGAN tutorial into a file that this book draws from.

    python3 scripts/pytorch/import_dcgan.py generator.pth dcgan.safetensors

needs torch and safetensors. The state dictionary has the tutorial's names: transposed convolutions `main.0`, `main.3` …,
without bias, batch normalisation after each but the last; from 1 × 1 to 4 × 4 and then doubling, ReLU between, tanh at last.

Our networks draw the same images, with two differences in how they are made. Ours have a leaky ReLU, whose slope below
zero is set to 0 in the file's description. And ours end with a convolution at full size, where the tutorial's last layer doubles
the size and gives colours at once: the doubling here makes each colour's sum y and its negative, batch normalisation
leaves them alone, and the convolution takes ReLU(y) − ReLU(−y) = y.
"""
import argparse
import json

import numpy
import safetensors.numpy
import torch

EPSILON = 1e-5  # what nn.BatchNorm2d adds to variances, unless it is told otherwise


def convert(state):
    """Our tensors and the description of the network, from the tutorial's state dictionary."""
    state = {name.removeprefix("module."): value.float() for name, value in state.items()}
    numbers = sorted({int(name.split(".")[1]) for name in state if name.startswith("main.")})
    ups = [state[f"main.{number}.weight"] for number in numbers if state[f"main.{number}.weight"].ndim == 4]
    expected = {f"main.{3 * index}.weight" for index in range(len(ups))} | {
        f"main.{3 * index + 1}.{leaf}" for index in range(len(ups) - 1)
        for leaf in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")}
    strange = sorted(name for name in set(state) ^ expected if not name.endswith("num_batches_tracked"))
    strange += [f"main.{3 * index}.weight" for index, weight in enumerate(ups) if weight.shape[2:] != (4, 4)]
    if strange or len(ups) < 2:
        raise SystemExit("not the generator of the DCGAN tutorial: two or more transposed convolutions with 4 × 4 kernels and no "
                         "bias expected, and batch normalisation after all but the last; look at "
                         f"{', '.join(strange[:5] or sorted(state))}")
    colours = ups[-1].shape[1]
    channels = [weight.shape[1] for weight in ups[:-1]] + [2 * colours]
    latent_size = ups[0].shape[0]
    # [latent, channel, y, x] to [(y, x, channel), latent].
    tensors = {"project.weight": ups[0].permute(2, 3, 1, 0).reshape(16 * channels[0], latent_size)}

    def norm(path, index):
        for ours, theirs in (("scale", "weight"), ("shift", "bias"), ("runningMean", "running_mean"),
                             ("runningVariance", "running_var")):
            tensors[f"{path}.{ours}"] = state[f"main.{3 * index + 1}.{theirs}"]

    norm("norm", 0)
    for index, weight in enumerate(ups[1:-1]):
        tensors[f"blocks.{index}.up.weight"] = weight.permute(1, 2, 3, 0)  # [in, out, y, x] to [out, y, x, in]
        norm(f"blocks.{index}.norm", index + 1)
    last = f"blocks.{len(ups) - 2}"
    weight = ups[-1].permute(1, 2, 3, 0)
    tensors[f"{last}.up.weight"] = torch.cat([weight, -weight])
    tensors[f"{last}.norm.scale"] = torch.ones(2 * colours)
    tensors[f"{last}.norm.shift"] = torch.zeros(2 * colours)
    tensors[f"{last}.norm.runningMean"] = torch.zeros(2 * colours)
    tensors[f"{last}.norm.runningVariance"] = torch.full((2 * colours,), 1 - EPSILON)
    colour = torch.zeros(colours, 3, 3, 2 * colours)
    for index in range(colours):
        colour[index, 1, 1, index], colour[index, 1, 1, colours + index] = 1, -1
    tensors["toColour.weight"], tensors["toColour.bias"] = colour, torch.zeros(colours)
    network = {
        "architecture": "upsampling-generator", "latentSize": latent_size, "channels": channels, "refinements": 0,
        "epsilon": EPSILON, "slope": 0, "imageSize": 4 << len(channels) - 1, "imageChannels": colours,
        "imageRange": [-1, 1], "imageLayout": "batch, height, width, channels",
        "convolutionLayout": "out, height, width, in", "linearLayout": "out, in"}
    return {f"generator.{name}": numpy.ascontiguousarray(value.numpy()) for name, value in tensors.items()}, network


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("state", help="the tutorial's netG.state_dict(), saved with torch.save")
    parser.add_argument("model", help="the .safetensors file to write")
    options = parser.parse_args()
    tensors, network = convert(torch.load(options.state, map_location="cpu", weights_only=True))
    safetensors.numpy.save_file(tensors, options.model, metadata={"network": json.dumps(network, sort_keys=True)})
    print(f"{options.model}: {network['imageSize']} × {network['imageSize']} pixels, "
          f"channels {', '.join(map(str, network['channels']))}, ReLU")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Draws with an exported generator in ONNX Runtime, and compares with what the book drew from the same latent vectors.

    swift run draw cifar10-classes --onnx --out network
    swift run draw cifar10-classes --count 100 --tensors --out images
    python3 scripts/pytorch/check_onnx.py network/generator.onnx images/images.safetensors

needs onnx, onnxruntime and safetensors. It fails if a value differs by more than --tolerance.
"""
import argparse

import numpy
import onnx
import onnxruntime
import safetensors.numpy


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", help="the .onnx file")
    parser.add_argument("images", help="the images.safetensors that `draw --tensors` wrote")
    parser.add_argument("--tolerance", type=float, default=1e-4, help="of values in [-1, 1]; 1e-4 if left out")
    options = parser.parse_args()
    onnx.checker.check_model(options.network, full_check=True)
    session = onnxruntime.InferenceSession(options.network, providers=["CPUExecutionProvider"])
    drawn = safetensors.numpy.load_file(options.images)
    inputs = {"latents": drawn["latents"]}
    if any(put.name == "classes" for put in session.get_inputs()):
        inputs["classes"] = drawn["classes"].astype(numpy.int64)
    (images,) = session.run(["images"], inputs)
    if images.shape != drawn["images"].shape:
        raise SystemExit(f"ONNX Runtime draws {images.shape}, the book drew {drawn['images'].shape}")
    difference = float(numpy.abs(images - drawn["images"]).max())
    print(f"{len(images)} images, the largest difference of a value is {difference:.1e}")
    if not difference <= options.tolerance:
        raise SystemExit(f"expected at most {options.tolerance:.1e}")


if __name__ == "__main__":
    main()

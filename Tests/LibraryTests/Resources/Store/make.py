"""Makes the files beside it. Needs torch, safetensors, zstandard and the zstd command."""

import subprocess
import zipfile
from pathlib import Path

import numpy as np
import torch
import zstandard
from safetensors.torch import save_file

folder = Path(__file__).parent


def bits(patterns, integer, floating):
    """A tensor of floats from their bit patterns."""
    unsigned = torch.tensor(patterns, dtype=torch.int64)
    return unsigned.to(integer).view(floating)


tensors = {
    "weight": bits([0, 0x80000000, 0x3FC00000, 0x7FC12345, 1, 0xFF800000], torch.int32, torch.float32).reshape(2, 3),
    "half": bits([0x0001, 0x3C00, 0x7BFF, 0xFC00, 0x8000], torch.int16, torch.float16),
    "brain": bits([0x3F80, 0x0001, 0xFF80, 0xC049], torch.int16, torch.bfloat16),
    "labels": torch.tensor([-(2**63), 0, 2**63 - 1]),
    "counts": torch.tensor([-(2**31), -1, 7, 2**31 - 1], dtype=torch.int32).reshape(2, 1, 2),
    "bytes": torch.tensor([0, 128, 255], dtype=torch.uint8),
    "precise": torch.tensor([3.141592653589793, -0.0], dtype=torch.float64),
    "empty": torch.zeros(0, 4),
    "scalar": torch.tensor(42.0),
    'naïve "name"\t\\/\x01': torch.tensor([1.0]),
}
plain = folder / "python.safetensors"
save_file(tensors, plain, metadata={"made by": 'Python: é, "quotes", a\nnew line'})

# A stream that tells neither its size nor a checksum, as Python writes it; and the command's frame with both.
stream = zstandard.ZstdCompressor(level=19, write_content_size=False).compressobj()
(folder / "python.safetensors.zst").write_bytes(stream.compress(plain.read_bytes()) + stream.flush())
subprocess.run(["zstd", "-q", "-19", "-f", plain, "-o", folder / "command.safetensors.zst"], check=True)

# Every way in which Python puts a file into an archive: stored, deflated, empty, streamed with 64-bit sizes.
with zipfile.ZipFile(folder / "python.zip", "w") as archive:
    archive.writestr("stored.txt", "as it is")
    archive.writestr("folder/deflated.txt", "over and over. " * 100, zipfile.ZIP_DEFLATED)
    archive.writestr("empty", b"")
    archive.writestr("empty deflated", b"", zipfile.ZIP_DEFLATED)
    archive.writestr("naïve.txt", "é")
    with archive.open("wide.txt", "w", force_zip64=True) as stream:
        stream.write(b"64 bits")
    archive.comment = b"a comment"

# What numpy.savez and numpy.savez_compressed write: two arrays that statistics consist of, and arrays that are refused.
mu, sigma = np.array([0.5, -1.25, 2.0]), np.array([[2, 1, 0.5], [1, 3, 0], [0.5, 0, 1.5]])
np.savez(folder / "stored.npz", mu=mu, sigma=sigma)
np.savez_compressed(folder / "deflated.npz", mu=mu.astype(np.float32), sigma=sigma.astype(">f8"))
np.savez(folder / "refused.npz", fortran=np.asfortranarray(sigma), integers=np.arange(4), good=mu)

# A module's state dictionary, whose tensors share storages and lie there in every way, in both of PyTorch's formats.
module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
with torch.no_grad():
    for i, value in enumerate(module.state_dict().values()):
        value.copy_(torch.arange(value.numel()).reshape(value.shape) + 100 * i)
state = module.state_dict()
table = torch.arange(24, dtype=torch.float64).reshape(2, 3, 4)
state["whole"] = table
state["transposed"] = table.permute(2, 0, 1)
state["part"] = table[1, 1:, ::2]
state["channels last"] = torch.arange(24.0).reshape(1, 2, 3, 4).contiguous(memory_format=torch.channels_last)
state["half"] = torch.tensor([1.5, -2.0], dtype=torch.float16)
state["brain"] = torch.tensor([1.5, -2.0], dtype=torch.bfloat16)
state["counts"] = torch.tensor([-1, 7], dtype=torch.int32)
state["bytes"] = torch.tensor([0, 255], dtype=torch.uint8)
state["parameter"] = torch.nn.Parameter(torch.tensor([0.25]))
state["empty"] = torch.zeros(0, 4)
torch.save(state, folder / "python.pth")
torch.save(state, folder / "legacy.pth", _use_new_zipfile_serialization=False)

# What is not one: a checkpoint with other things beside it, and a pickle that would run a program.
torch.save({"model": state["whole"], "epoch": 3}, folder / "checkpoint.pth")


class Hostile:
    def __reduce__(self):
        return print, ("this ran",)


torch.save({"weight": Hostile()}, folder / "hostile.pth")

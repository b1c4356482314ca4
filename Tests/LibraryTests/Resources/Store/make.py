import torch, zstandard, subprocess, sys
from safetensors.torch import save_file
def bits(v, t, view): return torch.tensor(v, dtype=t).view(view)
T=dict(
 weight=bits([0,-2**31,0x3FC00000,0x7FC12345,1,-0x800000],torch.int32,torch.float32).reshape(2,3),
 half=bits([0x0001,0x3C00,0x7BFF,0xFC00-65536,-32768],torch.int16,torch.float16),
 brain=bits([0x3F80,0x0001,0xFF80-65536,0xC049-65536],torch.int16,torch.bfloat16),
 labels=torch.tensor([-2**63,0,2**63-1]),
 counts=torch.tensor([-2**31,-1,7,2**31-1],dtype=torch.int32).reshape(2,1,2),
 bytes=torch.tensor([0,128,255],dtype=torch.uint8),
 precise=torch.tensor([3.141592653589793,-0.0],dtype=torch.float64),
 empty=torch.zeros(0,4), scalar=torch.tensor(42.0))
T['naïve "name"\t\\/\x01']=torch.tensor([1.0])
out='Tests/LibraryTests/Resources/Store/'
p=out+'python.safetensors'
save_file(T,p,metadata={'made by':'Python: é, "quotes", a\nnew line'})
raw=open(p,'rb').read()
o=zstandard.ZstdCompressor(level=19,write_content_size=False).compressobj()
open(out+'python.safetensors.zst','wb').write(o.compress(raw)+o.flush())
subprocess.run(['zstd','-q','-19','-f',p,'-o',out+'command.safetensors.zst'],check=True)
print(raw[:1200]); print(len(raw))

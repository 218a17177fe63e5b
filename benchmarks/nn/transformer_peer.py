"""Tokens per second of a GPT's training step, mlcore beside PyTorch.

    cmake --preset bench && cmake --build build/bench --target bench_transformer
    python3 benchmarks/nn/transformer_peer.py build/bench/bin/bench_transformer

The same work on both sides: forward, cross-entropy, backward and AdamW over all parameters, float,
no dropout, one batch of random tokens. PyTorch's model is written as nanoGPT's is: one matrix for
queries, keys and values, scaled_dot_product_attention, exact GELU, tied embeddings, and the fused
AdamW. Both are run in turn, several times, so that what else the machine does hits both; the ratio
is that of the medians, and the smallest and largest ratio of a round is shown beside it.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

# name in the benchmark: vocabulary, context, width, heads, depth, batch
SIZES = {"0.8M": (65, 64, 128, 4, 4, 12), "10.7M": (65, 256, 384, 6, 6, 4)}


def mlcore_seconds(program, size, threads, seconds):
    """The median time of a step, from Google Benchmark's repetitions."""
    B, T = SIZES[size][5], SIZES[size][1]
    variant = "vectorized" if threads == 1 else "parallel"
    name = f"transformer/training_step/{variant}/{size}/B:{B}/T:{T}/threads:{threads}/"
    output = subprocess.run(
        [program, f"--benchmark_filter=^{name}", "--benchmark_format=json",
         f"--benchmark_min_time={seconds}"],
        check=True, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": str(threads)})
    runs = json.loads(output.stdout)["benchmarks"]
    if len(runs) != 1:
        sys.exit(f"{program} has no single benchmark {name}")
    return runs[0]["real_time"] / {"us": 1e6, "ms": 1e3, "ns": 1e9}[runs[0]["time_unit"]]


def torch_step(size, threads):
    """A function that makes one training step."""
    import torch
    import torch.nn as nn
    import torch.nn.functional as F

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    V, C, D, H, L, B = SIZES[size]

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm_1, self.norm_2 = nn.LayerNorm(D), nn.LayerNorm(D)
            self.qkv, self.out = nn.Linear(D, 3 * D), nn.Linear(D, D)
            self.up, self.down = nn.Linear(D, 4 * D), nn.Linear(4 * D, D)

        def forward(self, x):  # [B, T, D]
            q, k, v = (part.view(B, C, H, D // H).transpose(1, 2)
                       for part in self.qkv(self.norm_1(x)).split(D, dim=2))  # [B, H, T, d]
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.out(mixed.transpose(1, 2).reshape(B, C, D))
            return x + self.down(F.gelu(self.up(self.norm_2(x))))

    class Gpt(nn.Module):
        def __init__(self):
            super().__init__()
            self.tokens, self.positions = nn.Embedding(V, D), nn.Embedding(C, D)
            self.blocks = nn.ModuleList(Block() for _ in range(L))
            self.norm = nn.LayerNorm(D)
            self.place = torch.arange(C)

        def forward(self, tokens):
            x = self.tokens(tokens) + self.positions(self.place)
            for block in self.blocks:
                x = block(x)
            return F.linear(self.norm(x), self.tokens.weight)  # [B, T, V]

    gpt = Gpt()
    optimizer = torch.optim.AdamW(gpt.parameters(), lr=1e-3, fused=True)
    tokens, targets = torch.randint(V, (2, B, C))

    def step():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(gpt(tokens).view(-1, V), targets.view(-1)).backward()
        optimizer.step()

    return step


def torch_seconds(step, seconds):
    for _ in range(2):
        step()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 3:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return statistics.mean(times)  # as Google Benchmark takes it


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the built bench_transformer")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each measurement")
    arguments = parser.parse_args()

    import torch
    print(f"PyTorch {torch.__version__}; {arguments.rounds} rounds of {arguments.seconds} s each")
    print(f"{'model':>6} {'threads':>7} {'mlcore':>14} {'PyTorch':>14}  ratio (rounds)")
    for size in SIZES:
        tokens = SIZES[size][5] * SIZES[size][1]
        for threads in (1, 2):
            step = torch_step(size, threads)
            ours, theirs = [], []
            for _ in range(arguments.rounds):
                ours.append(mlcore_seconds(arguments.program, size, threads, arguments.seconds))
                theirs.append(torch_seconds(step, arguments.seconds))
            ratios = [b / a for a, b in zip(ours, theirs)]
            a, b = statistics.median(ours), statistics.median(theirs)
            print(f"{size:>6} {threads:>7} {tokens / a:>10.0f} t/s {tokens / b:>10.0f} t/s"
                  f"  {b / a:.2f} ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)


if __name__ == "__main__":
    main()

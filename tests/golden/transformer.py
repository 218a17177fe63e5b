"""Golden values for nn/transformer, from PyTorch 2.13: a GPT-2-style model of torch.nn.functional
parts with autograd, and fifty steps of torch.optim.SGD and AdamW. Its block is checked against
torch.nn.TransformerEncoderLayer first.

Parameters are one flat vector in the layout of include/mlcore/nn/transformer/parameters.hpp. They,
the tokens and the targets come from hash32 below, which the test has as well, so that no weight
needs to be stored.
"""

import numpy as np
import torch
import torch.nn.functional as F
from golden import write

torch.set_default_dtype(torch.float64)
values = {}


def hash32(i):
    """Mixes the bits of 32-bit integers (an invertible hash of shifts and multiplications)."""
    x = np.asarray(i, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x ^= x >> np.uint64(shift)
        x = (x * np.uint64(factor)) & mask
    return x ^ (x >> np.uint64(16))


def uniforms(n, seed):
    """n numbers in [-0.5, 0.5): entry i is hash32(1000003 seed + i) / 2^32 - 0.5."""
    return hash32((np.arange(n, dtype=np.uint64) + np.uint64(1000003 * seed)) & np.uint64(0xFFFFFFFF)) / 2.0 ** 32 - 0.5


class Gpt:
    """The model whose parameters lie in the flat vector w."""

    def __init__(self, V, C, D, hidden, H, L):
        self.sizes = V, C, D, hidden, H, L
        self.shapes = [("E", (V, D)), ("P", (C, D))]
        for l in range(L):
            self.shapes += [(f"{l}/{name}", shape) for name, shape in (
                ("gain_1", (D,)), ("bias_1", (D,)), ("W_qkv", (D, 3 * D)), ("b_qkv", (3 * D,)),
                ("W_o", (D, D)), ("b_o", (D,)), ("gain_2", (D,)), ("bias_2", (D,)),
                ("W_in", (D, hidden)), ("b_in", (hidden,)), ("W_out", (hidden, D)), ("b_out", (D,)))]
        self.shapes += [("gain", (D,)), ("bias", (D,))]
        self.size = sum(int(np.prod(shape)) for _, shape in self.shapes)

    def start(self, scale, seed):
        """scale times uniforms, and 1 more for the gains."""
        w = torch.from_numpy(scale * uniforms(self.size, seed))
        parts = self.parts(w)
        for name in parts:
            if "gain" in name:
                parts[name] += 1
        return w.requires_grad_()

    def parts(self, w):
        parts, at = {}, 0
        for name, shape in self.shapes:
            n = int(np.prod(shape))
            parts[name] = w[at:at + n].view(shape)
            at += n
        return parts

    def block(self, p, l, x):
        V, C, D, hidden, H, L = self.sizes
        B, T, _ = x.shape
        q = lambda name: p[f"{l}/{name}"]
        n = F.layer_norm(x, (D,), q("gain_1"), q("bias_1"))
        qkv = (n @ q("W_qkv") + q("b_qkv")).view(B, T, 3, H, D // H).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(*qkv, is_causal=True).transpose(1, 2).reshape(B, T, D)
        h = x + mixed @ q("W_o") + q("b_o")
        n = F.layer_norm(h, (D,), q("gain_2"), q("bias_2"))
        return h + F.gelu(n @ q("W_in") + q("b_in")) @ q("W_out") + q("b_out")

    def logits(self, w, tokens):
        V, C, D, hidden, H, L = self.sizes
        p = self.parts(w)
        x = p["E"][tokens] + p["P"][:tokens.shape[1]]
        for l in range(L):
            x = self.block(p, l, x)
        return F.layer_norm(x, (D,), p["gain"], p["bias"]) @ p["E"].T

    def loss(self, w, tokens, targets):
        return F.cross_entropy(self.logits(w, tokens).flatten(0, 1), targets.flatten())


def lines(B, T, V, seed):
    """B lines of T + 1 tokens: the first is hashed, the next is 3 x + 5 + (position mod 3) mod V."""
    line = torch.empty(B, T + 1, dtype=torch.long)
    line[:, 0] = torch.from_numpy((hash32(np.arange(B) + 7919 * seed) % np.uint64(V)).astype(np.int64))
    for t in range(T):
        line[:, t + 1] = (3 * line[:, t] + 5 + t % 3) % V
    return line[:, :-1], line[:, 1:]


def check_against_encoder_layer():
    V, C, D, hidden, H, L = sizes = 5, 4, 6, 10, 3, 1
    gpt = Gpt(*sizes)
    w = gpt.start(1.0, 3)
    p = gpt.parts(w)
    layer = torch.nn.TransformerEncoderLayer(D, H, hidden, dropout=0, activation="gelu",
                                             norm_first=True, batch_first=True)
    with torch.no_grad():
        for target, name in ((layer.self_attn.in_proj_weight, "W_qkv"), (layer.self_attn.out_proj.weight, "W_o"),
                             (layer.linear1.weight, "W_in"), (layer.linear2.weight, "W_out")):
            target.copy_(p["0/" + name].T)
        for target, name in ((layer.self_attn.in_proj_bias, "b_qkv"), (layer.self_attn.out_proj.bias, "b_o"),
                             (layer.linear1.bias, "b_in"), (layer.linear2.bias, "b_out"),
                             (layer.norm1.weight, "gain_1"), (layer.norm1.bias, "bias_1"),
                             (layer.norm2.weight, "gain_2"), (layer.norm2.bias, "bias_2")):
            target.copy_(p["0/" + name])
    x = torch.randn(2, 4, D)
    mask = torch.nn.Transformer.generate_square_subsequent_mask(4)
    difference = (layer(x, src_mask=mask) - gpt.block(p, 0, x)).abs().max().item()
    print("block against TransformerEncoderLayer:", difference)
    assert difference < 1e-12


check_against_encoder_layer()

# One batch: logits, loss and the whole gradient. name: V, C, D, F, H, L, B, T
for name, (*sizes, B, T) in {"deep": (13, 9, 6, 10, 3, 3, 2, 7), "one_token": (7, 3, 4, 5, 2, 1, 3, 1)}.items():
    gpt = Gpt(*sizes)
    w = gpt.start(1.0, 1)
    tokens, targets = lines(B, T, sizes[0], 1)
    loss = gpt.loss(w, tokens, targets)
    loss.backward()
    values[f"{name}/logits"] = gpt.logits(w, tokens).detach().numpy()
    values[f"{name}/loss"] = loss.item()
    values[f"{name}/gradient"] = w.grad.numpy()

# Fifty steps, each on a batch of its own: V, C, D, F, H, L
sizes, B, T, steps = (17, 12, 12, 24, 3, 2), 4, 10, 50
gpt = Gpt(*sizes)
for name, make in {
        "sgd": lambda w: torch.optim.SGD([w], lr=0.3),
        "adamw": lambda w: torch.optim.AdamW([w], lr=0.01, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1),
}.items():
    w = gpt.start(0.4, 2)
    optimizer, curve = make(w), []
    for step in range(steps):
        tokens, targets = lines(B, T, sizes[0], step)
        optimizer.zero_grad()
        loss = gpt.loss(w, tokens, targets)
        loss.backward()
        optimizer.step()
        curve.append(loss.item())
    print(name, curve[0], "->", curve[-1])
    values[f"training/{name}"] = np.array(curve)

# GELU's exact form over its range.
x = torch.linspace(-9, 9, 73)
values["gelu/x"], values["gelu/out"] = x.numpy(), F.gelu(x).numpy()

write("transformer", values)

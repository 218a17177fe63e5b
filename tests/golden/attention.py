"""Golden values for nn/attention, from PyTorch 2.13: scaled_dot_product_attention with autograd, and
torch.nn.MultiheadAttention."""

import numpy as np
import torch
import torch.nn.functional as F
from golden import write

torch.manual_seed(1)
values = {}


def normal(*shape):
    """Few digits, for a small file."""
    return torch.randn(*shape).double().round(decimals=3)


def keep(key, tensor):
    values[key] = tensor.detach().double().numpy()


def mask(T_q, T_k):
    """True where query i sees key j: j <= i + (T_k - T_q), aligned at the end."""
    return torch.ones(T_q, T_k, dtype=torch.bool).tril(diagonal=T_k - T_q)


# name: B, H, T_q, T_k, d_k, d_v, causal, scale of q
attention_cases = {
    "plain": (2, 3, 4, 6, 5, 7, False, 1),
    "one_key": (1, 2, 3, 1, 4, 2, False, 1),
    "causal_square": (2, 1, 6, 6, 3, 4, True, 1),
    "causal_cached": (1, 2, 3, 7, 4, 5, True, 1),
    "causal_blind": (1, 2, 7, 4, 3, 2, True, 1),  # the first three queries see no key
    "large_logits": (1, 1, 4, 5, 3, 2, False, 700),
    "one_query": (3, 2, 1, 9, 8, 3, True, 1),
    # several blocks of queries and of keys in the tiled variants, the last ones cut
    "blocks": (1, 1, 101, 263, 3, 2, True, 1),
}
for name, (B, H, T_q, T_k, d_k, d_v, causal, scale) in attention_cases.items():
    q = (normal(B, H, T_q, d_k) * scale).requires_grad_()
    # Where queries are long, keys that are nearly one: logits near +-1000, a softmax that is no one-hot.
    k = (normal(B, H, T_k, d_k) if scale == 1 else
         normal(B, H, 1, d_k) + normal(B, H, T_k, d_k) / scale).requires_grad_()
    v = normal(B, H, T_k, d_v).requires_grad_()
    if causal and T_q == T_k:
        out = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    else:
        out = F.scaled_dot_product_attention(q, k, v, attn_mask=mask(T_q, T_k) if causal else None)
    dL_dout = normal(*out.shape)
    out.backward(dL_dout)
    values[f"attention/{name}/causal"] = causal
    for key, tensor in {"q": q, "k": k, "v": v, "out": out, "dL_dout": dL_dout,
                        "dL_dq": q.grad, "dL_dk": k.grad, "dL_dv": v.grad}.items():
        keep(f"attention/{name}/{key}", tensor)
        assert torch.isfinite(tensor).all(), name
    print(name, "logits up to", (q @ k.mT / d_k ** 0.5).abs().max().item())
    # the same in single precision: what float costs PyTorch
    single = F.scaled_dot_product_attention(
        q.float(), k.float(), v.float(),
        attn_mask=mask(T_q, T_k) if causal and T_q != T_k else None,
        is_causal=causal and T_q == T_k)
    print(name, "float against double:", (single.double() - out).abs().max().item())

# name: B, T, D, heads, bias, causal
multi_head_cases = {
    "biased": (2, 5, 6, 2, True, False),
    "causal": (3, 4, 6, 3, True, True),
    "no_bias": (2, 3, 4, 4, False, True),
}
for name, (B, T, D, heads, bias, causal) in multi_head_cases.items():
    layer = torch.nn.MultiheadAttention(D, heads, bias=bias, batch_first=True).double()
    if bias:  # PyTorch starts them at zero
        torch.nn.init.normal_(layer.in_proj_bias)
        torch.nn.init.normal_(layer.out_proj.bias)
    x = normal(B, T, D)
    out, _ = layer(x, x, x, attn_mask=~mask(T, T) if causal else None, need_weights=False)
    at = f"multi_head/{name}"
    values[f"{at}/heads"], values[f"{at}/causal"] = heads, causal
    keep(f"{at}/x", x)
    keep(f"{at}/out", out)
    # PyTorch computes x Wᵀ + b with the three input projections stacked; ours are W.
    for part, (W, b) in zip("qkv", zip(layer.in_proj_weight.chunk(3),
                                       layer.in_proj_bias.chunk(3) if bias else [None] * 3)):
        keep(f"{at}/W_{part}", W.T)
        values[f"{at}/b_{part}"] = b.detach().numpy() if bias else np.zeros(0)
    keep(f"{at}/W_o", layer.out_proj.weight.T)
    values[f"{at}/b_o"] = layer.out_proj.bias.detach().numpy() if bias else np.zeros(0)

write("attention", values)

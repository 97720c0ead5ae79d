"""Forward passes of the neural networks in PyTorch, with weights and inputs filled by formulas.

Tensor number p of a network, in the order in which the Rust structs name them, holds 0.4 sin(0.1 i + p). Writes
networks.json.
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F

N, H, PAST, FUTURE = 2, 5, 4, 3
SIZES = dict(h=H, hidden=4, layers=2, covariates=2, decoded=3, temporal=4, past_features=PAST, future_features=FUTURE)


class Weights:
    def __init__(self):
        self.p = 0

    def __call__(self, *shape):
        i = torch.arange(math.prod(shape), dtype=torch.float64)
        values = 0.4 * torch.sin(0.1 * i + self.p)
        self.p += 1
        return values.reshape(shape)

    def dense(self, inputs, outputs):
        weight, bias = self(inputs, outputs), self(outputs)
        return lambda x: F.linear(x, weight.T, bias)

    def norm(self, width):
        scale, shift = self(width), self(width)
        return lambda x: F.layer_norm(x, (width,), scale, shift, 1e-5)

    def block(self, inputs, hidden, outputs):
        first, second, skip = self.dense(inputs, hidden), self.dense(hidden, outputs), self.dense(inputs, outputs)
        return first, second, skip


def close(block, first, skip):
    return block[1](F.relu(first)) + skip


def ordered(raw, look=0.0):
    """raw: [n, h, 5]."""
    middle = raw[..., 0:1] + look
    steps = F.softplus(raw[..., 1:])
    low, high = middle - steps[..., 0:1], middle + steps[..., 1:2]
    return torch.cat([low - steps[..., 2:3], low, middle, high, high + steps[..., 3:4]], -1)


def temporal(block, decoded, future):
    x = torch.cat([decoded.reshape(N, H, -1), future], -1)
    return close(block, block[0](x), block[2](x))


def tide(w, c, past, future):
    project_past, project_future = w.dense(PAST, c["covariates"]), w.dense(FUTURE, c["covariates"])
    first = w.block(c["context"] * (2 + c["covariates"]), c["hidden"], c["hidden"])
    ahead = w.block(H * c["covariates"], c["hidden"], c["hidden"])
    inner = [w.block(c["hidden"], c["hidden"], c["hidden"]) for _ in range(1, c["layers"])]
    last = w.block(c["hidden"], c["hidden"], H * c["decoded"])
    look = w.dense(c["context"], H)
    end = w.block(c["decoded"] + FUTURE, c["temporal"], 5)
    seen = torch.cat([past[..., :2].reshape(N, -1), F.relu(project_past(past)).reshape(N, -1)], 1)
    known = F.relu(project_future(future)).reshape(N, -1)
    x = close(first, first[0](seen) + ahead[0](known), first[2](seen) + ahead[2](known))
    for block in inner:
        x = close(block, block[0](x), block[2](x))
    x = close(last, last[0](x), last[2](x))
    return ordered(temporal(end, x, future), look(past[..., 0])[..., None])


def recurrent(kind):
    """PyTorch's own cells, with its order of gates."""
    gates = {"lstm": [1, 0, 2, 3], "gru": [1, 0, 2]}[kind]

    def run(w, c, past, future):
        hidden, inputs = c["hidden"], c["patch"] * PAST
        cell = (torch.nn.LSTM if kind == "lstm" else torch.nn.GRU)(inputs, hidden, batch_first=True).double()
        for name, width in [("ih", inputs), ("hh", hidden)]:
            weight, bias = w(width, len(gates) * hidden), w(len(gates) * hidden)
            rows = lambda t: torch.cat([t[g * hidden : (g + 1) * hidden] for g in gates])
            getattr(cell, f"weight_{name}_l0").data = rows(weight.T)
            getattr(cell, f"bias_{name}_l0").data = rows(bias)
        last, look = w.dense(hidden, H * c["decoded"]), w.dense(c["context"], H)
        end = w.block(c["decoded"] + FUTURE, c["temporal"], 5)
        states, _ = cell(past.reshape(N, -1, inputs))
        return ordered(temporal(end, last(states[:, -1]), future), look(past[..., 0])[..., None])

    return run


def trend(length):
    t = torch.arange(length, dtype=torch.float64) / length
    return torch.stack([t**p for p in range(4)])


def season(length):
    t = torch.arange(length, dtype=torch.float64) / length
    rows = [torch.ones(length, dtype=torch.float64)]
    for wave in range(1, length // 2):
        rows += [torch.cos(2 * math.pi * wave * t), torch.sin(2 * math.pi * wave * t)]
    return torch.stack(rows)


def residual(stacks):
    def run(w, c, past, future):
        kinds = [kind for kind in stacks for _ in range(c["layers"])]
        context, hidden = c["context"], c["hidden"]
        y, total = past[..., 0], 0.0
        for i, kind in enumerate(kinds):
            pool = min(kind, context // 2) if isinstance(kind, int) else 1
            length = {"trend": lambda n: 4, "season": lambda n: 2 * (n // 2) - 1}.get(kind)
            length = length or (lambda n: -(-n // kind) if isinstance(kind, int) else n)
            first, drivers = w.dense(-(-context // pool), hidden), w.dense(H * FUTURE, hidden)
            inner = [w.dense(hidden, hidden) for _ in range((2 if isinstance(kind, int) else 4) - 1)]
            backcast = w.dense(hidden, length(context)) if i + 1 < len(kinds) else None
            forecast = w.dense(hidden, 5 * length(H))
            seen = F.max_pool1d(y[:, None], pool, pool, ceil_mode=True)[:, 0]
            x = F.relu(first(seen) + drivers(future.reshape(N, -1)))
            for dense in inner:
                x = F.relu(dense(x))

            def expand(theta, size):
                if kind == "trend":
                    return theta @ trend(size)
                if kind == "season":
                    return theta @ season(size)
                return F.interpolate(theta, size=size, mode="linear", align_corners=False)

            total = total + expand(forecast(x).reshape(N, 5, -1), H)
            if backcast:
                y = y - expand(backcast(x)[:, None], context)[:, 0]
        return ordered(total.transpose(1, 2))

    return run


def tsmixer(w, c, past, future):
    hidden = c["hidden"]

    def features(inputs):
        norm, first, second = w.norm(H * inputs), w.dense(inputs, hidden), w.dense(hidden, hidden)
        skip = w.dense(inputs, hidden) if inputs != hidden else lambda x: x
        return lambda x: skip(x) + second(F.relu(first(flat(norm, x))))

    def flat(norm, x):
        return norm(x.reshape(N, -1)).reshape(x.shape)

    align, before, ahead = w.dense(c["context"], H), features(PAST), features(FUTURE)
    layers = []
    for i in range(c["layers"]):
        width = 2 * hidden if i == 0 else hidden
        layers.append((w.norm(H * width), w.dense(H, H), features(width)))
    last = w.dense(hidden, 5)
    x = torch.cat([before(align(past.transpose(1, 2)).transpose(1, 2)), ahead(future)], -1)
    for norm, time, mix in layers:
        x = mix(x + F.relu(time(flat(norm, x).transpose(1, 2))).transpose(1, 2))
    return ordered(last(x))


def dlinear(w, c, past, future):
    trend, rest = w.dense(c["context"], 5 * H), w.dense(c["context"], 5 * H)
    y = past[..., 0]
    mean = F.avg_pool1d(F.pad(y[:, None], (12, 12), mode="replicate"), 25, 1)[:, 0]
    return ordered((trend(mean) + rest(y - mean)).reshape(N, 5, H).transpose(1, 2))


def nlinear(w, c, past, future):
    dense, y = w.dense(c["context"], 5 * H), past[..., 0]
    last = y[:, -1:]
    return ordered(dense(y - last).reshape(N, 5, H).transpose(1, 2), last[..., None])


def patch_tst(w, c, past, future):
    patch, hidden = c["patch"], c["hidden"]
    stride = patch // 2
    patches = -(-c["context"] // stride)
    embed, position, layers = w.dense(patch, hidden), w(patches, hidden), []
    for _ in range(c["layers"]):
        before, qkv, join = w.norm(hidden), [(w(hidden, hidden), w(hidden)) for _ in range(3)], (w(hidden, hidden), w(hidden))
        attention = torch.nn.MultiheadAttention(hidden, 4, batch_first=True).double()
        attention.in_proj_weight.data = torch.cat([weight.T for weight, _ in qkv])
        attention.in_proj_bias.data = torch.cat([bias for _, bias in qkv])
        attention.out_proj.weight.data, attention.out_proj.bias.data = join[0].T, join[1]
        layers.append((before, attention, w.norm(hidden), w.dense(hidden, 4 * hidden), w.dense(4 * hidden, hidden)))
    norm, last = w.norm(hidden), w.dense(patches * hidden, 5 * H)
    y = past[..., 0]
    y = F.pad(y[:, None], (patches * stride - c["context"], stride), mode="replicate")[:, 0]
    x = embed(y.unfold(1, patch, stride)) + position
    for before, attention, between, first, second in layers:
        z = before(x)
        x = x + attention(z, z, z)[0]
        x = x + second(F.gelu(first(between(x))))
    return ordered(last(norm(x).reshape(N, -1)).reshape(N, 5, H).transpose(1, 2))


CASES = {
    "tide": (tide, 12, 3),
    "lstm": (recurrent("lstm"), 12, 3),
    "gru": (recurrent("gru"), 12, 3),
    "nhits": (residual([8, 4, 1]), 13, 1),
    "nbeats": (residual(["generic"]), 13, 1),
    "nbeats_interpretable": (residual(["trend", "season"]), 13, 1),
    "tsmixer": (tsmixer, 13, 1),
    "dlinear": (dlinear, 13, 1),
    "nlinear": (nlinear, 13, 1),
    "patch_tst": (patch_tst, 13, 4),
}

cases = []
with torch.no_grad():
    for name, (network, context, patch) in CASES.items():
        config = dict(architecture=name, context=context, patch=patch, **SIZES)
        past = torch.sin(0.37 * torch.arange(N * context * PAST, dtype=torch.float64)).reshape(N, context, PAST)
        future = torch.cos(0.23 * torch.arange(N * H * FUTURE, dtype=torch.float64)).reshape(N, H, FUTURE)
        output = network(Weights(), config, past, future)
        assert output.shape == (N, H, 5)
        cases.append(dict(config=config, output=[round(v, 9) for v in output.flatten().tolist()]))
text = json.dumps({"torch": torch.__version__.split("+")[0], "cases": cases})
Path(__file__).with_suffix(".json").write_text(text.replace('{"config"', '\n{"config"') + "\n")

"""Forward pass of the temporal fusion transformer, and of its parts, in NumPy: period by period and variable by variable
as in the equations of Lim et al. 2021, with weights and inputs filled by formulas.

Tensor number p of a network, in the order in which the Rust structs name them, holds 0.4 sin(0.1 i + p). Writes
tft.json.
"""

import json
import math
from pathlib import Path

import numpy as np

N, CONTEXT, H, PAST, FUTURE, D = 2, 6, 5, 4, 3, 4
SIZES = dict(context=CONTEXT, h=H, hidden=D, layers=1, covariates=2, decoded=3, temporal=4, patch=1)
SIZES |= dict(past_features=PAST, future_features=FUTURE)


class Weights:
    def __init__(self, first=0):
        self.p = first

    def __call__(self, *shape):
        values = 0.4 * np.sin(0.1 * np.arange(math.prod(shape)) + self.p)
        self.p += 1
        return values.reshape(shape)

    def dense(self, inputs, outputs):
        weight, bias = self(inputs, outputs), self(outputs)
        return lambda x: x @ weight + bias


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def elu(x):
    return np.array([v if v > 0 else math.expm1(v) for v in x])


def norm(x, scale, shift):
    return (x - x.mean()) / math.sqrt(x.var() + 1e-5) * scale + shift


def glu(x):
    half = len(x) // 2
    return sigmoid(x[:half]) * x[half:]


def gate(w):
    dense, scale, shift = w.dense(D, 2 * D), w(D), w(D)
    return lambda x, skip: norm(skip + glu(dense(x)), scale, shift)


def grn(w, inputs, hidden, outputs, context=None):
    first = w.dense(inputs, hidden)
    mapped = w.dense(context, hidden) if context else lambda c: 0
    second, gate = w.dense(hidden, hidden), w.dense(hidden, 2 * outputs)
    skip = w.dense(inputs, outputs) if inputs != outputs else lambda x: x
    scale, shift = w(outputs), w(outputs)
    return lambda x, c=None: norm(skip(x) + glu(gate(second(elu(first(x) + mapped(c))))), scale, shift)


def grns(w, count):
    """One gated residual network for each variable, from tensors that hold all of them."""
    parts = [(w(count, D, k), w(count, 1, k)) for k in (D, D, 2 * D)]
    scale, shift = w(count, 1, D), w(count, 1, D)

    def one(v, x):
        first, second, gate = [lambda x, a=a, b=b: x @ a[v] + b[v, 0] for a, b in parts]
        return norm(x + glu(gate(second(elu(first(x))))), scale[v, 0], shift[v, 0])

    return one


def selection(w, variables, features, among=None, context=None):
    variables = variables or list(range(features))
    among = among or range(max(variables) + 1)
    count = len(among)
    embed, bias = w(features, count * D), w(count * D)
    weigh, each = grn(w, count * D, D, count, context), grns(w, count)

    def run(x, c=None):
        vectors = []
        for v, number in enumerate(among):
            own = slice(v * D, (v + 1) * D)
            vectors.append(sum(x[f] * embed[f, own] for f in range(features) if variables[f] == number) + bias[own])
        weights = softmax(weigh(np.concatenate(vectors), c))
        return sum(weights[v] * each(v, vectors[v]) for v in range(count)), weights

    return run


def lstm(w):
    inner, recurrent = w.dense(D, 4 * D), w.dense(D, 4 * D)

    def run(xs, h, c):
        out = []
        for x in xs:
            f, i, g, o = np.split(inner(x) + recurrent(h), 4)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
            out.append(h)
        return out, h, c

    return run


def attention(w, heads=4):
    each = D // heads
    query, key, value, join = w.dense(D, D), w.dense(D, D), w.dense(D, each), w.dense(each, D)

    def run(past, ahead):
        seen, out, looks = past + ahead, [], []
        for t, x in enumerate(ahead):
            visible = len(past) + t + 1
            mean = np.zeros(visible)
            for head in range(heads):
                own = slice(head * each, (head + 1) * each)
                scores = [query(x)[own] @ key(s)[own] / math.sqrt(each) for s in seen[:visible]]
                mean += softmax(np.array(scores)) / heads
            out.append(join(sum(a * value(s) for a, s in zip(mean, seen))))
            looks.append(np.concatenate([mean, np.zeros(len(seen) - visible)]))
        return out, looks

    return run


def ordered(raw):
    steps = np.log1p(np.exp(raw[1:]))
    low, high = raw[0] - steps[0], raw[0] + steps[1]
    return np.array([low - steps[2], low, raw[0], high, high + steps[3]])


def tft(w, config, past, future):
    statics, features = config.get("statics", 0), [config[side + "_features"] for side in ("past", "future")]
    names = [config.get(side + "_variables") for side in ("past", "future")]
    context = None
    if statics:
        count = max(names[0]) + 1
        fixed = selection(w, names[0], features[0], range(count - statics, count))
        encode = [grn(w, D, D, D) for _ in range(4)]
        context = D
    before, ahead = [selection(w, *each, None, context) for each in zip(names, features)]
    encoder, decoder, after_lstm, enrich = lstm(w), lstm(w), gate(w), grn(w, D, D, D, context)
    attend, after_attention, position, last, quantiles = attention(w), gate(w), grn(w, D, D, D), gate(w), w.dense(D, 5)
    output, weights, looks = [], [[], [], []], []
    for n in range(N):
        select, enriching, h, c = None, None, np.zeros(D), np.zeros(D)
        if statics:
            x, v = fixed(past[n][-1])
            weights[2].append(v)
            select, enriching, h, c = [each(x) for each in encode]
        xs, v = zip(*[before(x, select) for x in past[n]])
        weights[0].append(v)
        read, h, c = encoder(xs, h, c)
        seen = [enrich(after_lstm(r, x), enriching) for r, x in zip(read, xs)]
        xs, v = zip(*[ahead(x, select) for x in future[n]])
        weights[1].append(v)
        read, _, _ = decoder(xs, h, c)
        local = [after_lstm(r, x) for r, x in zip(read, xs)]
        enriched = [enrich(x, enriching) for x in local]
        attended, look = attend(seen, enriched)
        looks.append(look)
        for b, e, x in zip(attended, enriched, local):
            output.append(ordered(quantiles(last(position(after_attention(b, e)), x))))
    return np.array(output), *map(np.array, weights), np.array(looks)


def flat(values):
    return [round(float(v), 9) for v in np.asarray(values).ravel()]


cases = []
grouped = {"past_variables": [0, 0, 1, 2], "future_variables": [0, 1, 0]}
apart = dict(past_features=5, past_variables=[0, 3, 1, 2, 3], future_features=5, future_variables=[0, 2, 1, 3, 0], statics=2)
for variables in [{}, grouped, apart]:
    config = dict(architecture="tft") | SIZES | variables
    shape = N, CONTEXT, config["past_features"]
    past = np.sin(0.37 * np.arange(math.prod(shape))).reshape(shape)
    shape = N, H, config["future_features"]
    future = np.cos(0.23 * np.arange(math.prod(shape))).reshape(shape)
    output, before, ahead, fixed, looks = tft(Weights(), config, past, future)
    case = dict(config=config, output=flat(output), past=flat(before), future=flat(ahead), statics=flat(fixed))
    cases.append(case | dict(attention=flat(looks)))

x = np.sin(0.37 * np.arange(N * D)).reshape(N, D)
parts = dict(
    elu=flat([elu(4 * row) for row in x]),
    glu=flat([glu(row) for row in x]),
    gate=flat([gate(Weights())(row, row[::-1]) for row in x]),
    grn=flat([grn(Weights(), D, D, D)(row) for row in x]),
    grn_with_skip=flat([grn(Weights(), D, 3, 2)(row) for row in x]),
    grn_in_context=flat([grn(Weights(), D, D, D, 3)(row, np.sin(0.37 * np.arange(3))) for row in x]),
    grns=flat([grns(Weights(), N)(v, row) for v, row in enumerate(x)]),
)
text = json.dumps({"numpy": np.__version__, "parts": parts, "cases": cases})
Path(__file__).with_suffix(".json").write_text(text.replace('{"config"', '\n{"config"') + "\n")

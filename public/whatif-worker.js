// The what-if engine's Web Worker: loads the WebAssembly module and a model once, then answers questions.
//
// To the worker:
//   {type: "init", module: "/pkg/whatif.js", wasm: "/pkg/whatif_bg.wasm", artifact: ArrayBuffer}
//   {id, type: "describe"}
//   {id, type: "predict", series, drivers: Float64Array}
//   {id, type: "apply", scenario: object, baseline: Float64Array}
//   {id, type: "goalSeek", series, question: {driver, goal, min, max, bounds?}, drivers: Float64Array}
//   {id, type: "scenario", series, scenario: object, baseline: Float64Array}: apply and predict in one step
// From the worker:
//   {type: "ready", description} after init
//   {id, type, result, ms} or {id, type, error}
//   {id, type, superseded: true} for a "predict" or "scenario" that a newer one of its type has overtaken
//
// Layout of numbers: see the crate documentation of `almanac-whatif`.

let engine = null;
// The newest request of each coalesced type that waits for its turn.
const waiting = new Map();

const answers = {
  describe: () => JSON.parse(engine.describe()),
  predict: ({ series, drivers }) => engine.predict(series, drivers),
  apply: ({ scenario, baseline }) => engine.apply(JSON.stringify(scenario), baseline),
  goalSeek: ({ series, question, drivers }) =>
    JSON.parse(engine.goalSeek(series, JSON.stringify(question), drivers)),
  scenario: ({ series, scenario, baseline }) => {
    const drivers = engine.apply(JSON.stringify(scenario), baseline);
    return { drivers, forecast: engine.predict(series, drivers) };
  },
};

const coalesced = new Set(["predict", "scenario"]);

async function init({ module, wasm, artifact }) {
  const bindings = await import(module);
  await bindings.default({ module_or_path: wasm });
  engine?.free();
  engine = null;
  engine = new bindings.WhatIf(new Uint8Array(artifact));
  postMessage({ type: "ready", description: answers.describe() });
}

function answer(request) {
  const { id, type } = request;
  try {
    if (!engine) throw new Error("the what-if engine has no model yet");
    const from = performance.now();
    const result = answers[type](request);
    postMessage({ id, type, result, ms: performance.now() - from });
  } catch (error) {
    postMessage({ id, type, error: String(error?.message ?? error) });
  }
}

// Messages that arrived while a forecast was computed are delivered before this task, so of many drags only
// the newest is computed.
const turn = new MessageChannel();
turn.port1.onmessage = () => {
  const requests = [...waiting.values()];
  waiting.clear();
  requests.forEach(answer);
};

onmessage = ({ data }) => {
  if (data.type === "init") {
    init(data).catch((error) => postMessage({ type: "init", error: String(error?.message ?? error) }));
  } else if (!Object.hasOwn(answers, data.type)) {
    postMessage({ id: data.id, type: data.type, error: `unknown request ${data.type}` });
  } else if (coalesced.has(data.type)) {
    const overtaken = waiting.get(data.type);
    if (overtaken) postMessage({ id: overtaken.id, type: overtaken.type, superseded: true });
    waiting.set(data.type, data);
    if (waiting.size === 1 && !overtaken) turn.port2.postMessage(null);
  } else {
    answer(data);
  }
};

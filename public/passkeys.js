// <almanac-passkey>: a button that registers or uses a passkey.
//
//   <almanac-passkey data-purpose="sign_in" data-next="/" data-failed="That did not work.">
//     <button type="button">…</button> <p role="alert"></p>
//   </almanac-passkey>
//
// The purpose is that of POST /api/v1/passkeys/challenges: register, sign_in, second_factor or confirm. With
// "register", an input in the element names the passkey. After success the browser goes to data-next; what went
// wrong is told in the element with the role alert.

const API = "/api/v1";

function toBytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function toText(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The options of the server with their binary parts as bytes. */
function read({ publicKey }) {
  const known = (list) => list?.map((entry) => ({ ...entry, id: toBytes(entry.id) }));
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  if (publicKey.excludeCredentials) options.excludeCredentials = known(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) options.allowCredentials = known(publicKey.allowCredentials);
  return { publicKey: options };
}

/** The answer of the authenticator with its binary parts as text. */
function write(credential) {
  const { response } = credential;
  const parts = ["attestationObject", "authenticatorData", "clientDataJSON", "signature", "userHandle"];
  const present = parts.filter((part) => response[part]);
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    extensions: credential.getClientExtensionResults(),
    response: Object.fromEntries(present.map((part) => [part, toText(response[part])])),
  };
}

class Refused extends Error {
  constructor(problem) {
    super(problem.message);
    this.problem = problem;
  }
}

async function post(path, body) {
  const answer = await fetch(API + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const json = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Refused(json);
  return json;
}

const ENDS = {
  register: (answer, name) => post("/me/passkeys", { name, answer }),
  sign_in: (answer) => post("/sessions/passkey", { answer }),
  second_factor: (answer) => post("/sessions/passkey", { answer, second_factor: true }),
  confirm: (answer) => post("/sessions/current/confirm", { passkey: answer }),
};

class AlmanacPasskey extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent(event) {
    const button = event.target.closest("button");
    const input = this.querySelector("input");
    if (!button || (input && !input.reportValidity())) return;
    button.disabled = true;
    this.#say("");
    this.#ask(input?.value)
      .catch((error) => this.#fail(error))
      .finally(() => (button.disabled = false));
  }

  async #ask(name) {
    const { purpose, next } = this.dataset;
    const { token, options } = await post("/passkeys/challenges", { purpose });
    const { credentials } = navigator;
    const made = purpose === "register" ? credentials.create(read(options)) : credentials.get(read(options));
    await ENDS[purpose]({ token, credential: write(await made) }, name);
    const inside = next.startsWith("/") && !next.startsWith("//") && !next.includes("\\");
    location.assign(inside ? next : "/");
  }

  #fail(error) {
    if (error.problem?.code === "unconfirmed") {
      const here = encodeURIComponent(location.pathname + location.search);
      location.assign(`/account/confirm?next=${here}`);
      return;
    }
    this.#say(this.dataset.failed);
  }

  #say(text) {
    this.querySelector("[role=alert]").textContent = text;
  }
}

customElements.define("almanac-passkey", AlmanacPasskey);

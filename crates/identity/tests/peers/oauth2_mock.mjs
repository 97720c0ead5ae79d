// `oauth2-mock-server`, which can be made to answer wrongly. Each line on the input names the next scenario; each is
// answered with a line. Tokens are made by the server and, where it would not make such a thing, signed again here.
import crypto from "node:crypto";
import readline from "node:readline";

import { JWKStore, OAuth2Server } from "oauth2-mock-server";

const server = new OAuth2Server();
let scenario = "right";

const base64url = (value) => Buffer.from(value).toString("base64url");

function signed(header, payload, sign) {
  const text = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(payload))}`;
  return `${text}.${sign(text)}`;
}

const foreign = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
const rs256 = (text) => crypto.sign("sha256", Buffer.from(text), foreign.privateKey).toString("base64url");

// How the ID token's claims are changed before the server signs it.
const claims = {
  nonce: (payload) => { payload.nonce = "another"; },
  "no-nonce": (payload) => { delete payload.nonce; },
  issuer: (payload) => { payload.iss = "https://other.example.test"; },
  audience: (payload) => { payload.aud = "another"; },
  audiences: (payload) => { payload.aud = ["almanac", "another"]; },
  party: (payload) => { payload.azp = "another"; },
  expired: (payload) => { payload.exp = Math.floor(Date.now() / 1000) - 1; },
  future: (payload) => { payload.iat = Math.floor(Date.now() / 1000) + 600; },
  old: (payload) => { payload.iat = Math.floor(Date.now() / 1000) - 3600; },
  "not-yet": (payload) => { payload.nbf = Math.floor(Date.now() / 1000) + 600; },
  "access-token": (payload) => { payload.at_hash = base64url("sixteen bytes !!"); },
  email: (payload) => { Object.assign(payload, { email: "a@example.test", name: "A", groups: ["staff"] }); },
  "email-verified": (payload) => { claims.email(payload); payload.email_verified = true; },
  "email-unverified": (payload) => { claims.email(payload); payload.email_verified = false; },
  "session-expiry": (payload) => { claims.email(payload); payload.session_expiry = 4102444800; },
  "auth-time-now": (payload) => { claims.email(payload); payload.auth_time = Math.floor(Date.now() / 1000); },
  "auth-time-old": (payload) => { claims.email(payload); payload.auth_time = Math.floor(Date.now() / 1000) - 60; },
};

// How the ID token as a whole is replaced after that.
const tokens = {
  "alg-none": (header, payload) => signed({ alg: "none" }, payload, () => ""),
  "alg-hs256": (header, payload) => {
    const jwk = server.issuer.keys.toJSON()[0];
    const pem = crypto.createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" });
    const hmac = (text) => crypto.createHmac("sha256", pem).update(text).digest("base64url");
    return signed({ alg: "HS256", kid: header.kid }, payload, hmac);
  },
  "alg-hs256-secret": (header, payload) => {
    const hmac = (text) => crypto.createHmac("sha256", "only-for-tests").update(text).digest("base64url");
    return signed({ alg: "HS256" }, payload, hmac);
  },
  "foreign-key": (header, payload) => signed({ alg: "RS256", kid: header.kid }, payload, rs256),
  "unknown-kid": (header, payload) => signed({ alg: "RS256", kid: "never seen" }, payload, rs256),
  "key-in-header": (header, payload) => {
    const jwk = foreign.publicKey.export({ format: "jwk" });
    return signed({ alg: "RS256", kid: header.kid, jwk }, payload, rs256);
  },
  "no-id-token": () => undefined,
};

server.service.on("beforeTokenSigning", (token) => claims[scenario]?.(token.payload));
server.service.on("beforeResponse", (response) => {
  const replace = tokens[scenario];
  if (replace && response.body.id_token) {
    const [header, payload] = response.body.id_token.split(".").slice(0, 2);
    const parse = (part) => JSON.parse(Buffer.from(part, "base64url"));
    response.body.id_token = replace(parse(header), parse(payload));
  }
  if (scenario === "code") {
    response.statusCode = 400;
    response.body = { error: "invalid_grant" };
  }
});
server.service.on("beforeUserinfo", (userinfo) => {
  if (scenario === "userinfo-subject") {
    userinfo.body = { sub: "somebody else", email: "admin@example.test", email_verified: true };
  } else if (scenario === "userinfo-broken") {
    userinfo.statusCode = 500;
  } else {
    userinfo.body = { sub: "johndoe", email: "john@example.test", name: "John" };
  }
});

await server.issuer.keys.generate("RS256");
await server.start(0, "127.0.0.1");
// The server would put the name `localhost` there, which may be another address.
server.issuer.url = `http://127.0.0.1:${server.address().port}`;
console.log(JSON.stringify({ issuer: server.issuer.url }));

for await (const line of readline.createInterface({ input: process.stdin })) {
  scenario = line;
  if (line === "rotate") {
    const keys = new JWKStore();
    await keys.generate("ES256");
    Object.defineProperty(server.issuer, "keys", { value: keys, configurable: true });
  }
  if (line === "other-issuer") {
    server.issuer.url = "https://other.example.test";
  }
  console.log(JSON.stringify({ scenario }));
}

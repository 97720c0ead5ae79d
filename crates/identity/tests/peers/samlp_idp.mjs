// The SAML identity provider `samlp`. The first line of input sets it up; each other line is a request to it, answered
// with a line.
import readline from "node:readline";

import samlp from "samlp";

let setup;

const person = (id) => ({
  id,
  displayName: `Person ${id}`,
  emails: [{ value: `${id}@example.test` }],
  name: { givenName: "Person", familyName: id },
});

const commands = {
  setup: (request) => {
    setup = request;
    return {};
  },
  metadata: () => {
    let text;
    const endpoint = { issuer: setup.issuer, cert: setup.cert, redirectEndpointPath: "/sso", postEndpointPath: "/sso" };
    const response = { set: () => {}, send: (body) => { text = body; } };
    samlp.metadata(endpoint)({ protocol: "https", headers: { host: "samlp.example.test" } }, response);
    return { xml: text };
  },
  // Reads our request; with `signingCert` its signature is checked.
  parse: ({ url, signingCert }) => new Promise((resolve) => {
    const query = Object.fromEntries(new URL(url).searchParams);
    const options = { signature: query.Signature, sigAlg: query.SigAlg, relayState: query.RelayState, signingCert };
    const incoming = { method: "GET", query, body: {}, originalUrl: url, url };
    samlp.parseRequest(incoming, options, (error, data) => resolve(error ? { error: String(error) } : data));
  }),
  // Answers as samlp does, with options of the request's choice.
  respond: ({ person: id, options }) => new Promise((resolve) => {
    const all = {
      issuer: setup.issuer,
      cert: setup.cert,
      key: setup.key,
      signatureAlgorithm: "rsa-sha256",
      digestAlgorithm: "sha256",
      nameIdentifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
      lifetimeInSeconds: 300,
      ...options,
    };
    samlp.getSamlResponse(all, person(id), (error, xml) => resolve(error ? { error: String(error) } : { xml }));
  }),
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  console.log(JSON.stringify(await commands[request.command](request)));
}

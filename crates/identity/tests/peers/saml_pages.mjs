// The SAML identity provider `samlp` as people meet it, with a page to sign in and one of tiles, on a free loopback
// port. The first line of input has its key and certificate. Prints one line of JSON when it is ready.
import http from "node:http";
import readline from "node:readline";

import samlp from "samlp";

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { key, cert } = JSON.parse((await lines.next()).value);
const issuer = "https://saml.example.test";

const escaped = (text) => String(text).replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
const hidden = (name, value) => `<input type="hidden" name="${name}" value="${escaped(value)}">`;
const page = (title, body) =>
  `<!DOCTYPE html><html lang="en"><title>${title}</title><main><h1>${title}</h1>${body}</main></html>`;

/** Answers for a person: to a request of Almanac, or to nobody's. */
const answer = ({ id, acs, audience, relay, person }) => new Promise((resolve, reject) => {
  const options = {
    issuer, cert, key, audience,
    recipient: acs,
    destination: acs,
    inResponseTo: id,
    signatureAlgorithm: "rsa-sha256",
    digestAlgorithm: "sha256",
    nameIdentifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    lifetimeInSeconds: 300,
  };
  const profile = {
    id: person,
    displayName: `Person ${person}`,
    emails: [{ value: `${person}@example.test` }],
    name: { givenName: "Person", familyName: person },
  };
  samlp.getSamlResponse(options, profile, (error, xml) => {
    if (error) return reject(error);
    const response = hidden("SAMLResponse", Buffer.from(xml).toString("base64"));
    const fields = response + (relay ? hidden("RelayState", relay) : "");
    resolve(page("Signed in", `<form method="post" action="${escaped(acs)}">${fields}<button>Go on</button></form>`));
  });
});

const asked = (url) => new Promise((resolve, reject) => {
  const query = Object.fromEntries(url.searchParams);
  const incoming = { method: "GET", query, body: {}, originalUrl: url.href, url: url.href };
  samlp.parseRequest(incoming, {}, (error, request) => (error ? reject(error) : resolve({ request, query })));
});

const pages = {
  "/metadata": (url) => new Promise((resolve) => {
    const endpoint = { issuer, cert, redirectEndpointPath: "/sso", postEndpointPath: "/sso" };
    samlp.metadata(endpoint)({ protocol: "http", headers: { host: url.host } }, { set: () => {}, send: resolve });
  }),
  // A request of Almanac: who is it?
  "/sso": async (url) => {
    const { request, query } = await asked(url);
    const fields = [
      hidden("id", request.id),
      hidden("acs", request.assertionConsumerServiceURL),
      hidden("audience", request.issuer),
      hidden("relay", query.RelayState),
    ];
    const who = "<label>User <input name=\"person\"></label><button>Log in</button>";
    return page("Company sign-in", `<form action="/answer">${fields.join("")}${who}</form>`);
  },
  // Somebody who is signed in here opens an application that has not asked.
  "/tiles": async (url) => {
    const fields = ["acs", "audience", "person"].map((name) => hidden(name, url.searchParams.get(name)));
    return page("Applications", `<form action="/answer">${fields.join("")}<button>Almanac</button></form>`);
  },
  "/answer": (url) => answer(Object.fromEntries(url.searchParams)),
};

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const made = await pages[url.pathname]?.(url).catch((error) => page("Error", escaped(error)));
  const kind = url.pathname === "/metadata" ? "application/samlmetadata+xml" : "text/html; charset=utf-8";
  response.writeHead(made ? 200 : 404, { "content-type": kind }).end(made);
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })));

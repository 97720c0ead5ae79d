// The certified OpenID provider `oidc-provider`, with its own login and consent pages, on a free loopback port.
// Clients can register themselves. Prints one line of JSON when it is ready.
import http from "node:http";

import Provider from "oidc-provider";

const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "almanac",
        client_secret: "only-for-tests",
        redirect_uris: ["http://127.0.0.1:9/callback"],
        post_logout_redirect_uris: ["http://127.0.0.1:9/"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    cookies: { keys: ["only for tests"] },
    features: { devInteractions: { enabled: true }, registration: { enabled: true } },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: `Person ${id}`,
        email: `${id}@example.test`,
        email_verified: id === "verified",
        groups: ["staff", "ops"],
      }),
    }),
    pkce: { required: () => true },
  });
  server.on("request", provider.callback());
  console.log(JSON.stringify({ issuer }));
});

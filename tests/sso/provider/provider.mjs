// The provider: any password opens an account; what an account claims is given as JSON.
// node provider.mjs PORT REDIRECT_URI '{"account": {"claim": "value"}}'
import Provider from "oidc-provider";

const [port, redirect, accounts] = process.argv.slice(2);
const known = JSON.parse(accounts);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    { client_id: "quiz", client_secret: "secret-of-the-tests", redirect_uris: [redirect] },
    { client_id: "other", client_secret: "another", redirect_uris: [redirect] },
  ],
  pkce: { required: () => true },
  claims: {
    openid: ["sub", "staff_code"],
    profile: ["name"],
    phone: ["phone_number", "phone_number_verified"],
  },
  conformIdTokenClaims: false, // claims of the scopes stand in the ID token
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...(known[id] ?? {}) }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));

// A partner's application as a tenant has it, before any file declares it.
export const HARBOR = {
  name: "Harbor Sync",
  is_first_party: false,
  third_party_security_mode: "strict",
  app_type: "regular_web",
  token_endpoint_auth_method: "client_secret_post",
  grant_types: ["authorization_code"],
  callbacks: ["https://harbor.example/callback"],
};

// A partner of the other company that reaches no API.

/** One of its own, on an address that proves nothing; it signs people in and reaches no API. */
export const dockDoor = (port: number) => `
name: Dock Door
description: Opens the doors of the docks
owner: platform@quayside.example
contact: { name: Dora Door, email: door@quayside.example }
contract: { reference: Q-9, ends: 2038-01-31 }
application:
  is_first_party: true
  app_type: regular_web
  authentication_method: client_secret_post
  oidc_scopes: [openid, email]
  connections: [customers]
grants: []
stacks:
  local:
    callbacks: [http://localhost:${port}/back]
    enable_url: http://localhost:${port}/door
`;

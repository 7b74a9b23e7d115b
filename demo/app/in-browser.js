// Our app in the browser. Auth0's own SDK signs people in, with its defaults; what they see, our API sends.
import { createAuth0Client } from "/auth0-spa-js.js";

const LOOK_AGAIN_MS = 1000;

const main = document.querySelector("main");
const part = document.querySelector("[data-part]");
const { domain, clientId, audience } = JSON.parse(document.querySelector("meta[name=auth0]").content);

/** A message in the place of the page. */
function say(title, text) {
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const card = make("section", { className: "card narrow" });
  const link = make("a", { className: "button", href: "/sign-in", textContent: "Sign in" });
  card.append(make("h1", { textContent: title }), make("p", { textContent: text }), link);
  main.replaceChildren(card);
}

/** Calls our API as the person who is signed in. The SDK renews the token when it is about to expire. */
async function call(path, method = "GET") {
  const headers = { authorization: `Bearer ${await auth.getTokenSilently()}` };
  const answer = await fetch(path, { method, headers });
  if (answer.ok) return answer;
  const { error_description } = await answer.json();
  throw new Error(error_description);
}

let latest;
function show(text) {
  // What holds the focus is left alone until it does not: nobody loses their place.
  if (text === latest || part.contains(document.activeElement)) return;
  part.innerHTML = latest = text;
}

/** A button of our API's part: what it does, and what the part is then, which who uses a keyboard goes on from. */
async function press(button) {
  button.disabled = true;
  const answer = await call(button.dataset.post, "POST");
  main.focus();
  show(await answer.text());
  // What came of it is said first, and the button may be far down.
  scrollTo(0, 0);
}

/** Each tab has a token in its memory: who signs out in one is signed out in all. */
const tabs = new BroadcastChannel("sign-out");
tabs.onmessage = () => {
  for (const of of document.querySelectorAll("header .account, header nav")) of.hidden = true;
  part?.removeAttribute("data-live");
  say("Signed out", "You signed out in another tab.");
};

async function showUser() {
  const { name, email, sub } = await auth.getUser();
  document.querySelector("[data-user]").textContent = name || email || sub;
  document.querySelector("[data-sign-out]").onclick = () => {
    tabs.postMessage("signed out");
    return auth.logout({ logoutParams: { returnTo: `${location.origin}/` } });
  };
  const showAccount = () => {
    document.querySelector("header .account").hidden = false;
  };
  // At once with the links, so that the header does not grow twice; who belongs to no account can still sign out.
  const me = await call("/api/me")
    .then((answer) => answer.json())
    .finally(showAccount);
  document.querySelector("[data-account]").textContent = `Account: ${me.account}`;
  document.querySelector("header nav").hidden = false;
}

async function showPart() {
  part.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-post]");
    if (button) press(button).catch(({ message }) => say("Sorry", message));
  });
  do {
    show(await (await call(part.dataset.part)).text());
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  } while ("live" in part.dataset);
}

let auth;
try {
  const authorizationParams = { audience, redirect_uri: `${location.origin}/callback` };
  auth = await createAuth0Client({ domain, clientId, authorizationParams });
  if (location.pathname === "/sign-in") await auth.loginWithRedirect();
  else if (location.pathname === "/callback") {
    await auth.handleRedirectCallback();
    location.replace("/integrations");
  } else if (await auth.isAuthenticated()) {
    await showUser();
    if (location.pathname === "/") location.replace("/data");
    else if (part) await showPart();
  } else if (part) location.replace("/");
} catch ({ message }) {
  // An old answer, as of a reloaded page, changes nothing for somebody who is signed in.
  if (location.pathname === "/callback" && (await auth?.isAuthenticated())) location.replace("/integrations");
  else say(location.pathname === "/callback" ? "Not signed in" : "Sorry", message);
}

// Serves the browser SDKs out of node_modules, file by file and unmodified: no bundler.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const packageFile = (name: string, path: string) =>
  readFileSync(join(dirname(require.resolve(`${name}/package.json`)), path), "utf8");

const RELEASE = { react: "cjs/react.production.js", "react-dom": "cjs/react-dom.production.js" };

/** React is published as CommonJS only: the wrapper is what Node.js would put around each file. */
function commonJs(name: string, path: string, needs: Record<string, string>): string {
  const imports = Object.entries(needs).map(([module], i) => `import * as m${i} from "${module}";`);
  const known = Object.keys(needs).map((module, i) => `"${module}": m${i}.default`);
  const names = Object.keys(require(name) as object).filter((key) => key !== "default");
  return `${imports.join("\n")}
const module = { exports: {} };
(function (module, exports, require) {
${packageFile(name.split("/")[0] ?? name, path)}
})(module, module.exports, (name) => ({ ${known.join(", ")} })[name]);
export default module.exports;
export const { ${names.join(", ")} } = module.exports;`;
}

const MODULES: Readonly<Record<string, () => string>> = {
  "/auth0-spa-js.js": () => packageFile("@auth0/auth0-spa-js", "dist/auth0-spa-js.production.esm.js"),
  "/auth0-react.js": () => packageFile("@auth0/auth0-react", "dist/auth0-react.esm.js"),
  "/react.js": () => commonJs("react", RELEASE.react, {}),
  "/react-dom.js": () => commonJs("react-dom", RELEASE["react-dom"], { react: "" }),
  "/scheduler.js": () => commonJs("scheduler", "cjs/scheduler.production.js", {}),
  "/react-dom-client.js": () =>
    commonJs("react-dom/client", "cjs/react-dom-client.production.js", {
      react: "",
      "react-dom": "",
      scheduler: "",
    }),
};

const IMPORTS = {
  "@auth0/auth0-spa-js": "/auth0-spa-js.js",
  "@auth0/auth0-react": "/auth0-react.js",
  react: "/react.js",
  "react-dom": "/react-dom.js",
  "react-dom/client": "/react-dom-client.js",
  scheduler: "/scheduler.js",
};

/** A page with a module of its own at every address, on http as in a developer's workshop. */
export async function startPage() {
  let script = "";
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const module = MODULES[path];
    response.setHeader("content-type", module === undefined ? "text/html" : "text/javascript");
    response.end(
      module?.() ??
        `<!doctype html><script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
<div id="root"></div><script type="module">${script}</script>`,
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    run: (text: string) => {
      script = text;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

// Code of an Action → what it says that it does to tokens and accounts; all that it could do unsaid is unknown.

/** Strings and comments, whichever begins first. */
const WORDS = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

const withoutComments = (code: string): string =>
  code.replace(WORDS, (word) => (/^\/[/*]/.test(word) ? " " : word));

/** Of code without comments; what a template computes stays. */
const withoutStrings = (code: string): string =>
  code.replace(WORDS, (word) => (word.startsWith("`") ? word : '""'));

const LITERAL = String.raw`(?:"[^"\\]+"|'[^'\\]+'|\`[^\`$\\]+\`)`;
const NAMED_SCOPE = new RegExp(
  String.raw`(?<![\w$.])api\s*\??\.\s*accessToken\s*\??\.\s*addScope\(\s*${LITERAL}\s*\)`,
  "g",
);

/** `(event, api) => {` or `(event, api) {`: what a trigger gives gets the names that we look for. */
const HANDLER = /\(\s*\w+\s*,\s*api\s*,?\s*\)(?=\s*(?:=>|\{))/g;
const EXPORTED =
  /(?<![\w$.])exports\s*\.\s*\w+\s*=\s*(?:async\s*)?(?:function\b\s*\w*\s*)?\(\s*(?:\w+\s*)?\)/g;
/** A call of a means that adds no scope. */
const OTHER_CALL = /(?<![\w$.])api\s*\??\.\s*\w+\s*\??\.\s*(?!addScope\b)\w+\s*\(/g;
/** Words with which code gets at what it was given by another name. */
const DISGUISE = /(?<![\w$.])(?:api|exports|module|arguments|eval|Function|globalThis)\b|addScope|\\[ux]/;

/** Scopes that the code names where it adds them: a hint, since code can say it in many ways. */
export const scopesNamedIn = (code: string): string[] => [
  ...new Set([...code.matchAll(/addScope\(\s*["'`]([^"'`]+)["'`]/g)].map(([, scope = ""]) => scope)),
];

/**
 * The list of claims that code cannot set does not name this one.
 * Source: https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims (read 2026-11)
 */
const SCOPE_CLAIM = /\bsetCustomClaim\s*(?:\?\.)?\(\s*["'`]scope["'`]/;

/** Whether it sets the claim that holds the scopes of a token, of users or of machines. */
export const setsScopeClaim = (code: string): boolean => SCOPE_CLAIM.test(withoutComments(code));

/** Whether it may add scopes that it does not name, or hands over what it could add them with. */
export function mayAddUnnamed(code: string): boolean {
  const rest = withoutStrings(withoutComments(code).replaceAll(NAMED_SCOPE, ""))
    .replaceAll(HANDLER, "()")
    .replaceAll(EXPORTED, "")
    .replaceAll(OTHER_CALL, "(");
  return DISGUISE.test(rest);
}

const SETS =
  /\b(?:accessToken\s*\??\.\s*setCustomClaim|setAppMetadata)\s*(?:\?\.)?\(\s*("[^"\\]*"\s*,|'[^'\\]*'\s*,)?/g;

/**
 * Whether it sets the user's account: the claim or the key of that name, or one that it does not name.
 *
 * @param isAccount whether a name is that of the claim, or of the key in app_metadata
 */
export const maySetAccount = (code: string, isAccount: (name: string) => boolean): boolean =>
  [...withoutComments(code).matchAll(SETS)].some(
    ([, named]) => named === undefined || isAccount(named.slice(1, named.lastIndexOf(named.charAt(0)))),
  );

// What Pulumi starts: it says in one sentence what the machine lacks, before the first line of TypeScript.
import "../first-contact.mjs";

const { default: start } = await import("./index.ts");

export default start;

// Stacks and the workflows that deploy, preview and compare them → what a workflow leaves out, in sentences.

/** The scripts whose arguments are stacks. */
const NAMED = /scripts\/(?:deploy-review|pulumi-stacks)\.ts((?: [a-z0-9-]+)+)$/gm;

const stacksIn = (text: string): string[] =>
  [...text.matchAll(NAMED)].flatMap(([, names = ""]) => names.trim().split(" "));

/**
 * One sentence for each stack that a workflow with a list of stacks does not name, and for each that it names in vain.
 *
 * @param stacks those that are shared: all but `local`
 * @param workflows texts by file
 */
export function workflowGaps(stacks: readonly string[], workflows: ReadonlyMap<string, string>): string[] {
  return [...workflows].flatMap(([file, text]) => {
    const named = stacksIn(text);
    if (named.length === 0) return [];
    const missing = stacks.filter((stack) => !named.includes(stack));
    const vain = named.filter((stack) => !stacks.includes(stack));
    const undeployed = file.endsWith("/deploy.yml")
      ? stacks.filter((stack) => named.includes(stack) && !new RegExp(`^ {2}${stack}:$`, "m").test(text))
      : [];
    return [
      ...missing.map((stack) => `${file} leaves out stack ${stack}: name it beside ${named.join(" and ")}`),
      ...undeployed.map((stack) => `${file} has no job ${stack}: add one as other stacks have it`),
      ...vain.map((stack) => `${file} names stack ${stack}: write Pulumi.${stack}.yaml, or take it out`),
    ];
  });
}

// An explanation → text for a terminal, at most 80 columns wide.
import { styleText } from "node:util";
import { wrapAnsi } from "fast-wrap-ansi";
import type { Answer, Explanation } from "../../access/answer.ts";
import type { AccessRow } from "../../access/row.ts";
import { codeWord, printable, setOff, TERMINAL_WIDTH, withoutCommands } from "../../text.ts";
import { commaList, SUBJECT_TYPES_IN_WORDS, stacksInWords } from "./summary.ts";

type Format = Parameters<typeof styleText>[0];
type Paint = (format: Format, text: string) => string;

/** Every line of it begins with the margin. */
function block(text: string, margin: number): string {
  const indent = " ".repeat(margin);
  const lines = wrapAnsi(printable(text), TERMINAL_WIDTH - margin, { hard: true, trim: true }).split("\n");
  return lines.map((line) => `${indent}${line}`).join("\n");
}

function answerIn(answer: Answer, stacks: readonly string[], paint: Paint): string {
  const { can, subjectType, because, limits, needed } = answer;
  const where = stacksInWords(answer.stacks, stacks);
  const head = [
    can ? "yes" : "no",
    ...(subjectType === undefined ? [] : [SUBJECT_TYPES_IN_WORDS[subjectType].sentence]),
    ...(where === "" ? [] : [where]),
  ].join(", ");
  return [
    `  ${paint(can ? ["bold", "green"] : ["bold", "red"], printable(head))}`,
    block(`${because}.`, 4),
    ...(limits.length === 0 ? [] : [paint("dim", block(`limits: ${limits.join("; ")}`, 4))]),
    ...(needed === undefined ? [] : [block(`it would need ${needed}`, 4)]),
  ].join("\n");
}

function accessIn(access: AccessRow, stacks: readonly string[], paint: Paint): string {
  const { scope, api, subjectType, sensitivity, routes, via, reason, limits } = access;
  const where = stacksInWords(
    access.stacks.map(({ stack }) => stack),
    stacks,
  );
  const head = [
    `${codeWord(scope)} of ${api} ${SUBJECT_TYPES_IN_WORDS[subjectType].sentence}`,
    ...(where === "" ? [] : [where]),
  ];
  const granted = reason === undefined ? "its grant" : `its grant: ${setOff(reason)}`;
  const why: Readonly<Record<AccessRow["via"], string>> = {
    grant: granted,
    policy: "the API's policy allow_all, without a grant",
    resumption: `${granted}, once it is active again`,
  };
  return [
    `  ${paint("bold", printable(head.join(", ")))}${sensitivity === "high" ? `  ${paint("red", "sensitive")}` : ""}`,
    block(routes.length === 0 ? "no route needs it" : `opens ${commaList(routes)}`, 4),
    block(why[via], 4),
    paint("dim", block(`limits: ${limits.join("; ")}`, 4)),
  ].join("\n");
}

function questionOf({ name, question: { partner, scope, route } }: Explanation): string {
  const asked = route ? `${route.method} ${route.path}` : scope && codeWord(scope);
  return `${setOff(name)} (${partner})${asked === undefined ? "" : `: ${asked}`}`;
}

/** Nothing of a declaration or a question reaches the terminal as a command. Ends with a line feed. */
export function renderExplanation(explanation: Explanation, { color }: { color: boolean }): string {
  const paint: Paint = (format, text) => (color ? styleText(format, text, { validateStream: false }) : text);
  const { answers, access, stacks } = explanation;
  const blocks = [
    paint("bold", block(questionOf(explanation), 0)),
    ...access.map((one) => accessIn(one, stacks, paint)),
    ...answers.map((answer) => answerIn(answer, stacks, paint)),
  ];
  return withoutCommands(`${blocks.join("\n\n")}\n`);
}

// One of several applications that is declared otherwise: the program ends before it registers anything, with the right line.
import { expect, test } from "vitest";
import { stateOf } from "../support/state-of.ts";
import { type Edit, found, move, planAfter, refusal, several } from "./support/losses.ts";

const renameFile: Edit = (w) => {
  for (const key of ["web", "backup"]) move(w.partners, `acme-cms.${key}`, `acme.${key}`);
};

test.for<{ name: string; base?: Edit; change: Edit; lines: readonly string[] }>([
  {
    name: "another name of the file",
    base: several,
    change: renameFile,
    lines: [
      "former_ids: [acme-cms.backup] into applications.backup of partners/acme.yaml",
      "former_ids: [acme-cms.web] into applications.web of partners/acme.yaml",
    ],
  },
  {
    name: "another key",
    base: several,
    change: (w) => move(w.partners, "acme-cms.web", "acme-cms.browser"),
    lines: ["former_ids: [acme-cms.web] into applications.browser of partners/acme-cms.yaml"],
  },
  {
    name: "another key of a program, which has no callbacks",
    base: several,
    change: (w) => move(w.partners, "acme-cms.backup", "acme-cms.nightly"),
    lines: ["former_ids: [acme-cms.backup] into applications.nightly of partners/acme-cms.yaml"],
  },
  {
    name: "another name of the file, and another key",
    base: several,
    change: (w) => {
      renameFile(w);
      move(w.partners, "acme.web", "acme.browser");
    },
    lines: [
      "former_ids: [acme-cms.backup] into applications.backup of partners/acme.yaml",
      "former_ids: [acme-cms.web] into applications.browser of partners/acme.yaml",
    ],
  },
  {
    name: "another name of the file, which becomes one with several",
    change: (w) => {
      several(w);
      renameFile(w);
    },
    lines: ["former_ids: [acme-cms] into applications.web of partners/acme.yaml"],
  },
])("$name", async ({ base = () => undefined, change, lines }) => {
  const states = { prod: stateOf(planAfter(base)) };
  const after: Edit = (w) => {
    base(w);
    change(w);
  };
  const said = await refusal(planAfter(after), { states });
  expect([...said.matchAll(/write (former_ids: .*? into .*?\.yaml)/g)].map(([, line]) => line)).toEqual(
    lines,
  );
  const written = planAfter((w) => {
    after(w);
    for (const line of lines) {
      const [, former = "", key = "", stem = ""] =
        /\[(.*)\] into applications\.(.*) of partners\/(.*)\./.exec(line) ?? [];
      found(w.partners[`${stem}.${key}`]).former_ids = [former];
    }
  });
  expect(await refusal(written, { states })).toBe("");
});

/** The file has one application again, that of the browser. */
const one =
  (...former: string[]): Edit =>
  (w) => {
    several(w);
    move(w.partners, "acme-cms.web", "acme-cms", former.length > 0 ? { former_ids: former } : {});
    delete w.partners["acme-cms.backup"];
  };
const BACKUP =
  'the application "Acme CMS" was deployed as "acme-cms.backup", has grants, and is declared nowhere: bring it back into applications.backup of partners/acme-cms.yaml';
const WEB =
  'deployed as "acme-cms.web", and partners/acme-cms.yaml declares it now: write former_ids: [acme-cms.web]';

test.for<{ name: string; after: Edit; said: string }>([
  { name: "says what it was", after: one("acme-cms.web"), said: BACKUP },
  { name: "does not say what it was", after: one(), said: WEB },
  {
    name: "claims to have been both",
    after: one("acme-cms.web", "acme-cms.backup"),
    said: "and partners/acme-cms.yaml declares it now, while both names are in use",
  },
])("the program that goes is not taken for the one that stays and $name", async ({ after, said }) => {
  const states = { prod: stateOf(planAfter(several)) };
  const message = await refusal(planAfter(after), { states });
  expect(message).toContain(said);
  expect(message).not.toContain("acme-cms.backup] into");
});

test.for<{ name: string; change: Edit; said: string }>([
  {
    name: "that swap their keys stay what they are",
    change: (w) => {
      move(w.partners, "acme-cms.web", "acme-cms.x");
      move(w.partners, "acme-cms.backup", "acme-cms.web");
      move(w.partners, "acme-cms.x", "acme-cms.backup");
    },
    said: "while both names are in use: give each the name that it had, and rename one at a time",
  },
  {
    name: "of which one gets other callbacks are changed",
    change: (w) => {
      found(found(w.partners["acme-cms.web"]).stacks.prod).callbacks = ["https://acme.example/other"];
    },
    said: "",
  },
])("two applications of a file $name", async ({ change, said }) => {
  const states = { prod: stateOf(planAfter(several)) };
  const plan = planAfter((w) => {
    several(w);
    change(w);
  });
  expect(await refusal(plan, { states, isReviewed: true })).toMatch(said);
  if (said === "") expect(await refusal(plan, { states })).toBe("");
});

test("of two new programs that call the same, neither is taken for the one that is gone; nor is one that was there", async () => {
  const program: Edit = (w) => {
    several(w);
    w.partners["acme-cms.sync"] = structuredClone(found(w.partners["acme-cms.backup"]));
  };
  const withoutBackup = (...more: string[]) =>
    planAfter((w) => {
      program(w);
      for (const key of more)
        w.partners[`acme-cms.${key}`] = structuredClone(found(w.partners["acme-cms.backup"]));
      delete w.partners["acme-cms.backup"];
    });
  const states = { prod: stateOf(planAfter(program)) };
  for (const plan of [withoutBackup(), withoutBackup("one", "two")])
    expect(await refusal(plan, { states })).toContain(
      "if it was renamed, write former_ids: [acme-cms.backup] below its new key, or into its new file",
    );
});

test("an application that takes over the callbacks of one that was retired is another one", async () => {
  const retired: Edit = (w) => {
    several(w);
    found(w.partners["acme-cms.web"]).status = "retired";
  };
  const states = { prod: stateOf(planAfter(retired)) };
  const after = planAfter((w) => {
    several(w);
    move(w.partners, "acme-cms.web", "acme-cms.browser");
  });
  expect(await refusal(after, { states })).toBe("");
});

test.for<{ name: string; base: Edit; change: Edit }>([
  {
    name: "is taken out of its file into one of its own",
    base: several,
    change: (w) => {
      move(w.partners, "acme-cms.backup", "acme-backup", { former_ids: ["acme-cms.backup"] });
      found(w.partners["acme-backup"]).name = "Acme Backup";
    },
  },
  {
    name: "of a file of its own becomes one of another file",
    base: (w) => {
      several(w);
      move(w.partners, "acme-cms.backup", "acme-backup");
      found(w.partners["acme-backup"]).name = "Acme Backup";
    },
    change: (w) => {
      move(w.partners, "acme-backup", "acme-cms.backup", { former_ids: ["acme-backup"] });
      found(w.partners["acme-cms.backup"]).name = found(w.partners["acme-cms.web"]).name;
    },
  },
])("an application that $name goes with it as it was reviewed, and says so", async ({ base, change }) => {
  const states = { prod: stateOf(planAfter(base)) };
  const plan = planAfter((w) => {
    base(w);
    change(w);
  });
  expect(await refusal(plan, { states, isReviewed: true })).toBe("");
  expect(await refusal(plan, { states })).toContain(
    "If it is the same, deploy it with the checksum of `npm run -s partner-access -- review --stack prod`; else remove the former id",
  );
});

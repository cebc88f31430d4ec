import { defineVerb } from "../command.ts";
import { domainTable } from "../domain-table.ts";
import { withRing } from "../ring-change.ts";
import { tableOptions } from "../table-options.ts";
import { UsageError } from "../usage-error.ts";
import { wrap } from "../wrap.ts";
import { versionIn } from "../version-operand.ts";

const operands = { name: "DOMAIN VERSION", least: 2, most: 2 } as const;

/** `koppel keys disable`: out of use, and back again with `keys enable`. */
export const keysDisable = defineVerb({
  name: "keys disable",
  summary: "Take a key version out of use; nothing may need it",
  operands,
  options: tableOptions,
  example: "koppel keys disable NKKR 1",
  async run({ values, operands: [name, version], job }) {
    const result = await withRing(values, job.signal, (keys) =>
      keys.change(name!, versionIn(version!), { to: "disabled" }),
    );
    return { result, text: `${name}: version ${version} is out of use.\n\n${domainTable([result])}` };
  },
});

/** `koppel keys compromise`: somebody else may have it. */
export const keysCompromise = defineVerb({
  name: "keys compromise",
  summary: "Mark a key version as known to others, and say what to do",
  operands,
  options: tableOptions,
  example: "koppel keys compromise NKKR 1",
  async run({ values, operands: [name, version], job }) {
    const result = await withRing(values, job.signal, (keys) => keys.compromise(name!, versionIn(version!)));
    const steps = result.steps.map((step, i) => `${i + 1}. ${wrap(step, 74).join("\n   ")}`);
    return {
      result,
      text: `${name}: version ${version} makes nothing and is no evidence any more.\n\n${domainTable([result.domain])}

What to do now; these steps are in the audit trail:
${steps.join("\n")}`,
    };
  },
});

const DAY = 24 * 60 * 60 * 1000;

/** `koppel keys schedule`: the end of a version, after a time in which it can be restored. */
export const keysSchedule = defineVerb({
  name: "keys schedule",
  summary: "Plan the destruction of a key version that nothing needs",
  operands,
  options: {
    after: {
      type: "whole",
      value: "DAYS",
      least: 0,
      most: 3650,
      default: 30,
      help: "days in which it can be restored",
    },
    ...tableOptions,
  },
  example: "koppel keys schedule NKKR 1 --after 30",
  async run({ values, operands: [name, version], job }) {
    const at = new Date(Date.now() + values.after * DAY);
    const result = await withRing(values, job.signal, (keys) =>
      keys.change(name!, versionIn(version!), { to: "destroy-scheduled", at }),
    );
    const day = at.toISOString().slice(0, 10);
    return {
      result,
      text: `${name}: version ${version} is out of use, and can be destroyed from ${day} on.\n\n${domainTable([result])}

Until then: koppel keys restore ${name} ${version}
After that: koppel keys destroy ${name} ${version} --confirm ${name}`,
    };
  },
});

/** `koppel keys destroy`: for good. */
export const keysDestroy = defineVerb({
  name: "keys destroy",
  summary: "Destroy a key version whose time has come, for good",
  operands,
  options: {
    confirm: { type: "text", value: "DOMAIN", required: true, help: "the name of the domain once more" },
    ...tableOptions,
  },
  example: "koppel keys destroy NKKR 1 --confirm NKKR",
  async run({ values, operands: [name, version], job }) {
    if (values.confirm !== name)
      throw new UsageError("keys destroy: --confirm names another domain", "Nothing was destroyed.");
    const result = await withRing(values, job.signal, (keys) =>
      keys.change(name!, versionIn(version!), { to: "destroyed" }),
    );
    return {
      result,
      text: `${name}: version ${version} is destroyed. Copies of the ring made before still hold it:\ndestroy those too.\n\n${domainTable([result])}`,
    };
  },
});

import { registriesOf } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { homePath, tableOptions, tablePath, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";
import { typeNames } from "../type-names.ts";

/** `koppel registry add`: a registry and the types it may receive. */
export const registryAdd = defineVerb({
  name: "registry add",
  summary: "Allow a registry, with its pseudonym types and a key",
  operands: { name: "NAME", least: 1, most: 1 },
  options: {
    ...tableOptions,
    types: { type: "text", value: "A,B,C", required: true, help: "the pseudonym types that it is allowed" },
    "allow-bsn": { type: "flag", help: "it has a legal basis for the citizen service number (type B)" },
    "in-register": { type: "flag", help: "it stands in the national register of quality registries" },
  },
  example: "koppel registry add NKKR --types NGGV,sNGGV,NGG,sNGG,C,RGG,GG",
  async run({ values, operands, job }) {
    const registry = {
      name: operands[0]!,
      types: typeNames(values.types),
      serviceNumber: values["allow-bsn"],
      inRegister: values["in-register"],
    };
    await withTable(values, job.signal, (table) => table.addRegistry(registry));
    return { result: registry, text: `Added the registry ${registry.name}: ${registry.types.join(", ")}.` };
  },
});

/** `koppel registry list`: no secret needed. */
export const registryList = defineVerb({
  name: "registry list",
  summary: "List the registries and what they are allowed",
  options: { table: tablePath },
  example: "koppel registry list",
  run({ values }) {
    const registries = registriesOf(homePath(values.table));
    const rows = registries.map(({ name, types, serviceNumber, inRegister }) => [
      name,
      types.join(" "),
      serviceNumber ? "allowed" : "no",
      inRegister ? "yes" : "no",
    ]);
    return { result: registries, text: textTable(rows, ["registry", "types", "BSN", "in register"]) };
  },
});

import { implies, typesByName, type Purpose } from "@koppel/pseudonym";
import * as fc from "fast-check";
import { expect, it } from "vitest";

import { defaultModel } from "../model/default-model.ts";
import { EvidenceModel } from "../model/evidence-model.ts";
import { SIDES } from "../model/pattern.ts";
import { permissiveModel } from "./permissive-model.ts";

const names = ["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG"];
const purpose = fc.constantFrom<Purpose>("individual", "corroborate", "report");

it("compares whoever agrees on a name or a place, and links where a type that agrees may carry a link", () => {
  const gg = typesByName(["GG"])[0]!;
  const nggv6 = { name: "NGGV6", inputs: { name: 6, date: 1, sex: 1, initial: 1 }, purpose: "individual" } as const;
  fc.assert(
    fc.property(fc.array(purpose, { minLength: 7, maxLength: 7 }), (purposes) => {
      const types = [...typesByName(names), nggv6, gg];
      const named = Object.fromEntries(types.map(({ name }, t) => [name, purposes[t] ?? "report"]));
      const model = new EvidenceModel(permissiveModel(defaultModel, types), types, types.indexOf(gg), named);
      const all = (1 << model.evidence.length) - 1;
      for (let agree = 1; agree <= all; agree++) {
        const agreeing = model.evidence.filter((_, bit) => agree & (1 << bit)).map((type) => types[type]!);
        const may = agreeing.some(({ name }) => named[name] === "individual");
        for (const side of SIDES.keys())
          expect(model.classes[model.classOf(agree, all, side)]!.action).toBe(may ? "link" : "review");
        expect(model.blocking.some((bit) => agree & (1 << bit))).toBe(true);
      }
      for (const type of model.evidence) expect(implies([types[type]!], gg)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

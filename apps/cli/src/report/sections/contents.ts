import type { Section } from "../section.ts";
import type { Report } from "../report.ts";

/** What is in the link table. */
export function contents(report: Report): Section {
  const { table, fingerprint, records, localPatients, persons, registries, providers, objections, purposes } = report;
  return {
    heading: "What is in the link table",
    parts: [
      {
        caption: "All registries and providers",
        head: ["", "number"],
        rows: [
          ["records", records],
          ["local patients: patient numbers, and records without one", localPatients],
          ["persons", persons],
        ],
      },
      {
        caption: "Registries",
        head: ["registry", "records", "types"],
        rows: registries.map(({ name, records, types }) => [name, records, types.join(" ")]),
      },
      {
        caption: "Providers",
        head: ["provider", "records"],
        rows: providers.map(({ name, records }) => [name, records]),
      },
      {
        caption: "Objections that stand",
        head: ["registry", "what they do", "objections"],
        rows: objections.map(({ registry, policy, standing }) => [registry ?? "all of them", policy ?? "", standing]),
      },
      {
        caption: "What each type may be used for",
        head: ["type", "purpose"],
        rows: Object.entries(purposes),
      },
      `Counts below ten are given as <10, and "suppressed" where a number would give such a count away.`,
      `Table ${table}, fingerprint ${fingerprint}`,
    ],
  };
}

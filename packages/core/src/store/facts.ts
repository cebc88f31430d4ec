/** Kinds of facts that lie readable beside the sealed contents, and rest on nothing else that could tell whether they are as they were. */
export const FACTS = [
  "setup",
  "settings",
  "registries",
  "providers",
  "models",
  "runs",
  "deliveries",
  "decisions",
  "enquiries",
  "objections",
  "requests",
  "carryings",
  "reports",
] as const;

type Fact = (typeof FACTS)[number];

/** By kind of facts a digest of all of them, 32 hex digits: what an event of the audit trail vouches for. */
export type Facts = Readonly<Record<Fact, string>>;

/** Kinds of facts that are others than they were once; kinds that were not known then are left out. */
export function alteredFacts(before: Readonly<Record<string, string>>, now: Facts): Fact[] {
  return FACTS.filter((kind) => kind in before && before[kind] !== now[kind]);
}

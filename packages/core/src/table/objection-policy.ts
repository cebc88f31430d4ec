import { KoppelError } from "../errors.ts";
import { holdOn, registryNamed } from "./legal-hold.ts";
import type { OpenTable } from "./open-table.ts";

/**
 * What an objection does to a registry. In each case nothing more is taken in: `stop-new` leaves what is there; `stop-and-unlink` takes it
 * out of all links; `stop-and-erase` erases it.
 */
export const OBJECTION_POLICIES = ["stop-new", "stop-and-unlink", "stop-and-erase"] as const;

export type ObjectionPolicy = (typeof OBJECTION_POLICIES)[number];

const SETTING = "objection policy ";

/** Where nothing was set, links are undone and nothing is lost. */
const DEFAULT: ObjectionPolicy = "stop-and-unlink";

/** The policy of a registry, by its number; under a legal hold nothing is erased. */
export function policyOf(table: OpenTable, registry: number): ObjectionPolicy {
  const value = table.store.settings().findLast(({ name }) => name === SETTING + registry)?.value;
  const policy = (value as ObjectionPolicy | undefined) ?? DEFAULT;
  // A hold freezes; what may not be destroyed is taken out of all links.
  return policy === "stop-and-erase" && holdOn(table, registry) !== null ? "stop-and-unlink" : policy;
}

/** Sets what objections do to a registry from now on. @throws KoppelError UNKNOWN_REGISTRY, BAD_POLICY; KeyringError NOT_GRANTED */
export function setPolicy(table: OpenTable, name: string, policy: string): void {
  const registry = registryNamed(table, name);
  if (!(OBJECTION_POLICIES as readonly string[]).includes(policy))
    throw new KoppelError("BAD_POLICY", "this is no policy", { hint: `A policy is ${OBJECTION_POLICIES.join(", ")}.` });
  const objects = [{ type: "registry", id: name } as const];
  table.writing({ action: "objection.policy", objects, detail: { policy } }, () =>
    table.store.addSetting(SETTING + registry, policy),
  );
}

import { LinkTable, registriesOf, stepsAfterLoss, type TableKeys } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";

import type { Values } from "./command.ts";
import { homePath, openRing, type tableOptions } from "./table-options.ts";

/** What changes a ring: that of a table through it, with an event in its trail; another, such as a provider's, by itself. */
export type RingKeys = Pick<
  TableKeys,
  "rotate" | "change" | "compromise" | "addPrincipal" | "removePrincipal" | "changeSecret"
>;

/** Opens a key ring to change it, and keeps what `use` changed. */
export async function withRing<T>(
  values: Values<typeof tableOptions>,
  signal: AbortSignal,
  use: (keys: RingKeys, ring: KeyRing) => Promise<T>,
): Promise<T> {
  const path = homePath(values.table);
  const ring = await openRing(values, signal);
  if (!ring.domains().some(({ kind }) => kind === "seal")) {
    const result = await use(alone(ring), ring);
    ring.save();
    return result;
  }
  // A ring of a table is not changed past it: its trail would not tell.
  registriesOf(path);
  const table = LinkTable.open({ path, ring, threads: 1 });
  try {
    return await use(table.keys, ring);
  } finally {
    await table.close();
  }
}

function alone(ring: KeyRing): RingKeys {
  return {
    rotate: async (domain) => ring.rotate(domain),
    change: async (domain, version, change) => ring.change(domain, version, change),
    compromise: async (domain, version) => {
      const steps = stepsAfterLoss(ring.domain(domain), version);
      if (ring.domain(domain).primary === version) ring.rotate(domain);
      return { domain: ring.change(domain, version, { to: "compromised" }), steps };
    },
    addPrincipal: (principal, secret) => ring.addPrincipal(principal, secret),
    removePrincipal: async (name) => ring.removePrincipal(name),
    changeSecret: (secret) => ring.changeSecret(secret),
  };
}

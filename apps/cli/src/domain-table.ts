import type { DomainInfo } from "@koppel/keyring";

import { textTable } from "./text-table.ts";

/** Domains with their versions, a line each. */
export function domainTable(domains: readonly DomainInfo[]): string {
  const rows = domains.flatMap(({ name, kind, primary, minVersion, versions }) =>
    versions.map(({ version, state, created, check, compromised, destroyAfter, destroyed }) => [
      name,
      kind,
      `${version}${version === primary ? " (primary)" : ""}`,
      [
        state,
        ...(compromised === undefined ? [] : ["compromised"]),
        ...(version < minVersion && state !== "destroyed" ? ["no deliveries"] : []),
      ].join(", "),
      created.slice(0, 10),
      (destroyed ?? destroyAfter ?? "").slice(0, 10),
      check.slice(0, 8),
    ]),
  );
  return textTable(rows, ["domain", "kind", "version", "state", "made", "ends", "check"]);
}

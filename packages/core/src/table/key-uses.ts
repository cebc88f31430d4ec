import { KoppelError } from "../errors.ts";
import { heldVersions } from "./carryings.ts";
import { HANDLE_DOMAIN, LINK_DOMAIN, type OpenTable } from "./open-table.ts";
import { versionsInUse } from "./versions-in-use.ts";

/** A key version, and what would be lost with it (D6). */
export interface KeyUse {
  readonly domain: string;
  readonly version: number;
  /** For people, as in `delivery of H01 (run 3)`. */
  readonly needs: readonly string[];
}

/** Every key version that something still needs: files that registries keep, and what lies in the table. */
export function keyUses(table: OpenTable): KeyUse[] {
  const held = heldVersions(table).map(({ registry, version, deliveries }) => ({
    domain: registry,
    version,
    needs: deliveries.map(({ provider, run }) => `delivery of ${provider} (run ${run})`),
  }));
  const own = versionsInUse(table.store).map(({ domain, version, parts }) => ({
    domain,
    version,
    needs: [`${parts} ${domain === LINK_DOMAIN ? "parts" : "sealed parts"} of the table`],
  }));
  return [...held, ...own, { domain: HANDLE_DOMAIN, version: 1, needs: ["the names of all local patients"] }];
}

/** Refuses to take a key version away from what needs it. @throws KoppelError KEY_IN_USE, which says what that is */
export function checkUnused(table: OpenTable, domain: string, version: number): void {
  const use = keyUses(table).find((each) => each.domain === domain && each.version === version);
  if (use === undefined) return;
  const more = use.needs.length > SHOWN ? ` and ${use.needs.length - SHOWN} more` : "";
  const message = `version ${version} of ${domain} is still needed: ${use.needs.slice(0, SHOWN).join(", ")}${more}`;
  const isRegistry = table.ring.domain(domain).kind === "registry";
  throw new KoppelError("KEY_IN_USE", message, {
    hint: isRegistry
      ? "Carry it over first: `koppel keys rewrap` each file that the registry keeps, or make a map with `koppel keys map`."
      : "Carry it over first: `koppel keys rekey`.",
  });
}

const SHOWN = 5;

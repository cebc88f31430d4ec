import { KoppelError } from "../errors.ts";
import { HANDLE_DOMAIN, LINK_DOMAIN, type OpenTable } from "./open-table.ts";
import { versionsInUse } from "./versions-in-use.ts";

/** What still needs a key version. */
interface KeyUse {
  /** For people, as in `delivery of H01 (run 3)`. */
  readonly what: string;
}

/** What would be lost with a version of a domain's key; empty where nothing would (D6). Reads through the file. */
function keyUses(table: OpenTable, domain: string, version: number): KeyUse[] {
  if (domain === HANDLE_DOMAIN) return [{ what: "the names of all local patients" }];
  return versionsInUse(table.store)
    .filter((use) => use.domain === domain && use.version === version)
    .map(({ parts }) => ({
      what: domain === LINK_DOMAIN ? `${parts} parts of the table` : `${parts} sealed parts of the table`,
    }));
}

/** Refuses to take a key version away from what needs it. @throws KoppelError KEY_IN_USE, which says what that is */
export function checkUnused(table: OpenTable, domain: string, version: number): void {
  const uses = keyUses(table, domain, version).map(({ what }) => what);
  if (uses.length === 0) return;
  const more = uses.length > SHOWN ? ` and ${uses.length - SHOWN} more` : "";
  const kind = table.ring.domains().find(({ name }) => name === domain)?.kind;
  throw new KoppelError(
    "KEY_IN_USE",
    `key version ${version} of ${domain} is still needed: ${uses.slice(0, SHOWN).join(", ")}${more}`,
    {
      hint:
        kind === "registry"
          ? "Carry it over first: `koppel keys rewrap` each file that the registry keeps, or make a map with `koppel keys map`."
          : "Carry it over first: `koppel keys rekey`.",
    },
  );
}

const SHOWN = 5;

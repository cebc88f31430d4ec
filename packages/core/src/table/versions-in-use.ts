import type { LinkStore } from "../store/link-store.ts";
import { LINK_DOMAIN, SEAL_DOMAIN } from "./open-table.ts";

/** A key version without which something in the table could not be read, or written. */
export interface VersionInUse {
  readonly domain: string;
  readonly version: number;
  /** Partitions and segments under a link version, part keys under a seal version; zero where only what comes next needs it. */
  readonly parts: number;
}

/**
 * The versions of the link and seal domains that a table needs, generations that are being made or not yet deleted included. Opens nothing.
 */
export function versionsInUse({ generations, setup }: LinkStore): VersionInUse[] {
  const sizes = generations.sizes();
  const needed = generations.all().filter(({ id }) => id === setup.generation || sizes.has(id));
  const link = needed.map(({ id, linkVersion }) => ({ version: linkVersion, parts: sizes.get(id) ?? 0 }));
  const seal = generations.sealed().map(({ version, keys }) => ({ version, parts: keys }));
  return [...sumUp(LINK_DOMAIN, link), ...sumUp(SEAL_DOMAIN, seal)];
}

function sumUp(domain: string, parts: readonly Omit<VersionInUse, "domain">[]): VersionInUse[] {
  return [...Map.groupBy(parts, ({ version }) => version)]
    .map(([version, same]) => ({ domain, version, parts: same.reduce((sum, each) => sum + each.parts, 0) }))
    .toSorted((a, b) => a.version - b.version);
}

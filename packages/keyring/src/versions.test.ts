import { assert, constantFrom, array, property, record, nat } from "fast-check";
import { describe, expect, it } from "vitest";

import type { StoredDomain } from "./domain.ts";
import { changeVersion, checkIntake, usableVersion, type VersionChange } from "./versions.ts";

const coded = (code: string): unknown => expect.objectContaining({ code });
const CHANGES: readonly VersionChange["to"][] = [
  "minimum",
  "enabled",
  "disabled",
  "compromised",
  "destroy-scheduled",
  "restored",
  "destroyed",
];
const NOW = new Date("2026-01-01T00:00:00.000Z");
const LATER = new Date("2026-02-01T00:00:00.000Z");

function domainOf(count: number): StoredDomain {
  const version = (n: number): StoredDomain["versions"][number] => ({
    version: n,
    state: "enabled",
    created: NOW.toISOString(),
    check: "0".repeat(16),
    wrapped: "AAAA",
  });
  return {
    name: "heart",
    kind: "registry",
    primary: count,
    minVersion: 1,
    versions: Array.from({ length: count }, (_, i) => version(i + 1)),
  };
}

describe("a key version", () => {
  it("takes deliveries unless it is below the minimum, disabled or compromised, and goes on serving what is stored", () => {
    const domain = domainOf(3);
    for (const version of [1, 2, 3]) checkIntake(domain, version);
    changeVersion(domain, 2, { to: "minimum" });
    expect(() => checkIntake(domain, 1)).toThrow(coded("VERSION_DISABLED"));
    expect(usableVersion(domain, 1).version).toBe(1);
    changeVersion(domain, 2, { to: "compromised", at: NOW });
    expect(() => checkIntake(domain, 2)).toThrow("compromised");
    expect(usableVersion(domain, 2).version).toBe(2);
    changeVersion(domain, 2, { to: "disabled" });
    expect(() => usableVersion(domain, 2)).toThrow(coded("VERSION_DISABLED"));
    changeVersion(domain, 2, { to: "enabled" });
    expect(usableVersion(domain, 2).compromised).toBe(NOW.toISOString());
    expect(() => changeVersion(domain, 4, { to: "minimum" })).toThrow(coded("VERSION_MISSING"));
    expect(() => checkIntake(domain, 4)).toThrow(coded("VERSION_MISSING"));
  });

  it("is destroyed only after a time of waiting in which it can be restored, and then its key is gone", () => {
    const domain = domainOf(2);
    expect(() => changeVersion(domain, 1, { to: "destroyed", at: LATER })).toThrow(coded("NOT_SCHEDULED"));
    changeVersion(domain, 1, { to: "destroy-scheduled", at: LATER });
    expect(() => usableVersion(domain, 1)).toThrow(coded("VERSION_DISABLED"));
    expect(() => changeVersion(domain, 1, { to: "destroyed", at: NOW })).toThrow(coded("TOO_EARLY"));
    changeVersion(domain, 1, { to: "restored" });
    expect(domain.versions[0]).toMatchObject({ state: "disabled", wrapped: "AAAA" });
    expect(domain.versions[0]).not.toHaveProperty("destroyAfter");
    changeVersion(domain, 1, { to: "destroy-scheduled", at: LATER });
    changeVersion(domain, 1, { to: "destroyed", at: LATER });
    expect(domain.versions[0]).toMatchObject({ version: 1, state: "destroyed", check: "0".repeat(16) });
    expect(domain.versions[0]).not.toHaveProperty("wrapped");
    for (const to of ["enabled", "disabled", "restored"] as const)
      expect(() => changeVersion(domain, 1, { to })).toThrow(coded("VERSION_DISABLED"));
  });

  it("keeps the primary one in use whatever is asked, and never brings back what is destroyed", () => {
    const change = record({ what: constantFrom(...CHANGES), version: nat(3), at: constantFrom(NOW, LATER) });
    assert(
      property(array(change, { maxLength: 30 }), (changes) => {
        const domain = domainOf(3);
        const gone = new Set<number>();
        for (const { what, version, at } of changes) {
          try {
            changeVersion(domain, version, { to: what, at });
          } catch (error) {
            expect(error).toHaveProperty("hint");
          }
          checkIntake(domain, domain.primary);
          expect(domain.minVersion).toBeLessThanOrEqual(domain.primary);
          for (const { version: n, state, wrapped } of domain.versions) {
            if (state === "destroyed") gone.add(n);
            expect(state === "destroyed").toBe(gone.has(n));
            expect(wrapped === undefined).toBe(gone.has(n));
          }
        }
      }),
    );
  });
});

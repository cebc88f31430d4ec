import { assert, constantFrom, array, property, record, nat } from "fast-check";
import { describe, expect, it } from "vitest";

import type { StoredDomain } from "./domain.ts";
import * as versions from "./versions.ts";

const coded = (code: string): unknown => expect.objectContaining({ code });
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
    for (const version of [1, 2, 3]) versions.checkIntake(domain, version);
    versions.setMinimum(domain, 2);
    expect(() => versions.checkIntake(domain, 1)).toThrow(coded("VERSION_DISABLED"));
    expect(versions.usableVersion(domain, 1).version).toBe(1);
    versions.compromise(domain, 2, NOW);
    expect(() => versions.checkIntake(domain, 2)).toThrow("compromised");
    expect(versions.usableVersion(domain, 2).version).toBe(2);
    versions.disable(domain, 2);
    expect(() => versions.usableVersion(domain, 2)).toThrow(coded("VERSION_DISABLED"));
    versions.enable(domain, 2);
    expect(versions.usableVersion(domain, 2).compromised).toBe(NOW.toISOString());
    expect(() => versions.setMinimum(domain, 4)).toThrow(coded("VERSION_MISSING"));
    expect(() => versions.checkIntake(domain, 4)).toThrow(coded("VERSION_MISSING"));
  });

  it("is destroyed only after a time of waiting in which it can be restored, and then its key is gone", () => {
    const domain = domainOf(2);
    expect(() => versions.destroy(domain, 1, LATER)).toThrow(coded("NOT_SCHEDULED"));
    versions.scheduleDestruction(domain, 1, LATER);
    expect(() => versions.usableVersion(domain, 1)).toThrow(coded("VERSION_DISABLED"));
    expect(() => versions.destroy(domain, 1, NOW)).toThrow(coded("TOO_EARLY"));
    versions.restore(domain, 1);
    expect(domain.versions[0]).toMatchObject({ state: "disabled", wrapped: "AAAA" });
    expect(domain.versions[0]).not.toHaveProperty("destroyAfter");
    versions.scheduleDestruction(domain, 1, LATER);
    versions.destroy(domain, 1, LATER);
    expect(domain.versions[0]).toMatchObject({ version: 1, state: "destroyed", check: "0".repeat(16) });
    expect(domain.versions[0]).not.toHaveProperty("wrapped");
    for (const change of [versions.enable, versions.disable, versions.restore])
      expect(() => change(domain, 1)).toThrow(coded("VERSION_DISABLED"));
  });

  it("keeps the primary one in use whatever is asked, and never brings back what is destroyed", () => {
    const change = record({ what: nat(6), version: nat(3), at: constantFrom(NOW, LATER) });
    assert(
      property(array(change, { maxLength: 30 }), (changes) => {
        const domain = domainOf(3);
        const gone = new Set<number>();
        for (const { what, version, at } of changes) {
          try {
            if (what === 0) versions.setMinimum(domain, version);
            else if (what === 1) versions.disable(domain, version);
            else if (what === 2) versions.enable(domain, version);
            else if (what === 3) versions.compromise(domain, version, at);
            else if (what === 4) versions.scheduleDestruction(domain, version, at);
            else if (what === 5) versions.restore(domain, version);
            else versions.destroy(domain, version, at);
          } catch (error) {
            expect(error).toHaveProperty("hint");
          }
          versions.checkIntake(domain, domain.primary);
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

import type { StoredDomain, StoredVersion } from "./domain.ts";
import { KeyringError } from "./errors.ts";

/** What becomes of a key version; `at` is the moment of it, of a planned destruction the earliest one. */
export interface VersionChange {
  readonly to: "minimum" | "enabled" | "disabled" | "compromised" | "destroy-scheduled" | "restored" | "destroyed";
  readonly at?: Date | undefined;
}

/** Changes the state of a version; throws what the single changes below do. */
export function changeVersion(domain: StoredDomain, version: number, { to, at = new Date() }: VersionChange): void {
  if (to === "minimum") setMinimum(domain, version);
  else if (to === "disabled") disable(domain, version);
  else if (to === "enabled") enable(domain, version);
  else if (to === "compromised") compromise(domain, version, at);
  else if (to === "destroy-scheduled") scheduleDestruction(domain, version, at);
  else if (to === "restored") restore(domain, version);
  else destroy(domain, version, at);
}

/** A version by number. @throws KeyringError VERSION_MISSING */
function versionOf(domain: StoredDomain, version: number): StoredVersion {
  const found = domain.versions.find((each) => each.version === version);
  if (found !== undefined) return found;
  throw new KeyringError(
    "VERSION_MISSING",
    `the domain "${domain.name}" has no key version ${version}`,
    "Check the version on the label, or fetch the newest key ring.",
  );
}

/** A version that still opens what was made under it. @throws KeyringError VERSION_MISSING, VERSION_DISABLED */
export function usableVersion(domain: StoredDomain, version: number): StoredVersion {
  const found = versionOf(domain, version);
  if (found.state === "enabled") return found;
  throw outOfUse(domain, version, found.state, "Have a custodian enable it, if it is not destroyed.");
}

/** Refuses new evidence under a version that is out of use, below the minimum or compromised. @throws KeyringError VERSION_DISABLED */
export function checkIntake(domain: StoredDomain, version: number): void {
  const ask = `Ask for a delivery under version ${domain.primary}.`;
  const { compromised } = usableVersion(domain, version);
  if (compromised !== undefined) throw outOfUse(domain, version, "compromised", ask);
  if (version < domain.minVersion)
    throw outOfUse(domain, version, `deliveries are taken from version ${domain.minVersion} on`, ask);
}

/** Deliveries under lower versions are not taken any more; the older ones still serve what is stored. @throws KeyringError VERSION_MISSING, BAD_MINIMUM */
function setMinimum(domain: StoredDomain, version: number): void {
  versionOf(domain, version);
  if (version > domain.primary)
    throw new KeyringError(
      "BAD_MINIMUM",
      `the minimum of the domain "${domain.name}" cannot be above its primary version ${domain.primary}`,
      "Choose the primary version or a lower one.",
    );
  domain.minVersion = version;
}

/** Takes a version out of use; it can be enabled again. @throws KeyringError VERSION_MISSING, VERSION_PRIMARY, VERSION_DISABLED */
function disable(domain: StoredDomain, version: number): void {
  const found = usableVersion(domain, version);
  refusePrimary(domain, version);
  found.state = "disabled";
}

/** Brings a disabled version back into use. @throws KeyringError VERSION_MISSING, VERSION_DISABLED */
function enable(domain: StoredDomain, version: number): void {
  const found = versionOf(domain, version);
  if (found.state !== "disabled")
    throw outOfUse(
      domain,
      version,
      found.state,
      "Only a disabled version can be enabled; restore a scheduled one first.",
    );
  found.state = "enabled";
}

/** Marks a version that is not primary: it carries stored values over and does nothing else. For good. @throws KeyringError VERSION_MISSING, VERSION_PRIMARY */
function compromise(domain: StoredDomain, version: number, at: Date): void {
  const found = versionOf(domain, version);
  refusePrimary(domain, version);
  found.compromised ??= at.toISOString();
}

/** Plans a version's end: out of use at once, destroyed not before a moment. @throws KeyringError VERSION_MISSING, VERSION_PRIMARY, VERSION_DISABLED */
function scheduleDestruction(domain: StoredDomain, version: number, notBefore: Date): void {
  const found = versionOf(domain, version);
  refusePrimary(domain, version);
  if (found.state === "destroyed") throw outOfUse(domain, version, found.state, "It is gone already.");
  found.state = "destroy-scheduled";
  found.destroyAfter = notBefore.toISOString();
}

/** Takes a planned destruction back: the version is disabled then. @throws KeyringError VERSION_MISSING, VERSION_DISABLED */
function restore(domain: StoredDomain, version: number): void {
  const found = versionOf(domain, version);
  if (found.state !== "destroy-scheduled")
    throw outOfUse(domain, version, found.state, "Only a version whose destruction is scheduled can be restored.");
  found.state = "disabled";
  delete found.destroyAfter;
}

/** Forgets the key of a version whose time has come; what is told about it stays. @throws KeyringError VERSION_MISSING, NOT_SCHEDULED, TOO_EARLY */
function destroy(domain: StoredDomain, version: number, at: Date): void {
  const found = versionOf(domain, version);
  if (found.state !== "destroy-scheduled")
    throw new KeyringError(
      "NOT_SCHEDULED",
      `the destruction of key version ${version} of the domain "${domain.name}" is not scheduled (${found.state})`,
      "Schedule it first; in the waiting time it can still be restored.",
    );
  if (at.toISOString() < found.destroyAfter!)
    throw new KeyringError(
      "TOO_EARLY",
      `key version ${version} of the domain "${domain.name}" cannot be destroyed before ${found.destroyAfter}`,
      "Wait, or restore it.",
    );
  found.state = "destroyed";
  found.destroyed = at.toISOString();
  delete found.destroyAfter;
  delete found.wrapped;
}

function refusePrimary(domain: StoredDomain, version: number): void {
  if (version !== domain.primary) return;
  throw new KeyringError(
    "VERSION_PRIMARY",
    `key version ${version} of the domain "${domain.name}" is the primary one`,
    "Rotate the domain first, so that another version is primary.",
  );
}

function outOfUse(domain: StoredDomain, version: number, why: string, hint: string): KeyringError {
  return new KeyringError(
    "VERSION_DISABLED",
    `key version ${version} of the domain "${domain.name}" is out of use (${why})`,
    hint,
  );
}

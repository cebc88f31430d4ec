import type { DomainInfo } from "@koppel/keyring";

/**
 * What is to be done when a key version is in wrong hands, in order (DOMAIN, section 4: a compromised version is no bridge). Each step is a
 * sentence.
 */
export function stepsAfterLoss({ name, kind, versions, primary }: DomainInfo, version: number): string[] {
  const to = version === primary ? versions.length + 1 : primary;
  const report = "Open an incident: a leak of personal data is reported within 72 hours.";
  if (kind === "registry")
    return [
      report,
      `Deliveries under version ${version} are refused from now on: tell the providers and the registry.`,
      `Carry every file that the registry keeps over at once: koppel keys rewrap FILE --from ${version} --to ${to}.`,
      `Give the registry a map of the rest: koppel keys map ${name} --from ${version} --to ${to}.`,
      `Plan the end of version ${version}: koppel keys schedule ${name} ${version}.`,
    ];
  if (kind === "link" || kind === "seal")
    return [
      report,
      "Carry the link table over at once: koppel keys rekey.",
      "Destroy copies and backups of the table that were made before.",
      `Plan the end of version ${version}: koppel keys schedule ${name} ${version}.`,
    ];
  if (kind === "source")
    return [
      report,
      "Make a new source key and hand it to every provider: values under the old one cannot be carried over.",
      "Ask every provider to deliver everything again under the new one.",
    ];
  return [report, "Ask the developers of Koppel: this key is never rotated."];
}

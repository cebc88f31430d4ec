import { KoppelError, underPurposes, type LinkTable, type Model } from "@koppel/core";

import { nearest } from "../nearest.ts";

/** A model of the table as it acts under the purposes in force; the one in force by default. @throws KoppelError MODEL_NOT_FOUND */
export function namedModel(table: LinkTable, version?: string): Model {
  const versions = table.models().map((model) => model.version);
  if (version !== undefined && !versions.includes(version)) {
    const meant = nearest(version, versions);
    throw new KoppelError("MODEL_NOT_FOUND", "the link table has no model of that version", {
      hint: meant === undefined ? "koppel model list names them." : `Did you mean ${meant}?`,
    });
  }
  return underPurposes(table.model(version), table.purposes());
}

import { z } from "zod";

import { signedFields } from "../files/signed-manifest.ts";

/** The label of a map, signed by its table. */
export const mapManifestSchema = z.strictObject({
  format: z.literal("koppel-map"),
  version: z.literal(1),
  registry: z.string(),
  /** Key versions of the registry that old and new values are under. */
  from: z.int().min(1),
  to: z.int().min(1),
  /** How many values there are, by type. */
  values: z.record(z.string(), z.int().min(0)),
  /** Who signed. */
  signer: z.string(),
  ...signedFields,
});

export type MapManifest = z.infer<typeof mapManifestSchema>;

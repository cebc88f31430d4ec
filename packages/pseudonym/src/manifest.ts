import { z } from "zod";

const name = z.string().min(1).max(200);
const count = z.int().min(0);

/** The label of a delivery, which stands once for all its values: what they are, who made them, and with which key. */
export const manifestSchema = z.object({
  format: z.literal("koppel-delivery"),
  version: z.literal(1),
  registry: name,
  provider: name,
  /** `pre`: stage 1 only, made at the provider; `final`: encrypted by the TTP. */
  stage: z.enum(["pre", "final"]),
  profile: name,
  domain: name,
  keyVersion: z.int().min(1),
  /** Of the stage-1 key: see `keyCheck`. */
  keyCheck: z
    .string()
    .regex(/^[0-9a-f]{8}$/)
    .optional(),
  types: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,15}$/))
    .refine((types) => new Set(types).size === types.length, {
      error: "a type is named twice",
    }),
  /**
   * There if and only if the delivery has reversible patient numbers (R28): the Ed25519 key, 64 hex digits, with which their provider
   * signs what it says about them.
   */
  reversible: z.object({ answerKey: z.string().regex(/^[0-9a-f]{64}$/) }).optional(),
  records: count,
  /** Of the delivery file as it is stored, compressed or not: 64 hex digits. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Not a delivery but a list of who objects to one, for this registry or for all; or who withdraws that (R30, R33). */
  objection: z.strictObject({ scope: z.enum(["registry", "all"]), withdrawn: z.boolean() }).optional(),
  /** How many records lack a value, by type and status (N13). */
  status: z.record(z.string(), z.record(z.string(), count)).optional(),
});

/** The content of `<delivery>.manifest.json`. */
export type Manifest = z.infer<typeof manifestSchema>;

import type { Signer } from "../enquiry/enquiry-file.ts";
import { SEAL_DOMAIN, type OpenTable } from "./open-table.ts";

/** As whom a table signs what leaves it. @throws KeyringError VERSION_DISABLED */
export function signerOf({ ring, setup }: OpenTable): Signer {
  return { name: setup.table, seed: ring.typeKey(SEAL_DOMAIN, ring.domain(SEAL_DOMAIN).primary, "signature") };
}

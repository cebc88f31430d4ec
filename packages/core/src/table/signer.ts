import type { Signer } from "../enquiry/enquiry-file.ts";
import type { OpenTable } from "./open-table.ts";

/** As whom a table signs what leaves it: with a key of its own that no rotation changes. @throws KeyringError NOT_GRANTED */
export function signerOf({ ring, setup }: OpenTable): Signer {
  return { name: setup.table, seed: ring.sharedKey("table", "signature") };
}

import { KoppelError } from "../errors.ts";

const LONGEST = 500;

/** Refuses what cannot stand on record as a reason. @throws KoppelError REASON_MISSING, BAD_REASON */
export function checkReason(reason: string): void {
  if (reason.trim() === "")
    throw new KoppelError("REASON_MISSING", "this needs a reason", {
      hint: "Say what it rests on, and nothing that tells who the patient is.",
    });
  if (reason.length > LONGEST || /\p{Cc}/u.test(reason))
    throw new KoppelError("BAD_REASON", "this is no reason that can be shown again", {
      hint: `One line of at most ${LONGEST} characters will do.`,
    });
}

import type { Block } from "../evidence/block.ts";
import { KoppelError } from "../errors.ts";

/**
 * Checks that components proven by some types of a record yield every delivered type they suffice for (DOMAIN section 2, presence): who has
 * NGGV has a name, an initial, a birth date and a sex, and so must have the other name types and GG. O(records).
 *
 * @param delivered mask of the types that the delivery has; @param components by type: mask of what it is made of
 * @throws KoppelError LATTICE_PRESENCE
 */
export function checkPresence(
  block: Block,
  rows: number,
  delivered: number,
  components: readonly number[],
  file: string,
): void {
  const lacking = new Map<number, boolean>();
  for (let row = 0; row < rows; row++) {
    const present = block.present[row] & delivered;
    if (present === delivered) continue;
    if (!lacking.has(present)) lacking.set(present, lacks(present, delivered, components));
    if (lacking.get(present))
      throw new KoppelError(
        "LATTICE_PRESENCE",
        "a record has a pseudonym but lacks one that is made of the same inputs",
        {
          file,
          line: block.line[row],
          hint: "No honest source makes such a record: ask the provider to check its software, and deliver again.",
        },
      );
  }
}

function lacks(present: number, delivered: number, components: readonly number[]): boolean {
  const proven = components.reduce((all, made, t) => (present & (1 << t) ? all | made : all), 0);
  return components.some((made, t) => delivered & ~present & (1 << t) && (made & ~proven) === 0);
}

import { componentsOf, type Component, type PseudonymType } from "./type.ts";

/** Records that agree on all determinants must agree on the implied type: hashing is a function of its inputs. */
export interface LatticeRule {
  /** One type, or two that reach the implied one only together. */
  readonly determinants: readonly PseudonymType[];
  readonly implied: PseudonymType;
}

/**
 * Whether agreement on the determinants forces agreement on the implied type: together they hold each of its inputs, at
 * its precision or a finer one (DOMAIN section 2).
 */
export function implies(determinants: readonly PseudonymType[], implied: PseudonymType): boolean {
  const precision = (component: Component) => Math.max(0, ...determinants.map((type) => type.inputs[component] ?? 0));
  return componentsOf(implied).every((component) => precision(component) >= (implied.inputs[component] ?? 0));
}

/**
 * The rules that any honest delivery of these types obeys, none of which follows from another through weaker determinants.
 *
 * Pairs stand only where neither member does it alone, and with the weakest members that do: of `A + GG => C` and
 * `A + NGG => C` the first stays, because NGG implies GG. Cost: cubic in the number of types, which is ten.
 *
 * @example lattice(catalogue).find((rule) => rule.determinants.length === 2); // NGG and sNGGV imply NGGV
 */
export function lattice(types: readonly PseudonymType[]): LatticeRule[] {
  const rules: LatticeRule[] = [];
  const add = (determinants: readonly PseudonymType[]) => {
    for (const implied of types) {
      if (!determinants.includes(implied) && isMinimal(determinants, implied, types))
        rules.push({ determinants, implied });
    }
  };
  for (const type of types) add([type]);
  types.forEach((first, i) => {
    for (const second of types.slice(i + 1)) add([first, second]);
  });
  return rules;
}

function isMinimal(
  determinants: readonly PseudonymType[],
  implied: PseudonymType,
  types: readonly PseudonymType[],
): boolean {
  if (!implies(determinants, implied)) return false;
  if (determinants.length === 1) return true;
  return determinants.every((type, i) => {
    const others = determinants.filter((_, j) => j !== i);
    const weaker = types.filter((other) => implies([type], other) && !implies([other], type));
    return !implies(others, implied) && !weaker.some((other) => implies([...others, other], implied));
  });
}

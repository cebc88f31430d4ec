import { randomBeta, randomGamma, randomLcg, randomLogNormal, randomPoisson } from "d3-random";

import type { ByWitness, PairCounts } from "./pair-counts.ts";
import { isTwoPeople } from "./class-estimate.ts";
import type { EstimatedSide } from "./counted-table.ts";
import type { KindMixture } from "./pair-kinds.ts";
import { valueOf } from "./poisson-mixture.ts";
import { PRIOR } from "./prior.ts";

/** A table that could have been: its counts, and what nobody who only counts can see. */
export interface World {
  readonly counts: PairCounts;
  /** By class, `name place side`: pairs that are two people; and those of them that no witness speaks against. */
  readonly false: ReadonlyMap<string, number>;
  readonly openFalse: ReadonlyMap<string, number>;
}

/**
 * Tables that could have been, drawn from a fitted mixture, to see how far estimates go wrong (parametric bootstrap, Efron 1979): counts
 * are Poisson, the initials of kin are as uncertain as the prior is, and name and place of one person, and the witnesses of kin, are only
 * about independent.
 *
 * @param seed the same seed gives the same worlds
 */
export function* worlds(
  counts: PairCounts,
  mixture: KindMixture,
  values: Float64Array,
  side: EstimatedSide,
  seed: number,
): Generator<World, never> {
  const random = randomLcg(seed);
  const poisson = randomPoisson.source(random);
  const weight = PRIOR.initialWeight;
  const sameInitial = randomBeta.source(random)(weight, (weight * (1 - PRIOR.sameInitial)) / PRIOR.sameInitial);
  const gamma = randomGamma.source(random);
  const dependence = randomLogNormal.source(random)(0, DEPENDENCE);
  const together = randomLogNormal.source(random)(0, TOGETHER);
  for (;;) {
    const drawn = values.slice();
    const [same, other] = mixture.kinInitial;
    const all = drawn[same] + drawn[other];
    drawn[same] = all * sameInitial();
    drawn[other] = all - drawn[same];
    const unseen = together();
    const misfit = new Map<string, number>();
    const pairs = new Map<string, [number, number, number]>();
    const wrong = new Map<string, number>();
    const openWrong = new Map<string, number>();
    for (const { name, place, within, witnesses, open, terms } of mixture.observations) {
      const key = `${name} ${place} ${within ? "same-provider" : side}`;
      if (!misfit.has(key)) misfit.set(key, dependence());
      const own = pairs.get(key) ?? [0, 0, 0];
      pairs.set(key, own);
      for (const term of terms) {
        const plain = valueOf(term, drawn);
        const expected =
          term.kind === "one" && plain > 0
            ? gamma(plain + HALF_A_PAIR)() * misfit.get(key)!
            : term.kind === "kin" && open && !within
              ? plain * unseen
              : plain;
        const n = expected > 0 ? poisson(expected)() : 0;
        own[witnesses] += n;
        if (!isTwoPeople(term.kind)) continue;
        for (const map of open ? [wrong, openWrong] : [wrong]) map.set(key, (map.get(key) ?? 0) + n);
      }
    }
    const classes = [...pairs].map(([key, own]) => {
      const [name, place, at] = key.split(" ") as [string, string, PairCounts["classes"][number]["side"]];
      return { name, place, side: at, pairs: own as ByWitness };
    });
    yield { counts: { ...counts, classes }, false: wrong, openFalse: openWrong };
  }
}

/** Standard deviation, in logs, of how far name and place of one person are from independent. */
const DEPENDENCE = 0.1;
/** What was not seen of one person may be so by chance (Jeffreys 1946). */
const HALF_A_PAIR = 0.5;
/** The same of how many kin have no witness: the two sides are witnesses only about independently of each other. */
const TOGETHER = 0.3;

import { purposeKey, Stream } from "./random.ts";

/** Code of a provider (0-based): H01, H02, ... */
export function providerCode(provider: number): string {
  return `H${String(provider + 1).padStart(2, "0")}`;
}

/** How a hospital's system writes things; fixed for each hospital. */
export interface Habits {
  /** Where the prefix of a surname goes: its own column, in front of the name, or nowhere. */
  readonly prefix: "column" | "front" | "dropped";
  readonly upperCase: boolean;
  readonly plainLetters: boolean;
  readonly givenNames: "all" | "first" | "initials";
  readonly sex: readonly [man: string, woman: string];
  readonly postcodeSpace: boolean;
  /** Digits to which patient numbers are padded; 0 = not padded. */
  readonly numberWidth: number;
}

/** The habits of a hospital, drawn once. */
export function habits(seed: number, provider: number): Habits {
  const stream = new Stream().start(purposeKey(seed, 5), provider);
  return {
    prefix: (["column", "column", "front", "front", "dropped"] as const)[stream.below(5)]!,
    upperCase: stream.chance(0.25),
    plainLetters: stream.chance(0.3),
    givenNames: (["all", "first", "initials"] as const)[stream.below(3)]!,
    sex: (
      [
        ["M", "V"],
        ["M", "F"],
        ["1", "2"],
        ["man", "vrouw"],
      ] as const
    )[stream.below(4)]!,
    postcodeSpace: stream.chance(0.5),
    numberWidth: stream.chance(0.4) ? 10 : 0,
  };
}

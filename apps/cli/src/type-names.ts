import { typesByName } from "@koppel/pseudonym";

/** Reads a list of pseudonym types, separated by commas. @throws PseudonymError UNKNOWN_TYPE */
export function typeNames(list: string): string[] {
  const names = list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return typesByName(names).map(({ name }) => name);
}

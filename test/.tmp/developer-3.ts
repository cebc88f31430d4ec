import { implies, typesByName, type PseudonymType } from "@koppel/pseudonym";

const nggv6: PseudonymType = { name: "NGGV6", inputs: { name: 6, date: 1, sex: 1, initial: 1 }, purpose: "individual" };
const [nggv, sNGGV] = typesByName(["NGGV", "sNGGV"]);
console.log(implies([nggv!], nggv6), implies([nggv6], sNGGV!)); // true true

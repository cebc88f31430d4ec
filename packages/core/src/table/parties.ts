import { catalogue, typesByName, type Purpose } from "@koppel/pseudonym";

import { KoppelError } from "../errors.ts";
import { PURPOSE, type OpenTable } from "./open-table.ts";

/** A registry to be added. */
export interface NewRegistry {
  readonly name: string;
  /** Names of the pseudonym types that it may have (R6). */
  readonly types: readonly string[];
  /** Asks on purpose for type B, which is refused otherwise (R3). */
  readonly serviceNumber?: boolean | undefined;
  /** The registry stands in the register; type B is then impossible (R4). */
  readonly inRegister?: boolean | undefined;
}

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9._-])?$/;

const PURPOSES: readonly Purpose[] = ["individual", "corroborate", "report"];

/** The types of every table: patient numbers are none among the others, since every record may have one. */
export const TABLE_TYPES: readonly string[] = catalogue
  .filter((type) => type.inputs.mrn === undefined)
  .map(({ name }) => name);

/**
 * Adds a registry with the types it may have, and its domain to the key ring (R22).
 *
 * @throws KoppelError BAD_NAME, REGISTRY_EXISTS, SERVICE_NUMBER_REFUSED, NO_BIRTH_GROUP; PseudonymError UNKNOWN_TYPE; KeyringError NOT_GRANTED
 */
export function addRegistry(table: OpenTable, registry: NewRegistry): void {
  const { store, ring, setup } = table;
  const { name, types, serviceNumber = false, inRegister = false } = registry;
  checkName(name, "registry");
  if (store.registries().some((known) => known.name === name))
    throw new KoppelError("REGISTRY_EXISTS", `there is a registry ${name} already`);
  const asked = typesByName([...new Set(types)]);
  checkTypes(registry, asked);
  const first = store.registries().length === 0;
  const anchor = first ? ["GG", "sNGG"].find((type) => types.includes(type)) : setup.anchor;
  if (anchor === undefined || !types.includes(anchor))
    throw new KoppelError(
      "NO_BIRTH_GROUP",
      `registry ${name} needs type ${anchor ?? "GG or sNGG"}, by which records are brought together`,
      { hint: "Add it to the list of types." },
    );
  const domain = ring.domains().find((known) => known.name === name);
  if (domain !== undefined && domain.kind !== "registry")
    throw new KoppelError("BAD_NAME", `the key ring uses the name ${name} for itself`, {
      hint: "Choose another name.",
    });
  try {
    table.writing({ action: "registry.add", objects: [{ type: "registry", id: name }] }, () => {
      if (domain === undefined) ring.addDomain(name, "registry");
      store.addRegistry({ name, types: asked.map((type) => type.name), serviceNumber, inRegister });
      if (anchor !== setup.anchor) store.setAnchor(anchor);
      ring.save();
    });
  } catch (error) {
    ring.revert();
    throw error;
  }
}

/** @throws KoppelError BAD_NAME, PROVIDER_EXISTS */
export function addProvider(table: OpenTable, name: string): void {
  checkName(name, "provider");
  if (table.store.providers().some((known) => known.name === name))
    throw new KoppelError("PROVIDER_EXISTS", `there is a provider ${name} already`);
  table.writing({ action: "provider.add", objects: [{ type: "provider", id: name }] }, () =>
    table.store.addProvider(name),
  );
}

/** Sets what a type may be used for from now on (R5). @throws PseudonymError UNKNOWN_TYPE; KoppelError BAD_PURPOSE */
export function setPurpose(table: OpenTable, type: string, purpose: Purpose): void {
  typesByName([type], table.types);
  if (!PURPOSES.includes(purpose))
    throw new KoppelError("BAD_PURPOSE", "this is no purpose", { hint: `A purpose is ${PURPOSES.join(", ")}.` });
  table.writing({ action: "purpose.set", objects: [{ type: "type", id: type }], detail: { purpose } }, () =>
    table.store.addSetting(PURPOSE + type, purpose),
  );
}

function checkTypes({ name, serviceNumber, inRegister }: NewRegistry, asked: ReturnType<typeof typesByName>): void {
  if (asked.some((type) => type.inputs.mrn !== undefined))
    throw new KoppelError(
      "TYPE_NOT_LISTED",
      "patient numbers (MRN) are no type of a registry: they come with every delivery",
      { hint: "Leave MRN out of the list." },
    );
  if (asked.some((type) => type.inputs.bsn !== undefined) && (inRegister || !serviceNumber))
    throw new KoppelError(
      "SERVICE_NUMBER_REFUSED",
      inRegister
        ? `registry ${name} is in the register, so it can never have a citizen service number (type B)`
        : "type B, the citizen service number, is refused unless asked for on purpose",
      {
        hint: inRegister
          ? "Leave B out of the list."
          : "Leave B out of the list, or say that this registry may process it (--allow-bsn).",
      },
    );
}

function checkName(name: string, what: string): void {
  if (!NAME.test(name))
    throw new KoppelError("BAD_NAME", `this is no name for a ${what}`, {
      hint: "Letters, digits, spaces and . _ - will do, at most 64, a letter or digit first.",
    });
}

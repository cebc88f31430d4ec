import type { DomainInfo, NewPrincipal, Principal, Secrets, VersionChange } from "@koppel/keyring";

import type { AuditEvent } from "../audit/event.ts";
import { checkUnused, keyUses, type KeyUse } from "./key-uses.ts";
import { stepsAfterLoss } from "./key-loss.ts";
import type { OpenTable } from "./open-table.ts";
import { noteRefusal } from "./trail-events.ts";

const TAKES_AWAY: readonly VersionChange["to"][] = ["disabled", "destroy-scheduled", "destroyed"];

/** The key ring of a table, changed with an event of it in the table's trail, or not at all (R23, R29). */
export class TableKeys {
  readonly #table: OpenTable;

  constructor(table: OpenTable) {
    this.#table = table;
  }

  /** Every key version that something still needs: it is not disabled or destroyed before that is carried over (D6). */
  uses(): KeyUse[] {
    return keyUses(this.#table);
  }

  /** Gives a domain a new primary version; older ones go on as they are. @throws KeyringError DOMAIN_MISSING, NOT_GRANTED */
  rotate(domain: string): Promise<DomainInfo> {
    const event = { action: "keys.rotate", objects: [{ type: "domain", id: domain }] } as const;
    return this.#change(event, () => this.#table.ring.rotate(domain));
  }

  /**
   * Changes the state of a key version. What something still needs is not taken away from it.
   *
   * @throws KoppelError KEY_IN_USE; KeyringError as `KeyRing.change`
   */
  change(domain: string, version: number, change: VersionChange): Promise<DomainInfo> {
    const objects = [{ type: "domain", id: domain } as const];
    const event = { action: "keys.change", objects, detail: { version, to: change.to } } as const;
    return this.#change(event, () => {
      if (TAKES_AWAY.includes(change.to)) checkUnused(this.#table, domain, version);
      return this.#table.ring.change(domain, version, change);
    });
  }

  /**
   * Marks a version as known to somebody who should not: where it is the primary one, another takes its place first. The steps that are
   * to follow are recorded with it.
   *
   * @throws KeyringError DOMAIN_MISSING, VERSION_MISSING, NOT_GRANTED
   */
  compromise(domain: string, version: number): Promise<{ domain: DomainInfo; steps: readonly string[] }> {
    const { ring } = this.#table;
    const steps = stepsAfterLoss(ring.domain(domain), version);
    const objects = [{ type: "domain", id: domain } as const];
    const detail = { version, to: "compromised", steps: steps.join(" ") };
    return this.#change({ action: "keys.change", objects, detail }, () => {
      if (ring.domain(domain).primary === version) ring.rotate(domain);
      return { domain: ring.change(domain, version, { to: "compromised" }), steps };
    });
  }

  /** Lets somebody open the key ring. @throws KeyringError as `KeyRing.addPrincipal` */
  addPrincipal(principal: NewPrincipal, secret: Secrets): Promise<Principal> {
    const { name, roles } = principal;
    const event = {
      action: "principal.add",
      objects: [{ type: "principal", id: name }],
      detail: { roles: roles.join(" ") },
    };
    return this.#change(event as AuditEvent, () => this.#table.ring.addPrincipal(principal, secret));
  }

  /** Lets somebody open the key ring no longer. @throws KeyringError PRINCIPAL_MISSING, LAST_CUSTODIAN, NOT_GRANTED */
  removePrincipal(name: string): Promise<Principal> {
    const event = { action: "principal.remove", objects: [{ type: "principal", id: name }] } as const;
    return this.#change(event, () => this.#table.ring.removePrincipal(name));
  }

  /** Gives who has opened the ring another secret. @throws KeyringError as `KeyRing.changeSecret` */
  changeSecret(secret: Secrets): Promise<void> {
    const { name } = this.#table.ring.principal;
    const event = { action: "principal.secret", objects: [{ type: "principal", id: name }] } as const;
    return this.#change(event, () => this.#table.ring.changeSecret(secret));
  }

  async #change<T>(event: AuditEvent, work: () => T | Promise<T>): Promise<T> {
    const { ring } = this.#table;
    try {
      const result = await work();
      this.#table.writing(event, () => ring.save());
      return result;
    } catch (error) {
      ring.revert();
      noteRefusal(this.#table, event.action, error);
      throw error;
    }
  }
}

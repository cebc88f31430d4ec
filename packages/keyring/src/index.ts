export { decryptColumn, encryptColumn, translateColumn } from "./column.ts";
export type { DomainInfo, DomainKind, KeyVersion } from "./domain.ts";
export { KeyringError, type KeyringCode } from "./errors.ts";
export { KeyRing } from "./key-ring.ts";
export type { RootSecret } from "./root-key.ts";
export { seal, unseal } from "./seal.ts";
export { isSigned, publicKeyOf, signBytes } from "./signature.ts";

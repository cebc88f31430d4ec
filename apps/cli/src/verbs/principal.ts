import { ROLES, type Principal, type Role, type Secrets } from "@koppel/keyring";

import { defineVerb } from "../command.ts";
import { withRing } from "../ring-change.ts";
import { asked, newSecretOf, passphraseIn } from "../secret.ts";
import { openRing, ringOptions, tableOptions } from "../table-options.ts";
import { textTable } from "../text-table.ts";
import { UsageError } from "../usage-error.ts";

/** Where a new secret comes from. */
const newSecretOptions = {
  "new-passphrase-file": {
    type: "text",
    value: "FILE",
    help: "file whose first line is the new passphrase; else a prompt",
  },
  "new-key-file": { type: "text", value: "FILE", help: "a key file in place of a new passphrase" },
  "new-root-command": {
    type: "text",
    value: "COMMAND",
    help: "a command that prints a key in place of a new passphrase",
  },
} as const;

interface NewSecretValues {
  readonly "new-passphrase-file"?: string | undefined;
  readonly "new-key-file"?: string | undefined;
  readonly "new-root-command"?: string | undefined;
}

/** `koppel principal add`: somebody else who may open the ring, or a quorum of several. */
export const principalAdd = defineVerb({
  name: "principal add",
  summary: "Let somebody open the key ring, with the keys of a role",
  operands: { name: "NAME", least: 1, most: 1 },
  options: {
    role: { type: "texts", value: "ROLE", help: `what it may do: ${ROLES.join(", ")}` },
    quorum: { type: "whole", value: "K", least: 2, most: 255, help: "so many of the members must be present" },
    member: {
      type: "texts",
      value: "NAME[=FILE]",
      help: "a member of the quorum, and a file with its passphrase; else a prompt",
    },
    ...newSecretOptions,
    ...tableOptions,
  },
  example: `koppel principal add anna --role reviewer --new-passphrase-file anna.txt
koppel principal add custodians --role custodian --quorum 2 \\
  --member bob=bob.txt --member cas=cas.txt --member dee=dee.txt`,
  async run({ values, operands, job }) {
    const name = operands[0]!;
    const roles = rolesIn(values.role);
    const result = await withRing(values, job.signal, async (keys) => {
      const secrets =
        values.quorum === undefined ? await newSecret(values, name, job.signal) : await quorum(values, job.signal);
      return keys.addPrincipal({ name, roles }, secrets);
    });
    return { result, text: `${name} opens the key ring now.\n\n${principalTable([result])}` };
  },
});

/** `koppel principal remove`: a lock less; the name stays. */
export const principalRemove = defineVerb({
  name: "principal remove",
  summary: "Let somebody open the key ring no longer",
  operands: { name: "NAME", least: 1, most: 1 },
  options: tableOptions,
  example: "koppel principal remove anna",
  async run({ values, operands, job }) {
    const result = await withRing(values, job.signal, (keys) => keys.removePrincipal(operands[0]!));
    return {
      result,
      text: `${result.name} opens the key ring no longer.

Who kept a copy of the ring can still open that with the old secret. If that is to
be feared, give what it opened new keys:
  koppel keys rotate seal && koppel keys rekey`,
    };
  },
});

/** `koppel principal list`. */
export const principalList = defineVerb({
  name: "principal list",
  summary: "List who may open the key ring, and as what",
  options: ringOptions,
  example: "koppel principal list",
  async run({ values, job }) {
    const result = (await openRing(values, job.signal)).principals();
    return { result, text: principalTable(result) };
  },
});

/** `koppel principal secret`: another secret for who has opened the ring; nothing else changes. */
export const principalSecret = defineVerb({
  name: "principal secret",
  summary: "Change your own secret",
  options: { ...newSecretOptions, ...tableOptions },
  example: "koppel principal secret --new-passphrase-file new.txt",
  async run({ values, job }) {
    const name = await withRing(values, job.signal, async (keys, ring) => {
      await keys.changeSecret(await newSecret(values, ring.principal.name, job.signal));
      return ring.principal.name;
    });
    return { result: { name }, text: `${name} has another secret now. The old one opens old copies of the ring only.` };
  },
});

function newSecret(values: NewSecretValues, name: string, signal: AbortSignal): Promise<Secrets> {
  const { "new-passphrase-file": passphrase, "new-key-file": keyFile, "new-root-command": command } = values;
  const given = {
    "passphrase-file": passphrase === undefined ? [] : [passphrase],
    "key-file": keyFile === undefined ? [] : [keyFile],
    "root-command": command,
  };
  return newSecretOf(given, signal, `New passphrase of ${name}`, "options");
}

async function quorum(
  { quorum: threshold, member }: { readonly quorum?: number | undefined; readonly member: readonly string[] },
  signal: AbortSignal,
): Promise<Secrets> {
  const members: { name: string; secret: { passphrase: string } }[] = [];
  for (const text of member) {
    const [name, ...file] = text.split("=") as [string, ...string[]];
    const passphrase = file.length > 0 ? passphraseIn(file.join("=")) : await asked(`Passphrase of ${name}: `, signal);
    members.push({ name, secret: { passphrase } });
  }
  return { threshold: threshold!, members };
}

function rolesIn(words: readonly string[]): Role[] {
  const isRole = (word: string): word is Role => (ROLES as readonly string[]).includes(word);
  const roles = words.flatMap((word) => word.split(",")).map((word) => word.trim());
  if (roles.length > 0 && roles.every(isRole)) return [...new Set(roles)];
  throw new UsageError("principal add: say which role", `--role ${ROLES.join(", --role ")}; it may be repeated.`);
}

function principalTable(principals: readonly Principal[]): string {
  const rows = principals.map(({ name, roles, added, removed, opens }) => [
    name,
    roles.join(" "),
    opens === undefined
      ? "no longer"
      : typeof opens === "string"
        ? opens
        : `${opens.threshold} of ${opens.members.join(", ")}`,
    added.slice(0, 10),
    (removed ?? "").slice(0, 10),
  ]);
  return textTable(rows, ["principal", "roles", "opens with", "added", "removed"]);
}

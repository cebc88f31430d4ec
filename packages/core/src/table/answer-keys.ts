import type { LinkStore } from "../store/link-store.ts";

/** Keeps the key with which a provider says that it signs its answers; it came with a delivery. @param key 64 hex digits */
export function keepAnswerKey(store: LinkStore, provider: string, key: string): void {
  if (!answerKeysOf(store, provider).includes(key)) store.addSetting(ANSWER_KEY + provider, key);
}

/** All keys that came with a provider's deliveries: it may have made a new one since. */
export function answerKeysOf(store: LinkStore, provider: string): string[] {
  return store.settings().flatMap(({ name, value }) => (name === ANSWER_KEY + provider ? [value] : []));
}

/** Name of the settings that hold keys, before that of the provider. */
const ANSWER_KEY = "answer key ";

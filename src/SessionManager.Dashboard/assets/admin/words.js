// @ts-check
import { hasText, text } from "../shared/texts.js";

/**
 * A word of the API in the language of the page; one that has no text is shown as it is.
 * @param {string} group
 * @param {string} word
 */
export function word(group, word) {
  const name = `admin.${group}.${word}`;
  return hasText(name) ? text(name) : word.replaceAll("_", " ");
}

/** @param {string | undefined} reason */
export const reasonWords = (reason) => (reason ? word("reason", reason) : "");

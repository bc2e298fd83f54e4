// @ts-check
import { configuration, language } from "./page.js";

const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

/**
 * A text in the language of the page, with its `{places}` filled. A text that counts has variants such as
 * `name.one` and `name.other`, chosen by the value named `count`.
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function text(name, values = {}) {
  const { texts } = configuration;
  const variant = "count" in values ? `${name}.${plurals.select(Number(values.count))}` : name;
  const found = texts[variant] ?? texts[`${name}.other`] ?? texts[name] ?? name;
  return found.replace(/\{(\w+)\}/g, (place, key) => (key in values ? written(values[key]) : place));
}

/**
 * Whether there is a text of this name.
 * @param {string} name
 */
export const hasText = (name) => name in configuration.texts;

/** @param {string | number} value */
const written = (value) => (typeof value === "number" ? numbers.format(value) : value);

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
export const hasText = (name) => Object.hasOwn(configuration.texts, name);

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/**
 * A value as it stands in a text. What may be written in the other direction than the text is kept apart from it
 * (U+2068 … U+2069), so that neither turns the other round.
 * @param {string | number} value
 */
function written(value) {
  if (typeof value === "number") return numbers.format(value);
  return document.dir === "rtl" || RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value;
}

// @ts-check
/**
 * What the server told this page: where things are and in which words to speak. Holds nothing secret.
 * @typedef {object} Configuration
 * @property {string} api The REST API, relative to the page.
 * @property {string} [sign_in] Where to sign in, with the way back.
 * @property {string} [signed_out] Where to go once signed out.
 * @property {boolean} show_history Whether ended sessions are shown.
 * @property {Record<string, string>} settings What a page has beyond the others.
 * @property {Record<string, string>} texts All texts, by name.
 */

/** @type {Configuration} */
export const configuration = JSON.parse(
  /** @type {HTMLElement} */ (document.getElementById("configuration")).textContent ?? "{}",
);

/** The element that a page fills. */
export const page = /** @type {HTMLElement} */ (document.getElementById("page"));

/** The language of the page. */
export const language = document.documentElement.lang;

// @ts-check
/** The page's address says what is shown, so that a link or a reload shows the same. */

/** What the address says, by name. */
export const parameters = () => Object.fromEntries(new URLSearchParams(location.search));

/**
 * The address with these parameters and no others; empty ones are left out.
 * @param {Record<string, string | undefined>} values
 */
export function addressOf(values) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) search.set(name, value);
  return `${location.pathname}${search.size > 0 ? `?${search}` : ""}`;
}

/**
 * Goes there.
 * @param {Record<string, string | undefined>} values
 * @param {{ replace?: boolean, before?: (string | null)[] }} [options] `before` are the places of the pages before.
 */
export function go(values, { replace = false, before = [] } = {}) {
  const address = addressOf(values);
  if (replace) history.replaceState({ before }, "", address);
  else history.pushState({ before }, "", address);
}

/** The places of the pages before this one, as far as they were visited. @returns {(string | null)[]} */
export const pagesBefore = () => (Array.isArray(history.state?.before) ? history.state.before : []);

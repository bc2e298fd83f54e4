// @ts-check
/**
 * Makes an element. Text goes in as text: nothing here, and nothing in any page, reads HTML from a string.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [options] Attributes; `text` for the content, `on` for listeners by event.
 * @param {(Node | string | null | undefined | false)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") node.textContent = String(value);
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, ...children);
  return node;
}

/**
 * Adds what is there.
 * @param {Element} node
 * @param {(Node | string | null | undefined | false)[]} children
 */
export function append(node, ...children) {
  node.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child || child === "")));
}

/**
 * A text from outside, which may be written in another direction than the page.
 * @param {string} content
 */
export const isolated = (content) => element("bdi", { text: content });

/**
 * A button.
 * @param {string} label What it shows, or says when it shows an icon only.
 * @param {() => unknown} press
 * @param {Record<string, any>} [options]
 * @param {(Node | string)[]} children In the place of the label.
 */
export function button(label, press, options = {}, ...children) {
  return element(
    "button",
    { type: "button", class: "button", ...(children.length > 0 ? {} : { text: label }), ...options, on: { click: press } },
    ...children,
  );
}

/**
 * Marks a button as at work: it takes no further press, and stays where the focus is.
 * @param {HTMLElement} node
 * @param {boolean} isBusy
 */
export function setBusy(node, isBusy) {
  node.classList.toggle("busy", isBusy);
  if (isBusy) {
    node.setAttribute("aria-busy", "true");
    node.setAttribute("aria-disabled", "true");
  } else {
    node.removeAttribute("aria-busy");
    node.removeAttribute("aria-disabled");
  }
}

/**
 * Whether a button is at work.
 * @param {HTMLElement} node
 */
export const isBusy = (node) => node.getAttribute("aria-busy") === "true";

/** An id that no other element has. */
export const newId = (() => {
  let last = 0;
  return () => `sm-${++last}`;
})();

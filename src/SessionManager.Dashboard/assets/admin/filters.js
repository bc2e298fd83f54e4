// @ts-check
import { button, element, newId } from "../shared/dom.js";
import { text } from "../shared/texts.js";

const PATIENCE = 300;

/**
 * A field of a filter.
 * @typedef {object} FilterField
 * @property {string} name Its name in the address.
 * @property {string} label
 * @property {"text" | "time" | "choice"} kind
 * @property {[value: string, label: string][]} [choices] Of a choice; the first one is the empty filter.
 * @property {string} [hint] An example.
 */

/** A form of filters that applies by itself, a moment after the last key. */
export class Filters {
  /**
   * @param {FilterField[]} fields
   * @param {() => void} changed
   */
  constructor(fields, changed) {
    this.fields = fields;
    /** @type {Map<string, HTMLInputElement | HTMLSelectElement>} */
    this.inputs = new Map();
    let timer = 0;
    this.clear = button(text("admin.filter.clear"), () => {
      this.write({});
      changed();
    });
    this.form = element(
      "form",
      {
        class: "filters",
        role: "search",
        on: {
          submit: (/** @type {Event} */ event) => {
            event.preventDefault();
            apply();
          },
        },
      },
      ...fields.map((field) => this.#field(field)),
      element("div", { class: "filters-end" }, this.clear),
    );
    // On a phone they would push the list out of sight, so they open by a press there.
    this.box = element("details", { class: "filter-box panel" }, element("summary", { text: text("admin.filter.heading") }), this.form);
    const isWide = matchMedia("(min-width: 48.01rem)");
    const openWhereWide = () => isWide.matches && (this.box.open = true);
    isWide.addEventListener("change", openWhereWide);
    openWhereWide();
    this.form.addEventListener("input", (event) => {
      clearTimeout(timer);
      const typed = event.target instanceof HTMLInputElement && event.target.type === "text";
      timer = window.setTimeout(apply, typed ? PATIENCE : 0);
    });

    function apply() {
      clearTimeout(timer);
      changed();
    }
  }

  /** What is asked for, as the address and the API write it. */
  read() {
    /** @type {Record<string, string | undefined>} */
    const values = {};
    for (const { name, kind } of this.fields) {
      const value = this.inputs.get(name)?.value.trim() ?? "";
      values[name] = kind === "time" ? moment(value) : value || undefined;
    }
    this.clear.disabled = !Object.values(values).some(Boolean);
    return values;
  }

  /**
   * Shows what is asked for.
   * @param {Record<string, string>} values
   */
  write(values) {
    for (const { name, kind } of this.fields) {
      const input = /** @type {HTMLInputElement} */ (this.inputs.get(name));
      if (document.activeElement === input && input.type === "text") continue;
      input.value = kind === "time" ? localTime(values[name]) : (values[name] ?? "");
    }
    this.read();
  }

  /** @param {FilterField} field */
  #field(field) {
    const id = newId();
    const input =
      field.kind === "choice"
        ? element("select", { id }, ...(field.choices ?? []).map(([value, label]) => element("option", { value, text: label })))
        : element("input", {
            id,
            type: field.kind === "time" ? "datetime-local" : "text",
            placeholder: field.hint,
            maxlength: field.kind === "text" ? 256 : undefined,
            autocomplete: "off",
            autocapitalize: "none",
            spellcheck: "false",
            dir: field.kind === "text" ? "auto" : undefined,
          });
    this.inputs.set(field.name, input);
    return element("div", { class: "field" }, element("label", { for: id, text: field.label }), input);
  }
}

/** @param {string} value A time of the reader's own clock. */
function moment(value) {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** @param {string | undefined} value */
function localTime(value) {
  const at = new Date(value ?? "");
  if (Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

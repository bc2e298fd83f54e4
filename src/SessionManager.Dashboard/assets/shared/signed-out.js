// @ts-check
import { configuration, page } from "./page.js";
import { element } from "./dom.js";
import { text } from "./texts.js";

/** Whether this page's own session is known to be over. */
export let isSignedOut = false;

/** Puts the end of the page's own session in the place of all that was shown: it is nobody's business any more. */
export function showSignedOut() {
  if (isSignedOut) return;
  isSignedOut = true;
  if (configuration.signed_out) {
    location.assign(configuration.signed_out);
    return;
  }
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  const heading = element("h1", { tabindex: "-1", text: text("signed_out.heading") });
  page.replaceChildren(
    element(
      "section",
      { class: "panel blank", "data-state": "signed-out" },
      heading,
      element("p", { text: text("signed_out.text") }),
      configuration.sign_in
        ? element("p", {}, element("a", { class: "button primary", href: configuration.sign_in, text: text("signed_out.sign_in") }))
        : null,
    ),
  );
  document.title = text("signed_out.heading");
  heading.focus();
}

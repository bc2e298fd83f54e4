// @ts-check
import { page } from "../shared/page.js";
import { element } from "../shared/dom.js";

page.append(element("p", { text: "" }));

// @ts-check
const SVG = "http://www.w3.org/2000/svg";

/** Lines of 24 by 24, drawn for this package. */
const paths = {
  phone: ["M8 2.5h8a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2z", "M10.5 18.5h3"],
  tablet: ["M6 2.5h12a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2z", "M11 18.5h2"],
  computer: ["M4 4h16a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 20 16H4a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 4 4z", "M9 20h6", "M12 16v4"],
  other: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M9.5 9.5a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2 1-1.2 1.8", "M12 16.7v.1"],
  refresh: ["M20 11a8 8 0 0 0-14-4.5L4 8.5", "M4 4v4.5h4.5", "M4 13a8 8 0 0 0 14 4.5l2-2", "M20 20v-4.5h-4.5"],
  edit: ["M4 20h4L19 9a2 2 0 0 0 0-2.8L17.8 5A2 2 0 0 0 15 5L4 16z", "M13.5 6.5l4 4"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  done: ["M5 12.5l4.5 4.5L19 7.5"],
  alert: ["M12 4l9 16H3z", "M12 10v4.5", "M12 17.3v.1"],
  history: ["M4 12a8 8 0 1 0 2.6-5.9L4 8.5", "M4 4v4.5h4.5", "M12 8v4.5l3 1.8"],
  out: ["M10 4H5.5A1.5 1.5 0 0 0 4 5.5v13A1.5 1.5 0 0 0 5.5 20H10", "M15 8l4 4-4 4", "M19 12H9.5"],
};

/**
 * An icon. It says nothing to a screen reader: the text beside it, or the label of its button, does.
 * @param {keyof typeof paths} name
 * @param {string} [className]
 */
export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  for (const line of paths[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", line);
    svg.append(path);
  }
  return svg;
}

// Headings of tables become buttons that sort the rows under them; words after numbers.
for (const table of document.querySelectorAll("table.sortable")) {
  const headings = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  if (body.rows.length < 2) continue;
  headings.forEach((heading, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = "Sort by " + heading.textContent;
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const up = heading.getAttribute("aria-sort") !== "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", up ? "ascending" : "descending");
      const number = heading.classList.contains("number");
      const keyOf = (row) => {
        const text = row.cells[place].textContent;
        return number && text !== "" ? Number(text.replaceAll(",", "")) : text;
      };
      const last = (key) => key === "" || Number.isNaN(key);
      const compare = (one, other) =>
        number ? one - other : one.localeCompare(other, "en", { numeric: true });
      const rows = [...body.rows].map((row) => [keyOf(row), row]);
      rows.sort(([one], [other]) =>
        last(one) || last(other) ? last(one) - last(other) : (up ? 1 : -1) * compare(one, other));
      body.append(...rows.map(([, row]) => row));
    });
  });
}

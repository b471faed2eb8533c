"use strict";
document.querySelectorAll("table.sortable").forEach((table) => {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const key = (row, column) => Number(row.dataset.keys.split(" ")[column]);
  heads.forEach((head, column) => {
    head.querySelector("button").addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "descending" || (column === 0 && head.getAttribute("aria-sort") !== "ascending");
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "ascending" : "descending");
      const sign = down ? 1 : -1;
      const last = (x) => (Number.isNaN(x) ? 1 : 0);
      [...body.rows]
        .sort((a, b) => {
          const [x, y] = [key(a, column), key(b, column)];
          return last(x) - last(y) || sign * (x - y) || key(a, 0) - key(b, 0);
        })
        .forEach((row) => body.append(row));
    });
  });
});

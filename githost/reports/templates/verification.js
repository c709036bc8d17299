"use strict";
// Rows are made from the data when they are to be seen, and only as text: nothing is mark-up.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const fields = { text: byId("text"), part: byId("part"), fate: byId("fate") };
  const heads = [...document.querySelectorAll("#items th[data-column]")];
  const body = document.querySelector("#items tbody");
  const step = 500;
  const gravity = { differs: 0, dropped: 1, degraded: 2, kept: 3 };
  const collator = new Intl.Collator(undefined, { numeric: true });
  const rows = data.rows.map(([part, repository, name, fate, why, source, target], at) => ({
    part: data.parts[part], repository: data.repositories[repository], name,
    fate: data.fates[fate], why: data.whys[why], source, target, at,
  }));
  for (const row of rows) {
    row.sought = [row.part, row.repository, row.name, row.fate, row.why].join("\n").toLowerCase();
  }
  let found = [];
  let most = step;

  const wanted = () => {
    const told = new URLSearchParams(location.hash.slice(1));
    const get = (name) => told.get(name) || "";
    return {
      text: get("text"), part: get("part"), fate: get("fate"),
      sort: get("sort"), order: get("order") === "desc" ? "desc" : "",
    };
  };

  const compare = (column) => (one, other) => {
    if (column === "fate" || !column) return gravity[one.fate] - gravity[other.fate] || one.at - other.at;
    return collator.compare(one[column], other[column]) || one.at - other.at;
  };

  const select = () => {
    const asked = wanted();
    const words = asked.text.toLowerCase().split(/\s+/).filter(Boolean);
    found = rows.filter((row) =>
      (!asked.part || row.part === asked.part) && (!asked.fate || row.fate === asked.fate) &&
      words.every((word) => row.sought.includes(word)));
    found.sort(compare(asked.sort));
    if (asked.order) found.reverse();
    for (const [name, field] of Object.entries(fields)) {
      if (field !== document.activeElement || field.value.trim() !== asked[name]) field.value = asked[name];
    }
    for (const head of heads) {
      if (head.dataset.column === asked.sort) head.setAttribute("aria-sort", asked.order ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  };

  const cell = (text, kind) => {
    const made = document.createElement("td");
    if (kind) made.className = kind;
    made.textContent = text;
    return made;
  };

  const link = (text, address, row) => {
    const made = document.createElement("a");
    made.href = address;
    made.rel = "noreferrer";
    made.textContent = text;
    made.setAttribute("aria-label", `${row.name} on the ${text}`);
    return made;
  };

  const line = (row) => {
    const made = document.createElement("tr");
    const links = document.createElement("td");
    if (row.source) links.append(link("source", row.source, row), " ");
    if (row.target) links.append(link("target", row.target, row));
    made.append(cell(row.part), cell(row.repository), cell(row.name), cell(row.fate, `fate ${row.fate}`), cell(row.why), links);
    return made;
  };

  const show = () => {
    const made = document.createDocumentFragment();
    const from = body.rows.length;
    for (const row of found.slice(from, most)) made.append(line(row));
    body.append(made);
    const left = found.length - body.rows.length;
    byId("shown").textContent =
      `${found.length} of ${rows.length}` + (left ? `; the first ${body.rows.length} are shown` : "");
    byId("more").hidden = left <= 0;
    byId("more").textContent = `Show ${Math.min(step, left)} more`;
    byId("whole").hidden = left <= step;
    byId("whole").textContent = `Show all ${found.length}`;
  };

  const renew = () => {
    select();
    most = step;
    body.replaceChildren();
    show();
  };

  const ask = (changes) => {
    const asked = { ...wanted(), ...changes };
    const told = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
    history.replaceState(null, "", told.size ? `#${told}` : location.pathname + location.search);
    renew();
  };

  let waiting;
  fields.text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask({ text: fields.text.value.trim() }), 120);
  });
  for (const name of ["part", "fate"]) {
    fields[name].addEventListener("change", () => ask({ [name]: fields[name].value }));
  }
  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  byId("filter").addEventListener("reset", (event) => {
    event.preventDefault();
    ask({ text: "", part: "", fate: "" });
  });
  for (const head of heads) {
    head.querySelector("button").addEventListener("click", () => {
      const asked = wanted();
      const again = asked.sort === head.dataset.column;
      ask({ sort: again && asked.order ? "" : head.dataset.column, order: again && !asked.order ? "desc" : "" });
    });
  }
  byId("more").addEventListener("click", () => { most += step; show(); });
  byId("whole").addEventListener("click", () => { most = Infinity; show(); });
  addEventListener("hashchange", () => { renew(); byId("items-heading").scrollIntoView(); });
  addEventListener("beforeprint", () => { most = Infinity; show(); });
  renew();
})();

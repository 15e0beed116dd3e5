"use strict";
(() => {
  const root = document.documentElement;
  const find = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const byId = (id) => document.getElementById(id);

  const speak = (lang) => {
    root.dataset.lang = lang;
    root.lang = lang === "zh" ? "zh-Hans" : "en";
    for (const element of find("[data-zh]")) {
      const text = element.getAttribute("data-" + lang);
      if (element.dataset.attribute) element.setAttribute(element.dataset.attribute, text);
      else element.textContent = text;
    }
  };
  for (const radio of find("input[name=lang]")) {
    radio.addEventListener("change", () => { if (radio.checked) speak(radio.value); });
  }
  const chosen = find("input[name=lang]").find((radio) => radio.checked);
  if (chosen && chosen.value !== root.dataset.lang) speak(chosen.value);

  const openHash = () => {
    let target = null;
    try { target = byId(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (!target) return;
    const own = target.matches("details") ? target : target.querySelector(":scope > details.fold");
    for (let fold = own || target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (own || target.closest("details")) target.scrollIntoView();
  };
  addEventListener("hashchange", openHash);
  openHash();

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = find("details:not([open])");
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened = [];
  });

  const list = byId("lead-list");
  if (!list) return;
  const leads = find(":scope > .lead", list);
  const words = new Map();
  const wordsOf = (lead) => {
    if (!words.has(lead)) words.set(lead, lead.textContent.toLowerCase().replace(/\s+/g, " "));
    return words.get(lead);
  };
  const filter = byId("filter");
  const choices = find("select[data-by]");
  const fits = {
    category: (lead, option) => lead.dataset.categories.includes(" " + option.value + " "),
    model: (lead, option) => lead.dataset.models.includes(" " + option.value + " "),
    division: (lead, option) => lead.dataset.division === option.value,
    point: (lead, option) => option.dataset.models.split(" ").some((id) => id && lead.dataset.models.includes(" " + id + " ")),
  };
  const clear = byId("clear");
  const narrow = () => {
    const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosenOptions = choices.filter((choice) => choice.value)
      .map((choice) => [fits[choice.dataset.by], choice.selectedOptions[0]]);
    let count = 0;
    for (const lead of leads) {
      const shown = chosenOptions.every(([fit, option]) => fit(lead, option))
        && wanted.every((word) => wordsOf(lead).includes(word));
      lead.hidden = !shown;
      if (shown) count += 1;
    }
    byId("shown").textContent = String(count);
    byId("no-match").hidden = count > 0;
    clear.hidden = !wanted.length && !chosenOptions.length;
  };
  const reset = () => {
    filter.value = "";
    for (const choice of choices) choice.value = "";
  };
  filter.addEventListener("input", narrow);
  filter.addEventListener("search", narrow);
  for (const choice of choices) choice.addEventListener("change", narrow);
  clear.addEventListener("click", () => { reset(); narrow(); filter.focus(); });

  document.addEventListener("click", (event) => {
    const source = event.target.closest("[data-filter]");
    const choice = source && choices.find((one) => one.dataset.by === source.dataset.filter);
    if (!choice) return;
    if (!Array.from(choice.options).some((option) => option.value === source.dataset.value)) return;
    reset();
    choice.value = source.dataset.value;
    narrow();
    if (!source.matches("a")) location.hash = "leads";
    if (location.hash === "#leads") byId("leads").scrollIntoView();
  });

  const rank = (lead) => Number(lead.dataset.rank);
  const amount = (lead) => (lead.dataset.amount === "" ? -Infinity : Number(lead.dataset.amount));
  const descending = (a, b) => (a === b ? 0 : a < b ? 1 : -1);
  const orders = {
    score: () => 0,
    amount: (a, b) => descending(amount(a), amount(b)),
    urgency: (a, b) => descending(Number(a.dataset.urgency), Number(b.dataset.urgency)),
    date: (a, b) => descending(a.dataset.date, b.dataset.date),
    new: (a, b) => descending(a.dataset.new, b.dataset.new),
  };
  const buttons = find("button[data-sort]");
  for (const button of buttons) {
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      const order = orders[button.dataset.sort];
      list.append(...leads.sort((a, b) => order(a, b) || rank(a) - rank(b)));
    });
  }

  const openAll = byId("open-all");
  openAll.addEventListener("click", () => {
    const open = openAll.getAttribute("aria-expanded") === "false";
    openAll.setAttribute("aria-expanded", String(open));
    for (const details of find("details", list)) details.open = open;
  });
  byId("by-model").closest(".controls").hidden = false;
})();

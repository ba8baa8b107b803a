// What a person sees on a page, and what they can press or fill in. Called with a verb and its words.
const [verb, area, ...words] = arguments;
const squeeze = (text) => (text || "").replace(/\s+/g, " ").trim();
const deep = (root, selector) => [
  ...root.querySelectorAll(selector),
  ...[...root.querySelectorAll("*")].filter((e) => e.shadowRoot).flatMap((e) => deep(e.shadowRoot, selector)),
];
const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getClientRects().length > 0;
const top = [...document.querySelectorAll("dialog:modal")].at(-1) || document;
const areas = () => (area ? deep(document, area).filter(shown) : [top]);
const within = (selector) =>
  areas().flatMap((root) => [...(root.matches && root.matches(selector) ? [root] : []), ...deep(root, selector), ...(root.shadowRoot ? deep(root.shadowRoot, selector) : [])]).filter(shown);
const read = (e) => {
  const inside = [e, ...e.querySelectorAll("*")].filter((one) => one.shadowRoot && shown(one));
  const own = e === document ? document.body : e;
  return [own.innerText, ...inside.flatMap((one) => [...one.shadowRoot.children].filter(shown).map(read))].join("\n");
};
const named = (e) => {
  const by = (e.getAttribute("aria-labelledby") || "").split(" ").map((id) => e.getRootNode().getElementById(id)?.innerText).join(" ");
  const labels = e.labels ? [...e.labels].map((l) => l.innerText).join(" ") : "";
  const own = e.matches("input,textarea,select") ? e.placeholder : e.innerText;
  return [e.getAttribute("aria-label"), by, labels, own, e.title].map(squeeze).find((name) => name) || "";
};
const pick = (found, name) => {
  const exact = found.filter((e) => named(e) === name);
  if (exact.length) return exact;
  return found.filter((e) => named(e).toLowerCase().includes(name.toLowerCase()));
};
const CONTROLS = "button,a[href],summary,label.check,[role=button],[role=tab],[role=radio],[role=option],[role=menuitem],[role=menuitemradio],[role=switch],[role=treeitem],[role=gridcell]";
const FIELDS = "input:not([type=checkbox]):not([type=hidden]),textarea,select,[contenteditable=true],[role=textbox],[role=combobox]";
const one = (found, what) => {
  const able = found.filter((e) => !e.disabled && !e.closest("[inert]"));
  if (able.length === 1) return { element: able[0] };
  if (!found.length) return { why: `there is no ${what}; there are: ${within(what === "field" ? FIELDS : CONTROLS).map(named).join(" | ")}` };
  if (!able.length) return { why: `the ${what} is disabled` };
  return { why: `${able.length} ${what}s are called that: ${able.map((e) => e.outerHTML.slice(0, 160)).join(" || ")}` };
};
switch (verb) {
  case "text":
    return areas().map((e) => squeeze(read(e))).join(" ¶ ");
  case "each":
    return within(words[0]).map((e) => squeeze(read(e)));
  case "control":
    return one(pick(within(CONTROLS), words[0]), "control");
  case "field":
    return one(pick(within(FIELDS), words[0]), "field");
  case "first":
    return { element: within(words[0])[0], why: "nothing there matches" };
  case "pictures":
    return within(words[0]).map((e) => {
      e.scrollIntoView({ block: "center" });
      return e.complete ? e.naturalWidth : 0;
    });
  case "hidden":
    return { element: deep(document, words[0])[0], why: "nothing matches" };
  case "value":
    return pick(within(FIELDS), words[0]).map((e) => e.value ?? e.innerText)[0];
  case "focus": {
    let e = document.activeElement;
    while (e && e.shadowRoot && e.shadowRoot.activeElement) e = e.shadowRoot.activeElement;
    return !e || e === document.body ? "" : named(e) || e.dataset.testid || e.tagName;
  }
  case "attribute":
    return within(words[0]).map((e) => e.getAttribute(words[1]));
  case "boxes":
    return within(words[0]).map((e) => {
      const { x, y, width, height } = e.getBoundingClientRect();
      return [x, y, width, height];
    });
  case "overflow":
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}

// What is said, drawn: a function for each kind of content, and what each needs.
const el = (name, attributes, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children);
  return node;
};

const icon = (path) => {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  const line = document.createElementNS(ns, "path");
  const look = { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "2", "stroke-linejoin": "round", "aria-hidden": "true" };
  for (const [key, value] of Object.entries(look)) svg.setAttribute(key, value);
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
};

// Addresses become links, everything else stays text.
const linked = (text) => {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g)) {
    out.append(text.slice(from, found.index), el("a", { href: found[0], target: "_blank", rel: "noopener noreferrer nofollow" }, found[0]));
    from = found.index + found[0].length;
  }
  out.append(text.slice(from));
  return out;
};


// An address that can be opened; those of the server itself begin with a slash.
const address = (chat, url, fits = /^https?:$/) => {
  try {
    const whole = new URL(url, chat.server);
    return fits.test(whole.protocol) ? whole.href : null;
  } catch {
    return null;
  }
};

const size = (chat, bytes) => {
  const [unit, by] = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  const many = bytes < 1e6 ? Math.ceil(bytes / by) : bytes / by;
  return new Intl.NumberFormat(chat.language, { style: "unit", unit, maximumFractionDigits: 1 }).format(many);
};

const away = { target: "_blank", rel: "noopener noreferrer nofollow" };
const STAR = "M12 3l2.7 5.6 6.1.9-4.4 4.3 1 6.2L12 17.1 6.6 20l1-6.2L3.2 9.5l6.1-.9z";
const PAPER = "M14 3H7a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V7zM14 3v4h4";
const GLOBE = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18-3-3-3-15 0-18z";
const PIN = "M12 21c5-5 7-8 7-11a7 7 0 0 0-14 0c0 3 2 6 7 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z";

const card = (mark, title, under, attributes) =>
  el("a", { class: "card", ...attributes }, icon(mark), el("span", {}, el("b", {}, title), el("small", {}, under)));

// A question that is answered by its own controls: they are locked once it is answered.
const question = (node, fieldset, mark) => {
  node.lock = (locked) => (fieldset.disabled = locked);
  node.mark = mark;
};

const go = (chat) => el("button", { class: "go", type: "submit" }, chat.t.send);

// The last part of an address, as it reads; as it is written where it does not decode.
const lastOf = (url) => {
  const last = url.split(/[?#]/)[0].split("/").pop();
  try { return decodeURIComponent(last); } catch { return last; }
};

const MEDIA = {
  image(chat, { alt, caption, name }, url) {
    const link = el("a", { href: url, ...away }, el("img", { src: url, alt: alt || caption || name || chat.t.image_of, loading: "lazy" }));
    return ["pic", link];
  },
  sticker: (chat, { alt, name }, url) => ["sticker", el("img", { src: url, alt: alt || name || "" })],
  video: (chat, { alt, name }, url) => ["pic", el("video", { src: url, controls: true, preload: "metadata", playsinline: true, "aria-label": alt || name })],
  audio: (chat, { alt, name }, url) => ["", el("audio", { src: url, controls: true, preload: "metadata", "aria-label": alt || name })],
  file(chat, { name, alt, size: bytes }, url) {
    const called = name || lastOf(url) || chat.t.file;
    return ["", card(PAPER, called, [alt, bytes && size(chat, bytes)].filter(Boolean).join(" · "), { href: url, download: name || true, ...away })];
  },
};

const DRAW = {
  text: (chat, content, bubble) => bubble.append(linked(content.text)),

  media(chat, content, bubble) {
    const url = address(chat, content.url);
    if (!url) return bubble.append(content.text);
    const [look, shown] = (MEDIA[content.kind] || MEDIA.file)(chat, content, url);
    if (look) bubble.classList.add(look);
    bubble.append(shown);
    if (content.caption) bubble.append(el("p", {}, linked(content.caption)));
  },

  location(chat, { place }, bubble) {
    const at = `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
    const under = [place.name && place.address, at].filter(Boolean).join(" · ");
    bubble.append(card(PIN, place.name || place.address || chat.t.place, under, { href: `geo:${place.latitude},${place.longitude}` }));
  },

  link(chat, { url, title, text }, bubble) {
    const whole = address(chat, url, /^(https?|tel|mailto):$/);
    if (!whole) return bubble.append(text);
    bubble.append(card(GLOBE, title || whole, new URL(whole).host || url.replace(/^\w+:/, ""), { href: whole, ...away }));
  },

  answers(chat, { answers }, bubble) {
    const names = [...chat.labels.keys()];
    const inOrder = [...answers].sort((one, other) => names.indexOf(one.name) - names.indexOf(other.name));
    for (const { name, answer } of inOrder) {
      if (answer) bubble.append(el("div", { class: "kv" }, el("b", {}, chat.labels.get(name) || name), `: ${answer}`));
    }
  },

  menu(chat, content, bubble, node) {
    DRAW.text(chat, content, bubble);
    if (content.many) return several(chat, content, node);
    const options = el("div", { class: "o", role: "group", "aria-label": content.text });
    for (const { key, label } of content.options) {
      const onclick = () => chat.send({ id: newId(), text: label, option: key });
      options.append(el("button", { type: "button", "data-key": key, onclick }, label));
    }
    node.append(options);
    const buttons = [...options.children];
    node.lock = (locked) => buttons.forEach((button) => (button.disabled = locked));
    node.mark = ({ option }) => buttons.forEach((button) => button.dataset.key === option && button.setAttribute("aria-pressed", "true"));
  },

  rating(chat, content, bubble, node) {
    DRAW.text(chat, content, bubble);
    const { scale, low, high } = content;
    const marks = el("div", { class: `r ${scale}`, role: "radiogroup", "aria-label": content.text });
    const send = go(chat);
    send.disabled = true;
    const name = newId();
    const picked = (score) => {
      for (const label of marks.children) {
        const own = Number(label.firstChild.value);
        label.classList.toggle("on", scale === "csat" ? own <= score : own === score);
        if (own === score) label.firstChild.checked = true;
      }
      send.disabled = false;
    };
    for (let score = low; score <= high; score++) {
      const said = scale === "thumbs" ? chat.t[score ? "up" : "down"] : chat.t.of.replace("{}", score).replace("{}", high);
      const face = scale === "csat" ? icon(STAR) : el("span", { "aria-hidden": "true" }, scale === "nps" ? String(score) : score ? "👍" : "👎");
      const input = el("input", { type: "radio", name, value: score, "aria-label": said, onchange: () => picked(score) });
      marks.append(el("label", { title: said }, input, face));
    }
    const fieldset = el("fieldset", { class: "q" }, marks, send);
    const form = el("form", { onsubmit: (event) => {
      event.preventDefault();
      const chosen = marks.querySelector(":checked");
      if (chosen) chat.send({ id: newId(), text: chosen.value });
    } }, fieldset);
    question(node, fieldset, ({ text }) => /^\d+$/.test(text) && Number(text) >= low && Number(text) <= high && picked(Number(text)));
    node.append(form);
  },

  form(chat, content, bubble, node) {
    DRAW.text(chat, content, bubble);
    const fields = content.fields.map((field) => formField(chat, field));
    content.fields.forEach((field) => chat.labels.set(field.name, field.label));
    const fieldset = el("fieldset", { class: "f", "aria-label": content.text }, ...fields.map((field) => field.box), go(chat));
    const form = el("form", { novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      const missing = fields.filter((field) => field.misses());
      if (missing.length) return missing[0].input.focus();
      const answers = {};
      for (const { name, input } of fields) answers[name] = input.value.trim();
      chat.send({ id: newId(), text: "", answers }, content.fields.filter((field) => field.sensitive).map((field) => field.name));
    } }, fieldset);
    question(node, fieldset, () => fields.forEach((field) => field.input.type === "password" && (field.input.value = "")));
    node.append(form);
    const wrong = fields.find((field) => field.wrong);
    node.greet = () => wrong && !chat.input.value && wrong.input.focus();
  },
};

// A menu of which several may be chosen.
const several = (chat, { text, options }, node) => {
  const send = go(chat);
  send.disabled = true;
  const fieldset = el("fieldset", { class: "q", "aria-label": text });
  const boxes = options.map(({ key, label }) => {
    const box = el("input", { type: "checkbox", value: key, onchange: () => (send.disabled = !boxes.some((one) => one.checked)) });
    fieldset.append(el("label", { class: "c" }, box, label));
    return box;
  });
  fieldset.append(send);
  const form = el("form", { onsubmit: (event) => {
    event.preventDefault();
    const chosen = options.filter((option, at) => boxes[at].checked);
    if (!chosen.length) return;
    chat.send({ id: newId(), text: chosen.map((option) => option.label).join(", "), options: chosen.map((option) => option.key) });
  } }, fieldset);
  question(node, fieldset, (said) => {
    const labels = said.text.split(", ");
    options.forEach(({ key, label }, at) => (boxes[at].checked = said.options ? said.options.includes(key) : labels.includes(label)));
  });
  node.append(form);
};

// How the browser takes the answer to a question of each type.
const TYPES = {
  email: { type: "email", autocomplete: "email" }, phone: { type: "tel", autocomplete: "tel" }, url: { type: "url" },
  integer: { inputmode: "numeric" }, number: { inputmode: "decimal" }, money: { inputmode: "decimal" },
  date: { type: "date" }, time: { type: "time" }, cpf: { inputmode: "numeric" }, cep: { inputmode: "numeric", autocomplete: "postal-code" },
};

const formField = (chat, { name, label, kind, required, sensitive, value, error }) => {
  const id = newId();
  const hint = el("p", { class: "fe", id: `${id}e` }, error || "");
  const common = { id, name, "aria-required": String(required), "aria-describedby": `${id}e`, "aria-invalid": error ? "true" : null };
  const input = kind === "yes_no"
    ? el("select", common, ...[["", ""], [chat.t.yes, chat.t.yes], [chat.t.no, chat.t.no]].map(([sent, read]) => el("option", { value: sent }, read)))
    : el("input", { autocomplete: "off", maxlength: "4000", ...(TYPES[kind] || {}), ...common, ...(sensitive ? { type: "password", autocomplete: "off" } : {}) });
  input.value = value || "";
  const tell = (words) => {
    hint.textContent = words;
    input.setAttribute("aria-invalid", String(Boolean(words)));
  };
  input.addEventListener("input", () => hint.textContent && tell(""));
  const misses = () => {
    const empty = required && !input.value.trim();
    if (empty) tell(chat.t.fill);
    return empty;
  };
  const mark = required ? [] : [" ", el("small", {}, `(${chat.t.optional})`)];
  return { name, input, misses, wrong: Boolean(error), box: el("div", {}, el("label", { for: id }, label, ...mark), input, hint) };
};

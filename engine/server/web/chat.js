// The web chat: <trilha-chat inbox="site" title="…" language="pt-BR" theme="auto|light|dark" server="https://…" inline open>.
// With one tag: <script src="https://host/chat.js" data-inbox="site" defer></script>. No dependencies, no innerHTML.
const script = document.currentScript;
const here = script && script.src ? new URL(script.src).origin : location.origin;

const newId = () =>
  crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

// Whether the server no longer knows the visit that asked.
const over = (error) => Boolean(error.token) && (error.status === 401 || error.status === 404);

// Whether a refusal would be the same a moment later.
const lasting = (error) => error.status && error.status < 500 && error.status !== 429;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// What a visitor said, as it is shown before the server has it.
const shown = ({ say, secret = [] }) => {
  const { text, media, location, answers } = say;
  if (media) return { type: "media", text, caption: text, ...media };
  if (location) return { type: "location", place: location };
  if (!answers) return { type: "text", text };
  return { type: "answers", answers: Object.entries(answers).map(([name, answer]) => ({ name, answer: answer && secret.includes(name) ? "•••" : answer })) };
};

// The most bytes of a file, and the longest that somebody is shown typing, in milliseconds.
const MOST = 16 << 20;
const TYPED = 20000;

class TrilhaChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) {
      this.resume();
      return;
    }
    this.inbox = this.getAttribute("inbox") || "site";
    this.server = (this.getAttribute("server") || here).replace(/\/$/, "");
    this.language = this.getAttribute("language") || navigator.language || "en";
    this.t = TEXTS[this.language.slice(0, 2).toLowerCase()] || TEXTS.en;
    this.key = `trilha:${this.server}:${this.inbox}`;
    this.inline = this.hasAttribute("inline");
    this.seq = 0;
    this.seen = new Set();
    this.unread = 0;
    this.with = { type: "bot" };
    this.queue = [];
    this.labels = new Map();
    this.kept = {};
    this.load();
    this.draw();
    this.alive = true;
    addEventListener("online", () => this.reconnect());
    document.addEventListener("visibilitychange", () => document.hidden || this.reconnect());
    if (this.inline || this.hasAttribute("open")) this.show(true);
    else if (this.kept.token) this.begin();
  }

  disconnectedCallback() {
    this.alive = false;
    if (this.socket) this.socket.close();
  }

  resume() {
    this.alive = true;
    if (this.started) this.reconnect();
  }

  // What outlives the page: the token and what is read, shared with other tabs, and each message that is not
  // sent yet under a key of its own. Without storage it lives as long as the page.
  load() {
    this.kept = this.stored();
    this.outbox = [];
    const start = `${this.key}:out:`;
    try {
      for (let at = 0; at < localStorage.length; at++) {
        const key = localStorage.key(at);
        if (key.startsWith(start)) this.outbox.push(JSON.parse(localStorage.getItem(key)));
      }
    } catch {
      // Nothing is kept, or it is not ours.
    }
    this.outbox = this.outbox.filter((one) => one && one.say && one.say.id).sort((one, other) => one.at - other.at);
  }

  // As it is now: another tab may have changed it.
  stored() {
    if (this.forgets) return this.kept;
    try {
      return JSON.parse(localStorage.getItem(this.key)) || {};
    } catch {
      return this.kept;
    }
  }

  keep(change) {
    this.kept = Object.assign(this.stored(), change);
    this.store(this.key, this.kept);
  }

  // Keeps a message until the server has it, or no longer; what is secret lives as long as the page.
  hold(one) {
    if (one.secret && one.secret.length) return;
    this.store(`${this.key}:out:${one.say.id}`, one);
  }

  drop(one) {
    try {
      localStorage.removeItem(`${this.key}:out:${one.say.id}`);
    } catch {
      // It was not kept.
    }
  }

  store(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Storage is full or forbidden: from now on this page knows best.
      this.forgets = true;
    }
  }

  // One tab at a time, where the browser can tell.
  alone(work) {
    return navigator.locks ? navigator.locks.request(this.key, work) : work();
  }

  draw() {
    const t = this.t;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.named = this.getAttribute("title");
    this.removeAttribute("title");
    this.heading = el("h2", { id: "h" }, this.named || this.kept.title || "Chat");
    this.state = el("p", { class: "state", role: "status" });
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": t.log, tabindex: "0" });
    this.dots = el("div", { class: "dots", hidden: true }, el("i"), el("i"), el("i"), el("span", { class: "sr" }, t.typing));
    this.log.append(this.dots);
    // A keyboard that opens takes half of a phone's screen: the last words stay in sight.
    let low = true;
    this.log.addEventListener("scroll", () => (low = this.low()), { passive: true });
    new ResizeObserver(() => this.scroll(low)).observe(this.log);
    this.input = el("textarea", {
      id: "w", rows: "1", maxlength: "4000", placeholder: t.write, autocomplete: "off", enterkeyhint: "send",
      oninput: () => this.typed(),
      onkeydown: (event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          this.submit();
        }
      },
    });
    this.button = el("button", { class: "send", type: "submit", "aria-label": t.send, disabled: true }, icon("M4 12 20 4l-4 16-4-7zM12 13l8-9"));
    this.picker = el("input", { type: "file", hidden: true, "aria-hidden": "true", tabindex: "-1", onchange: () => {
      for (const file of this.picker.files) this.attach(file);
      this.picker.value = "";
    } });
    this.input.addEventListener("paste", (event) => {
      for (const file of event.clipboardData.files) this.attach(file);
    });
    const clip = "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.5 3.5 0 0 1 5 5l-8.5 8.5a2 2 0 0 1-3-3L14 7";
    this.attacher = el("button", { class: "attach", type: "button", "aria-label": t.attach, title: t.attach, onclick: () => this.pick("*") }, icon(clip));
    this.want = el("div", { class: "want", hidden: true });
    const form = el(
      "form",
      { class: "say", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.attacher, this.picker, el("label", { class: "sr", for: "w" }, t.write), this.input, this.button,
    );
    const close = el("button", { class: "close", type: "button", "aria-label": t.close, onclick: () => this.show(false) }, "×");
    this.panel = el(
      "section",
      { class: "panel", role: this.inline ? "region" : "dialog", "aria-labelledby": "h", hidden: true },
      el("header", {}, el("div", {}, this.heading, this.state), close), this.log, this.want, form,
    );
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.inline) this.show(false);
    });
    this.badge = el("span", { class: "badge", "aria-hidden": "true", hidden: true });
    this.launch = el(
      "button",
      { class: "launch", type: "button", "aria-label": t.open, "aria-expanded": "false", onclick: () => this.show(this.panel.hidden) },
      icon("M21 12a8 8 0 0 1-8 8H4l2.5-3A8 8 0 1 1 21 12z"), this.badge,
    );
    root.append(this.panel, this.launch);
    try {
      this.input.value = sessionStorage.getItem(this.key) || "";
    } catch {
      // No drafts then.
    }
    this.button.disabled = !this.input.value.trim();
  }

  show(open) {
    this.panel.hidden = !open;
    this.launch.setAttribute("aria-expanded", String(open));
    this.launch.setAttribute("aria-label", open ? this.t.close : this.t.open);
    if (open) {
      this.begin();
      this.read();
      this.scroll(true);
      if (!this.inline || matchMedia("(pointer: fine)").matches) this.input.focus();
    } else {
      this.launch.focus();
    }
  }

  async call(path, body, method, bytes) {
    const token = path === "visits" ? null : this.kept.token;
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    if (body) headers["content-type"] = "application/json";
    const answer = await fetch(`${this.server}/api/chat/${encodeURIComponent(this.inbox)}/${path}`, {
      method: method || (body ? "POST" : "GET"), headers, body: bytes || (body && JSON.stringify(body)), credentials: "omit",
    });
    if (answer.ok) return answer.status === 204 ? null : answer.json();
    const problem = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(problem.type || "refused"), { status: answer.status, wait: Number(answer.headers.get("retry-after")), token });
  }

  // Goes on where the visitor was, or begins a new visit. Asked for more than once, it happens once.
  begin() {
    this.started = this.started || this.start();
    return this.started;
  }

  async start() {
    for (let tries = 0; this.alive; tries++) {
      try {
        if (!this.kept.token) await this.alone(() => this.visit());
        else await this.history();
        this.connect();
        for (const one of this.outbox) this.sketch(one);
        this.flush();
        return;
      } catch (error) {
        if (over(error)) this.forget(error.token);
        else if (lasting(error)) return this.end(error);
        else await this.later(error, tries);
      }
    }
  }

  // Lets go of a token that is no longer good; one that another tab has got meanwhile is kept.
  forget(refused) {
    this.kept = this.stored();
    if (this.kept.token === refused) this.keep({ token: null, read: 0 });
    this.seq = this.last = 0;
    this.seen.clear();
    for (const old of this.log.querySelectorAll(".m:not(.wait)")) old.dataset.seq = "-1";
  }

  end(error) {
    this.ended = true;
    this.say(this.words(error));
    this.input.disabled = true;
  }

  later(error, tries) {
    this.say(this.words(error));
    return pause(error.wait ? error.wait * 1000 : Math.min(15000, 500 * 2 ** tries) * (0.5 + Math.random()));
  }

  words(error) {
    if (!error.status) return this.t.lost;
    return this.t[REFUSALS[error.message] || (error.status < 500 ? "off" : "busy")];
  }

  async visit() {
    this.kept = this.stored();
    if (this.kept.token) {
      this.heading.textContent = this.named || this.kept.title || "Chat";
      return this.history();
    }
    const visit = await this.call("visits", { language: this.language, name: this.getAttribute("name") || undefined });
    this.seq = 0;
    this.keep({ token: visit.token, read: 0, title: visit.title });
    this.heading.textContent = this.named || visit.title;
    this.complete(visit);
  }

  async history() {
    let turn;
    do {
      turn = await this.call(`messages?after=${this.seq}`);
      this.complete(turn, false);
    } while (turn.more);
  }

  // The visitor's token is no longer good: what was said stays on the screen, and a new visit goes on. Whoever
  // hears of it later goes on with that one.
  async again(error) {
    if (this.kept.token === error.token) {
      this.forget(error.token);
      const old = this.socket;
      this.socket = this.started = null;
      if (old) old.close();
    }
    await this.begin();
    this.flush();
  }

  connect() {
    if (!this.alive || this.socket || !this.kept.token) return;
    const query = `after=${this.seq}&token=${encodeURIComponent(this.kept.token)}`;
    const socket = new WebSocket(`${this.server.replace(/^http/, "ws")}/api/chat/${encodeURIComponent(this.inbox)}/socket?${query}`);
    this.socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.tries = 0;
      this.status();
    };
    socket.onmessage = (event) => {
      const push = JSON.parse(event.data);
      if (push.type === "typing") this.typing(5000);
      else if (push.type === "turn") this.complete(push);
      else if (push.type === "writing") this.write(push);
      else if (push.type === "erased") this.erase();
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.erase();
      if (!this.alive || this.ended) return;
      this.tries = (this.tries || 0) + 1;
      if (this.tries > 1) this.say(this.t.lost);
      const wait = Math.min(15000, 400 * 2 ** this.tries) * (0.5 + Math.random());
      this.timer = setTimeout(() => (opened ? this.connect() : this.ask()), wait);
    };
  }

  // A socket does not say why it was refused: an ordinary request does.
  async ask() {
    if (this.asking) return;
    this.asking = true;
    try {
      for (let tries = this.tries; this.alive && !this.socket && !this.ended; tries++) {
        try {
          await this.history();
          return this.connect();
        } catch (error) {
          if (over(error)) return void this.again(error);
          if (lasting(error)) return this.end(error);
          await this.later(error, tries);
        }
      }
    } finally {
      this.asking = false;
    }
  }

  reconnect() {
    if (this.started && !this.socket && !this.ended) {
      clearTimeout(this.timer);
      this.connect();
    }
    this.flush();
  }

  // A turn that holds everything up to its number: the next one is asked for from there.
  complete(turn, live) {
    this.absorb(turn, live);
    this.seq = Math.max(this.seq, turn.seq);
  }

  // Takes in what was said. What was said before is there at once; what is said now takes the time it is typed.
  absorb(turn, live = true) {
    for (const message of turn.messages) {
      if (this.seen.has(message.seq)) continue;
      this.seen.add(message.seq);
      this.last = Math.max(this.last || 0, message.seq);
      const slow = live && !this.panel.hidden && message.from.type !== "contact";
      this.queue.push({ message, wait: slow ? Math.min(message.typing || 0, TYPED) : 0 });
    }
    this.with = turn.with;
    this.asks = turn.asks;
    if (turn.with.type !== "bot") this.erase();
    this.drain();
  }

  // Shows what is next in the queue, after its time; what the visitor said themselves waits for nothing.
  drain() {
    const low = this.low();
    let news = 0;
    let fresh = null;
    while (!this.showing && this.queue.length) {
      const { message, wait } = this.queue[0];
      if (wait) {
        this.queue[0].wait = 0;
        this.typing(wait + 500);
        this.showing = setTimeout(() => {
          this.showing = null;
          this.drain();
        }, wait);
        break;
      }
      this.queue.shift();
      const theirs = message.from.type !== "contact";
      if (theirs) this.typing(0);
      fresh = this.put(message);
      if (theirs) this.erase();
      news += theirs && message.seq > (this.kept.read || 0) ? 1 : 0;
    }
    for (const item of this.queue.filter(({ message }) => message.from.type === "contact")) {
      this.queue.splice(this.queue.indexOf(item), 1);
      this.put(item.message);
    }
    this.status();
    this.lock();
    this.wish();
    if (this.panel.hidden) this.count(this.unread + news);
    else this.read();
    this.scroll(low);
    if (fresh && fresh.greet && low) fresh.greet();
  }

  // Shows what the bot is writing; who listens to the page hears it once, as the message that follows.
  write({ id, text }) {
    if (!this.partial || this.partial.id !== id) {
      this.erase();
      const node = this.bubble({ from: { type: "bot" }, content: { type: "text", text: "" } });
      node.classList.add("part");
      node.setAttribute("part", "writing");
      node.setAttribute("aria-hidden", "true");
      this.partial = { id, node, words: document.createTextNode("") };
      node.querySelector(".b").append(this.partial.words);
      this.typing(0);
      this.place(node, Infinity);
    }
    const low = this.low();
    this.partial.words.data += text;
    this.scroll(low);
  }

  erase() {
    if (this.partial) this.partial.node.remove();
    this.partial = null;
  }

  // Shows at once what is still being typed.
  hurry() {
    clearTimeout(this.showing);
    this.showing = null;
    for (const item of this.queue) item.wait = 0;
    if (this.queue.length) this.drain();
  }

  put(message) {
    const mine = message.from.type === "contact";
    const sketch = mine && this.pending(message.id);
    if (sketch) return this.settle(sketch, message.seq);
    const node = this.bubble(message);
    this.place(node, message.seq);
    if (mine) this.answered(node, { text: message.content.text, option: message.option });
    return node;
  }

  pending(id) {
    return [...this.log.querySelectorAll(".me")].find((node) => node.dataset.id === id);
  }

  settle(node, seq) {
    node.classList.remove("wait");
    const error = node.querySelector(".err");
    if (error) error.remove();
    this.place(node, seq);
  }

  // Marks what was chosen in the question that an answer follows; one that has an answer already stays as it is.
  answered(answer, say) {
    let asked = answer.previousElementSibling;
    while (asked && !asked.mark && !asked.classList.contains("me")) asked = asked.previousElementSibling;
    if (asked && asked.mark) asked.mark(say);
  }

  // In order of the numbers; what has none yet stands last.
  place(node, seq) {
    node.dataset.seq = seq;
    let next = this.dots;
    for (let one = this.dots.previousElementSibling; one; one = one.previousElementSibling) {
      if (one === node) continue;
      if (one.dataset.seq !== undefined && Number(one.dataset.seq) <= seq) break;
      next = one;
    }
    if (node.nextElementSibling !== next) this.log.insertBefore(node, next);
  }

  bubble({ from, content, id }) {
    const mine = from.type === "contact";
    const name = mine ? this.t.you : from.name || this.t.bot;
    const node = el("div", { class: mine ? "m me" : "m", "data-id": id, "data-from": from.type });
    if (from.type === "agent") node.append(el("p", { class: "who" }, name));
    const bubble = el("div", { class: "b" }, el("span", { class: "sr" }, `${name}: `));
    node.append(bubble);
    (DRAW[content.type] || DRAW.text)(this, content, bubble, node);
    return node;
  }

  // Only what was asked last can still be answered by its own controls.
  lock() {
    const all = [...this.log.querySelectorAll(".m")];
    const said = all.findLastIndex((node) => node.classList.contains("me"));
    const asked = all.findLastIndex((node) => node.lock);
    all.forEach((node, at) => node.lock && node.lock(at !== asked || at < said || this.with.type !== "bot"));
  }

  // Offers what the trail waits for, where that is more than words.
  wish() {
    const asks = this.with.type === "bot" && !this.queue.length && this.asks;
    if (this.wished === asks) return;
    this.wished = asks;
    this.want.hidden = !asks;
    const onclick = () => (asks === "location" ? this.locate() : this.pick(asks === "file" ? "*" : `${asks}/*`));
    this.want.replaceChildren(...(asks ? [el("button", { type: "button", onclick }, this.t[asks])] : []));
  }

  pick(accept) {
    this.picker.accept = accept === "*" ? "" : accept;
    this.picker.click();
  }

  locate() {
    const lost = () => this.say(this.t.lost_place);
    if (!navigator.geolocation) return lost();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.send({ id: newId(), text: "", location: { latitude: coords.latitude, longitude: coords.longitude } }),
      lost, { timeout: 20000, maximumAge: 60000 },
    );
  }

  // Sends a file to the server, then says it.
  async attach(file) {
    if (file.size > MOST) return this.say(this.t.big);
    const content = { type: "text", text: `${file.name} · ${this.t.sending}` };
    const node = this.bubble({ from: { type: "contact" }, content });
    node.classList.add("wait");
    this.log.insertBefore(node, this.dots);
    this.scroll(true);
    try {
      await this.begin();
      const media = await this.call(`media?name=${encodeURIComponent(file.name)}`, null, "POST", file);
      if (this.asks === "file") media.kind = "file";
      node.remove();
      this.send({ id: newId(), text: "", media });
    } catch (error) {
      if (over(error)) this.again(error);
      const retry = () => {
        node.remove();
        this.attach(file);
      };
      this.refused(node, error, retry);
    }
  }

  submit() {
    const text = this.input.value.trim();
    if (!text || this.input.disabled) return;
    if ([...text].length > 4000) {
      this.say(this.t.long);
      return;
    }
    this.input.value = "";
    this.typed();
    this.send({ id: newId(), text });
    this.input.focus();
  }

  // Says something; what it says under a name that is secret is not shown.
  async send(say, secret = []) {
    this.hurry();
    const one = { say, secret, at: Date.now() };
    this.outbox.push(one);
    this.hold(one);
    this.sketch(one);
    this.scroll(true);
    await this.begin();
    this.flush();
  }

  // Shown at once, before the server has it.
  sketch(one) {
    if (!this.pending(one.say.id)) {
      const node = this.bubble({ from: { type: "contact" }, content: shown(one), id: one.say.id });
      node.classList.add("wait");
      this.log.insertBefore(node, this.dots);
      this.answered(node, one.say);
      this.lock();
    }
  }

  // One after the other, in order; the same id until the server has it.
  async flush() {
    if (this.flushing || !this.kept.token) return;
    this.flushing = true;
    let tries = 0;
    for (let one; this.alive && (one = this.outbox.find((one) => !one.failed)); ) {
      const slow = setTimeout(() => this.with.type === "bot" && this.typing(20000), 300);
      try {
        const turn = await this.call("messages", one.say);
        this.outbox.splice(this.outbox.indexOf(one), 1);
        this.drop(one);
        tries = 0;
        const node = this.pending(one.say.id);
        const first = turn.messages.length ? turn.messages[0].seq : turn.seq + 1;
        if (node && node.classList.contains("wait")) this.settle(node, first - 0.5);
        this.absorb(turn);
      } catch (error) {
        if (over(error)) {
          this.flushing = false;
          clearTimeout(slow);
          return this.again(error);
        }
        if (lasting(error)) this.fail(one, error);
        else await this.later(error, tries++);
      } finally {
        clearTimeout(slow);
        if (this.typingUntil === "slow") this.typing(0);
      }
    }
    this.flushing = false;
  }

  fail(one, error) {
    one.failed = true;
    this.drop(one);
    const node = this.pending(one.say.id);
    const retry = () => {
      node.querySelector(".err").remove();
      one.failed = false;
      this.hold(one);
      this.flush();
    };
    if (node) this.refused(node, error, retry);
  }

  refused(node, error, onclick) {
    const words = `${this.t.failed} ${this.words(error)} `;
    node.append(el("p", { class: "err", role: "alert" }, words, el("button", { type: "button", onclick }, this.t.retry)));
  }

  typed() {
    const text = this.input.value;
    this.button.disabled = !text.trim();
    try {
      sessionStorage.setItem(this.key, text);
    } catch {
      // No drafts then.
    }
    const now = Date.now();
    if (text && this.with.type !== "bot" && this.kept.token && now - (this.told || 0) > 3000) {
      this.told = now;
      this.call("typing", null, "POST").catch(() => {});
    }
  }

  typing(ms) {
    clearTimeout(this.hide);
    const low = this.low();
    this.dots.hidden = !ms;
    this.typingUntil = ms === 20000 ? "slow" : null;
    if (ms) {
      this.hide = setTimeout(() => this.typing(0), ms);
      this.scroll(low);
    }
  }

  status() {
    const { type, name } = this.with;
    this.say(type === "agent" ? this.t.agent.replace("{}", name) : type === "waiting" ? this.t.waiting : "");
  }

  say(text) {
    if (this.state.textContent !== text) this.state.textContent = text;
  }

  read() {
    this.count(0);
    if (this.last > (this.kept.read || 0)) this.keep({ read: this.last });
  }

  count(unread) {
    this.unread = unread;
    this.badge.hidden = !unread;
    this.badge.textContent = unread > 99 ? "99+" : String(unread);
    if (this.panel.hidden) this.launch.setAttribute("aria-label", unread ? `${this.t.open} (${this.t.unread.replace("{}", unread)})` : this.t.open);
  }

  // Whether the last words are in sight, or nearly.
  low() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
  }

  scroll(really) {
    if (really) this.log.scrollTop = this.log.scrollHeight;
  }
}

if (!customElements.get("trilha-chat")) customElements.define("trilha-chat", TrilhaChat);

if (script && script.dataset.inbox) {
  const attach = () => {
    const chat = document.createElement("trilha-chat");
    for (const [key, value] of Object.entries(script.dataset)) chat.setAttribute(key, value);
    if (!chat.hasAttribute("server")) chat.setAttribute("server", here);
    document.body.append(chat);
  };
  if (document.body) attach();
  else addEventListener("DOMContentLoaded", attach);
}

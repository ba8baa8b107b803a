// The web chat: <trilha-chat inbox="site" title="…" language="pt-BR" theme="auto|light|dark" server="https://…" inline open>.
// With one tag: <script src="https://host/chat.js" data-inbox="site" defer></script>. No dependencies, no innerHTML.
(() => {
  "use strict";
  const script = document.currentScript;
  const here = script && script.src ? new URL(script.src).origin : location.origin;

  const TEXTS = {
    en: {
      open: "Open the chat", close: "Close the chat", log: "Conversation", write: "Write a message…", send: "Send", bot: "Assistant",
      you: "You", waiting: "Waiting for a person…", agent: "{} is here", typing: "typing…", lost: "No connection. Trying again…",
      failed: "Not sent.", retry: "Try again", off: "This chat is not available right now.", long: "This message is too long.",
      unread: "{} unread messages", busy: "Too much is happening here. Trying again…", many: "Too many new conversations from here. Trying again…",
      fast: "Too many messages at once. One moment…", ours: "Something went wrong on our side.", bad: "This message cannot be read.",
    },
    pt: {
      open: "Abrir o chat", close: "Fechar o chat", log: "Conversa", write: "Escreva uma mensagem…", send: "Enviar", bot: "Assistente",
      you: "Você", waiting: "Aguardando uma pessoa…", agent: "{} está aqui", typing: "digitando…", lost: "Sem conexão. Tentando de novo…",
      failed: "Não enviada.", retry: "Tentar de novo", off: "Este chat não está disponível agora.", long: "A mensagem é longa demais.",
      unread: "{} mensagens não lidas", busy: "Há muito movimento por aqui. Tentando de novo…", many: "Conversas novas demais a partir daqui. Tentando de novo…",
      fast: "Mensagens demais de uma vez. Um momento…", ours: "Algo deu errado do nosso lado.", bad: "Não foi possível ler esta mensagem.",
    },
    es: {
      open: "Abrir el chat", close: "Cerrar el chat", log: "Conversación", write: "Escribe un mensaje…", send: "Enviar", bot: "Asistente",
      you: "Tú", waiting: "Esperando a una persona…", agent: "{} está aquí", typing: "escribiendo…", lost: "Sin conexión. Intentando de nuevo…",
      failed: "No enviado.", retry: "Reintentar", off: "Este chat no está disponible ahora.", long: "El mensaje es demasiado largo.",
      unread: "{} mensajes sin leer", busy: "Hay mucho movimiento aquí. Intentando de nuevo…", many: "Demasiadas conversaciones nuevas desde aquí. Intentando de nuevo…",
      fast: "Demasiados mensajes a la vez. Un momento…", ours: "Algo salió mal de nuestro lado.", bad: "No se pudo leer este mensaje.",
    },
  };

  // The words for each refusal of the server; what is not named here is told by its status.
  const REFUSALS = {
    "no-such-inbox": "off", "inbox-disabled": "off", "not-found": "off", "forbidden": "off",
    "too-many-visits": "many", "too-many-messages": "fast", "busy": "busy", "storage-stopped": "busy",
    "too-long": "long", "too-large": "long",
    "empty": "bad", "invalid": "bad", "bad-request": "bad", "bad-json": "bad", "not-json": "bad",
    "internal": "ours",
  };

  const STYLE = `
:host{--accent:var(--trilha-accent,#0c6577);--on:var(--trilha-on-accent,#fff);--paper:#fff;--ink:#1c1917;--soft:#57534e;--line:#d6d3d1;--bot:#f0efed;--bad:#b91c1c;
position:fixed;right:1rem;bottom:1rem;z-index:2147483000;font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--ink);color-scheme:light}
:host([theme=dark]){--accent:var(--trilha-accent,#55bdd1);--on:var(--trilha-on-accent,#06202a);--paper:#1c1917;--ink:#fafaf9;--soft:#a8a29e;--line:#57534e;--bot:#292524;--bad:#fca5a5;color-scheme:dark}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){--accent:var(--trilha-accent,#55bdd1);--on:var(--trilha-on-accent,#06202a);--paper:#1c1917;--ink:#fafaf9;--soft:#a8a29e;--line:#57534e;--bot:#292524;--bad:#fca5a5;color-scheme:dark}}
:host([inline]){position:static;display:block;height:100%}
:host([hidden]){display:none}
*{box-sizing:border-box}
button,textarea{font:inherit;color:inherit}
button{cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.launch{position:relative;float:right;width:3.5rem;height:3.5rem;border:0;border-radius:50%;background:var(--accent);color:var(--on);box-shadow:0 4px 16px #0004;display:grid;place-items:center}
.launch svg{width:1.6rem;height:1.6rem}
.badge{position:absolute;top:-.2rem;right:-.2rem;min-width:1.3rem;height:1.3rem;padding:0 .3rem;border-radius:1rem;background:#b91c1c;color:#fff;font-size:.75rem;font-weight:600;line-height:1.3rem}
.panel{display:flex;flex-direction:column;background:var(--paper);border:1px solid var(--line);border-radius:1rem;overflow:hidden;width:min(24rem,calc(100vw - 2rem));height:min(38rem,calc(100dvh - 6.5rem));margin-bottom:.75rem;box-shadow:0 8px 40px #0003}
[hidden]{display:none!important}
:host([inline]) .panel{width:100%;max-width:46rem;height:100dvh;margin:0 auto;border-width:0 1px;border-radius:0;box-shadow:none}
:host([inline]) .launch,:host([inline]) .close{display:none}
header{display:flex;align-items:center;gap:.5rem;padding:.75rem 1rem;border-bottom:1px solid var(--line)}
header div{flex:1;min-width:0}
h2{margin:0;font-size:1rem;line-height:1.3;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.state{margin:0;font-size:.8rem;color:var(--soft);min-height:1.15rem}
.state:empty{min-height:0}
.close{border:0;background:none;width:2.25rem;height:2.25rem;border-radius:.5rem;font-size:1.4rem;line-height:1}
.log{flex:1;overflow-y:auto;scrollbar-width:thin;overscroll-behavior:contain;padding:1rem;display:flex;flex-direction:column;gap:.4rem}
.m{max-width:85%;align-self:flex-start}
.m.me{align-self:flex-end}
.who{font-size:.75rem;color:var(--soft);margin:.4rem .25rem .1rem}
.b{width:fit-content;padding:.5rem .75rem;border-radius:1rem 1rem 1rem .25rem;background:var(--bot);white-space:pre-wrap;overflow-wrap:anywhere}
.me .b{margin-left:auto;background:var(--accent);color:var(--on);border-radius:1rem 1rem .25rem 1rem}
.me.wait .b{opacity:.65}
.b a{color:inherit}
.o{display:flex;flex-wrap:wrap;gap:.4rem;margin-top:.4rem}
.o button{border:1px solid var(--accent);background:none;color:var(--accent);border-radius:1rem;padding:.35rem .8rem;min-height:2.25rem;text-align:left}
.o button:hover:enabled{background:var(--accent);color:var(--on)}
.o button:disabled{border-color:var(--line);color:var(--soft);cursor:default}
.o button[aria-pressed=true]{background:var(--bot);color:var(--ink);font-weight:600}
.err{font-size:.8rem;color:var(--bad);margin:.15rem .25rem;text-align:right}
.err button{border:0;background:none;color:inherit;text-decoration:underline;padding:.2rem}
.dots{align-self:flex-start;padding:.65rem .8rem;border-radius:1rem;background:var(--bot);display:flex;gap:.25rem}
.dots i{width:.4rem;height:.4rem;border-radius:50%;background:var(--soft);animation:d 1s infinite alternate}
.dots i:nth-child(2){animation-delay:.2s}.dots i:nth-child(3){animation-delay:.4s}
@keyframes d{to{opacity:.2}}
form{display:flex;gap:.5rem;padding:.75rem;border-top:1px solid var(--line);align-items:flex-end;padding-bottom:max(.75rem,env(safe-area-inset-bottom))}
textarea{flex:1;resize:none;border:1px solid var(--line);border-radius:.75rem;background:var(--paper);padding:.55rem .75rem;max-height:8rem;line-height:1.4;field-sizing:content}
textarea:focus-visible{outline-offset:-1px}
.send{border:0;border-radius:.75rem;background:var(--accent);color:var(--on);width:2.6rem;height:2.6rem;display:grid;place-items:center;flex:none}
.send:disabled{opacity:.5;cursor:default}
.send svg{width:1.2rem;height:1.2rem}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:30rem){:host(:not([inline])) .panel{position:fixed;inset:0;width:100%;height:100dvh;border:0;border-radius:0;margin:0}}
@media (prefers-reduced-motion:reduce){.dots i{animation:none}}`;

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

  const newId = () =>
    crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  // Whether the server no longer knows the visit that asked.
  const over = (error) => Boolean(error.token) && (error.status === 401 || error.status === 404);

  // Whether a refusal would be the same a moment later.
  const lasting = (error) => error.status && error.status < 500 && error.status !== 429;

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

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

    // Keeps a message until the server has it, or no longer.
    hold(one) {
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
      const form = el(
        "form",
        { onsubmit: (event) => { event.preventDefault(); this.submit(); } },
        el("label", { class: "sr", for: "w" }, t.write), this.input, this.button,
      );
      const close = el("button", { class: "close", type: "button", "aria-label": t.close, onclick: () => this.show(false) }, "×");
      this.panel = el(
        "section",
        { class: "panel", role: this.inline ? "region" : "dialog", "aria-labelledby": "h", hidden: true },
        el("header", {}, el("div", {}, this.heading, this.state), close), this.log, form,
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

    async call(path, body, method) {
      const token = path === "visits" ? null : this.kept.token;
      const headers = token ? { authorization: `Bearer ${token}` } : {};
      if (body) headers["content-type"] = "application/json";
      const answer = await fetch(`${this.server}/api/chat/${encodeURIComponent(this.inbox)}/${path}`, {
        method: method || (body ? "POST" : "GET"), headers, body: body && JSON.stringify(body), credentials: "omit",
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
        this.complete(turn);
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
      };
      socket.onclose = () => {
        if (this.socket !== socket) return;
        this.socket = null;
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
    complete(turn) {
      this.absorb(turn);
      this.seq = Math.max(this.seq, turn.seq);
    }

    absorb(turn) {
      const low = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
      let news = 0;
      for (const message of turn.messages) {
        if (this.seen.has(message.seq)) continue;
        this.seen.add(message.seq);
        const mine = message.from.type === "contact" && this.pending(message.id);
        if (mine) this.settle(mine, message.seq);
        else {
          const node = this.bubble(message);
          this.place(node, message.seq);
          if (message.option) this.chosen(node, message.option);
          if (message.from.type !== "contact") {
            news += message.seq > (this.kept.read || 0) ? 1 : 0;
            this.typing(0);
          }
        }
        this.last = Math.max(this.last || 0, message.seq);
      }
      this.with = turn.with;
      this.status();
      this.menus();
      if (this.panel.hidden) this.count(this.unread + news);
      else this.read();
      this.scroll(low);
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

    // Marks what was chosen in the menu that stands last before an answer.
    chosen(answer, option) {
      let menu = answer.previousElementSibling;
      while (menu && !menu.querySelector(".o")) menu = menu.previousElementSibling;
      for (const button of menu ? menu.querySelectorAll(".o button") : []) {
        if (button.dataset.key === option) button.setAttribute("aria-pressed", "true");
      }
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
      const text = el("div", { class: "b" }, el("span", { class: "sr" }, `${name}: `), linked(content.text));
      node.append(text);
      if (content.type === "menu") {
        const choose = (option) => () => this.send({ id: newId(), text: option.label, option: option.key });
        const options = el("div", { class: "o", role: "group" });
        for (const option of content.options) {
          const button = el("button", { type: "button", "data-key": option.key }, option.label);
          button.addEventListener("click", choose(option));
          options.append(button);
        }
        node.append(options);
      }
      return node;
    }

    // Only the buttons of what was asked last can still be pressed.
    menus() {
      const all = [...this.log.querySelectorAll(".m")];
      const said = all.findLastIndex((node) => node.classList.contains("me"));
      const asked = all.findLastIndex((node) => node.querySelector(".o"));
      all.forEach((node, at) => {
        for (const button of node.querySelectorAll(".o button")) button.disabled = at !== asked || at < said || this.with.type !== "bot";
      });
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

    async send(say) {
      const one = { say, at: Date.now() };
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
        const node = this.bubble({ from: { type: "contact" }, content: { type: "text", text: one.say.text }, id: one.say.id });
        node.classList.add("wait");
        this.log.insertBefore(node, this.dots);
        if (one.say.option) this.chosen(node, one.say.option);
        this.menus();
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
      const words = `${this.t.failed} ${this.words(error)} `;
      if (node) node.append(el("p", { class: "err", role: "alert" }, words, el("button", { type: "button", onclick: retry }, this.t.retry)));
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
      const low = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
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
})();

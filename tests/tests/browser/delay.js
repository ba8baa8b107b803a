// Holds back what sockets tell this page while `window.held` is a list; `window.letGo()` tells it, in its order.
window.held = null;
window.letGo = () => {
  const held = window.held;
  window.held = null;
  for (const tell of held) tell();
};
window.WebSocket = class extends window.WebSocket {
  constructor(...where) {
    super(...where);
    this.addEventListener("message", (event) => {
      if (!window.held) return;
      event.stopImmediatePropagation();
      window.held.push(() => this.dispatchEvent(new MessageEvent("message", { data: event.data })));
    });
  }
};

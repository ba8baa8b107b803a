// Keeps every word that the server sends to this page, as long as the page lives.
window.heard = [];
const asks = window.fetch;
window.fetch = async (...what) => {
  const answer = await asks(...what);
  answer.clone().text().then((text) => window.heard.push(text), () => {});
  return answer;
};
window.WebSocket = class extends window.WebSocket {
  constructor(...where) {
    super(...where);
    this.addEventListener("message", ({ data }) => window.heard.push(String(data)));
  }
};

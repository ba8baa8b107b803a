// The words of the web chat, and which of them tells of each refusal.
const TEXTS = {
  en: {
    open: "Open the chat", close: "Close the chat", log: "Conversation", write: "Write a message…", send: "Send", bot: "Assistant",
    you: "You", waiting: "Waiting for a person…", agent: "{} is here", typing: "typing…", lost: "No connection. Trying again…",
    failed: "Not sent.", retry: "Try again", off: "This chat is not available right now.", long: "This message is too long.",
    unread: "{} unread messages", busy: "Too much is happening here. Trying again…", many: "Too many new conversations from here. Trying again…",
    fast: "Too many messages at once. One moment…", ours: "Something went wrong on our side.", bad: "This message cannot be read.",
    attach: "Attach a file", image: "Choose a picture", video: "Choose a video", audio: "Choose a recording", file: "Choose a file",
    sending: "Sending…", big: "This file is larger than 16 MB.", location: "Send my location", lost_place: "Your location could not be found. Please write it.",
    place: "Location", image_of: "Picture", fill: "Please fill this in.", optional: "optional", yes: "Yes", no: "No", of: "{} of {}", up: "Good", down: "Bad",
  },
  pt: {
    open: "Abrir o chat", close: "Fechar o chat", log: "Conversa", write: "Escreva uma mensagem…", send: "Enviar", bot: "Assistente",
    you: "Você", waiting: "Aguardando uma pessoa…", agent: "{} está aqui", typing: "digitando…", lost: "Sem conexão. Tentando de novo…",
    failed: "Não enviada.", retry: "Tentar de novo", off: "Este chat não está disponível agora.", long: "A mensagem é longa demais.",
    unread: "{} mensagens não lidas", busy: "Há muito movimento por aqui. Tentando de novo…", many: "Conversas novas demais a partir daqui. Tentando de novo…",
    fast: "Mensagens demais de uma vez. Um momento…", ours: "Algo deu errado do nosso lado.", bad: "Não foi possível ler esta mensagem.",
    attach: "Anexar um arquivo", image: "Escolher uma imagem", video: "Escolher um vídeo", audio: "Escolher um áudio", file: "Escolher um arquivo",
    sending: "Enviando…", big: "O arquivo passa de 16 MB.", location: "Enviar minha localização", lost_place: "Não foi possível obter a localização. Escreva onde está.",
    place: "Localização", image_of: "Imagem", fill: "Preencha este campo.", optional: "opcional", yes: "Sim", no: "Não", of: "{} de {}", up: "Bom", down: "Ruim",
  },
  es: {
    open: "Abrir el chat", close: "Cerrar el chat", log: "Conversación", write: "Escribe un mensaje…", send: "Enviar", bot: "Asistente",
    you: "Tú", waiting: "Esperando a una persona…", agent: "{} está aquí", typing: "escribiendo…", lost: "Sin conexión. Intentando de nuevo…",
    failed: "No enviado.", retry: "Reintentar", off: "Este chat no está disponible ahora.", long: "El mensaje es demasiado largo.",
    unread: "{} mensajes sin leer", busy: "Hay mucho movimiento aquí. Intentando de nuevo…", many: "Demasiadas conversaciones nuevas desde aquí. Intentando de nuevo…",
    fast: "Demasiados mensajes a la vez. Un momento…", ours: "Algo salió mal de nuestro lado.", bad: "No se pudo leer este mensaje.",
    attach: "Adjuntar un archivo", image: "Elegir una imagen", video: "Elegir un video", audio: "Elegir un audio", file: "Elegir un archivo",
    sending: "Enviando…", big: "El archivo supera los 16 MB.", location: "Enviar mi ubicación", lost_place: "No se pudo obtener la ubicación. Escríbela.",
    place: "Ubicación", image_of: "Imagen", fill: "Completa este campo.", optional: "opcional", yes: "Sí", no: "No", of: "{} de {}", up: "Bien", down: "Mal",
  },
};

// The words for each refusal of the server; what is not named here is told by its status.
const REFUSALS = {
  "no-such-inbox": "off", "inbox-disabled": "off", "not-found": "off", "forbidden": "off",
  "too-many-visits": "many", "too-many-messages": "fast", "busy": "busy", "storage-stopped": "busy",
  "too-long": "long", "too-large": "big",
  "empty": "bad", "invalid": "bad", "bad-request": "bad", "bad-json": "bad", "not-json": "bad",
  "internal": "ours",
};

// The page with the chat: takes the language from the visitor's browser.
document.documentElement.lang = navigator.language || "en";

//! What agents send besides words: chosen, dropped and pasted, seen before it goes, and got by the contact.

use super::person::Person;
use super::stage::play;
use serde_json::json;

const COMPOSER: &str = "footer.composer";
const TRAY: &str = "[data-testid=tray]";
const ATTACHED: &str = "[data-testid=attachment]";
const THERE: &str = "[data-testid=attachment][data-state=there]";
const SEND: &str = "[data-testid=composer-send]";

/// One blue pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x33\x66\x99\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b";

/// Lets a file of so many bytes come to an element, as a hand or a clipboard would.
const COMES: &str = "
    const [selector, how, name, size] = arguments;
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(size).fill(65)], name));
    const on = document.querySelector(selector);
    const all = { bubbles: true, cancelable: true };
    if (how === 'paste') {
        on.dispatchEvent(new ClipboardEvent('paste', { ...all, clipboardData: data }));
    } else {
        on.dispatchEvent(new DragEvent('dragover', { ...all, dataTransfer: data }));
        on.dispatchEvent(new DragEvent('drop', { ...all, dataTransfer: data }));
    }
";

impl Person {
    async fn brings(&self, how: &str, name: &str, size: u64) {
        let given = vec![json!(COMPOSER), json!(how), json!(name), json!(size)];
        self.runs(COMES, given).await;
    }
}

#[test]
fn an_agent_sends_files_and_the_contact_gets_them_in_order() {
    play("files", async |stage| {
        stage.has_agents(&[("bia", "Bia Souza")]).await;
        let bia = stage.agent("bia", "Bia Souza").await;
        let customer = stage.person("Ana").await;
        customer.likes("light").await;
        customer.asks_for_a_person("Ana").await;
        bia.presses_at("[data-testid=row] a").await;
        bia.presses_at("[data-testid=act-take]").await;

        attaches(&bia).await;
        is_refused_what_cannot_go(&bia).await;
        bia.presses_at("[data-testid=composer]").await;
        bia.types("Veja só").await;
        bia.reloads().await;
        bia.counts(THERE, 2).await;
        bia.loads_every(&format!("{TRAY} img")).await;
        bia.presses_at(SEND).await;

        bia.counts(ATTACHED, 0).await;
        bia.counts("[data-testid=outgoing]", 0).await;
        bia.counts("[data-testid=thread] [data-testid=picture]", 1)
            .await;
        bia.sees_in("[data-testid=thread]", "contrato.txt").await;
        bia.counts(&format!("{SEND}:disabled"), 1).await;
        customer.sees("Veja só").await;
        customer.counts(".log .pic img", 1).await;
        customer.loads_every(".log .pic img").await;
        customer.sees("contrato.txt").await;
        let said = customer.text(".log").await.unwrap();
        assert!(
            said.find("Veja só") < said.find("contrato.txt"),
            "in the order they were attached: {said}"
        );
        customer.keeps("files/customer").await;
        bia.keeps("files/sent").await;
    });
}

async fn attaches(bia: &Person) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vitrine.gif");
    std::fs::write(&path, PIXEL).unwrap();
    bia.gives(&path).await;
    bia.brings("drop", "contrato.txt", 900).await;
    bia.counts(THERE, 2).await;
    bia.sees_each(&format!("{ATTACHED} b"), &["vitrine.gif", "contrato.txt"])
        .await;
    bia.loads_every(&format!("{TRAY} img")).await;
    // A note takes nothing with it.
    bia.presses_at("[data-testid=composer-mode-note]").await;
    bia.counts(ATTACHED, 0).await;
    bia.presses_at("[data-testid=composer-mode-reply]").await;
    bia.counts(THERE, 2).await;
}

async fn is_refused_what_cannot_go(bia: &Person) {
    bia.brings("paste", "nada.bin", 0).await;
    bia.sees_in(TRAY, "Está vazio, ou é uma pasta.").await;
    bia.brings("paste", "filme.mp4", (16 << 20) + 1).await;
    bia.sees_in(TRAY, "É grande demais: no máximo 16 MB.").await;
    bia.counts(&format!("{SEND}:disabled"), 1).await;
    bia.keeps("files/tray").await;
    bia.holds_a_phone().await;
    bia.needs_no_sideways_scrolling().await;
    bia.keeps("files/tray-phone").await;
    bia.screen(1440, 900, false).await;
    for left in [3, 2] {
        bia.presses_at(&format!(
            "{ATTACHED}:last-child [data-testid=attachment-remove]"
        ))
        .await;
        bia.counts(ATTACHED, left).await;
    }
}

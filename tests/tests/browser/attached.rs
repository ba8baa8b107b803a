//! Files go both ways between a customer and an agent, and are there after a reload.

use super::person::Person;
use super::stage::play;
use serde_json::json;
use std::path::Path;

const THREAD: &str = "[data-testid=thread]";
const PICTURE: &str = "[data-testid=thread] [data-testid=picture] img";
const SEND: &str = "[data-testid=composer-send]";

/// One blue pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x33\x66\x99\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b";
const RECEIPT: &str = "Pedido 123457\nTotal: 59,90\n";

/// What stands behind a link, as the page gets it.
const FOLLOWS: &str = "
    const [selector, name] = arguments;
    const deep = (root) => [...root.querySelectorAll('*')].flatMap((one) => one.shadowRoot ? deep(one.shadowRoot) : [one]);
    const link = deep(document).find((one) => one.matches(selector) && one.innerText.includes(name));
    return fetch(link.href).then((answer) => answer.text());
";

impl Person {
    /// Reads the file behind a link that is called this.
    async fn follows(&self, selector: &str, name: &str) -> String {
        let read = self.runs(FOLLOWS, vec![json!(selector), json!(name)]).await;
        read.as_str().unwrap().to_owned()
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn files_go_both_ways_and_stay() {
    play("attached", async |stage| {
        stage.has_agents(&[("bia", "Bia Souza")]).await;
        let bia = stage.agent("bia", "Bia Souza").await;
        let customer = stage.person("Ana").await;
        customer.asks_for_a_person("Ana").await;
        bia.presses_at("[data-testid=row] a").await;
        bia.presses_at("[data-testid=act-take]").await;
        bia.sees_in(THREAD, "Com você").await;
        let folder = tempfile::tempdir().unwrap();

        let photo = write(folder.path(), "a bota rasgada.gif", PIXEL);
        customer.gives(&photo).await;
        bia.counts(PICTURE, 1).await;
        bia.loads_every(PICTURE).await;
        let receipt = write(folder.path(), "recibo nº 7.txt", RECEIPT.as_bytes());
        customer.gives(&receipt).await;
        bia.sees_in(THREAD, "recibo nº 7.txt").await;
        customer.counts(".log .me.wait", 0).await;
        let read = bia.follows(&format!("{THREAD} a"), "recibo nº 7.txt").await;
        assert_eq!(read, RECEIPT);

        let label = write(
            folder.path(),
            "etiqueta de devolução.txt",
            "Cole na caixa.".as_bytes(),
        );
        bia.gives(&label).await;
        bia.counts("[data-testid=attachment][data-state=there]", 1)
            .await;
        bia.presses_at(SEND).await;
        customer.sees("etiqueta de devolução.txt").await;
        let read = customer
            .follows(".log a", "etiqueta de devolução.txt")
            .await;
        assert_eq!(read, "Cole na caixa.");

        for (person, names) in [(&bia, THREAD), (&customer, ".log")] {
            person.reloads().await;
            person.sees_in(names, "recibo nº 7.txt").await;
            person.sees_in(names, "etiqueta de devolução.txt").await;
        }
        bia.counts(PICTURE, 1).await;
        bia.loads_every(PICTURE).await;
        customer.counts(".log .pic img", 1).await;
        customer.loads_every(".log .pic img").await;
        fits_a_hand(&bia, &customer).await;
    });
}

/// On a phone nothing stands beyond the edge, and what was said last is in sight.
async fn fits_a_hand(bia: &Person, customer: &Person) {
    for (person, name) in [(bia, "desk"), (customer, "chat")] {
        person.holds_a_phone().await;
        person.needs_no_sideways_scrolling().await;
        let (said, edge) = match name {
            "desk" => ("[data-testid=message]", "footer.composer"),
            _ => (".log .m", "form.say"),
        };
        person.reads_the_last(said, edge).await;
        person.keeps(&format!("attached/{name}")).await;
    }
}

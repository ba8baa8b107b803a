//! Automations are put in another order, switched off and on; what a word in the web chat starts follows at once.

use super::admin::line;
use super::eyes::until;
use super::person::Person;
use super::stage::play;
use serde_json::json;

/// A trail that a word starts, and what it says.
fn said_by(id: &str, word: &str, says: &str) -> String {
    format!(
        "trail: {id}\ntitle: {says}\nlanguage: pt-BR\nstarts:\n  - {{ keyword: [{word}], inbox: vitrine }}\nsteps:\n  a: {{ say: {says}., next: end }}\n"
    )
}

const BOOTS: &str = "botas/keyword-1";
const PACKS: &str = "mochilas/keyword-1";
const LINES: &str = "[data-testid=line]";
const SAID: &str = ".log .m";

impl Person {
    /// Where an automation stands in the list.
    async fn finds_at(&self, id: &str) -> usize {
        let all = self.each(&format!("{LINES} td:first-child")).await;
        all.iter()
            .position(|one| one.contains(id))
            .unwrap_or_else(|| panic!("{id} is not among {all:?}"))
    }

    /// What was pressed has the focus, wherever in the page it was put.
    async fn has_its_focus_at(&self, selector: &str) {
        until(
            self.name(),
            &format!("for the focus at {selector}"),
            || async {
                let at = "return document.activeElement?.matches(arguments[0]) === true";
                let there = self.runs(at, vec![json!(selector)]).await;
                (there == true)
                    .then_some(())
                    .ok_or("it is elsewhere".to_owned())
            },
        )
        .await;
    }

    /// Turns it off or on, and sees that it is.
    async fn switches(&self, id: &str, state: &str) {
        self.presses_at(&format!("{} [data-testid=switch]", line(id)))
            .await;
        self.sees_in(&line(id), state).await;
    }
}

#[test]
fn a_word_starts_what_the_admin_arranged() {
    play("automations", async |stage| {
        stage
            .has_trail("botas", &said_by("botas", "promoção", "Botas pela metade"))
            .await;
        stage
            .has_trail(
                "mochilas",
                &said_by("mochilas", "promoção", "Mochilas pela metade"),
            )
            .await;
        stage
            .has_trail("ola", &said_by("ola", "bom dia", "Bom dia para você"))
            .await;
        stage.has_inbox("vitrine", "Vitrine", None).await;
        let admin = stage.author().await;
        admin.sets_up("Automações").await;
        admin.sees_in(&line(BOOTS), "Ligada").await;
        let customer = stage.person("customer").await;
        customer.opens("/chat/vitrine").await;
        customer.sees("Vitrine").await;
        customer.says("tem promoção").await;
        customer.says("promoção").await;
        customer
            .sees_each(SAID, &["tem promoção", "promoção", "Botas pela metade."])
            .await;

        puts_first(&admin).await;
        customer.says("Promocao!").await;
        customer.sees("Mochilas pela metade.").await;

        admin.switches(PACKS, "Desligada").await;
        customer.says("promoção").await;
        customer.counts(SAID, 7).await;
        customer
            .sees_in(&format!("{SAID}:nth-of-type(7)"), "Botas pela metade.")
            .await;

        nothing_answers(&admin, &customer).await;
        comes_back(&admin, &customer).await;
        tells_of_each_time(&admin).await;
    });
}

/// One goes up past its neighbour, and stays there.
async fn puts_first(admin: &Person) {
    let (boots, packs) = (admin.finds_at(BOOTS).await, admin.finds_at(PACKS).await);
    assert!(boots < packs, "{boots} {packs}");
    for place in (boots..packs).rev() {
        admin
            .presses_at(&format!("{} [data-testid=up]", line(PACKS)))
            .await;
        admin
            .sees_in(
                &format!("{LINES}:nth-of-type({}) td:first-child", place + 1),
                PACKS,
            )
            .await;
    }
    let moved = format!("{} [data-testid=up]", line(PACKS));
    admin.has_its_focus_at(&moved).await;
    admin.reloads().await;
    admin.sees_in(&line(BOOTS), "Ligada").await;
    assert!(admin.finds_at(PACKS).await < admin.finds_at(BOOTS).await);
}

/// Both are off: the word starts nothing, and what is still on answers as before.
async fn nothing_answers(admin: &Person, customer: &Person) {
    admin.switches(BOOTS, "Desligada").await;
    let before = customer.each(SAID).await.len();
    customer.says("promoção").await;
    customer.says("bom dia").await;
    customer.sees("Bom dia para você.").await;
    let all = customer.each(SAID).await;
    let new: Vec<&str> = all[before..].iter().map(String::as_str).collect();
    assert_eq!(new.len(), 3, "only the greeting was answered: {new:?}");
    for (one, words) in new
        .iter()
        .zip(["promoção", "bom dia", "Bom dia para você."])
    {
        assert!(one.contains(words), "{new:?}");
    }
}

/// Switched on again, after a reload too, it answers again.
async fn comes_back(admin: &Person, customer: &Person) {
    admin.reloads().await;
    admin.sees_in(&line(PACKS), "Desligada").await;
    admin.keeps_both("automations/list").await;
    admin.switches(PACKS, "Ligada").await;
    let before = customer.each(SAID).await.len();
    customer.says("promoção").await;
    customer.counts(SAID, before + 2).await;
    customer
        .sees_in(
            &format!("{SAID}:nth-of-type({})", before + 2),
            "Mochilas pela metade.",
        )
        .await;
}

/// The list says how often each fired; the log says where, of one or of all, and leads there.
async fn tells_of_each_time(admin: &Person) {
    admin.reloads().await;
    admin.sees_in(&line(PACKS), "2 vezes").await;
    admin
        .presses_at(&format!("{} [data-testid=log]", line(PACKS)))
        .await;
    admin.counts(LINES, 2).await;
    admin
        .sees_in(&format!("{LINES}:first-child"), "Concluída")
        .await;
    admin.reloads().await;
    admin.sees_in("[data-testid=table]", PACKS).await;
    admin.counts(LINES, 2).await;
    admin.chooses("Automação", "Todas as automações").await;
    admin
        .sees_in("[data-testid=table]", "Bom dia para você")
        .await;
    admin.keeps_both("automations/log").await;
    admin
        .chooses("Automação", &format!("Botas pela metade · {BOOTS}"))
        .await;
    admin.counts(LINES, 2).await;
    admin
        .presses_at(&format!("{LINES}:last-child [data-testid=open]"))
        .await;
    admin
        .sees_in("[data-testid=thread]", "Botas pela metade.")
        .await;
}

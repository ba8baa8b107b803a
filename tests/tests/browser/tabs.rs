//! A customer with several tabs, and with a page that outlives its visit.

use super::customer::LATEST;
use super::house::House;
use super::stage::play;

#[test]
fn two_tabs_are_one_customer_and_neither_forgets_what_the_other_says() {
    play("tabs", async |stage| {
        let customer = stage.person("customer").await;
        customer.expects_a_fall();
        customer.comes_in("Ana").await;
        customer.opens_beside("/chat/site").await;
        customer.sees("Como posso ajudar, Ana?").await;
        customer.opens_beside("/chat/site").await;
        customer.sees("Como posso ajudar, Ana?").await;

        stage.house(House::falls);
        customer.turns_to_tab(1).await;
        customer.says("said in one tab").await;
        customer.sees_in(".state", "Sem conexão").await;
        customer.turns_to_tab(2).await;
        customer.says("said in the other").await;
        customer.sees_in(".state", "Sem conexão").await;
        // Both are closed before they could send it; what they kept is sent by whoever comes next.
        customer.closes_tab().await;
        customer.turns_to_tab(1).await;
        customer.closes_tab().await;
        stage.house(House::opens_again);
        customer.reloads().await;
        customer.sees_in(".me:not(.wait)", "said in one tab").await;
        customer
            .sees_in(".me:not(.wait)", "said in the other")
            .await;
        let said = customer.each(".me:not(.wait)").await.join("\n");
        let at = |words: &str| said.find(words).expect("it was seen");
        assert!(at("said in one tab") < at("said in the other"), "{said}");
    });
}

#[test]
fn what_was_chosen_is_still_marked_after_a_reload() {
    play("chosen", async |stage| {
        let customer = stage.person("customer").await;
        customer.comes_in("Ana").await;
        customer.presses("Dúvidas").await;
        customer.sees("Sobre o quê?").await;
        let chosen = ".o button[aria-pressed=true]";
        customer.sees_each(chosen, &["Dúvidas"]).await;
        customer.reloads().await;
        customer.sees("Sobre o quê?").await;
        customer.sees_each(chosen, &["Dúvidas"]).await;
    });
}

#[test]
fn a_visit_that_the_server_no_longer_knows_goes_on_as_a_new_one() {
    play("expired", async |stage| {
        let customer = stage.person("customer").await;
        customer.expects_a_fall();
        customer.comes_in("Ana").await;
        let before = customer.each(".m").await;
        stage.house(|house| {
            house.falls();
            // Every token that was given out is void.
            std::fs::remove_file(house.flow("../data/visits.key")).unwrap();
            house.opens_again();
        });
        // Nothing is said: the refused socket alone must lead on.
        customer.sees_in(LATEST, "Como você se chama?").await;
        let after = customer.each(".m").await;
        assert_eq!(after[..before.len()], before, "what was said stands");
        customer.says("Bia").await;
        customer.sees("Como posso ajudar, Bia?").await;
        customer.reloads().await;
        customer.sees("Como posso ajudar, Bia?").await;
        customer.does_not_see("Como posso ajudar, Ana?").await;
    });
}

//! The forms of the settings on a screen as wide as a hand, by day and by night.

use super::admin::FORM;
use super::eyes::until;
use super::person::Person;
use super::stage::play;

/// What one writes in, presses and reads in a form.
const PARTS: &str = "[data-testid=form] :is(input, textarea, select, button, label, p, h2, legend)";

/// What is wider than there is room for, in the form and all in it.
const CUT: &str = "
    const form = document.querySelector('[data-testid=form]');
    const wide = [form, ...form.querySelectorAll('*')].filter((one) => one.scrollWidth > one.clientWidth + 1
        && !one.matches('input, textarea, select, svg, option') && getComputedStyle(one).display !== 'inline');
    return wide.map((one) => `${one.tagName}.${one.className}: ${one.innerText.slice(0, 60)}`);
";

impl Person {
    /// The first field that is wrong has the focus, and is in sight.
    async fn is_at_what_is_wrong(&self) {
        until(self.name(), "for what is wrong", || async {
            let at = "const it = document.querySelector('dialog [aria-invalid=true]'); return it !== null && it === document.activeElement";
            let there = self.runs(at, Vec::new()).await;
            (there == true).then_some(()).ok_or("it has not the focus".to_owned())
        })
        .await;
    }

    /// All of the open form can be read and reached.
    async fn reaches_the_form(&self, section: &str) {
        self.needs_no_sideways_scrolling().await;
        let cut = self.runs(CUT, Vec::new()).await;
        assert_eq!(cut.as_array().map(Vec::len), Some(0), "{section}: {cut}");
        for [x, _, width, _] in self.boxes(PARTS).await {
            assert!(x >= 0.0 && x + width <= 390.5, "{section}: {x} {width}");
        }
        let [[x, y, width, height]] = self.boxes("[data-testid=save]").await[..] else {
            panic!("{section}: one button saves")
        };
        let inside = x >= 0.0 && x + width <= 390.5 && y >= 0.0 && y + height <= 844.5;
        assert!(inside, "{section} is saved at {x} {y} {width}×{height}");
        assert!(height >= 32.0, "{section}: too small for a finger");
    }
}

#[test]
fn every_form_of_the_settings_fits_a_hand() {
    play("narrow", async |stage| {
        stage.has_agents(&[("bia", "Bia Souza")]).await;
        let admin = stage.author().await;
        admin.holds_a_phone().await;
        for section in [
            "users",
            "queues",
            "teams",
            "inboxes",
            "calendars",
            "env",
            "secrets",
            "mail",
            "webhooks",
            "tokens",
        ] {
            admin.opens(&format!("/desk/settings/{section}")).await;
            admin.presses_at("[data-testid=new]").await;
            admin.counts(FORM, 1).await;
            admin.reaches_the_form(section).await;
            admin.keeps(&format!("narrow/{section}")).await;
            // What is wrong is said below each field, and the form still fits.
            admin.presses_at("[data-testid=save]").await;
            admin.sees_in(FORM, "Preencha este campo.").await;
            admin.is_at_what_is_wrong().await;
            admin.reaches_the_form(section).await;
            admin.keeps(&format!("narrow/{section}-wrong")).await;
            admin.presses_in(FORM, "Cancelar").await;
            admin.counts(FORM, 0).await;
        }
    });
}

//! The editor: a trail drawn, changed, tried, saved and published.

use super::person::Person;

impl Person {
    /// Talks with the trail in the simulator.
    pub(super) async fn tries_the_trail(&self, says: &[&str]) {
        self.presses_at("[data-testid=sim-start]").await;
        for words in says {
            self.presses_at("[data-testid=sim-input]").await;
            self.types(*words).await;
            self.presses_at("[data-testid=sim-send]").await;
            self.sees_in("[data-testid=sim-line][data-from=contact]", words).await;
        }
    }
}

//! The ledger as a test reads it: one line a row.

use halbsieben::domain::delivery::{Delivery, DeliveryState};

use super::{SLUG, TestApp};

impl TestApp {
    /// Every row of the default event with its address, in the order in which they became due.
    pub(crate) async fn rows(&self) -> Vec<(String, Delivery)> {
        let lines = self.app.ledger(SLUG, None).await.expect("the event is there");
        let mut rows: Vec<_> = lines.into_iter().map(|line| (line.line.email.to_string(), line.line.delivery)).collect();
        rows.sort_by_key(|(email, row)| (row.due_at, row.purpose.to_string(), row.generation, email.clone()));
        rows
    }

    /// The rows of one person, as `reminder_1h void covered_by_confirmation`.
    pub(crate) async fn ledger_of(&self, email: &str) -> Vec<String> {
        let rows = self.rows().await.into_iter().filter(|(address, _)| address == email);
        rows.map(|(_, row)| in_words(&row)).collect()
    }

    /// The only row of that person with that purpose.
    pub(crate) async fn row(&self, email: &str, purpose: &str) -> Delivery {
        let rows = self.rows().await.into_iter().filter(|(address, row)| address == email && row.purpose.to_string() == purpose);
        let [row] = <[Delivery; 1]>::try_from(rows.map(|(_, row)| row).collect::<Vec<_>>()).expect("one row");
        row
    }

    /// How many rows stand so.
    pub(crate) async fn count(&self, state: DeliveryState) -> usize {
        self.rows().await.iter().filter(|(_, row)| row.state == state).count()
    }
}

/// Purpose, state and, if it has one, reason.
fn in_words(row: &Delivery) -> String {
    let reason = row.reason.map(|reason| format!(" {}", reason.as_str())).unwrap_or_default();
    format!("{} {}{reason}", row.purpose, row.state.as_str())
}

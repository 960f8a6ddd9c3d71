//! Leaving nothing behind: what was deleted is gone from the files as well (law 24).

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use super::{Db, Writer};
use crate::storage::Error;

/// The tables that hold personal data.
const PERSONAL: [&str; 4] = ["registration", "delivery", "outbox_mail", "blocked_address"];

impl Db {
    /// Rewrites the files so that nothing of what was deleted is left in them; says whether that is so. Whoever reads for long at the
    /// same moment can prevent it.
    ///
    /// On SQLite, `secure_delete` has overwritten the deleted rows themselves; copies that balancing left in the gaps of other pages
    /// go by `VACUUM`, which writes what lives and nothing else, and older pages in the write-ahead log by its truncation. On
    /// PostgreSQL, `VACUUM` frees the rows; what its own logs and files keep for how long is the server's to say.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn tidy(&self) -> Result<bool, Error> {
        match &self.writer {
            Writer::Grouped { connection, .. } => {
                connection.execute_unprepared("VACUUM").await?;
                let truncate = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
                let row = connection.query_one_raw(truncate).await?;
                let busy = row.map(|row| row.try_get_by_index::<i32>(0)).transpose()?;
                Ok(busy == Some(0))
            }
            Writer::Pooled { .. } => {
                for table in PERSONAL {
                    self.read.execute_unprepared(&format!("VACUUM {table}")).await?;
                }
                Ok(true)
            }
        }
    }
}

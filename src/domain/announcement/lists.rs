//! The list, or the lines, below a label.

use super::Field;
use super::reader::Reader;

/// One entry of a list, or one line below a label; wrapped lines are joined.
pub(super) struct Entry {
    pub(super) lines: Vec<usize>,
    pub(super) text: String,
    pub(super) is_item: bool,
}

impl Reader {
    /// The list or the lines below a label, over blank lines; empty before another label.
    pub(super) fn entries(&mut self) -> Vec<Entry> {
        let Some(first) = self.next_filled(self.at) else {
            return Vec::new();
        };
        if self.lines[first].is_item() {
            return self.items(first);
        }
        let mut entries = Vec::new();
        let mut at = first;
        while self.is_plain(at) {
            entries.push(Entry { lines: vec![at], text: self.lines[at].text.clone(), is_item: false });
            at += 1;
        }
        if !entries.is_empty() {
            self.at = at;
        }
        entries
    }

    fn items(&mut self, first: usize) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut next = Some(first);
        let mut indent = 0;
        while let Some(index) = next {
            let line = &self.lines[index];
            let follows_directly = index > first && !self.lines[index - 1].is_blank();
            if line.is_item() && (index == first || self.explicit_label(index).is_none()) {
                indent = line.indent;
                entries.push(Entry { lines: vec![index], text: line.text.clone(), is_item: true });
            } else if let Some(entry) = entries.last_mut()
                && follows_directly
                && self.is_plain(index)
                && (line.indent > indent || line.text.starts_with(char::is_lowercase) || entry.text.ends_with(','))
            {
                entry.lines.push(index);
                entry.text = format!("{} {}", entry.text, line.text);
            } else {
                break;
            }
            self.at = index + 1;
            next = self.next_filled(index + 1);
        }
        entries
    }

    pub(super) fn place_entry(&mut self, entry: &Entry, field: Field) {
        for &line in &entry.lines {
            self.place_field(line, field);
        }
    }
}

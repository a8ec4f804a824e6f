//! CSV that spreadsheets open: with a byte order mark, without which they take UTF-8 for something else, and with the ends of lines
//! of RFC 4180.

/// A table of `N` columns that is written row by row.
pub(super) struct Csv<const N: usize> {
    text: String,
}

impl<const N: usize> Csv<N> {
    pub(super) fn begin(columns: [&str; N]) -> Csv<N> {
        let mut csv = Csv { text: "\u{feff}".to_owned() };
        csv.row(columns);
        csv
    }

    pub(super) fn row(&mut self, cells: [&str; N]) {
        for (column, cell) in cells.into_iter().enumerate() {
            self.text += if column == 0 { "\"" } else { ",\"" };
            // What begins so is a formula to a spreadsheet, which would run what a lead wrote. An apostrophe makes it a text.
            if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
                self.text.push('\'');
            }
            self.text += &cell.replace('"', "\"\"");
            self.text.push('"');
        }
        self.text += "\r\n";
    }

    /// What was written since the last call.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_each_is_one_cell() {
        let mut csv = Csv::begin(["at", "text"]);
        assert_eq!(csv.take(), "\u{feff}\"at\",\"text\"\r\n");
        for (cell, written) in [
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            ("+15125550147", "\"'+15125550147\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("one, two\r\nthree", "\"one, two\r\nthree\""),
            ("", "\"\""),
        ] {
            csv.row(["1", cell]);
            assert_eq!(csv.take(), format!("\"1\",{written}\r\n"), "{cell}");
        }
    }
}

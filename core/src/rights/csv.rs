//! CSV that spreadsheets open: with a byte order mark, without which they take UTF-8 for something else, and with the ends of lines
//! of RFC 4180.

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use crate::error::{Error, ErrorKind, Result};

/// A table of `N` columns that is written row by row.
pub(super) struct Csv<const N: usize>(Writer<Vec<u8>>);

impl<const N: usize> Csv<N> {
    pub(super) fn begin(columns: [&str; N]) -> Result<Csv<N>> {
        let mut csv = Csv::after("\u{feff}".into());
        csv.row(columns)?;
        Ok(csv)
    }

    fn after(start: Vec<u8>) -> Csv<N> {
        let mut how = WriterBuilder::new();
        Csv(how.quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(start))
    }

    pub(super) fn row(&mut self, cells: [&str; N]) -> Result<()> {
        for cell in cells {
            // What begins so is a formula to a spreadsheet, which would run what a lead wrote. An apostrophe makes it a text.
            let written = match cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
                true => self.0.write_field(format!("'{cell}")),
                false => self.0.write_field(cell),
            };
            written.map_err(|_| unwritten())?;
        }
        self.0.write_record(None::<&[u8]>).map_err(|_| unwritten())
    }

    /// What was written since the last call.
    pub(super) fn take(&mut self) -> Result<String> {
        let Csv(written) = std::mem::replace(self, Csv::after(Vec::new()));
        let bytes = written.into_inner().map_err(|_| unwritten())?;
        String::from_utf8(bytes).map_err(|_| unwritten())
    }
}

fn unwritten() -> Error {
    Error::new(ErrorKind::Unexpected, "a table cannot be written as CSV: report this")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_each_is_one_cell() {
        let mut csv = Csv::begin(["at", "text"]).unwrap();
        assert_eq!(csv.take().unwrap(), "\u{feff}\"at\",\"text\"\r\n");
        for (cell, written) in [
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            ("+15125550147", "\"'+15125550147\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("one, two\r\nthree", "\"one, two\r\nthree\""),
            ("", "\"\""),
        ] {
            csv.row(["1", cell]).unwrap();
            assert_eq!(csv.take().unwrap(), format!("\"1\",{written}\r\n"), "{cell}");
        }
    }
}

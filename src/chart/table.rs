//! A table of text.

use super::canvas::escape;
use super::data::Row;

/// Rows and columns, shown as an HTML table in a notebook. Columns of numbers stand on the right.
///
/// ```
/// use handwritten::chart::Table;
///
/// let table = Table::new(["digit", "images"]).row(("zero", 5923)).row(("one", 6742));
/// assert!(table.to_html().contains("<td style=\"text-align: right\">6742</td>"));
/// ```
#[derive(Debug, Clone)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new(header: impl Row) -> Self {
        Self {
            header: header.into_cells(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(self, cells: impl Row) -> Self {
        self.rows([cells])
    }

    /// Adds rows.
    pub fn rows(mut self, rows: impl IntoIterator<Item: Row>) -> Self {
        self.rows.extend(rows.into_iter().map(Row::into_cells));
        self
    }

    /// The table as HTML.
    pub fn to_html(&self) -> String {
        let header = self.html_row("th", &self.header);
        let rows = self.rows.iter().map(|row| self.html_row("td", row));
        let rows: String = rows.collect();
        format!("<table>\n<thead>\n{header}</thead>\n<tbody>\n{rows}</tbody>\n</table>")
    }

    fn html_row(&self, tag: &str, cells: &[String]) -> String {
        let cells = cells.iter().enumerate().map(|(column, cell)| {
            let side = if self.is_numeric(column) {
                "right"
            } else {
                "left"
            };
            let cell = escape(cell);
            format!("<{tag} style=\"text-align: {side}\">{cell}</{tag}>")
        });
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    }

    /// Whether every cell of a column is made of digits and what stands between them.
    fn is_numeric(&self, column: usize) -> bool {
        let numeric = |c: char| c.is_ascii_digit() || " .,/%+−-".contains(c);
        let mut cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.all(|cell| cell.chars().all(numeric))
    }

    /// Shows the table under its cell; the notebook's kernel calls this.
    pub fn evcxr_display(&self) {
        evcxr_runtime::mime_type("text/html").text(self.to_html());
    }
}

extension Report {
    /// The whole report as text; for PDF the page that is printed.
    public func text(_ format: Format) -> String {
        switch format {
        case .html, .pdf: HTMLReport(self).text()
        case .markdown: MarkdownReport(self).text
        case .csv: CSVReport(self).text
        case .jsonl: JSONLinesReport(self).text
        }
    }
}

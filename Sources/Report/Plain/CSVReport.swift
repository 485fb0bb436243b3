import Formats
import Interchange

/// The verdict tables of all runs as one, with the run and the hash of the certificate beside each line.
struct CSVReport {
    let report: Report

    init(_ report: Report) { self.report = report }

    var text: String {
        var writer = CSVWriter(columns: ["run", "width"] + VerdictTable.columns + ["certificate_sha256"])
        for run in report.runs {
            for row in run.rows {
                writer.append([run.label, "\(row.width)"] + row.fields + [row.seal])
            }
        }
        return writer.text
    }
}

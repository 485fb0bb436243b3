import Formats
import Interchange
import TestSupport
import Testing

@testable import Report

@Suite("Markdown and CSV")
struct PlainReportTests {
    @Test("CSV holds the verdict table, a run beside each line")
    func csv() throws {
        let table = try CSVTable(bytes: Array(CSVReport(Sample.report()).text.utf8), file: "report.csv")
        #expect(table.columns == ["run", "width"] + VerdictTable.columns + ["certificate_sha256"])
        #expect(table.rows.count == 3)
        for (row, entry) in zip(table.rows, Sample.all) {
            #expect(row.fields == ["run", "4"] + VerdictRow(entry.record).fields + [entry.seal])
        }
    }

    @Test("Markdown holds every candidate, and text from files is no markup")
    func markdown() {
        let text = Sample.report(label: "a|b <b>*x*").text(.markdown)
        #expect(text.contains("| Undecided | 0 |"))
        #expect(text.contains("a\\|b &lt;b&gt;\\*x\\*"))
        #expect(!text.contains("<b>"))
        #expect(text.split(separator: "\n").count { $0.hasPrefix("| a\\|b") } == 3)
    }

    @Test("The table of a perturbation run is read; rows without numbers are left out")
    func perturbations() throws {
        let text = """
            candidate,epsilon,trials,start_loss,end_loss,end_verdict
            3,1e-4,1,2e-4,1e-4,"local-minimum, non-global"
            3,1e-3,1,2e-4,nan,undecided
            4,1e-3,1,2e-4,0,weird

            """
        let folder = try TemporaryFolder()
        let path = try folder.write(text, "perturbations.csv")
        let curve = try PerturbationCurve(contentsOf: path)
        #expect(curve.points.map(\.candidate) == ["3", "4"])
        #expect(curve.points.map(\.endVerdict) == [.localMinimum, .undecided])
        #expect(curve.points.map(\.epsilon) == [1e-4, 1e-3])
    }
}

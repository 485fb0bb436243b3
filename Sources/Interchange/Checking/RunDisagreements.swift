import Formats

/// What is wrong with the directory of a run as a whole, whatever its certificates prove.
struct RunDisagreements {
    let directory: RunDirectory
    /// What the run says of itself; nil when it says nothing.
    let description: RunDirectory.Description?

    /// - Parameters:
    ///   - count: certificates found.
    ///   - sources: the candidate files that verified certificates name.
    ///   - rows: what the table should say; nil when a certificate was rejected.
    func faults(count: Int, sources: Set<CandidateSource>, rows: [VerdictRow]?) throws(FormatError) -> [String] {
        var found: [String] = []
        let names = try directory.names() ?? [], path = directory.path
        if description == nil {
            found.append(
                "\(path): \(RunDirectory.descriptionName) is missing: nothing says how many certificates there should "
                    + "be"
            )
        }
        if !names.contains(RunDirectory.tableName) {
            found.append("\(path): \(RunDirectory.tableName) is missing; was the run interrupted? (run --resume)")
        }
        if let description {
            if count != description.candidateCount {
                let counts = "\(count) certificates for \(description.candidateCount) candidates"
                found.append("\(path): \(counts); was the run interrupted? (run --resume)")
            }
            if let stranger = sources.first(where: { $0 != description.source }) {
                let files = "the candidate file \(stranger.file), the run about \(description.source.file)"
                found.append("\(path): a certificate is about \(files)")
            }
        }
        if names.contains(RunDirectory.tableName), let rows {
            let text = try FileContents.bytes(at: directory.tablePath)
            let known = [VerdictTable.text(rows)] + VerdictTable.earlierTexts(rows)
            if !known.contains(where: { text == Array($0.utf8) }) {
                found.append(try tableDifference(rows))
            }
        }
        return found
    }

    private func tableDifference(_ rows: [VerdictRow]) throws(FormatError) -> String {
        let path = directory.tablePath, table = try CSVTable(contentsOf: path)
        guard table.columns == VerdictTable.columns else {
            return "\(path): the columns are not those of a verdict table"
        }
        for (row, expected) in zip(table.rows, rows.map(\.fields)) {
            for (column, name) in VerdictTable.columns.enumerated() where row.fields[column] != expected[column] {
                let found = "\(name) is '\(row.fields[column])', the certificate gives '\(expected[column])'"
                return "\(path): line \(row.line): \(found)"
            }
        }
        let counts = "\(table.rows.count) rows for \(rows.count) certificates"
        return "\(path): it is not the table of the certificates (\(counts))"
    }
}

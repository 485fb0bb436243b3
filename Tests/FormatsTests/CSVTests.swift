import TestSupport
import Testing

@testable import Formats

private func table(_ text: String) throws -> CSVTable {
    try CSVTable(bytes: Array(text.utf8), file: "v.csv")
}

@Suite struct CSVTests {
    @Test func quotesOnlyWhatNeedsIt() {
        var writer = CSVWriter(columns: ["a", "b c"])
        writer.append(["1,5", "say \"é\""])
        writer.append(["", "two\nlines"])
        writer.append([" x", "plain"])
        #expect(writer.text == "a,b c\n\"1,5\",\"say \"\"é\"\"\"\n,\"two\nlines\"\n\" x\",plain\n")
        var standard = CSVWriter(columns: ["a"], lineEnd: .carriageReturnLineFeed)
        standard.append([""])
        standard.append(["\r"])
        #expect(standard.text == "a\r\n\"\"\r\n\"\r\"\r\n")
    }

    @Test func readsQuotesLineEndsAndBlankLines() throws {
        let read = try table("\u{FEFF}a,b\r\n\"x,\"\"y\"\"\n\",\r\n\n1,2")
        #expect(read.columns == ["a", "b"])
        #expect(read.rows == [.init(line: 2, fields: ["x,\"y\"\n", ""]), .init(line: 5, fields: ["1", "2"])])
        #expect(try read.position(of: "b") == 1)
        #expect(complaint { try read.position(of: "c") } == "v.csv: column 'c' is missing; the header holds 'a', 'b'")
        #expect(try table("a,b\n").rows == [])
    }

    @Test func saysWhereItIsWrong() {
        #expect(complaint { try table("") } == "v.csv: line 1: the header is missing")
        #expect(complaint { try table("a,b\n1,2\n1,2,3\n") } == "v.csv: line 3: the row has 3 fields, expected 2")
        #expect(complaint { try table("a,a\n") } == "v.csv: line 1: the column 'a' occurs twice")
        #expect(complaint { try table("a\n1\n\"x\n\n") } == "v.csv: line 3: a quoted field is not closed")
        #expect(complaint { try table("a\nx\"y\n") } == "v.csv: line 2: a quote inside a field that is not quoted")
        #expect(
            complaint { try table("a\n\"x\"y\n") }
                == "v.csv: line 2: expected a comma or the end of the line after a field")
        #expect(
            complaint { try table("a\nx\ry\n") }
                == "v.csv: line 2: expected a comma or the end of the line after a field")
        #expect(
            complaint { try CSVTable(bytes: [0x61, 0x0A, 0xFF], file: "v.csv") }
                == "v.csv: line 2: a field is not valid UTF-8")
    }

    @Test func randomTablesComeBack() throws {
        var random = SeededGenerator(seed: 5)
        let pieces = ["a", "é", ",", "\"", "\n", "\r\n", "\r", " ", "1.5", "", "\t", "😀"]
        for width in 1...4 {
            for lineEnd in [CSVWriter.LineEnd.lineFeed, .carriageReturnLineFeed] {
                let rows = (0..<200).map { _ in
                    (0..<width).map { _ in
                        (0..<Int.random(in: 0...4, using: &random)).compactMap { _ in
                            pieces.randomElement(using: &random)
                        }.joined()
                    }
                }
                var writer = CSVWriter(columns: (0..<width).map { "c\($0)" }, lineEnd: lineEnd)
                for row in rows { writer.append(row) }
                let read = try table(writer.text)
                #expect(read.rows.map(\.fields) == rows)
            }
        }
    }
}

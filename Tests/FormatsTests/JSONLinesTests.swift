import TestSupport
import Testing

@testable import Formats

@Suite struct JSONLinesTests {
    private func read(_ path: String, _ lastLine: JSONLinesReader.LastLine = .needsNoLineFeed) throws -> (
        lines: [String], finished: UInt64, unfinished: UInt64
    ) {
        var reader = try JSONLinesReader(path: path, lastLine: lastLine)
        var lines: [String] = []
        while let line = try reader.next() { lines.append("\(line.number) \(line.value.serialized())") }
        return (lines, reader.finishedBytes, reader.unfinishedBytes)
    }

    @Test func readsLineByLine() throws {
        let directory = try TemporaryFolder()
        let path = try directory.write("{\"a\": 1}\n\n  \n[2]\r\n3", "l.jsonl")
        let all = try read(path)
        #expect(all.lines == ["1 {\"a\":1}", "4 [2]", "5 3"])
        #expect(all.finished == 19)
        #expect(try read(directory.write("", "empty")).lines == [])
        #expect(
            complaint { try read(directory.write("1\n2\n{\"x\": nul}\n", "bad")) }
                == "\(directory.file("bad")): line 3, column 7, at $.x: expected 'null'")
        #expect(complaint { try read(directory.file("absent")) }.hasSuffix("no such file or directory"))
    }

    @Test func readsLinesLongerThanItsBuffer() throws {
        let directory = try TemporaryFolder()
        let texts = [10, 65_535, 65_536, 200_000, 3].map { "\"" + String(repeating: "x", count: $0) + "\"" }
        let path = try directory.write(texts.joined(separator: "\n") + "\n", "long.jsonl")
        #expect(try read(path).lines == texts.enumerated().map { "\($0 + 1) \($1)" })
        #expect(
            complaint {
                var reader = try JSONLinesReader(path: path, maximumLineLength: 70_000)
                while try reader.next() != nil {}
            }.contains("line 4 is too large"))
    }

    /// Killed at any byte: the lines that are whole are read, the rest is cut off, and appending goes on.
    @Test func resumesAfterEveryTruncation() throws {
        let directory = try TemporaryFolder()
        let lines = ["{\"candidate\":0}", "{\"candidate\":1,\"é\":[]}", "{\"candidate\":2}"]
        let whole = Array((lines.joined(separator: "\n") + "\n").utf8)
        for length in 0...whole.count {
            let path = try directory.write(Array(whole.prefix(length)), "c.jsonl")
            let found = try read(path, .mayBeUnfinished)
            let finishedLines = whole.prefix(length).count { $0 == UInt8(ascii: "\n") }
            #expect(found.lines.count == finishedLines)
            #expect(found.finished + found.unfinished == UInt64(length))
            if found.unfinished > 0 {
                #expect(
                    complaint { try LineAppender(path: path) }
                        == "\(path): cannot be written: its last line is unfinished")
            }
            let appender = try LineAppender(path: path, keeping: found.finished)
            for line in lines[finishedLines...] { try appender.append(line) }
            try appender.close()
            #expect(try directory.bytes("c.jsonl") == whole)
        }
    }
}

@Suite struct LineAppenderTests {
    @Test func eachLineIsInTheFileAtOnce() throws {
        let directory = try TemporaryFolder()
        let appender = try LineAppender(path: directory.file("l"))
        try appender.append("one")
        #expect(try directory.text("l") == "one\n")
        try appender.append("")
        try appender.append("trois é")
        try appender.synchronize()
        #expect(try directory.text("l") == "one\n\ntrois é\n")
        #expect(complaint { try LineAppender(path: directory.file("l")) }.hasSuffix("another process is writing it"))
        try appender.close()
        try appender.close()
        #expect(complaint { try appender.append("x") }.hasSuffix("the file is closed"))
        let again = try LineAppender(path: directory.file("l"), keeping: 4)
        try again.append("two")
        #expect(try directory.text("l") == "one\ntwo\n")
    }

    @Test func refusesWhatItCannotAppendTo() throws {
        let directory = try TemporaryFolder()
        let path = try directory.write("abc\n", "l")
        #expect(
            complaint { try LineAppender(path: path, keeping: 5) }.hasSuffix("it has 4 bytes, fewer than the 5 to keep")
        )
        #expect(complaint { try LineAppender(path: path, keeping: 2) }.hasSuffix("its last line is unfinished"))
        #expect(complaint { try LineAppender(path: "/dev/null") }.hasSuffix("this is not a regular file"))
        #expect(complaint { try LineAppender(path: directory.file("no/l")) }.hasSuffix("no such file or directory"))
        #expect(try directory.text("l") == "abc\n")
    }

    @Test func linesOfSeveralThreadsNeverMix() async throws {
        let directory = try TemporaryFolder()
        let appender = try LineAppender(path: directory.file("l"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for index in 0..<100 {
                        try appender.append("\(writer) \(index) " + String(repeating: "x", count: 300))
                    }
                }
            }
            try await group.waitForAll()
        }
        try appender.close()
        let lines = try directory.text("l").split(separator: "\n")
        #expect(lines.count == 800)
        #expect(lines.allSatisfy { $0.hasSuffix(" " + String(repeating: "x", count: 300)) })
    }
}

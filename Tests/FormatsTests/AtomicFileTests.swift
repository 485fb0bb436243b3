import Foundation
import TestSupport
import Testing

@testable import Formats

@Suite struct AtomicFileTests {
    @Test func writesAndReplacesAndLeavesNothingElse() throws {
        let directory = try TemporaryFolder()
        try AtomicFile.write("first", to: directory.file("f"))
        #expect(chmod(directory.file("f"), 0o600) == 0)
        let large = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
        try AtomicFile.write(large, to: directory.file("f"))
        #expect(try directory.bytes("f") == large)
        try AtomicFile.write([], to: directory.file("f"))
        #expect(try directory.bytes("f") == [])
        #expect(directory.names == ["f"])
        var status = stat()
        #expect(stat(directory.file("f"), &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test func failureLeavesTheOldContentsAndNoTemporaryFile() throws {
        let directory = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: directory.file("d"), withIntermediateDirectories: false)
        #expect(
            complaint { try AtomicFile.write("x", to: directory.file("d")) }
                == "\(directory.file("d")): cannot be written: this is not a regular file")
        #expect(
            complaint { try AtomicFile.write("x", to: directory.file("absent/f")) }.hasSuffix(
                "no such file or directory"))
        #expect(complaint { try AtomicFile.write("x", to: "/dev/full") }.hasSuffix("this is not a regular file"))
        #expect(complaint { try AtomicFile.write("x", to: "") }.hasSuffix("this is not a file name"))
        #expect(complaint { try AtomicFile.write("x", to: "a\u{0}b") }.hasSuffix("this is not a file name"))
        #expect(directory.names == ["d"])
    }

    @Test func followsLinks() throws {
        let directory = try TemporaryFolder()
        _ = try directory.write("old", "target")
        try FileManager.default.createSymbolicLink(atPath: directory.file("link"), withDestinationPath: "target")
        try AtomicFile.write("new", to: directory.file("link"))
        #expect(try directory.text("target") == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: directory.file("link")) == "target")
    }
}

import Foundation
import TestSupport
import Testing

@testable import Formats

/// Archives that must be read, and archives that must not.
@Suite struct ZipArchiveTests {
    private static let one = ZipFixture.npy(type: "<f8", shape: "(1,)", data: littleEndian(doubles: [1]))
    private static let two = ZipFixture.npy(type: "<f8", shape: "(1,)", data: littleEndian(doubles: [2]))
    private static let pair = ZipFixture(entries: [.init(name: "a.npy", data: one), .init(name: "b.npy", data: two)])

    private func values(_ fixture: ZipFixture) throws -> [Double] {
        let archive = try NumpyArchive(bytes: fixture.bytes(), file: "z")
        return try archive.names.flatMap { try archive.array($0).float64Values() }
    }

    private func refusal(limits: ArchiveLimits = ArchiveLimits(), _ change: (inout ZipFixture) -> Void) -> String {
        var fixture = Self.pair
        change(&fixture)
        return complaint {
            let archive = try NumpyArchive(bytes: fixture.bytes(), file: "z", limits: limits)
            for name in archive.names { _ = try archive.array(name).float64Values() }
        }
    }

    @Test func acceptsTheUnmodifiedPair() throws {
        #expect(try values(Self.pair) == [1, 2])
    }

    @Test func acceptsZip64DescriptorsAndComments() throws {
        var fixture = Self.pair
        fixture.entries[0].isZip64 = true
        #expect(try values(fixture) == [1, 2])
        fixture.usesZip64End = true
        #expect(try values(fixture) == [1, 2])
        fixture.entries[1].hasDescriptor = true
        #expect(try values(fixture) == [1, 2])
        fixture.usesZip64End = false
        fixture.comment = Array("PK\u{5}\u{6} made by hand".utf8)
        #expect(try values(fixture) == [1, 2])
        #expect(try NumpyArchive(bytes: ZipFixture(entries: []).bytes(), file: "z").names == [])
    }

    @Test func refusesEndRecordsThatDisagree() {
        var fixture = Self.pair
        fixture.usesZip64End = true
        var bytes = fixture.bytes()
        bytes[bytes.count - 12] = 1  // the entry counts of the plain end record, where 0xFFFF defers to zip64
        bytes[bytes.count - 11] = 0
        bytes[bytes.count - 14] = 1
        bytes[bytes.count - 13] = 0
        #expect(
            complaint { try NumpyArchive(bytes: bytes, file: "z") }
                == "z: corrupt archive: its two end records contradict each other")
    }

    @Test func refusesWhatIsNoArchive() {
        #expect(complaint { try NumpyArchive(bytes: [], file: "z") } == "z: corrupt archive: the file is empty")
        #expect(
            complaint { try NumpyArchive(bytes: Self.one, file: "z") }.hasPrefix(
                "z: corrupt archive: it has no zip end record"))
        #expect(refusal { $0.trailing = [0] }.contains("no zip end record"))
    }

    @Test func refusesContradictions() {
        #expect(
            refusal { $0.entries[0].localName = "c.npy" }
                == "z: corrupt archive: entry 'a.npy': its header contradicts the directory")
        #expect(refusal { $0.entries[1].name = "a.npy" } == "z: corrupt archive: entry 'a.npy': the name occurs twice")
        #expect(
            refusal {
                $0.entries[1].offset = 0
                $0.entries[1].localName = "b.npy"
            }.contains("its header contradicts the directory"))
        #expect(refusal { $0.declaredCount = 1 }.contains("more than the 1 entries it declares"))
        #expect(
            refusal { $0.declaredCount = 3 }.contains("too short")
                || refusal { $0.declaredCount = 3 }.contains("truncated"))
        #expect(refusal { $0.directoryShift = 1 }.contains("not where the end record says"))
        #expect(
            refusal { $0.entries[0].contents = Self.two }
                == "z: corrupt archive: entry 'a.npy': its contents do not match its CRC-32")
        #expect(refusal { $0.entries[0].declaredSize = 5 }.contains("two different sizes"))
        #expect(refusal { $0.entries[0].declaredCompressedSize = .max - 1 }.contains("reaches beyond the archive"))
        for offset: UInt32 in [1, 100_000, .max - 1, .max] {
            #expect(refusal { $0.entries[0].offset = offset }.hasPrefix("z: corrupt archive: entry 'a.npy': "))
        }
    }

    /// Two directory records that point at the same bytes: the trick of the overlapping zip bomb.
    @Test func refusesOverlaps() {
        let long = ZipFixture.archive(Self.one, name: "b")
        let fixture = ZipFixture(entries: [
            .init(name: "a.npy", data: long),
            .init(name: "b.npy", data: Self.one, offset: UInt32(30 + "a.npy".utf8.count)),
        ])
        #expect(
            complaint { try NumpyArchive(bytes: fixture.bytes(), file: "z") }
                == "z: corrupt archive: entry 'a.npy': it overlaps entry 'b.npy'")
    }

    @Test func refusesFeatures() {
        #expect(refusal { $0.entries[0].flags = 1 } == "z: unsupported archive: entry 'a.npy': it is encrypted")
        #expect(refusal { $0.entries[0].flags = 0x2000 } == "z: unsupported archive: entry 'a.npy': it is encrypted")
        #expect(
            refusal { $0.entries[1].method = 12 }.contains(
                "entry 'b.npy': compression method 12; only stored and deflated are read"))
    }

    @Test func boundsEntriesAndSizes() {
        #expect(refusal(limits: ArchiveLimits(entries: 1)) { _ in }.contains("it declares 2 entries, the limit is 1"))
        let size = UInt64(Self.one.count)
        #expect(refusal(limits: ArchiveLimits(uncompressedSize: 2 * size)) { _ in } == "nothing was thrown")
        #expect(
            refusal(limits: ArchiveLimits(uncompressedSize: 2 * size - 1)) { _ in }
                == "z: the uncompressed size declared up to entry 'b.npy' is too large: \(2 * size) bytes, the limit "
                + "is \(2 * size - 1)"
        )
        // 3 GiB declared for a few bytes.
        #expect(
            refusal {
                $0.entries[0].method = 8
                $0.entries[0].declaredSize = 3 << 30
            }.contains("too large"))
        #expect(
            refusal {
                $0.entries[0].method = 8
                $0.entries[0].declaredSize = 1 << 20
            }.contains("more than deflate can reach"))
    }

    @Test func refusesDeflatedDataOfAnotherSize() {
        // One stored deflate block: final bit, length, its complement, data.
        let length = UInt16(Self.one.count)
        let block = [1] + littleEndian([length, ~length]) + Self.one
        #expect(
            refusal { $0.entries[0] = .init(name: "a.npy", data: block, contents: Self.one, method: 8) }
                == "nothing was thrown")
        for wrong in [0, length - 1, length + 1] {
            #expect(
                refusal {
                    $0.entries[0] = .init(
                        name: "a.npy", data: block, contents: Self.one, method: 8, declaredSize: UInt32(wrong))
                } == "z: corrupt archive: entry 'a.npy': its data does not unpack to the declared size")
        }
        #expect(
            refusal { $0.entries[0] = .init(name: "a.npy", data: block + [0], contents: Self.one, method: 8) }.contains(
                "does not unpack"))
        #expect(
            refusal { $0.entries[0] = .init(name: "a.npy", data: block.dropLast(), contents: Self.one, method: 8) }
                .contains("does not unpack"))
        #expect(
            refusal { $0.entries[0] = .init(name: "a.npy", data: [7] + block, contents: Self.one, method: 8) }.contains(
                "its data is damaged"))
    }

    @Test func hostileNamesStayOnOneLine() {
        let line = refusal {
            $0.entries[0].name = "a\n\u{202E}b\u{1B}[31m.npy"
            $0.entries[0].localName = "a.npy"
        }
        #expect(line.contains("entry 'a\\u{a}\\u{202e}b\\u{1b}[31m.npy'"))
    }

    @Test func refusesFilesThatCannotBeRead() throws {
        let directory = try TemporaryFolder()
        let missing = directory.file("absent.npz")
        #expect(
            complaint { try NumpyArchive(contentsOf: missing) }
                == "\(missing): cannot be read: no such file or directory")
        #expect(
            complaint { try NumpyArchive(contentsOf: directory.path) }
                == "\(directory.path): cannot be read: is a directory")
        let file = try directory.write(Self.pair.bytes(), "pair.npz")
        #expect(try NumpyArchive(contentsOf: file).names == ["a", "b"])
        #expect(
            complaint { try NumpyArchive(contentsOf: file, limits: ArchiveLimits(fileSize: 10)) }.contains(
                "the file is too large"))
    }
}

/// Damage at every byte: an archive is refused or read as it was, and never brings the reader down.
@Suite struct ArchiveFuzzTests {
    static let archives: [[UInt8]] = {
        let entry = ZipFixture.npy(
            type: "<f8", shape: "(2, 2)", fortranOrder: true, data: littleEndian(doubles: [1, 2, .nan, 4]))
        let stored = ZipFixture(entries: [
            .init(name: "a.npy", data: entry, isZip64: true), .init(name: "b.npy", data: entry, hasDescriptor: true),
        ])
        var zip64 = stored
        zip64.usesZip64End = true
        return [NumpyArchiveTests.compressedByNumPy, stored.bytes(), zip64.bytes()]
    }()

    @Test(arguments: archives) func everyTruncationIsRefused(archive: [UInt8]) throws {
        for length in 0..<archive.count {
            #expect(throws: FormatError.self) { try NumpyArchive(bytes: Array(archive.prefix(length)), file: "t") }
        }
    }

    @Test(arguments: archives) func everyFlippedBitIsRefusedOrHarmless(archive: [UInt8]) throws {
        let expected = try allBits(NumpyArchive(bytes: archive, file: "t"))
        var refused = 0
        for position in archive.indices {
            for bit in 0..<8 {
                var damaged = archive
                damaged[position] ^= 1 << bit
                do {
                    let bits = try allBits(NumpyArchive(bytes: damaged, file: "t"))
                    #expect(bits == expected, "bit \(bit) of byte \(position)")
                } catch {
                    #expect(error is FormatError)
                    refused += 1
                }
            }
        }
        // Only dates, versions, attributes and the like may go unnoticed.
        #expect(refused > archive.count * 8 / 2)
    }

    /// Several bytes at once, with the values that break parsers.
    @Test(arguments: archives) func randomDamageIsRefusedOrHarmless(archive: [UInt8]) throws {
        let expected = try allBits(NumpyArchive(bytes: archive, file: "t"))
        var random = SeededGenerator(seed: 7)
        for _ in 0..<3000 {
            var damaged = archive
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let position = Int.random(in: 0..<damaged.count, using: &random)
                let run = Int.random(in: 1...8, using: &random)
                let value: UInt8 = [0, 1, 0x7F, 0x80, 0xFE, 0xFF].randomElement(using: &random) ?? 0
                for offset in position..<min(position + run, damaged.count) { damaged[offset] = value }
            }
            do {
                #expect(try allBits(NumpyArchive(bytes: damaged, file: "t")) == expected)
            } catch {
                #expect(error is FormatError)
            }
        }
    }
}

import Foundation
import Testing

@testable import Formats

/// Reading, on bytes made by hand.
@Suite struct NumpyArchiveTests {
    /// Written by
    /// `numpy.savez_compressed(w=arange(24.).reshape(2,3,4)/8, a=array([[1.5,-2],[0.25,-0.0]],'<f4'),
    /// k=array(7,'i8'))`.
    static let compressedByNumPy = [UInt8](
        Data(
            base64Encoded: """
                UEsDBC0AAAAIAAAAIQCTu4rO//////////8FABQAdy5ucHkBABAAQAEAAAAAAACLAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqGuo6Ce\
                ll9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CsY6CiaaOgq1CuQBLgYUcMAeQl+A0jeg9AMo/QRKv4DSb6D0Byj9CUp/gdLfoPQPKP0LSv+B\
                0v+gNIMDhGKE0kxQmhlKs0BpVijNBqXZHQBQSwMELQAAAAgAAAAhABEWIaX//////////wUAFABhLm5weQEAEACQAAAAAAAAAFQAAAAAAAAAm+wX\
                6hsQychQxlCtnpJanFykbqWgbpNmoq6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjoKRpo6CrUKZAMuBoYD9gxAgoGhwQ5INwAAUEsD\
                BC0AAAAIAAAAIQAjuPBs//////////8FABQAay5ucHkBABAAiAAAAAAAAABGAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TaaGuo6Cell9U\
                UpSYF59flJIKEndLzClOBYoXZyQWpAL5Gpo6CrUKFAEudgYIAABQSwECLQMtAAAACAAAACEAk7uKzosAAABAAQAABQAAAAAAAAAAAAAAgAEAAAAA\
                dy5ucHlQSwECLQMtAAAACAAAACEAERYhpVQAAACQAAAABQAAAAAAAAAAAAAAgAHCAAAAYS5ucHlQSwECLQMtAAAACAAAACEAI7jwbEYAAACIAAAA\
                BQAAAAAAAAAAAAAAgAFNAQAAay5ucHlQSwUGAAAAAAMAAwCZAAAAygEAAAAA
                """) ?? Data())

    @Test func readsDeflatedArraysOfNumPy() throws {
        let archive = try NumpyArchive(bytes: Self.compressedByNumPy, file: "d.npz")
        #expect(archive.names == ["a", "k", "w"])
        let w = try archive.array("w")
        #expect(w.shape == [2, 3, 4])
        #expect(w.elementType == .float64)
        #expect(try w.float64Values() == (0..<24).map { Double($0) / 8 })
        let a = try archive.array("a")
        #expect(a.elementType == .float32)
        #expect(try a.float64Values().map(\.bitPattern) == [1.5, -2, 0.25, -0.0].map(\Double.bitPattern))
        let k = try archive.array("k")
        #expect(k.shape == [])
        #expect(try k.integerValues() == [7])
        #expect(try k.float64Values() == [7])
    }

    @Test(arguments: [1, 2, 3] as [UInt8]) func readsEveryFormatVersion(version: UInt8) throws {
        let npy = ZipFixture.npy(type: "<f8", shape: "(2,)", data: littleEndian(doubles: [0.1, -3]), version: version)
        #expect(try NumpyArchive(bytes: ZipFixture.archive(npy), file: "v").array("w").float64Values() == [0.1, -3])
    }

    @Test func givesFortranOrderRowMajor() throws {
        // Element (i, j, k) = 100 i + 10 j + k, first axis fastest in the file.
        var columnMajor: [Double] = []
        for k in 0..<4 { for j in 0..<3 { for i in 0..<2 { columnMajor.append(Double(100 * i + 10 * j + k)) } } }
        var rowMajor: [Double] = []
        for i in 0..<2 { for j in 0..<3 { for k in 0..<4 { rowMajor.append(Double(100 * i + 10 * j + k)) } } }
        let npy = ZipFixture.npy(
            type: "<f8", shape: "(2, 3, 4)", fortranOrder: true, data: littleEndian(doubles: columnMajor))
        let array = try NumpyArchive(bytes: ZipFixture.archive(npy), file: "f").array("w")
        #expect(array.isFortranOrder)
        #expect(try array.float64Values() == rowMajor)
    }

    @Test func readsEveryIntegerType() throws {
        func values(_ type: String, _ data: [UInt8], _ shape: String) throws -> [Int] {
            let archive = try NumpyArchive(
                bytes: ZipFixture.archive(ZipFixture.npy(type: type, shape: shape, data: data)), file: "i")
            let array = try archive.array("w")
            #expect(try array.float64Values() == array.integerValues().map(Double.init))
            return try array.integerValues()
        }
        #expect(try values("|i1", littleEndian([Int8.min, -1, 127]), "(3,)") == [-128, -1, 127])
        #expect(try values("|u1", littleEndian([UInt8.max, 0]), "(2,)") == [255, 0])
        #expect(try values("<u1", littleEndian([UInt8.max, 0]), "(2,)") == [255, 0])
        #expect(try values("<i2", littleEndian([Int16.min, 5]), "(2, 1)") == [-32768, 5])
        #expect(try values("<u2", littleEndian([UInt16.max]), "(1,)") == [65535])
        #expect(try values("<i4", littleEndian([Int32.min]), "()") == [-2_147_483_648])
        #expect(try values("<u4", littleEndian([UInt32.max]), "(1, 1)") == [4_294_967_295])
        #expect(try values("<i8", littleEndian([Int64(1) << 53, -(1 << 60)]), "(2,)") == [1 << 53, -(1 << 60)])
        #expect(try values("<u8", littleEndian([UInt64(1) << 62]), "(1,)") == [1 << 62])
    }

    @Test func refusesIntegersThatFloat64DoesNotHold() throws {
        let npy = ZipFixture.npy(type: "<i8", shape: "(2, 2)", data: littleEndian([1, 2, Int64(1) << 53 + 1, 4]))
        let array = try NumpyArchive(bytes: ZipFixture.archive(npy), file: "i.npz").array("w")
        #expect(
            complaint { try array.float64Values() }
                == "i.npz: array 'w': element [1,0] is 9007199254740993, expected an integer that float64 holds exactly"
        )
        let unsigned = ZipFixture.npy(type: "<u8", shape: "()", data: littleEndian([UInt64.max]))
        #expect(
            complaint {
                try NumpyArchive(bytes: ZipFixture.archive(unsigned), file: "i.npz").array("w").integerValues()
            }
                == "i.npz: array 'w': the only element is 18446744073709551615, expected an integer below 2^63")
    }

    @Test func keepsNaNAndInfinityUnlessFiniteIsAskedFor() throws {
        var values = [Double](repeating: 1, count: 24)
        values[14] = .nan  // (1, 0, 2) of (2, 3, 4)
        let array = try NumpyArchive(
            bytes: ZipFixture.archive(
                ZipFixture.npy(type: "<f8", shape: "(2, 3, 4)", data: littleEndian(doubles: values))),
            file: "width4.npz"
        ).array("w")
        #expect(try array.float64Values().map(\.bitPattern) == values.map(\.bitPattern))
        #expect(
            complaint { try array.finiteFloat64Values() }
                == "width4.npz: array 'w': element [1,0,2] is NaN, expected a finite number")

        let fortran = ZipFixture.npy(
            type: "<f8", shape: "(2, 3)", fortranOrder: true, data: littleEndian(doubles: [0, 0, 0, -.infinity, 0, 0]))
        #expect(
            complaint {
                try NumpyArchive(bytes: ZipFixture.archive(fortran), file: "f").array("w").finiteFloat64Values()
            }
                == "f: array 'w': element [1,1] is -infinity, expected a finite number")
    }

    @Test func checksShapes() throws {
        let array = try NumpyArchive(
            bytes: ZipFixture.archive(ZipFixture.npy(type: "<f8", shape: "(0, 4)", data: [])), file: "s.npz"
        ).array("w")
        try array.requireShape([.any("n"), 4])
        #expect(try array.finiteFloat64Values() == [])
        #expect(
            complaint { try array.requireShape(["n", "m"]) }
                == "s.npz: array 'w': shape is (0, 4), expected (n > 0, m > 0)")
        #expect(
            complaint { try array.requireShape([.any("n"), 5]) } == "s.npz: array 'w': shape is (0, 4), expected (n, 5)"
        )
        #expect(complaint { try array.requireShape([.any("n")]) } == "s.npz: array 'w': shape is (0, 4), expected (n,)")
    }

    @Test func namesTheArraysThereAreWhenOneIsMissing() throws {
        let archive = try NumpyArchive(bytes: Self.compressedByNumPy, file: "d.npz")
        #expect(complaint { try archive.array("v") } == "d.npz: array 'v' is missing; the archive holds 'a', 'k', 'w'")
        let isAbsent = try archive.optionalArray("v") == nil
        #expect(isAbsent)
    }

    @Test func passesOverOtherFiles() throws {
        let fixture = ZipFixture(entries: [
            .init(name: "folder/", data: []), .init(name: "readme.txt", data: [1, 2]),
            .init(name: "w.npy", data: ZipFixture.npy(type: "<f8", shape: "()", data: littleEndian(doubles: [2]))),
        ])
        #expect(try NumpyArchive(bytes: fixture.bytes(), file: "o").names == ["w"])
    }
}

/// What a .npy header may and may not say.
@Suite struct NumpyHeaderTests {
    @Test(arguments: [
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", [3]),
        ("{\"shape\": (3, 4), \"descr\": \"<f8\", \"fortran_order\": True}\n", [3, 4]),
        ("{ 'descr':'<f8','fortran_order':False,'shape':() }  \n", []),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4,)}", [3, 4]),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9223372036854775807, 4)}", [0, Int.max, 4]),
    ])
    func accepts(dictionary: String, shape: [Int]) throws {
        let header = try NumpyHeader(ZipFixture.npy(dictionary))
        #expect(header.shape == shape)
        #expect(header.descriptor == "<f8")
        #expect(header.isFortranOrder == dictionary.contains("True"))
    }

    @Test(arguments: [
        "", "{", "{}", "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': [3]}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-3,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3,,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3 4)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775808,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1e3,)}",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (3,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3,)} + x",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'extra': 1}",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f8' 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f8\\x41', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (3,)}",
        "{'descr': __import__('os'), 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (\(String(repeating: "1,", count: 65)))}",
    ])
    func refuses(dictionary: String) {
        #expect(throws: NumpyHeader.Failure.self) { try NumpyHeader(ZipFixture.npy(dictionary)) }
    }

    @Test func refusesOtherTypesAndSaysWhatToDo() throws {
        func refusal(_ type: String) -> String {
            complaint {
                try NumpyArchive(
                    bytes: ZipFixture.archive(
                        ZipFixture.npy(type: type, shape: "(1,)", data: [0, 0, 0, 0, 0, 0, 0, 0])), file: "t"
                )
                .array("w")
            }
        }
        #expect(
            refusal(">f8")
                == "t: array 'w': element type '>f8' is not supported; it is big-endian, save it with .astype('<f8')")
        for type in ["<f1", "<c16", "|b1", "<U4", "|O", "|f8", "f8", "", "<", "<i3", "<f16", "|V8"] {
            #expect(
                refusal(type)
                    == "t: array 'w': element type '\(type)' is not supported; save it as float64, with .astype('<f8')")
        }
    }

    @Test func refusesDataOfAnotherLength() {
        for (shape, count) in [
            ("(2,)", 15), ("(2,)", 17), ("()", 0), ("(0,)", 8), ("(4611686018427387904, 4)", 0),
            ("(1152921504606846976,)", 0),
        ] {
            let npy = ZipFixture.npy(type: "<f8", shape: shape, data: [UInt8](repeating: 0, count: count))
            #expect(
                complaint { try NumpyArchive(bytes: ZipFixture.archive(npy), file: "t").array("w") }
                    .hasPrefix("t: array 'w': it has \(count) bytes of data, which is not shape"))
        }
    }

    @Test func refusesBrokenPreambles() {
        let good = ZipFixture.npy(type: "<f8", shape: "()", data: littleEndian(doubles: [1]))
        for length in 0..<(good.count - 8) {
            #expect(throws: NumpyHeader.Failure.self) { try NumpyHeader(Array(good.prefix(length))) }
        }
        var version4 = good
        version4[6] = 4
        #expect(throws: NumpyHeader.Failure.self) { try NumpyHeader(version4) }
        // 4 GiB of header declared.
        #expect(throws: NumpyHeader.Failure.self) {
            try NumpyHeader(Array(good.prefix(6)) + [2, 0, 255, 255, 255, 255, 123])
        }
    }
}

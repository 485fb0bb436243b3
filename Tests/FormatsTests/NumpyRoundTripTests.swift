import Foundation
import TestSupport
import Testing

@testable import Formats

@Suite struct NumpyArchiveWriterTests {
    private func example(_ file: String) throws -> NumpyArchiveWriter {
        var writer = NumpyArchiveWriter(file: file)
        try writer.add("w", shape: [2, 3, 1], float64: [0.1, -0.0, .infinity, .nan, .leastNonzeroMagnitude, 6])
        try writer.add("n", shape: [], int64: [Int.min])
        try writer.add("empty", shape: [0, 4], float64: [])
        try writer.add("größe", shape: [1], int64: [1 << 53])
        return writer
    }

    @Test func whatIsWrittenIsRead() throws {
        let directory = try TemporaryFolder()
        let writer = try example(directory.file("x.npz"))
        try writer.write()
        #expect(try directory.bytes("x.npz") == writer.bytes())
        let archive = try NumpyArchive(contentsOf: directory.file("x.npz"))
        #expect(archive.names == ["empty", "größe", "n", "w"])
        #expect(try archive.array("w").shape == [2, 3, 1])
        #expect(
            try archive.array("w").float64Values().map(\.bitPattern)
                == [0.1, -0.0, .infinity, .nan, .leastNonzeroMagnitude, 6].map(\Double.bitPattern))
        #expect(try archive.array("n").integerValues() == [Int.min])
        #expect(try archive.array("empty").shape == [0, 4])
        #expect(try archive.array("größe").float64Values() == [9_007_199_254_740_992])
    }

    /// The digest pins every byte: dates, attributes, padding. NumPy reads this very file below.
    @Test func bytesDependOnTheArraysAlone() throws {
        let bytes = try example("a").bytes()
        #expect(try example("b").bytes() == bytes)
        #expect(SHA256.hexDigest(of: bytes) == "9760d017b5ab2334acbb6990c21de0a9d668885fae3ba5d21c92b8851b2b9223")
    }

    @Test func refusesWhatDoesNotFit() throws {
        var writer = try example("x.npz")
        let before = writer.bytes()
        #expect(
            complaint { try writer.add("w", shape: [1], float64: [1]) } == "x.npz: array 'w': the name is taken already"
        )
        #expect(
            complaint { try writer.add("v", shape: [2], float64: [1]) }
                == "x.npz: array 'v': 1 elements do not fill shape (2,)")
        #expect(
            complaint { try writer.add("v", shape: [-1, -1], float64: [1]) }
                == "x.npz: array 'v': 1 elements do not fill shape (-1, -1)")
        for name in ["", "a/b", "..\\a", "a\nb"] {
            #expect(
                complaint { try writer.add(name, shape: [], float64: [1]) }.hasSuffix("this is no name for an array"))
        }
        #expect(writer.bytes() == before)
    }

    @Test(.enabled(if: NumPy.isAvailable, "python3 with NumPy is absent"))
    func numPyReadsIt() throws {
        let directory = try TemporaryFolder()
        try example(directory.file("x.npz")).write()
        let seen = try NumPy.run(
            """
            import sys, zipfile, numpy as np
            assert zipfile.ZipFile(sys.argv[1]).testzip() is None
            f = np.load(sys.argv[1], allow_pickle=False)
            for k in sorted(f.files): print(ascii(k), f[k].dtype.str, f[k].shape, f[k].tobytes().hex())
            """, directory.file("x.npz"))
        let w = littleEndian(doubles: [0.1, -0.0, .infinity, .nan, .leastNonzeroMagnitude, 6]).map {
            String(format: "%02x", $0)
        }.joined()
        #expect(
            seen == """
                'empty' <f8 (0, 4) \n'gr\\xf6\\xdfe' <i8 (1,) 0000000000002000
                'n' <i8 () 0000000000000080
                'w' <f8 (2, 3, 1) \(w)

                """)
    }
}

@Suite(.enabled(if: NumPy.isAvailable, "python3 with NumPy is absent")) struct NumPyRoundTripTests {
    /// Every element type, order and awkward shape, against the bits that NumPy itself prints.
    @Test(arguments: ["savez", "savez_compressed"]) func readsWhatNumPyWrites(save: String) throws {
        let directory = try TemporaryFolder()
        let printed = try NumPy.run(
            """
            import sys, numpy as np
            r = np.random.default_rng(1)
            arrays = {}
            for s, shape in enumerate([(), (1,), (0,), (3, 0, 2), (5,), (4, 3), (2, 3, 4), (2, 1, 3, 2)]):
                for t in ['<f8', '<f4', '|i1', '|u1', '<i2', '<u2', '<i4', '<u4', '<i8', '<u8']:
                    x = (r.standard_normal(shape) * 50).astype('<f8')
                    x = np.asarray(np.abs(x) if t[1] == 'u' else x).astype(t)
                    arrays[f'c{s}{t[1:]}'] = np.ascontiguousarray(x).reshape(shape)
                    arrays[f'f{s}{t[1:]}'] = np.asfortranarray(x)
            arrays['strided'] = np.arange(24.).reshape(4, 6)[::2, ::-1]
            arrays['nan'] = np.array([np.nan, np.inf, -0.0, 5e-324])
            getattr(np, sys.argv[2])(sys.argv[1], **arrays)
            for k in sorted(arrays):
                a = arrays[k]
                print(k, list(a.shape), a.astype('<f8').ravel(order='C').view('<u8').tolist())
            """, directory.file("x.npz"), save)
        let archive = try NumpyArchive(contentsOf: directory.file("x.npz"))
        let lines = printed.split(separator: "\n").map(String.init)
        #expect(lines.count == 162)
        #expect(try allBits(archive) == lines)
        #expect(try archive.array("f6f8").isFortranOrder)
    }

    @Test func refusesWhatItMust() throws {
        let directory = try TemporaryFolder()
        try NumPy.run(
            """
            import sys, numpy as np
            np.savez(sys.argv[1], big=np.zeros(2, '>f8'), text=np.array(['a']), flag=np.array([True]), z=np.zeros(1, \
            'c16'),
                     record=np.zeros(1, [('x', '<f8')]), half=np.zeros(1, '>f2'), pickled=np.array([{}], dtype=object))
            """, directory.file("x.npz"))
        let archive = try NumpyArchive(contentsOf: directory.file("x.npz"))
        #expect(archive.names.count == 7)
        for name in archive.names {
            #expect(complaint { try archive.array(name) }.hasPrefix("\(directory.file("x.npz")): array '\(name)': "))
        }
        #expect(complaint { try archive.array("big") }.hasSuffix("it is big-endian, save it with .astype('<f8')"))
        #expect(complaint { try archive.array("record") }.hasSuffix("its elements are records, expected plain numbers"))
    }

    /// Python writes to a pipe it cannot seek in: sizes then follow the data.
    @Test func readsStreamedArchives() throws {
        let directory = try TemporaryFolder()
        try NumPy.run(
            """
            import sys, io, zipfile, numpy as np
            class Pipe(io.RawIOBase):
                def __init__(self, f): self.f = f
                def writable(self): return True
                def write(self, b): return self.f.write(b)
            b = io.BytesIO(); np.save(b, np.arange(100.))
            with open(sys.argv[1], 'wb') as f:
                with zipfile.ZipFile(Pipe(f), 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('x.npy', b.getvalue())
            """, directory.file("x.npz"))
        #expect(
            try NumpyArchive(contentsOf: directory.file("x.npz")).array("x").float64Values()
                == (0..<100).map(Double.init))
    }
}

@Suite(.enabled(if: !SharedCandidates.files.isEmpty, "the shared candidates are absent")) struct SharedCandidatesTests {
    @Test(arguments: SharedCandidates.files) func candidatesAreRead(path: String) throws {
        let archive = try NumpyArchive(contentsOf: path)
        let w = try archive.array("w")
        let a = try archive.array("a")
        try w.requireShape(["n", "m", 2])
        try a.requireShape([.exactly(w.shape[0]), .exactly(w.shape[1])])
        #expect(try w.finiteFloat64Values().count == w.count)
        #expect(try a.finiteFloat64Values().count == a.count)
    }

    @Test(.enabled(if: NumPy.isAvailable, "python3 with NumPy is absent"), arguments: SharedCandidates.files)
    func bitsAreThoseThatNumPyReads(path: String) throws {
        let printed = try NumPy.run(
            """
            import sys, numpy as np
            f = np.load(sys.argv[1])
            for k in sorted(f.files):
                if f[k].dtype.kind in 'fiu': print(k, list(f[k].shape), f[k].astype('<f8').ravel().view('<u8').tolist())
            """, path)
        let archive = try NumpyArchive(contentsOf: path)
        for line in printed.split(separator: "\n") {
            let name = String(line.prefix { $0 != " " })
            let array = try archive.array(name)
            #expect("\(name) \(array.shape) \(try array.float64Values().map(\.bitPattern))" == line)
        }
    }
}

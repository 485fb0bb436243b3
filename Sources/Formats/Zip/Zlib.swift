import CZlib

/// The two things that are needed of zlib.
enum Zlib {
    /// Why raw deflate data did not unpack.
    struct InflateFailure: Error {
        var problem: String
    }

    /// The CRC-32 of ISO 3309, as zip uses it.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) })
    }

    /// Unpacks raw deflate data (RFC 1951) that must yield exactly `size` bytes and use up all of `data`.
    ///
    /// The output buffer has exactly `size` bytes, so data that would unpack to more cannot.
    static func inflateRaw(_ data: ArraySlice<UInt8>, size: Int) throws(InflateFailure) -> [UInt8] {
        var stream = z_stream()
        // -15: raw data without zlib header, window of 32 KiB.
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw InflateFailure(problem: "there is no memory to unpack it")
        }
        defer { inflateEnd(&stream) }
        var input = Array(data)
        // One byte to spare gives zlib a valid address even for size 0; it must stay unused.
        var output = [UInt8](repeating: 0, count: size + 1)
        let (status, leftIn, leftOut) = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { destination in
                run(&stream, source, destination)
            }
        }
        guard status == Z_STREAM_END else {
            throw InflateFailure(
                problem: status == Z_BUF_ERROR ? "its data does not unpack to the declared size" : "its data is damaged"
            )
        }
        guard leftOut == 1, leftIn == 0 else {
            throw InflateFailure(problem: "its data does not unpack to the declared size")
        }
        output.removeLast()
        return output
    }

    /// Inflates until the end of the stream or an error, in pieces because zlib counts in 32 bits.
    private static func run(
        _ stream: inout z_stream, _ source: UnsafeMutableBufferPointer<UInt8>,
        _ destination: UnsafeMutableBufferPointer<UInt8>
    ) -> (status: Int32, leftIn: Int, leftOut: Int) {
        let piece = 1 << 30
        var consumed = 0
        var produced = 0
        while true {
            let offered = min(piece, source.count - consumed)
            let room = min(piece, destination.count - produced)
            stream.next_in = source.baseAddress.map { $0 + consumed }
            stream.avail_in = UInt32(offered)
            stream.next_out = destination.baseAddress.map { $0 + produced }
            stream.avail_out = UInt32(room)
            let status = inflate(&stream, Z_NO_FLUSH)
            consumed += offered - Int(stream.avail_in)
            produced += room - Int(stream.avail_out)
            // Z_OK means progress was made, so this ends; with nothing left to read or write inflate answers
            // Z_BUF_ERROR.
            guard status == Z_OK else {
                return (status, source.count - consumed, destination.count - produced)
            }
        }
    }
}
